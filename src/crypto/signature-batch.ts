import { type Crypto, hasStrictShape } from '#chain/lib/hash.ts';

export interface SignatureItem {
  /** 64 bytes r‖s */
  readonly signature: Uint8Array;
  /** 32 bytes */
  readonly digest: Uint8Array;
  /** 33 bytes, compressed */
  readonly publicKey: Uint8Array;
}

/** Items claimed at a time: fewer gain nothing, more leave one thread idle at the end. */
export const CHUNK = 8;

const ITEM = 64 + 32 + 33;
const HEADER = 4;
/** A result nobody has written yet; 0 and 1 are verdicts. */
export const OPEN = 2;

/**
 * Signatures in shared memory that several threads work off: next chunk i32 ‖ results ‖ items of 129 bytes. A thread claims
 * a chunk by an atomic add, so none waits for another. Verdicts are facts: two threads that judge one item agree.
 */
export class SignatureBatch {
  readonly buffer: SharedArrayBuffer;
  readonly count: number;
  private readonly next: Int32Array;
  private readonly results: Uint8Array;
  private readonly bytes: Uint8Array;

  constructor(buffer: SharedArrayBuffer, count: number) {
    this.buffer = buffer;
    this.count = count;
    this.next = new Int32Array(buffer, 0, 1);
    this.results = new Uint8Array(buffer, HEADER, count);
    this.bytes = new Uint8Array(buffer, HEADER + count);
  }

  /** Packs items; one of the wrong shape is 0 at once. */
  static of(items: readonly SignatureItem[]): SignatureBatch {
    const batch = new SignatureBatch(new SharedArrayBuffer(HEADER + items.length * (1 + ITEM)), items.length);
    items.forEach(({ signature, digest, publicKey }, i) => {
      const isShaped = hasStrictShape(signature, digest, publicKey);
      batch.results[i] = isShaped ? OPEN : 0;
      if (!isShaped) return;
      batch.bytes.set(signature, i * ITEM);
      batch.bytes.set(digest, i * ITEM + 64);
      batch.bytes.set(publicKey, i * ITEM + 96);
    });
    return batch;
  }

  /** Takes the next chunk and judges it; false when all were taken. */
  work(crypto: Crypto): boolean {
    const from = Atomics.add(this.next, 0, 1) * CHUNK;
    if (from >= this.count) return false;
    this.judge(crypto, from, Math.min(from + CHUNK, this.count));
    return true;
  }

  /** Judges whatever is open, claimed or not: for what a dead thread left. */
  finish(crypto: Crypto): void {
    this.judge(crypto, 0, this.count);
  }

  private judge(crypto: Crypto, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      if (Atomics.load(this.results, i) !== OPEN) continue;
      const at = i * ITEM;
      // Copies, because native code is not given memory that another thread could touch.
      const signature = this.bytes.slice(at, at + 64);
      const digest = this.bytes.slice(at + 64, at + 96);
      const publicKey = this.bytes.slice(at + 96, at + ITEM);
      Atomics.store(this.results, i, crypto.verifySecp256k1(signature, digest, publicKey) ? 1 : 0);
    }
  }

  /** A copy of the verdicts, undefined while any is open. */
  findVerdicts(): Uint8Array | undefined {
    const verdicts = Uint8Array.from(this.results);
    return verdicts.includes(OPEN) ? undefined : verdicts;
  }
}

/** What the pool tells a worker: work along, or finish what a dead one left. */
export interface BatchMessage {
  readonly id: number;
  readonly buffer: SharedArrayBuffer;
  readonly count: number;
  readonly redo: boolean;
}

/** A worker's whole job for one message. */
export function serveBatch(message: BatchMessage, crypto: Crypto): void {
  const batch = new SignatureBatch(message.buffer, message.count);
  if (message.redo) {
    batch.finish(crypto);
  } else {
    while (batch.work(crypto));
  }
}
