// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.
import type { Codec } from '#chain/lib/protobuf.ts';
import { messageCodec } from '#chain/lib/protobuf.ts';
import * as googleProtobuf from './google.protobuf.ts';
import * as tendermintAbci from './tendermint.abci.ts';

export interface Attribute {
  readonly key: string;
  readonly value: string;
}
export const Attribute: Codec<Attribute> = messageCodec(
  'cosmos.base.abci.v1beta1.Attribute',
  [
    [1, 'key', 'string'],
    [2, 'value', 'string'],
  ],
  (v, o) => ({
    key: v[o] as string,
    value: v[o + 1] as string,
  }),
);

export interface StringEvent {
  readonly type: string;
  readonly attributes: readonly Attribute[];
}
export const StringEvent: Codec<StringEvent> = messageCodec(
  'cosmos.base.abci.v1beta1.StringEvent',
  [
    [1, 'type', 'string'],
    [2, 'attributes', 'message', { repeated: true, of: () => Attribute }],
  ],
  (v, o) => ({
    type: v[o] as string,
    attributes: v[o + 1] as readonly Attribute[],
  }),
);

export interface ABCIMessageLog {
  readonly msgIndex: number;
  readonly log: string;
  readonly events: readonly StringEvent[];
}
export const ABCIMessageLog: Codec<ABCIMessageLog> = messageCodec(
  'cosmos.base.abci.v1beta1.ABCIMessageLog',
  [
    [1, 'msgIndex', 'uint32'],
    [2, 'log', 'string'],
    [3, 'events', 'message', { repeated: true, of: () => StringEvent }],
  ],
  (v, o) => ({
    msgIndex: v[o] as number,
    log: v[o + 1] as string,
    events: v[o + 2] as readonly StringEvent[],
  }),
);

export interface TxResponse {
  readonly height: bigint;
  readonly txhash: string;
  readonly codespace: string;
  readonly code: number;
  readonly data: string;
  readonly rawLog: string;
  readonly logs: readonly ABCIMessageLog[];
  readonly info: string;
  readonly gasWanted: bigint;
  readonly gasUsed: bigint;
  readonly tx: googleProtobuf.Any | undefined;
  readonly timestamp: string;
  readonly events: readonly tendermintAbci.Event[];
}
export const TxResponse: Codec<TxResponse> = messageCodec(
  'cosmos.base.abci.v1beta1.TxResponse',
  [
    [1, 'height', 'bigInt64'],
    [2, 'txhash', 'string'],
    [3, 'codespace', 'string'],
    [4, 'code', 'uint32'],
    [5, 'data', 'string'],
    [6, 'rawLog', 'string'],
    [7, 'logs', 'message', { repeated: true, of: () => ABCIMessageLog }],
    [8, 'info', 'string'],
    [9, 'gasWanted', 'bigInt64'],
    [10, 'gasUsed', 'bigInt64'],
    [11, 'tx', 'message', { of: () => googleProtobuf.Any }],
    [12, 'timestamp', 'string'],
    [13, 'events', 'message', { repeated: true, of: () => tendermintAbci.Event }],
  ],
  (v, o) => ({
    height: v[o] as bigint,
    txhash: v[o + 1] as string,
    codespace: v[o + 2] as string,
    code: v[o + 3] as number,
    data: v[o + 4] as string,
    rawLog: v[o + 5] as string,
    logs: v[o + 6] as readonly ABCIMessageLog[],
    info: v[o + 7] as string,
    gasWanted: v[o + 8] as bigint,
    gasUsed: v[o + 9] as bigint,
    tx: v[o + 10] as googleProtobuf.Any | undefined,
    timestamp: v[o + 11] as string,
    events: v[o + 12] as readonly tendermintAbci.Event[],
  }),
);

export interface GasInfo {
  readonly gasWanted: bigint;
  readonly gasUsed: bigint;
}
export const GasInfo: Codec<GasInfo> = messageCodec(
  'cosmos.base.abci.v1beta1.GasInfo',
  [
    [1, 'gasWanted', 'bigUint64'],
    [2, 'gasUsed', 'bigUint64'],
  ],
  (v, o) => ({
    gasWanted: v[o] as bigint,
    gasUsed: v[o + 1] as bigint,
  }),
);

export interface Result {
  readonly data: Uint8Array;
  readonly log: string;
  readonly events: readonly tendermintAbci.Event[];
  readonly msgResponses: readonly googleProtobuf.Any[];
}
export const Result: Codec<Result> = messageCodec(
  'cosmos.base.abci.v1beta1.Result',
  [
    [1, 'data', 'bytes'],
    [2, 'log', 'string'],
    [3, 'events', 'message', { repeated: true, of: () => tendermintAbci.Event }],
    [4, 'msgResponses', 'message', { repeated: true, of: () => googleProtobuf.Any }],
  ],
  (v, o) => ({
    data: v[o] as Uint8Array,
    log: v[o + 1] as string,
    events: v[o + 2] as readonly tendermintAbci.Event[],
    msgResponses: v[o + 3] as readonly googleProtobuf.Any[],
  }),
);

export interface MsgData {
  readonly msgType: string;
  readonly data: Uint8Array;
}
export const MsgData: Codec<MsgData> = messageCodec(
  'cosmos.base.abci.v1beta1.MsgData',
  [
    [1, 'msgType', 'string'],
    [2, 'data', 'bytes'],
  ],
  (v, o) => ({
    msgType: v[o] as string,
    data: v[o + 1] as Uint8Array,
  }),
);

export interface TxMsgData {
  readonly data: readonly MsgData[];
  readonly msgResponses: readonly googleProtobuf.Any[];
}
export const TxMsgData: Codec<TxMsgData> = messageCodec(
  'cosmos.base.abci.v1beta1.TxMsgData',
  [
    [1, 'data', 'message', { repeated: true, of: () => MsgData }],
    [2, 'msgResponses', 'message', { repeated: true, of: () => googleProtobuf.Any }],
  ],
  (v, o) => ({
    data: v[o] as readonly MsgData[],
    msgResponses: v[o + 1] as readonly googleProtobuf.Any[],
  }),
);
