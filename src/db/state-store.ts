import { mkdir } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
// Loaded on this thread too, though only the worker uses it: Node unmaps an addon with the last thread that loaded it, while
// LevelDB's own compaction thread still runs in that code (a crash at closing, seen and traced).
import 'level';
import type { StoredRecord } from '#chain/state/record.ts';
import type { BlockCommit } from '#chain/state/state.ts';
import { archiveRows } from './archive-rows.ts';
import type { FaultPlan } from './fault-points.ts';
import { decodeMeta, encodeMeta, packRows, type SlotRecord, type StateMeta, unpackRecords } from './record-codec.ts';
import type { ArchivedRecord, ArchivedState, StateReply, StateRequest, StateWorkerData } from './state-messages.ts';
import { reasonOf, StorageError } from './storage-error.ts';

export interface StateStoreOptions {
  readonly dir: string;
  readonly chainId: string;
  /** Told once when a height could not be written or the worker died: the node must stop. */
  readonly onError: (error: StorageError) => void;
  /** Told after a height is safely on disk. */
  readonly onPersisted?: (height: number) => void;
  /** Heights that may wait for the disk before `room` makes the block producer wait: 50. */
  readonly maxBehind?: number;
  /** Keep what every height replaced, so that `archived` can read any of them. */
  readonly isArchive?: boolean;
  readonly fault?: FaultPlan;
}

interface Question {
  readonly resolve: (found: never) => void;
  readonly reject: (error: StorageError) => void;
}

/** Chunks of records asked for ahead of the one being loaded. */
const READ_AHEAD = 4;

/**
 * Changed records of each height, written behind from a worker thread: one atomic synced LevelDB batch a height, never awaited
 * inside execution. What is on disk is always the whole state of one height, which `meta` names.
 */
export class StateStore {
  private readonly options: StateStoreOptions;
  private readonly worker: Worker;
  private storedMeta: StateMeta | undefined;
  private queued = -1;
  private persisted = -1;
  private failure: StorageError | undefined;
  private isClosing = false;
  private opened: { resolve: () => void; reject: (error: StorageError) => void } | undefined;
  private chunk:
    | { resolve: (records: Uint8Array | undefined) => void; reject: (error: StorageError) => void }
    | undefined;
  private nextQuestion = 0;
  private readonly questions = new Map<number, Question>();
  private readonly received: (Uint8Array | undefined)[] = [];
  private waiting: { until: number; resolve: () => void; reject: (error: StorageError) => void }[] = [];

  private constructor(options: StateStoreOptions) {
    this.options = options;
    const workerData: StateWorkerData = {
      dir: options.dir,
      isArchive: options.isArchive ?? false,
      fault: options.fault,
    };
    this.worker = new Worker(new URL('./state-worker.ts', import.meta.url), { workerData, name: 'state-store' });
    this.worker.on('message', (message: StateReply) => this.hear(message));
    this.worker.on('error', (error) => this.fail(new StorageError(`The state writer died: ${reasonOf(error)}`)));
    this.worker.on('exit', () => {
      if (!this.isClosing) this.fail(new StorageError('The state writer stopped by itself.'));
    });
  }

  /**
   * Opens or creates the store. StorageError, in one line: in use by another process, damaged, or of another chain.
   */
  static async open(options: StateStoreOptions): Promise<StateStore> {
    await mkdir(options.dir, { recursive: true });
    const store = new StateStore(options);
    try {
      await new Promise<void>((resolve, reject) => {
        store.opened = { resolve, reject };
      });
      const found = store.storedMeta?.chainId;
      if (found !== undefined && found !== options.chainId) {
        throw new StorageError(`The state in ${options.dir} is of chain ${found}, not of ${options.chainId}.`);
      }
      return store;
    } catch (error) {
      await store.stop();
      throw error;
    }
  }

  /** Height, hashes and slots of the state that was on disk at opening; undefined when it was empty. */
  get meta(): StateMeta | undefined {
    return this.storedMeta;
  }

  /** The height whose state is on disk, −1 when none is. */
  get persistedHeight(): number {
    return this.persisted;
  }

  /** Heights handed over and not yet on disk. */
  get behind(): number {
    return this.queued - this.persisted;
  }

  /**
   * Hands over a committed height, the one after the last, and with it the memory of its changed records; returns at once.
   * Throws the failure once there was one.
   */
  persist(commit: Pick<BlockCommit, 'height' | 'appHash' | 'changes' | 'facts' | 'undo'>): void {
    if (this.failure !== undefined) throw this.failure;
    const { height, appHash, changes, facts } = commit;
    if (this.queued >= 0 && height !== this.queued + 1) {
      throw new StorageError(`State of height ${height} was to be stored after ${this.queued}.`);
    }
    const { version, slotsUsed, stateRoot, eventsRoot } = facts;
    const chainId = this.options.chainId;
    const meta = encodeMeta({ chainId, height, version, slotsUsed, stateRoot, eventsRoot, appHash });
    if (this.queued < 0) this.persisted = height - 1;
    this.queued = height;
    const archive = this.options.isArchive === true ? packRows(archiveRows(facts, commit.undo)) : undefined;
    const { bytes, cells } = changes;
    const moved = [bytes.buffer, cells.buffer, ...(archive === undefined ? [] : [archive.buffer])];
    this.send({ kind: 'persist', height, records: { bytes, cells }, meta, archive }, moved);
  }

