import type { Codec } from '#chain/lib/protobuf.ts';
import { txMessages } from '#proto/generated/messages.ts';

/** Structurally CosmJS's TsProtoGeneratedType: nothing of CosmJS is loaded here. */
export interface RegistryType {
  readonly encode: (message: unknown) => { readonly finish: () => Uint8Array };
  readonly decode: (input: Uint8Array) => unknown;
  readonly fromPartial: (object: unknown) => unknown;
}

/** A codec as CosmJS's Registry wants it. */
export const registryType = (codec: Codec<unknown>): RegistryType => ({
  encode: (message) => ({ finish: () => codec.encode(message) }),
  decode: (input) => codec.decode(input),
  fromPartial: (object) => codec.fromPartial((object ?? {}) as never),
});

/**
 * Every nave.* message for `new Registry([...defaultRegistryTypes, ...naveRegistryTypes()])`. MsgSend stays CosmJS's own.
 * Values are those of proto/generated: 64-bit integers are numbers below 2^53.
 */
export function naveRegistryTypes(): [typeUrl: string, type: RegistryType][] {
  return [...txMessages]
    .filter(([typeUrl]) => typeUrl.startsWith('/nave.'))
    .map(([typeUrl, { request }]) => [typeUrl, registryType(request)]);
}
