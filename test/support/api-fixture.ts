import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '#chain/lib/errors.ts';
import type { PlacedEvent } from '#chain/state/event-log.ts';
import type { ChainView } from '#chain/view.ts';
import { type ApiConfig, defaultApiConfig } from '#src/api/config.ts';
import { type Api, createApi } from '#src/api/create-api.ts';
import type { Clock, NodeFacts, PastHeights, SubmitResult, TxGateway, TxTools } from '#src/api/deps.ts';
import { createIndexer } from '#src/indexer/create-indexer.ts';
import type { Indexer } from '#src/indexer/indexer-types.ts';
import { SqliteHistory } from '#src/indexer/sqlite/sqlite-history.ts';
import { FakeChain } from './fake-chain.ts';

/** Time that stands still until a test moves it; timers fire in order while it moves. */
export class FakeClock implements Clock {
  private timeMs = 1_790_000_000_000;
  private readonly timers = new Set<{ atMs: number; everyMs: number | undefined; callback: () => void }>();

  now(): number {
    return this.timeMs;
  }
  every(ms: number, callback: () => void): () => void {
    return this.add(ms, ms, callback);
  }
  after(ms: number, callback: () => void): () => void {
    return this.add(ms, undefined, callback);
  }
  get pending(): number {
    return this.timers.size;
  }

  advance(ms: number): void {
    const end = this.timeMs + ms;
    for (;;) {
      const due = [...this.timers].filter((timer) => timer.atMs <= end).sort((a, b) => a.atMs - b.atMs)[0];
      if (due === undefined) break;
      this.timeMs = Math.max(this.timeMs, due.atMs);
      if (due.everyMs === undefined) this.timers.delete(due);
      else due.atMs += due.everyMs;
      due.callback();
    }
    this.timeMs = end;
  }

  private add(ms: number, everyMs: number | undefined, callback: () => void): () => void {
    const timer = { atMs: this.timeMs + ms, everyMs, callback };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }
}

/** A pool that takes everything unless told otherwise, and remembers what it was sent. */
export class FakeGateway implements TxGateway {
  readonly sent: Uint8Array[] = [];
  readonly pending = new Set<string>();
  answer: SubmitResult = { code: 0, log: '' };

  async submit(bytes: Uint8Array): Promise<SubmitResult> {
    this.sent.push(bytes);
    return this.answer;
  }
  isPending(hash: string): boolean {
    return this.pending.has(hash);
  }
  async check(): Promise<SubmitResult> {
    return this.answer;
  }
}

const tools: TxTools = {
  fromTypedData: ({ primaryType }) => {
    if (primaryType !== 'PlaceOrder') throw new AppError(1001, 'unknown type');
    return new Uint8Array([9, 9, 9]);
  },
  verify: () => ({
    ok: true,
    txHash: 'A'.repeat(64),
    signMode: 'direct',
    digest: null,
    recovered: null,
    signer: null,
    owner: null,
    nonce: { kind: 'unordered', value: '1', state: 'fresh', expected: null },
    checks: [{ check: 'decode', ok: true, code: null, details: {} }],
    hint: null,
  }),
  tryTx: () => undefined,
};

/** An API with everything around it but the chain. */
export interface ApiRig {
  readonly api: Api;
  readonly indexer: Indexer;
  readonly gateway: FakeGateway;
  readonly clock: FakeClock;
  /** Resolves when history holds everything the indexer accepted. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface FixtureOptions {
  readonly config?: Partial<ApiConfig>;
  readonly node?: Partial<NodeFacts>;
  readonly past?: PastHeights;
}

/** A real indexer on a temporary file, a fake pool and the API over any read model. */
export function apiRig(
  view: ChainView,
  options: FixtureOptions = {},
  genesisEvents: () => readonly PlacedEvent[] = () => [],
): ApiRig {
  const folder = mkdtempSync(join(tmpdir(), 'nave-api-'));
  const clock = new FakeClock();
  const gateway = new FakeGateway();
  const identity = { chainId: 'nave-local-1', genesisHash: '07'.repeat(32) };
  const history = new SqliteHistory(join(folder, 'index.sqlite'), identity, (error) => {
    throw error;
  });
  const indexer = createIndexer(view, history, genesisEvents);
  const node: NodeFacts = {
    version: '0.1.0',
    engine: 'solo',
    isSyncing: () => false,
    isHalted: () => false,
    findCommit: () => undefined,
    ...options.node,
  };
  const log = { info: () => {}, error: (facts: object) => failures.push(facts) };
  const failures: object[] = [];
  const past = options.past ?? { viewAt: async () => undefined, oldest: () => view.chain().height };
  const config = { ...defaultApiConfig, port: 0, ...options.config };
  const api = createApi({
    view,
    past,
    indexer,
    gateway,
    tx: tools,
    node,
    config,
    clock,
    log,
  });
  return {
    api,
    indexer,
    gateway,
    clock,
    settled: async () => {
      if (!(await history.whenKept(indexer.live.height, 10_000))) throw new Error('history did not settle');
    },
    close: async () => {
      await api.stop();
      await history.close();
      rmSync(folder, { recursive: true, force: true });
      if (failures.length > 0) throw new Error('the API logged failures', { cause: failures });
    },
  };
}

export interface ApiFixture extends ApiRig {
  readonly chain: FakeChain;
  /** Commits the chain's running block and gives it to the indexer, as a node does. */
  commit(afterMs?: number): void;
}

/** An API over a fake chain. */
export function apiFixture(options: FixtureOptions = {}): ApiFixture {
  const chain = new FakeChain();
  const rig = apiRig(chain.view, options);
  return {
    ...rig,
    chain,
    commit: (afterMs) => {
      rig.indexer.accept(chain.commit(afterMs), { hash: 'AB'.repeat(32), proposer: 'CD'.repeat(20) });
    },
  };
}