  /** Resolves when fewer than maxBehind heights wait for the disk: await it before making the next block. */
  room(): Promise<void> {
    return this.until(this.queued - (this.options.maxBehind ?? 50) + 1);
  }

  /** Resolves when everything handed over is on disk. */
  flush(): Promise<void> {
    return this.until(this.queued);
  }

  /** All records on disk, in key order, some thousands at a time. Call before the first persist. */
  async *records(): AsyncGenerator<readonly (SlotRecord & { readonly value: Uint8Array })[]> {
    this.send({ kind: 'read' });
    for (let i = 0; i < READ_AHEAD; i++) this.send({ kind: 'more' });
    let asked = READ_AHEAD;
    try {
      for (;;) {
        const packed = await this.nextChunk();
        asked--;
        if (packed === undefined) return;
        this.send({ kind: 'more' });
        asked++;
        yield unpackRecords(packed) as (SlotRecord & { value: Uint8Array })[];
      }
    } finally {
      for (; asked > 0 && this.failure === undefined; asked--) await this.nextChunk();
    }
  }

  /** A record as of a height that is on disk, undefined when the archive does not hold that height. */
  archived(key: Uint8Array, height: number): Promise<ArchivedRecord | undefined> {
    return this.ask((id) => ({ kind: 'archived', id, key, height }));
  }

  /** Every record of a height that is on disk, in no order; undefined when the archive does not hold that height. */
  async pastState(height: number): Promise<ArchivedState | undefined> {
    const found = await this.ask<{ facts: ArchivedState['facts']; records: Uint8Array } | undefined>((id) => ({
      kind: 'past',
      id,
      height,
    }));
    return found === undefined
      ? undefined
      : { facts: found.facts, records: unpackRecords(found.records) as StoredRecord[] };
  }

  private ask<T>(request: (id: number) => StateRequest): Promise<T> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    return new Promise<T>((resolve, reject) => {
      const id = this.nextQuestion++;
      this.questions.set(id, { resolve, reject });
      this.send(request(id));
    });
  }

  /** Waits for what was handed over, then closes. Rejects when it could not all be written. */
  async close(): Promise<void> {
    try {
      if (this.failure === undefined) await this.flush();
      else throw this.failure;
    } finally {
      await this.stop();
    }
  }

  private async stop(): Promise<void> {
    this.isClosing = true;
    const gone = new Promise<void>((resolve) => this.worker.once('exit', () => resolve()));
    if (this.worker.threadId === -1) return;
    this.send({ kind: 'close' });
    await gone;
  }

  private send(request: StateRequest, moved: ArrayBuffer[] = []): void {
    this.worker.postMessage(request, moved);
  }

  private hear(message: StateReply): void {
    switch (message.kind) {
      case 'opened':
        this.open(message.meta);
        break;
      case 'persisted':
        this.persisted = message.height;
        this.wake();
        this.options.onPersisted?.(message.height);
        break;
      case 'chunk':
        this.received.push(message.records);
        this.deliver();
        break;
      case 'archived':
      case 'past':
        this.questions.get(message.id)?.resolve(message.found as never);
        this.questions.delete(message.id);
        break;
      case 'failed':
        this.fail(new StorageError(message.message));
    }
  }

  private open(meta: Uint8Array | undefined): void {
    try {
      this.storedMeta = meta === undefined ? undefined : decodeMeta(meta);
      this.persisted = this.storedMeta?.height ?? -1;
      this.queued = this.persisted;
      this.opened?.resolve();
    } catch (error) {
      this.opened?.reject(
        new StorageError(`The state in ${this.options.dir} has unreadable facts: ${reasonOf(error)}`),
      );
    }
    this.opened = undefined;
  }

  private fail(failure: StorageError): void {
    if (this.failure !== undefined || this.isClosing) return;
    this.failure = failure;
    const isOpening = this.opened !== undefined;
    this.opened?.reject(failure);
    this.chunk?.reject(failure);
    for (const { reject } of this.waiting) reject(failure);
    this.waiting = [];
    for (const { reject } of this.questions.values()) reject(failure);
    this.questions.clear();
    if (!isOpening) this.options.onError(failure);
  }

  private until(height: number): Promise<void> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    if (this.persisted >= height) return Promise.resolve();
    return new Promise((resolve, reject) => this.waiting.push({ until: height, resolve, reject }));
  }

  private wake(): void {
    for (const { until, resolve } of this.waiting) if (until <= this.persisted) resolve();
    this.waiting = this.waiting.filter(({ until }) => until > this.persisted);
  }

  private nextChunk(): Promise<Uint8Array | undefined> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    return new Promise((resolve, reject) => {
      this.chunk = { resolve, reject };
      this.deliver();
    });
  }

  private deliver(): void {
    if (this.chunk === undefined || this.received.length === 0) return;
    const { resolve } = this.chunk;
    this.chunk = undefined;
    resolve(this.received.shift());
  }
}
