import { Cursor } from './cursor.ts';
import { require } from './reasons.ts';

/** A price as Pyth says it: value = price × 10^expo. Times are Unix seconds. Ranges are those of the wire, unchecked. */
export interface PriceMessage {
  /** 32 bytes. */
  readonly feedId: Uint8Array;
  readonly price: bigint;
  readonly conf: bigint;
  readonly expo: number;
  readonly publishTime: bigint;
  readonly prevPublishTime: bigint;
  readonly emaPrice: bigint;
  readonly emaConf: bigint;
}

const TYPE_PRICE = 0;

/** Message type 0, at least 85 bytes; what follows belongs to later versions and is ignored. Throws PythError. */
export function parsePriceMessage(bytes: Uint8Array): PriceMessage {
  const cursor = new Cursor(bytes, 'message_truncated');
  require(cursor.u8() === TYPE_PRICE, 'message_type');
  return {
    feedId: cursor.take(32),
    price: cursor.i64(),
    conf: cursor.u64(),
    expo: cursor.i32(),
    publishTime: cursor.i64(),
    prevPublishTime: cursor.i64(),
    emaPrice: cursor.i64(),
    emaConf: cursor.u64(),
  };
}
