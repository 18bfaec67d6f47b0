import { AppError } from '../lib/errors.ts';
import type { Crypto } from '../lib/hash.ts';
import type { MessageHandler } from '../module.ts';
import { decodeTx } from '../tx/decode-tx.ts';
import type { DecodedTx } from '../tx/decoded-tx.ts';
import type { TxFootprint } from './block-space.ts';

/** Decoded txs that are kept: more than a pool holds. */
const CAPACITY = 65_536;

/**
 * Decodes each tx once: the pool, the proposer and execution hand over the same byte array, which is the key. What is in
 * the cache never changes a result. A tx leaves with its block, one that no block took when the cache is full; a WeakMap
 * would make every collection of garbage walk all of them.
 */
export class DecodedTxs {
  private readonly crypto: Crypto;
  private readonly handlers: ReadonlyMap<string, MessageHandler>;
  private readonly cache = new Map<Uint8Array, DecodedTx>();

  constructor(crypto: Crypto, handlers: ReadonlyMap<string, MessageHandler>) {
    this.crypto = crypto;
    this.handlers = handlers;
  }

  /** Throws 1001, also for a message that no module of this version handles. */
  get(raw: Uint8Array): DecodedTx {
    const known = this.cache.get(raw);
    if (known !== undefined) return known;
    const tx = decodeTx(raw, this.crypto);
    for (const { typeName, typeUrl } of tx.messages) {
      if (!this.handlers.has(typeName)) throw new AppError(1001, `malformed transaction: no module handles ${typeUrl}`);
    }
    if (this.cache.size >= CAPACITY) this.dropOldest();
    this.cache.set(raw, tx);
    return tx;
  }

  /** After their block: nobody will ask for these again. */
  forget(txs: readonly Uint8Array[]): void {
    for (const raw of txs) this.cache.delete(raw);
  }

  private dropOldest(): void {
    for (const raw of this.cache.keys()) {
      this.cache.delete(raw);
      return;
    }
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
