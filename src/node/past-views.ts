import { setImmediate } from 'node:timers/promises';
import { Application } from '#chain/app.ts';
import { equalBytes } from '#chain/lib/bytes.ts';
import { AppError } from '#chain/lib/errors.ts';
import type { Crypto } from '#chain/lib/hash.ts';
import type { StoredRecord } from '#chain/state/record.ts';
import type { LoadFacts } from '#chain/state/state.ts';
import type { ChainView } from '#chain/view.ts';
import type { PastHeights } from '#src/api/deps.ts';
import type { ArchivedState } from '#src/db/state-messages.ts';

export interface PastViewsOptions {
  readonly app: Pick<Application, 'records'>;
  readonly crypto: Crypto;
  /** Whole states of heights that the application no longer holds; only archives have them. */
  readonly archived?: (height: number) => Promise<ArchivedState | undefined>;
  /** Applications of old heights that stay loaded. */
  readonly keep?: number;
  /** A larger state is not loaded a second time. */
  readonly maxRecords?: number;
}

/** Records loaded between two turns of the event loop: about 10 ms. */
const SLICE = 2_000;
const KEEP = 3;
/** About 200 MB and two seconds of loading, in slices. */
const MAX_RECORDS = 500_000;

/**
 * State at old heights: an application of its own is loaded with the records of the height and checked against its state
 * root. One at a time, in slices between which blocks go on; the last few asked for stay.
 */
export class PastViews implements PastHeights {
  private readonly options: PastViewsOptions;
  /** By height, least recently asked for first. */
  private readonly loaded = new Map<number, Promise<Application | undefined>>();
  private queue: Promise<unknown> = Promise.resolve();

  constructor(options: PastViewsOptions) {
    this.options = options;
  }

  oldest(): number {
    return Math.max(1, this.options.app.records.oldestHeight);
  }

  async viewAt(height: number): Promise<ChainView | undefined> {
    return (await this.applicationAt(height))?.view;
  }

  /**
   * The application as it was after `height`; undefined when this node does not hold that height.
   * @throws AppError 8004 when the state is too large to be loaded again
   */
  applicationAt(height: number): Promise<Application | undefined> {
    const known = this.loaded.get(height);
    this.loaded.delete(height);
    const loading = known ?? this.enqueue(height);
    this.loaded.set(height, loading);
    const [eldest] = this.loaded.keys();
    if (this.loaded.size > (this.options.keep ?? KEEP)) this.loaded.delete(eldest!);
    return loading;
  }

  private enqueue(height: number): Promise<Application | undefined> {
    const loading = this.queue.then(() => this.load(height));
    this.queue = loading.catch(() => undefined);
    const forget = (app?: Application): void => {
      if (app === undefined) this.loaded.delete(height);
    };
    loading.then(forget, () => forget());
    return loading;
  }

  private async load(height: number): Promise<Application | undefined> {
    const { records } = this.options.app;
    if (height < 1 || height > records.height) return undefined;
    this.refuseTooLarge(records.size);
    if (height >= records.oldestHeight) {
      return this.fill(records.recordsAt(height), records.getFacts(height));
    }
    const archived = await this.options.archived?.(height);
    if (archived === undefined) return undefined;
    return this.fill(archived.records, archived.facts);
  }

  private refuseTooLarge(size: number): void {
    const most = this.options.maxRecords ?? MAX_RECORDS;
    if (size <= most) return;
    throw new AppError(8004, `The state has ${size} records; old heights are read up to ${most}.`, { size, most });
  }

  private async fill(
    records: Iterable<StoredRecord>,
    facts: LoadFacts & { readonly stateRoot: Uint8Array },
  ): Promise<Application> {
    const app = new Application({ crypto: this.options.crypto, keepHeights: 0 });
    let count = 0;
    for (const record of records) {
      app.loadRecord(record);
      if (++count % SLICE === 0) await setImmediate();
    }
    const root = app.finishLoad(facts);
    if (!equalBytes(root, facts.stateRoot)) throw new Error(`the records of height ${facts.height} give another root`);
    return app;
  }
}
