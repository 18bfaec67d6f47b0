// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.
import type { Codec } from '#chain/lib/protobuf.ts';
import { messageCodec } from '#chain/lib/protobuf.ts';

export interface Event {
  readonly type: string;
  readonly attributes: readonly EventAttribute[];
}
export const Event: Codec<Event> = messageCodec(
  'tendermint.abci.Event',
  [
    [1, 'type', 'string'],
    [2, 'attributes', 'message', { repeated: true, of: () => EventAttribute }],
  ],
  (v, o) => ({
    type: v[o] as string,
    attributes: v[o + 1] as readonly EventAttribute[],
  }),
);

export interface EventAttribute {
  readonly key: string;
  readonly value: string;
  readonly index: boolean;
}
export const EventAttribute: Codec<EventAttribute> = messageCodec(
  'tendermint.abci.EventAttribute',
  [
    [1, 'key', 'string'],
    [2, 'value', 'string'],
    [3, 'index', 'bool'],
  ],
  (v, o) => ({
    key: v[o] as string,
    value: v[o + 1] as string,
    index: v[o + 2] as boolean,
  }),
);
