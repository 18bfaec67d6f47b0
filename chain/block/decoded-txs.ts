import { toHex } from '../lib/bytes.ts';
import { AppError } from '../lib/errors.ts';
import type { Crypto } from '../lib/hash.ts';
import type { MessageHandler } from '../module.ts';
import { decodeTx } from '../tx/decode-tx.ts';
import type { DecodedTx } from '../tx/decoded-tx.ts';
import type { TxFootprint } from './block-space.ts';

/**
 * Decodes each tx once: the pool, the proposer and execution hand over the same byte array, which is the key. What is in
 * the cache never changes a result.
 */
export class DecodedTxs {
  private readonly crypto: Crypto;
  private readonly handlers: ReadonlyMap<string, MessageHandler>;
  private readonly cache = new WeakMap<Uint8Array, DecodedTx>();

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
    this.cache.set(raw, tx);
    return tx;
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
    signer: toHex(tx.signer),
    sequence: tx.nonce.kind === 'sequence' ? tx.nonce.sequence : undefined,
    hash: tx.hashHex,
  };
}
