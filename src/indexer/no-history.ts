import { toHex } from '#chain/lib/bytes.ts';
import { AppError } from '#chain/lib/errors.ts';
import type { BlockOrigin, IndexableBlock, Indexer, LiveFacts } from './indexer-types.ts';
import type { IndexedBlock } from './rows.ts';
import type { HistoryStore } from './store.ts';

/** What a node without history answers to whoever asks for some: 8004, no height is available. */
export const noHistory = (): AppError =>
  new AppError(8004, 'This node keeps no history (history.enabled = false); ask another one.', { first: 0, last: 0 });

function refuse(): never {
  throw noHistory();
}

const refuseLater = async (): Promise<never> => refuse();

/** Facts that events gather are gathered by nobody. */
const store: HistoryStore = {
  restored: {
    height: 0,
    historyHeight: 0,
    openOrders: [],
    positionFacts: [],
    bridge: { deposits: [], withdrawals: [], batches: [] },
    minutes: [],
  },
  // Nothing has to wait for it.
  keptHeight: Number.MAX_SAFE_INTEGER,
  cursor: 0,
  historyHeight: 0,
  backlog: 0,
  append: () => undefined,
  whenKept: async () => true,
  close: async () => undefined,
  trades: refuseLater,
  tradesAfter: refuseLater,
  lastTrades: refuseLater,
  fundingRates: refuseLater,
  fills: refuseLater,
  closedOrders: refuseLater,
  findOrder: refuseLater,
  findOrderByClientId: refuseLater,
  fundingPayments: refuseLater,
  ledger: refuseLater,
  transfers: refuseLater,
  deposits: refuseLater,
  withdrawals: refuseLater,
  batches: refuseLater,
  accountEvents: refuseLater,
  findTx: refuseLater,
  findBlock: refuseLater,
};

/**
 * Stands for the indexer of a node that keeps no history: says which height is published and nothing else. Blocks cost
 * nothing; what needs history, also of open orders and positions, is refused with 8004.
 */
export class NoHistory implements Indexer, LiveFacts {
  readonly keepsHistory = false;
  readonly history = store;
  readonly findOpenOrder = refuse;
  readonly positionFacts = refuse;
  readonly openDeposits = refuse;
  readonly openWithdrawals = refuse;
  readonly day = refuse;
  readonly tryItems = refuse;
  private readonly listeners = new Set<(block: IndexedBlock) => void>();
  private last: number;

  /** @param height of the state the node begins with */
  constructor(height: number) {
    this.last = height;
  }

  get live(): LiveFacts {
    return this;
  }

  get height(): number {
    return this.last;
  }

  accept(block: IndexableBlock, origin?: BlockOrigin): IndexedBlock {
    this.last = block.height;
    const published = emptyBlock(block, origin);
    for (const listener of this.listeners) listener(published);
    return published;
  }

  findRecentTx(): undefined {
    return undefined;
  }

  subscribe(listener: (block: IndexedBlock) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  stop(): void {
    this.listeners.clear();
  }

  /** It never fails. */
  onStopped(): () => void {
    return () => undefined;
  }
}

function emptyBlock(block: IndexableBlock, origin: BlockOrigin | undefined): IndexedBlock {
  return {
    block: {
      height: block.height,
      timeMs: block.timeMs,
      hash: origin?.hash ?? '',
      appHash: toHex(block.appHash).toUpperCase(),
      txs: block.txs.length,
      events: block.events.length,
      proposer: origin?.proposer ?? '',
      lines: [],
    },
    txs: [],
    trades: [],
    fills: [],
    orders: [],
    fundingPayments: [],
    fundingRates: [],
    ledger: [],
    transfers: [],
    accountEvents: [],
    minutes: [],
    positionFacts: [],
    bridge: undefined,
    touchedMarkets: [],
  };
}
