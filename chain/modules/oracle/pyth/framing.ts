import { Cursor } from './cursor.ts';
import { require } from './reasons.ts';

/** One accumulator message and its Merkle proof: `proof` is whole 20-byte siblings, leaf to root. */
export interface ProvenMessage {
  readonly message: Uint8Array;
  readonly proof: Uint8Array;
}

/** The outer shape of an update; nothing in it is verified yet. Views into the bytes that came in. */
export interface FramedUpdate {
  readonly vaa: Uint8Array;
  readonly messages: readonly ProvenMessage[];
}

export const MAX_UPDATE_BYTES = 16_384;
export const SIBLING_BYTES = 20;

const MAGIC = 0x504e4155;
const MAJOR = 1;
const TYPE_MERKLE = 0;

/**
 * `PNAU` framing (step 1 of oracle §2): magic, major 1, any minor, a trailing header to skip, type 0, VAA, messages with
 * proofs, nothing after. All of it is unsigned. Throws PythError.
 */
export function parseFraming(bytes: Uint8Array): FramedUpdate {
  require(bytes.length <= MAX_UPDATE_BYTES, 'too_long');
  const cursor = new Cursor(bytes, 'truncated');
  require(cursor.u32() === MAGIC, 'magic');
  require(cursor.u8() === MAJOR, 'version');
  cursor.u8();
  cursor.take(cursor.u8());
  require(cursor.u8() === TYPE_MERKLE, 'update_type');
  const vaa = cursor.take(cursor.u16());
  const count = cursor.u8();
  const messages: ProvenMessage[] = [];
  for (let i = 0; i < count; i++) {
    const message = cursor.take(cursor.u16());
    const proof = cursor.take(cursor.u8() * SIBLING_BYTES);
    messages.push({ message, proof });
  }
  require(cursor.remaining === 0, 'trailing_bytes');
  return { vaa, messages };
}
