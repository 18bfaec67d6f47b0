import type { BlockCommitted, TxResult } from '#chain/app-types.ts';
import type { PlacedEvent } from '#chain/state/event-log.ts';
import type { DepositRow, WithdrawalRow } from './bridge-rows.ts';
import type { TxFacts } from './project/tx-items.ts';
import type { IndexedBlock, OrderRow, PositionFactsRow, TxItemRow, TxRow } from './rows.ts';
import type { HistoryStore } from './store.ts';

/** Trades of the 24 hours up to a time: ticks, lots, Quote. */
export interface DayTotals {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly lots: bigint;
  readonly turnover: bigint;
}

/** What the indexer holds in memory, as of the last block it accepted. */
export interface LiveFacts {
  readonly height: number;
  findOpenOrder(market: number, id: number): OrderRow | undefined;
  positionFacts(account: string, subaccount: number, market: number): PositionFactsRow | undefined;
  /** Those of an account that are not final, in the order in which they began. */
  openDeposits(account: string): readonly DepositRow[];
  openWithdrawals(account: string): readonly WithdrawalRow[];
  /** undefined without trades. */
  day(market: number, nowMs: number): DayTotals | undefined;
  /** Results of the last blocks, before they can be read from history. */
  findRecentTx(hash: string): TxRow | undefined;
}

/** A tx that was run on the last committed state and dropped. */
export interface TriedItems {
  /** Empty for what is no tx. */
  readonly hash: Uint8Array;
  readonly result: TxResult;
  readonly events: readonly PlacedEvent[];
}

/** The part of a committed block the index is made of. */
export type IndexableBlock = Pick<BlockCommitted, 'height' | 'timeMs' | 'txs' | 'events' | 'appHash'>;

/** Facts of a block only the engine knows. */
export interface BlockOrigin {
  /** Header hash, upper-case hex. */
  readonly hash: string;
  /** Proposer address, upper-case hex. */
  readonly proposer: string;
}

export interface Indexer {
  /** False where the node was told to keep none: then what asks for it is refused with 8004. */
  readonly keepsHistory: boolean;
  readonly live: LiveFacts;
  readonly history: HistoryStore;
  /** Takes each committed block once, in order, while the view still shows that height. */
  accept(block: IndexableBlock, origin?: BlockOrigin): IndexedBlock | undefined;
  /** What the items of a tried tx would have done; `facts`: its bytes, or what it asked for. Nothing is kept. */
  tryItems(tried: TriedItems, facts: Uint8Array | TxFacts): readonly TxItemRow[];
  /** Called with each block right after it was accepted; returns the end of it. */
  subscribe(listener: (block: IndexedBlock) => void): () => void;
  /** Stands still for good: later blocks are passed over, nobody waits for them, those that follow are told. */
  stop(): void;
  /** Called once when the index stands still, at once when it does already; returns the end of it. */
  onStopped(listener: () => void): () => void;
}
