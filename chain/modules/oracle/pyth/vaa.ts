import { Cursor } from './cursor.ts';
import { require } from './reasons.ts';

export interface VaaSignature {
  /** Position of the signer in its set. */
  readonly index: number;
  /** r‖s, 64 bytes. */
  readonly rs: Uint8Array;
  /** As sent; only 0 and 1 can verify. */
  readonly recovery: number;
}

/** A signed message of Wormhole's format. The header (set index, signatures) is not covered by the signatures. */
export interface Vaa {
  readonly setIndex: number;
  readonly signatures: readonly VaaSignature[];
  /** What is signed: everything after the signatures. */
  readonly body: Uint8Array;
  readonly emitterChain: number;
  /** 32 bytes. */
  readonly emitterAddress: Uint8Array;
  readonly payload: Uint8Array;
}

const VERSION = 1;

/** Splits a VAA; verifies nothing. Throws PythError vaa_version, vaa_truncated. */
export function parseVaa(bytes: Uint8Array): Vaa {
  const cursor = new Cursor(bytes, 'vaa_truncated');
  require(cursor.u8() === VERSION, 'vaa_version');
  const setIndex = cursor.u32();
  const count = cursor.u8();
  const signatures: VaaSignature[] = [];
  for (let i = 0; i < count; i++) {
    signatures.push({ index: cursor.u8(), rs: cursor.take(64), recovery: cursor.u8() });
  }
  const body = cursor.rest();
  const inner = new Cursor(body, 'vaa_truncated');
  inner.take(8); // timestamp, nonce: freshness comes from publishTime only
  const emitterChain = inner.u16();
  const emitterAddress = inner.take(32);
  inner.take(9); // sequence, consistency level
  return { setIndex, signatures, body, emitterChain, emitterAddress, payload: inner.rest() };
}
