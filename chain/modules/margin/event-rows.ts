import type { EventLog, EventRow } from '../../state/event-log.ts';
import type { BalanceChanged, LedgerChange, PositionChanged } from './events.ts';
import type { MarketRows } from './market-rows.ts';
import type { Subaccounts } from './subaccounts.ts';
import { LEDGER_REASONS, USDC } from './types.ts';
import { wideBig } from './wide.ts';

/** Cells of the rows below, in the order EventWriter writes and the readers name them. */
export const POSITION_CELLS = 10;
const BALANCE_HEAD = 5;
/** Entries a balance row can hold: more than a fill makes. */
export const MOST_ENTRIES = 6;
export const BALANCE_CELLS = BALANCE_HEAD + 2 * MOST_ENTRIES;

/** Numbers of the kinds in the event log. */
export interface MarginEventRows {
  readonly position: number;
  readonly balance: number;
}

/** What every fill emits, as rows: subaccounts by their row, which lives as long as the block. */
export function marginEventRows(log: EventLog, rows: Subaccounts, markets: MarketRows): MarginEventRows {
  return { position: log.register(positionRow(rows, markets)), balance: log.register(balanceRow(rows)) };
}

function positionRow(rows: Subaccounts, markets: MarketRows): EventRow {
  return {
    width: POSITION_CELLS,
    read(cells, at): PositionChanged {
      const row = cells[at + 1]!;
      return {
        type: 'nave.margin.v1.PositionChanged',
        market: markets.market(cells[at]!),
        owner: rows.addressOf(row),
        subaccount: rows.subaccount(row),
        accountSeq: cells[at + 2]!,
        lots: cells[at + 3]!,
        entry: cells[at + 4]!,
        change: cells[at + 5]!,
        realised: cells[at + 6]!,
        fee: cells[at + 7]!,
        fundingIndex: wideBig(cells[at + 8]!, cells[at + 9]!).toString(),
      };
    },
  };
}

/** Changes of USDC by safe integers, without references. */
function balanceRow(rows: Subaccounts): EventRow {
  return {
    width: BALANCE_CELLS,
    read(cells, at): BalanceChanged {
      const row = cells[at]!;
      const balance = wideBig(cells[at + 2]!, cells[at + 3]!);
      return {
        type: 'nave.margin.v1.BalanceChanged',
        owner: rows.addressOf(row),
        subaccount: rows.subaccount(row),
        accountSeq: cells[at + 1]!,
        asset: USDC,
        balance: balance.toString(),
        entries: entriesOf(cells, at + BALANCE_HEAD, cells[at + 4]!, balance),
      };
    },
  };
}

/** `balance` is the one after the last entry. */
function entriesOf(cells: Float64Array, from: number, count: number, balance: bigint): LedgerChange[] {
  const entries: LedgerChange[] = [];
  let left = balance;
  for (let i = count - 1; i >= 0; i--) {
    const change = BigInt(cells[from + 2 * i + 1]!);
    const reason = LEDGER_REASONS[cells[from + 2 * i]!]!;
    entries.unshift({ reason, change: change.toString(), balance: left.toString(), refId: '' });
    left -= change;
  }
  return entries;
}
