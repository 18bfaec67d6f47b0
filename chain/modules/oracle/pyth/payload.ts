import { Cursor } from './cursor.ts';
import { SIBLING_BYTES } from './framing.ts';
import { require } from './reasons.ts';

/** What a price VAA signs: the root of one slot's messages. */
export interface AccumulatorRoot {
  readonly slot: bigint;
  /** 20 bytes. */
  readonly root: Uint8Array;
}

const MAGIC = 0x41555756;
const TYPE_MERKLE = 0;

/** `AUWV` payload, type 0; later bytes belong to later versions. Throws PythError payload. */
export function parsePayload(payload: Uint8Array): AccumulatorRoot {
  const cursor = new Cursor(payload, 'payload');
  require(cursor.u32() === MAGIC, 'payload');
  require(cursor.u8() === TYPE_MERKLE, 'payload');
  const slot = cursor.u64();
  cursor.u32(); // ring size: how Pythnet stores it
  return { slot, root: cursor.take(SIBLING_BYTES) };
}
