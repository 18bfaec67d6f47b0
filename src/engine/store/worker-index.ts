import { Worker } from 'node:worker_threads';
// Loaded on this thread too: Node unmaps an addon with the last thread that loaded it, while LevelDB's own compaction thread
// still runs in that code.
import 'level';
import type { EventQuery } from '../query/parse.ts';
import type { BlockIndex, SearchPage, SearchResult, TxPosition } from './block-index.ts';

/** Calls that the worker understands: a method of BlockIndex and its arguments. */
export interface IndexCall {
  readonly id: number;
  readonly method: keyof BlockIndex;
  readonly args: readonly unknown[];
}

export type IndexReply = { readonly id: number } & ({ readonly value: unknown } | { readonly error: string });

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** The index in a worker thread: indexing costs block production nothing but handing the record over. */
export class WorkerIndex implements BlockIndex {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private calls = 0;
  private failure: Error | undefined;

  private constructor(directory: string) {
    this.worker = new Worker(new URL('index-worker.ts', import.meta.url), {
      workerData: { directory },
      name: 'block-index',
    });
    this.worker.on('message', (reply: IndexReply) => this.settle(reply));
    this.worker.on('error', (error) => this.fail(error instanceof Error ? error : new Error(String(error))));
    this.worker.on('exit', () => this.fail(new Error('the block index has stopped')));
  }

  /** Rejects when the database cannot be opened. */
  static async open(directory: string): Promise<WorkerIndex> {
    const index = new WorkerIndex(directory);
    try {
      await index.height();
    } catch (error) {
      await index.worker.terminate();
      throw error;
    }
    return index;
  }

  private settle(reply: IndexReply): void {
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if ('error' in reply) waiting?.reject(new Error(reply.error));
    else waiting?.resolve(reply.value as never);
  }

  private fail(error: Error): void {
    this.failure ??= error;
    for (const { reject } of this.waiting.values()) reject(this.failure);
    this.waiting.clear();
  }

  private call<T>(method: keyof BlockIndex, ...args: readonly unknown[]): Promise<T> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    const id = this.calls++;
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, method, args } satisfies IndexCall);
    });
  }

  height(): Promise<number> {
    return this.call('height');
  }
  add(height: number, record: Uint8Array): Promise<void> {
    return this.call('add', height, record);
  }
  clear(): Promise<void> {
    return this.call('clear');
  }
  findBlock(hash: Uint8Array): Promise<number | undefined> {
    return this.call('findBlock', hash);
  }
  findTx(hash: Uint8Array): Promise<TxPosition | undefined> {
    return this.call('findTx', hash);
  }
  searchTxs(query: EventQuery, page: SearchPage): Promise<SearchResult<TxPosition>> {
    return this.call('searchTxs', query, page);
  }
  searchBlocks(query: EventQuery, page: SearchPage): Promise<SearchResult<number>> {
    return this.call('searchBlocks', query, page);
  }

  async close(): Promise<void> {
    if (this.failure !== undefined) return;
    await this.call('close');
    await this.worker.terminate();
  }
}
