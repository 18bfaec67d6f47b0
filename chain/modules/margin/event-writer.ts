import type { EventLog } from '../../state/event-log.ts';
import { BALANCE_CELLS, type MarginEventRows, MOST_ENTRIES, marginEventRows, POSITION_CELLS } from './event-rows.ts';
import type { BalanceChanged, FundingPaid, LedgerChange, SettingsChanged, TransferChanged } from './events.ts';
import type { MarginAccounts } from './expected.ts';
import { FUNDING_HIGH, FUNDING_LOW, Q_HIGH, Q_LOW, ROW_SEQ } from './layout.ts';
import type { MarketRows } from './market-rows.ts';
import type { Subaccounts } from './subaccounts.ts';
import { type FillSide, LEDGER_REASONS, type LedgerEntry, type TransferKind, USDC } from './types.ts';

/** Money that went from one subaccount to another. */
export interface TransferFacts {
  readonly kind: TransferKind;
  readonly asset: number;
  readonly amount: bigint;
  readonly from: number;
  readonly to: number;
}

/** Writes margin's events; each takes the next number of its owner's account sequence. */
export class EventWriter {
  private readonly log: EventLog;
  private readonly accounts: MarginAccounts;
  private readonly rows: Subaccounts;
  private readonly markets: MarketRows;
  private readonly kinds: MarginEventRows;

  constructor(log: EventLog, accounts: MarginAccounts, rows: Subaccounts, markets: MarketRows) {
    this.log = log;
    this.accounts = accounts;
    this.rows = rows;
    this.markets = markets;
    this.kinds = marginEventRows(log, rows, markets);
  }

  private nextSeq(row: number): number {
    const seq = this.accounts.nextAccountSeq(this.rows.owner(row));
    this.rows.touch(row);
    this.rows.numbers.set(row, ROW_SEQ, seq);
    return seq;
  }

  /** FundingPaid (when something was paid), PositionChanged, BalanceChanged of one side of a fill. */
  filled(side: FillSide, extra: readonly LedgerEntry[] = []): void {
    const { row, slot } = side;
    if (side.funding !== 0n) this.fundingPaid(row, slot, side.funding, side.lotsBefore, side.fundingFrom);
    const { log, markets } = this;
    const seq = this.nextSeq(row);
    const at = log.begin(this.kinds.position, POSITION_CELLS);
    const { cells } = log;
    cells[at] = slot;
    cells[at + 1] = row;
    cells[at + 2] = seq;
    cells[at + 3] = side.lots;
    cells[at + 4] = side.entry;
    cells[at + 5] = side.lots - side.lotsBefore;
    cells[at + 6] = side.realised;
    cells[at + 7] = side.fee;
    cells[at + 8] = markets.numbers.get(slot, FUNDING_HIGH);
    cells[at + 9] = markets.numbers.get(slot, FUNDING_LOW);
    const entries: LedgerEntry[] = [];
    if (side.funding !== 0n) entries.push({ reason: 'funding', change: side.funding });
    if (side.realised !== 0) entries.push({ reason: 'realized_pnl', change: side.realised });
    for (const entry of extra) entries.push(entry);
    this.balanceChanged(row, USDC, entries);
  }

  fundingPaid(row: number, slot: number, payment: bigint, lots: number, from: bigint): void {
    const event: FundingPaid = {
      type: 'nave.margin.v1.FundingPaid',
      market: this.markets.market(slot),
      owner: this.rows.addressOf(row),
      subaccount: this.rows.subaccount(row),
      accountSeq: this.nextSeq(row),
      payment: payment.toString(),
      lots,
      indexFrom: from.toString(),
      indexTo: this.markets.funding(slot).toString(),
    };
    this.log.emit(event);
  }

  /** Entries in the order they happened; the balance is the one in force now, after the last. Nothing for none. */
  balanceChanged(row: number, asset: number, entries: readonly LedgerEntry[]): void {
    if (entries.length === 0) return;
    if (asset === USDC && fitsRow(entries)) this.quoteChanged(row, entries);
    else this.anyBalanceChanged(row, asset, entries);
  }

  /** The balance as it is, without entries. */
  restated(row: number, asset: number): void {
    this.anyBalanceChanged(row, asset, []);
  }

  private quoteChanged(row: number, entries: readonly LedgerEntry[]): void {
    const { log, rows } = this;
    const seq = this.nextSeq(row);
    const at = log.begin(this.kinds.balance, BALANCE_CELLS);
    const { cells } = log;
    cells[at] = row;
    cells[at + 1] = seq;
    cells[at + 2] = rows.numbers.get(row, Q_HIGH);
    cells[at + 3] = rows.numbers.get(row, Q_LOW);
    cells[at + 4] = entries.length;
    for (let i = 0; i < entries.length; i++) {
      cells[at + 5 + 2 * i] = LEDGER_REASONS.indexOf(entries[i]!.reason);
      cells[at + 6 + 2 * i] = Number(entries[i]!.change);
    }
  }

  private anyBalanceChanged(row: number, asset: number, entries: readonly LedgerEntry[]): void {
    const balance = this.rows.balance(row, asset);
    let at = balance;
    const changes: LedgerChange[] = [];
    for (let i = entries.length - 1; i >= 0; i--) {
      const { reason, change, refId } = entries[i]!;
      changes.unshift({ reason, change: change.toString(), balance: at.toString(), refId: refId ?? '' });
      at -= BigInt(change);
    }
    const event: BalanceChanged = {
      type: 'nave.margin.v1.BalanceChanged',
      owner: this.rows.addressOf(row),
      subaccount: this.rows.subaccount(row),
      accountSeq: this.nextSeq(row),
      asset,
      balance: balance.toString(),
      entries: changes,
    };
    this.log.emit(event);
  }

  /** One event for each owner concerned. */
  transferred(facts: TransferFacts): void {
    this.transferEvent(facts, facts.from);
    if (this.rows.owner(facts.from) !== this.rows.owner(facts.to)) this.transferEvent(facts, facts.to);
  }

  private transferEvent(facts: TransferFacts, row: number): void {
    const event: TransferChanged = {
      type: 'nave.margin.v1.TransferChanged',
      owner: this.rows.addressOf(row),
      subaccount: this.rows.subaccount(row),
      accountSeq: this.nextSeq(row),
      kind: facts.kind,
      asset: facts.asset,
      amount: facts.amount.toString(),
      from: this.rows.addressOf(facts.from),
      fromSubaccount: this.rows.subaccount(facts.from),
      to: this.rows.addressOf(facts.to),
      toSubaccount: this.rows.subaccount(facts.to),
    };
    this.log.emit(event);
  }

  settingsChanged(row: number, market: number, imPpm: number): void {
    const event: SettingsChanged = {
      type: 'nave.margin.v1.SettingsChanged',
      market,
      owner: this.rows.addressOf(row),
      subaccount: this.rows.subaccount(row),
      accountSeq: this.nextSeq(row),
      imPpm,
    };
    this.log.emit(event);
  }
}

/** True when a row of the event log can say these entries. */
function fitsRow(entries: readonly LedgerEntry[]): boolean {
  if (entries.length > MOST_ENTRIES) return false;
  for (const { change, refId } of entries) {
    if (refId !== undefined || !Number.isSafeInteger(Number(change))) return false;
  }
  return true;
}
