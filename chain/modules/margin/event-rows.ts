import { BalanceChanged as BalanceMessage } from '#proto/generated/nave.margin.v1.ts';
import { messageWriter } from '../../lib/protobuf.ts';
import type { EventLog, EventRow } from '../../state/event-log.ts';
import type { BalanceChanged, LedgerChange, PositionChanged } from './events.ts';
import type { MarketRows } from './market-rows.ts';
import type { Subaccounts } from './subaccounts.ts';
import { LEDGER_REASONS, USDC } from './types.ts';
import { isWideSafe, wideBig, wideNumber } from './wide.ts';

const writeBalance = messageWriter(BalanceMessage);

/** Cells of the rows below, in the order EventWriter writes and the readers name them. */
export const POSITION_CELLS = 10;
const BALANCE_HEAD = 5;
/** Entries a balance row can hold: more than a fill makes. */
export const MOST_ENTRIES = 6;
export const BALANCE_CELLS = BALANCE_HEAD + 2 * MOST_ENTRIES;

/** What rows refer to. */
type RowNames = Pick<Subaccounts, 'addressOf' | 'subaccount'>;
type MarketNames = Pick<MarketRows, 'market'>;

/** Numbers of the kinds in the event log. */
export interface MarginEventRows {
  readonly position: number;
  readonly balance: number;
}

/** What every fill emits, as rows: subaccounts by their row, which lives as long as the block. */
export function marginEventRows(log: EventLog, rows: RowNames, markets: MarketNames): MarginEventRows {
  return { position: log.register(positionRow(rows, markets)), balance: log.register(balanceRow(rows)) };
}

function positionRow(rows: RowNames, markets: MarketNames): EventRow {
  return {
    type: 'nave.margin.v1.PositionChanged',
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
    write(cells, at, to) {
      const row = cells[at + 1]!;
      to.uint(1, markets.market(cells[at]!));
      to.bytes(2, rows.addressOf(row));
      to.uint(3, rows.subaccount(row));
      to.uint(4, cells[at + 2]!);
      to.int(5, cells[at + 3]!);
      to.int(6, cells[at + 4]!);
      to.int(7, cells[at + 5]!);
      to.int(8, cells[at + 6]!);
      to.int(9, cells[at + 7]!);
      to.text(10, wideText(cells[at + 8]!, cells[at + 9]!));
    },
  };
}

/** Changes of USDC by safe integers, without references. */
function balanceRow(rows: RowNames): EventRow {
  const read = (cells: Float64Array, at: number): BalanceChanged => {
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
  };
  return {
    type: 'nave.margin.v1.BalanceChanged',
    width: BALANCE_CELLS,
    read,
    write(cells, at, to) {
      const row = cells[at]!;
      const before = balanceBefore(cells, at);
      if (!Number.isSafeInteger(before)) {
        writeBalance(read(cells, at), to);
        return;
      }
      to.bytes(1, rows.addressOf(row));
      to.uint(2, rows.subaccount(row));
      to.uint(3, cells[at + 1]!);
      to.uint(4, USDC);
      to.text(5, wideText(cells[at + 2]!, cells[at + 3]!));
      const first = at + BALANCE_HEAD;
      const end = first + 2 * cells[at + 4]!;
      let balance = before;
      for (let i = first; i < end; i += 2) {
        balance += cells[i + 1]!;
        const entry = to.open(6);
        to.text(1, LEDGER_REASONS[cells[i]!]!);
        to.text(2, String(cells[i + 1]!));
        to.text(3, String(balance));
        to.close(entry);
      }
    },
  };
}

function wideText(high: number, low: number): string {
  return isWideSafe(high) ? String(wideNumber(high, low)) : wideBig(high, low).toString();
}

/** The balance before the entries of the row at `at`; NaN unless all balances since then are safe integers. */
function balanceBefore(cells: Float64Array, at: number): number {
  const first = at + BALANCE_HEAD;
  let balance = isWideSafe(cells[at + 2]!) ? wideNumber(cells[at + 2]!, cells[at + 3]!) : Number.NaN;
  for (let i = first + 2 * cells[at + 4]! - 2; i >= first; i -= 2) {
    balance -= cells[i + 1]!;
    if (!Number.isSafeInteger(balance)) return Number.NaN;
  }
  return balance;
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
