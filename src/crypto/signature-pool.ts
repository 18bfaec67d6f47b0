import { Worker } from 'node:worker_threads';
import type { Crypto } from '#chain/lib/hash.ts';
import { type BatchMessage, SignatureBatch, type SignatureItem } from './signature-batch.ts';

export interface SignaturePoolOptions {
  /** Used on the main thread. */
  readonly crypto: Crypto;
  /** 1 when left out; 0 = everything on the main thread. */
  readonly workers?: number;
  /** False: the main thread only packs, as long as a worker lives. */
  readonly mainHelps?: boolean;
  /** Told when a worker died (it is replaced), and when the pool gives up on workers. */
  readonly onWorkerDeath?: (error: Error, isReplaced: boolean) => void;
  /** Script of the workers: the tests' own ones die on purpose. */
  readonly workerUrl?: URL;
}

interface Pending {
  readonly id: number;
  readonly batch: SignatureBatch;
  readonly resolve: (verdicts: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

/** Batches this small are done before a worker has heard of them. */
const SMALL = 4;
/** The main thread helps for this many chunks (about 2 ms), then lets the event loop run. */
const CHUNKS_A_TURN = 4;
/** Workers that die this often without finishing anything are not replaced again. */
const DEATHS = 3;

/**
 * Verifies signatures ahead of execution: worker threads and, while it is idle, the main thread work off the same chunks
 * (×1.85 with one worker on two cores). A worker that dies is replaced and what it had taken is done again; without any
 * worker the main thread does it all.
 */
export class SignaturePool {
  private readonly crypto: Crypto;
  private readonly onWorkerDeath: (error: Error, isReplaced: boolean) => void;
  private readonly url: URL;
  private readonly mainHelps: boolean;
  private readonly workers = new Set<Worker>();
  private readonly pending = new Map<number, Pending>();
  private nextId = 0;
  private deaths = 0;
  private isClosed = false;
  private isHelping = false;

  constructor(options: SignaturePoolOptions) {
    this.crypto = options.crypto;
    this.onWorkerDeath = options.onWorkerDeath ?? (() => {});
    this.mainHelps = options.mainHelps ?? true;
    this.url = options.workerUrl ?? new URL('./signature-worker.ts', import.meta.url);
    for (let i = 0; i < (options.workers ?? 1); i++) this.spawn();
  }

  /** Verdicts in the order of the items: 1 valid, 0 not. Strict rules of chain §1. Rejects only when the pool closes. */
  verifyBatch(items: readonly SignatureItem[]): Promise<Uint8Array> {
    if (this.isClosed) return Promise.reject(new Error('The signature pool is closed.'));
    const batch = SignatureBatch.of(items);
    if (items.length <= SMALL) {
      batch.finish(this.crypto);
      return Promise.resolve(batch.findVerdicts()!);
    }
    return new Promise((resolve, reject) => {
      const pending = { id: this.nextId++, batch, resolve, reject };
      this.pending.set(pending.id, pending);
      this.post(pending, false);
      if (this.mainHelps || this.workers.size === 0) this.help();
    });
  }

  /** Stops the workers; unfinished batches are rejected. */
  async close(): Promise<void> {
    this.isClosed = true;
    for (const { reject } of this.pending.values()) reject(new Error('The signature pool is closed.'));
    this.pending.clear();
    await Promise.all([...this.workers].map((worker) => worker.terminate()));
  }

  private spawn(): void {
    const worker = new Worker(this.url, { name: 'signatures' });
    let cause: Error | undefined;
    worker.on('message', (id: number) => {
      this.deaths = 0;
      this.settle(id);
    });
    worker.on('error', (error) => {
      cause = error instanceof Error ? error : new Error(String(error));
    });
    worker.on('exit', (code) => {
      this.workers.delete(worker);
      if (!this.isClosed) this.bury(cause ?? new Error(`A signature worker exited with code ${code}.`));
    });
    worker.unref();
    this.workers.add(worker);
  }

  private bury(cause: Error): void {
    const isReplaced = ++this.deaths < DEATHS;
    this.onWorkerDeath(cause, isReplaced);
    if (isReplaced) this.spawn();
    for (const pending of this.pending.values()) {
      if (this.workers.size > 0) {
        this.post(pending, true);
      } else {
        pending.batch.finish(this.crypto);
        this.settle(pending.id);
      }
    }
  }

  /** Gives a batch to every worker; they keep the process alive until it is done. */
  private post({ id, batch }: Pending, redo: boolean): void {
    const message: BatchMessage = { id, buffer: batch.buffer, count: batch.count, redo };
    for (const worker of this.workers) {
      worker.ref();
      worker.postMessage(message);
    }
  }

  /** The main thread's share of the oldest batch, a few chunks a turn of the event loop. */
  private help(): void {
    if (this.isHelping) return;
    this.isHelping = true;
    setImmediate(() => {
      this.isHelping = false;
      let chunks = 0;
      for (const { id, batch } of this.pending.values()) {
        while (chunks < CHUNKS_A_TURN && batch.work(this.crypto)) chunks++;
        this.settle(id);
        if (chunks === CHUNKS_A_TURN) return this.help();
      }
    });
  }

  private settle(id: number): void {
    const pending = this.pending.get(id);
    const verdicts = pending?.batch.findVerdicts();
    if (pending === undefined || verdicts === undefined) return;
    this.pending.delete(id);
    if (this.pending.size === 0) for (const worker of this.workers) worker.unref();
    pending.resolve(verdicts);
  }
}
