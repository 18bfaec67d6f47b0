import type { BridgeRows } from './bridge-rows.ts';
import type { HistoryReader } from './queries.ts';
import type { IndexedBlock, MinuteRow, OrderRow, PositionFactsRow } from './rows.ts';

/** What the projector needs to go on after a restart. */
export interface RestoredState {
  /** Last height kept, 0 = nothing yet. */
  readonly height: number;
  /** First height this index holds, 0 = nothing yet. */
  readonly historyHeight: number;
  readonly openOrders: readonly OrderRow[];
  readonly positionFacts: readonly PositionFactsRow[];
  /** What is not final. */
  readonly bridge: BridgeRows;
  /** Of the last 24 hours before the last block. */
  readonly minutes: readonly MinuteRow[];
}

/** Where history is kept: SQLite now, PostgreSQL behind the same interface. */
export interface HistoryStore extends HistoryReader {
  readonly restored: RestoredState;
  /** Last height that survives a power cut. The node's state on disk must not pass it. */
  readonly keptHeight: number;
  /** Last height that queries answer for; it follows `keptHeight` when the machine has time. */
  readonly cursor: number;
  readonly historyHeight: number;
  /** Blocks handed over that queries do not show yet. */
  readonly backlog: number;
  /** Queues a block; never waits. Blocks at or below the last one are passed over. */
  append(block: IndexedBlock): void;
  /** True once queries show `height`, false when `timeoutMs` ran out first. */
  whenKept(height: number, timeoutMs: number): Promise<boolean>;
  /** Keeps what is queued, then ends; what queries do not show yet is entered at the next opening. */
  close(): Promise<void>;
}
