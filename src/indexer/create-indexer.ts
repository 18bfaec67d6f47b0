import { hash } from 'node:crypto';
import type { PlacedEvent } from '#chain/state/event-log.ts';
import type { ChainView } from '#chain/view.ts';
import type { DepositRow, WithdrawalRow } from './bridge-rows.ts';
import type { BlockOrigin, DayTotals, IndexableBlock, Indexer, LiveFacts, TriedItems } from './indexer-types.ts';
import { Projector } from './project/projector.ts';
import type { TxFacts } from './project/tx-items.ts';
import type { IndexedBlock, OrderRow, PositionFactsRow, TxItemRow, TxRow } from './rows.ts';
import type { HistoryStore } from './store.ts';

/** Blocks whose tx results are kept in memory: longer than the store ever lags in normal running. */
const RECENT_BLOCKS = 200;

const sha256 = (data: Uint8Array): Uint8Array => hash('sha256', data, 'buffer');

class NodeIndexer implements Indexer, LiveFacts {
  readonly keepsHistory = true;
  readonly history: HistoryStore;
  private readonly projector: Projector;
  private readonly listeners = new Set<(block: IndexedBlock) => void>();
  private readonly recent = new Map<string, TxRow>();
  private readonly recentByHeight: (readonly TxRow[])[] = [];
  private readonly stopListeners = new Set<() => void>();
  private last: number;
  private isStopped = false;

  private readonly genesisEvents: () => readonly PlacedEvent[];

  constructor(view: ChainView, history: HistoryStore, genesisEvents: () => readonly PlacedEvent[]) {
    this.genesisEvents = genesisEvents;
    this.history = history;
    this.last = history.restored.height;
    this.projector = new Projector(view, history.restored, sha256);
  }

  get live(): LiveFacts {
    return this;
  }

  /** Beyond every block once it stands still: what it shows is not going to become newer. */
  get height(): number {
    return this.isStopped ? Number.MAX_SAFE_INTEGER : this.last;
  }

  accept(block: IndexableBlock, origin?: BlockOrigin): IndexedBlock | undefined {
    if (this.isStopped || block.height <= this.last) return undefined;
    if (this.last !== 0 && block.height !== this.last + 1) {
      throw new Error(`the index is at ${this.last}, block ${block.height} leaves a gap; rebuild it`);
    }
    const earlier = this.last === 0 ? this.genesisEvents() : [];
    const indexed = this.projector.project(block, origin, earlier);
    this.last = block.height;
    this.remember(indexed.txs);
    this.history.append(indexed);
    for (const listener of this.listeners) listener(indexed);
    return indexed;
  }

  tryItems(tried: TriedItems, facts: Uint8Array | TxFacts): readonly TxItemRow[] {
    return this.projector.tryItems(tried, facts);
  }

  subscribe(listener: (block: IndexedBlock) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  stop(): void {
    if (this.isStopped) return;
    this.isStopped = true;
    for (const listener of this.stopListeners) listener();
  }

  onStopped(listener: () => void): () => void {
    if (this.isStopped) listener();
    this.stopListeners.add(listener);
    return () => this.stopListeners.delete(listener);
  }

  findOpenOrder(market: number, id: number): OrderRow | undefined {
    return this.projector.findOpenOrder(market, id);
  }

  positionFacts(account: string, subaccount: number, market: number): PositionFactsRow | undefined {
    return this.projector.positionFacts(account, subaccount, market);
  }

  openDeposits(account: string): readonly DepositRow[] {
    return this.projector.openBridge.deposits.ofAccount(account);
  }

  openWithdrawals(account: string): readonly WithdrawalRow[] {
    return this.projector.openBridge.withdrawals.ofAccount(account);
  }

  day(market: number, nowMs: number): DayTotals | undefined {
    return this.projector.dayTotals(market, nowMs);
  }

  findRecentTx(hash: string): TxRow | undefined {
    return this.recent.get(hash);
  }

  private remember(rows: readonly TxRow[]): void {
    for (const row of rows) if (!this.recent.has(row.hash)) this.recent.set(row.hash, row);
    this.recentByHeight.push(rows);
    if (this.recentByHeight.length <= RECENT_BLOCKS) return;
    for (const row of this.recentByHeight.shift()!) this.recent.delete(row.hash);
  }
}

/**
 * The indexer of a node: makes rows of every committed block, hands them to the store's thread and to subscribers. Blocks
 * the store already holds are passed over, so a node that replays after a crash feeds them all.
 * @param genesisEvents events of initChain: they are kept with the first block, so that every ledger begins at 0
 */
export function createIndexer(
  view: ChainView,
  history: HistoryStore,
  genesisEvents: () => readonly PlacedEvent[] = () => [],
): Indexer {
  return new NodeIndexer(view, history, genesisEvents);
}
