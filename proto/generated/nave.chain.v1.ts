// Generated from proto/ by tools/generate-proto.ts (npm run proto); do not edit.
import type { Codec } from '#chain/lib/protobuf.ts';
import { messageCodec } from '#chain/lib/protobuf.ts';

/** One event of a block as it is hashed into the events root (chain §2), in order of emission. */
export interface BlockEvent {
  /** 1 begin, 2 tx, 3 end. */
  readonly phase: number;
  /** Index of the tx + 1; 0 outside the tx phase. */
  readonly tx: number;
  /** Index of the item in the tx + 1, 0 when the event belongs to no item. */
  readonly item: number;
  /** Message name of the event, `nave.clob.v1.OrderPlaced`. */
  readonly type: string;
  /** That message. */
  readonly data: Uint8Array;
}
export const BlockEvent: Codec<BlockEvent> = messageCodec(
  'nave.chain.v1.BlockEvent',
  [
    [1, 'phase', 'uint32'],
    [2, 'tx', 'uint32'],
    [3, 'item', 'uint32'],
    [4, 'type', 'string'],
    [5, 'data', 'bytes'],
  ],
  (v, o) => ({
    phase: v[o] as number,
    tx: v[o + 1] as number,
    item: v[o + 2] as number,
    type: v[o + 3] as string,
    data: v[o + 4] as Uint8Array,
  }),
);
