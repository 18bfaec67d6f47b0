import { AppError } from '../lib/errors.ts';
import type { Crypto } from '../lib/hash.ts';
import type { MessageHandler } from '../module.ts';
import { decodeTx } from '../tx/decode-tx.ts';
import type { DecodedTx } from '../tx/decoded-tx.ts';
import type { TxFootprint } from './block-space.ts';

/** Places for decoded txs: three times what a pool holds. */
const PLACES = 65_536;
/** Neighbouring places a tx may be in. */
const WAYS = 8;

/**
 * Decodes each tx once: the pool, the proposer and execution hand over the same byte array, which is the key. What is in
 * the cache never changes a result. A tx leaves with its block or when it is refused, one that no block took when its place
 * is needed.
 *
 * Arrays of fixed size and no Map: a Map that is filled and emptied makes new tables all the time, a left table points to
 * the next one, and once it is old it keeps that one and its txs alive until the next full collection: every scavenge copies
 * them. The place follows from the last bytes, those of the signature; txs made to collide are only decoded again.
 */
export class DecodedTxs {
  private readonly crypto: Crypto;
  private readonly handlers: ReadonlyMap<string, MessageHandler>;
  private readonly keys: (Uint8Array | undefined)[] = Array.from({ length: PLACES }, () => undefined);
  private readonly txs: (DecodedTx | undefined)[] = Array.from({ length: PLACES }, () => undefined);
  private victim = 0;

  constructor(crypto: Crypto, handlers: ReadonlyMap<string, MessageHandler>) {
    this.crypto = crypto;
    this.handlers = handlers;
  }

  /** Throws 1001, also for a message that no module of this version handles. */
  get(raw: Uint8Array): DecodedTx {
    const known = this.placeOf(raw);
    if (known >= 0) return this.txs[known]!;
    const tx = decodeTx(raw, this.crypto);
    for (const { typeName, typeUrl } of tx.messages) {
      if (!this.handlers.has(typeName)) throw new AppError(1001, `malformed transaction: no module handles ${typeUrl}`);
    }
    const place = this.placeFor(raw);
    this.keys[place] = raw;
    this.txs[place] = tx;
    return tx;
  }

  /** After their block: nobody will ask for these again. */
  forget(txs: readonly Uint8Array[]): void {
    for (const raw of txs) {
      const place = this.placeOf(raw);
      if (place < 0) continue;
      this.keys[place] = undefined;
      this.txs[place] = undefined;
    }
  }

  /** −1 when it is not there. */
  private placeOf(raw: Uint8Array): number {
    const first = firstPlace(raw);
    for (let i = first; i < first + WAYS; i++) if (this.keys[i] === raw) return i;
    return -1;
  }

  /** A free place, or one whose tx has to go. */
  private placeFor(raw: Uint8Array): number {
    const first = firstPlace(raw);
    for (let i = first; i < first + WAYS; i++) if (this.keys[i] === undefined) return i;
    this.victim = (this.victim + 1) % WAYS;
    return first + this.victim;
  }

  /** Undefined when the bytes are no tx. */
  find(raw: Uint8Array): DecodedTx | undefined {
    try {
      return this.get(raw);
    } catch (error) {
      if (error instanceof AppError) return undefined;
      throw error;
    }
  }
}

/** Bytes that are not there count as 0. */
function firstPlace(raw: Uint8Array): number {
  const end = raw.length;
  return ((((raw[end - 2] ?? 0) << 8) | (raw[end - 1] ?? 0)) * WAYS) % PLACES;
}

/** What block building looks at. */
export function footprint(tx: DecodedTx): TxFootprint {
  return {
    lane: tx.lane,
    weight: tx.weight,
    bytes: tx.raw.length,
    signer: tx.signerHex,
    sequence: tx.nonce.kind === 'sequence' ? tx.nonce.sequence : undefined,
    hash: tx.hashHex,
  };
}
