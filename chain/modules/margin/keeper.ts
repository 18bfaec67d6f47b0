import { AppError } from '../../lib/errors.ts';
import type { Address, Ppm, Side } from '../../lib/units.ts';
import type { ChainContext } from '../../module.ts';
import type { CapExcess, ClobMargin, MarginShortfall } from '../clob/types.ts';
import type { AccountFacts } from './account-facts.ts';
import { MarginChecks } from './checks.ts';
import { EventWriter } from './event-writer.ts';
import { ExactAccounts } from './exact-account.ts';
import type { MarginAccounts, MarginAssets, MarginMarkets, MarketPrices, OpenOrders, TakerFees } from './expected.ts';
import { FastMargin } from './fast-margin.ts';
import { type AccountReport, accountReport } from './health.ts';
import { InitialTotals } from './initial-totals.ts';
import { IsolatedChildren } from './isolated.ts';
import {
  ASK_LOTS,
  BID_LOTS,
  CELL_USER_PPM,
  LONGS,
  OPEN_INTEREST,
  Q_HIGH,
  Q_LOW,
  ROW_CELL,
  ROW_HOLDING,
  SHORTS,
} from './layout.ts';
import { MarketRows } from './market-rows.ts';
import { OpenInterestCaps } from './open-interest-caps.ts';
import { OrderChecks } from './order-checks.ts';
import { Positions } from './positions.ts';
import { RestingLedger } from './resting-ledger.ts';
import { Subaccounts } from './subaccounts.ts';
import { Transfers } from './transfers.ts';
import { type LedgerReason, MAX_SUBACCOUNT, USDC } from './types.ts';
import { isWidePositive } from './wide.ts';

export interface MarginDeps {
  readonly accounts: MarginAccounts;
  readonly markets: MarginMarkets;
  readonly prices: MarketPrices;
  readonly assets: MarginAssets;
  readonly fees: TakerFees;
}

/**
 * Subaccounts: balances, positions, reservations, and the rules that guard them (spec: risk §1–5). What matching needs is
 * ClobMargin; settlement of fills is built on `positions` and `checks` by the fees module.
 */
export class MarginKeeper implements ClobMargin {
  readonly rows: Subaccounts;
  readonly marketRows: MarketRows;
  readonly positions: Positions;
  readonly checks: MarginChecks;
  readonly caps: OpenInterestCaps;
  readonly transfers: Transfers;
  readonly isolated: IsolatedChildren;
  readonly events: EventWriter;
  readonly exact: ExactAccounts;
  readonly resting: RestingLedger;
  readonly accounts: MarginAccounts;
  private readonly initial: InitialTotals;
  private readonly orders: OrderChecks;

  constructor(context: ChainContext, deps: MarginDeps) {
    const { journal } = context;
    this.accounts = deps.accounts;
    this.marketRows = new MarketRows(journal, deps.markets, deps.prices);
    this.rows = new Subaccounts(journal, deps.accounts, this.marketRows, context.block);
    this.resting = new RestingLedger(journal, this.rows.cells, this.marketRows);
    this.exact = new ExactAccounts(this.rows, this.marketRows, this.resting, deps.assets);
    const fast = new FastMargin(this.rows, this.marketRows, this.resting, this.exact);
    this.checks = new MarginChecks(fast, this.exact, this.marketRows);
    this.initial = new InitialTotals(this.rows, this.marketRows, this.resting);
    this.positions = new Positions(this.rows, this.marketRows, this.initial, (row) => this.isolated.note(row));
    this.events = new EventWriter(context.events, deps.accounts, this.rows, this.marketRows);
    this.caps = new OpenInterestCaps(this.rows, this.marketRows, this.positions);
    this.transfers = new Transfers(
      this.rows,
      this.positions,
      this.checks,
      this.exact,
      this.events,
      deps.accounts,
      deps.assets,
    );
    this.isolated = new IsolatedChildren(this.rows, this.transfers);
    this.orders = new OrderChecks(this.checks, this.positions, this.resting, this.marketRows, deps.fees, this.rows);
  }

  findRow(owner: number, subaccount: number): number {
    return this.rows.findRow(owner, subaccount);
  }

  /** Row of an owner's subaccount; throws 1004. */
  getRow(owner: number, subaccount: number): number {
    const row = this.rows.findRow(owner, subaccount);
    if (row < 0) throw new AppError(1004);
    return row;
  }

  owner(row: number): number {
    return this.rows.owner(row);
  }

  subaccount(row: number): number {
    return this.rows.subaccount(row);
  }

  /** A position, money in Q, or collateral that leaves equity above 0 (trading §6, 3003). */
  isActive(row: number): boolean {
    const { numbers } = this.rows;
    if (isWidePositive(numbers.get(row, Q_HIGH), numbers.get(row, Q_LOW))) return true;
    for (let cell = this.rows.ints.get(row, ROW_CELL); cell >= 0; cell = this.rows.cells.next(cell)) {
      if (this.rows.cells.lots(cell) !== 0) return true;
    }
    return this.rows.ints.get(row, ROW_HOLDING) >= 0 && this.report(row).plain > 0n;
  }

  position(row: number, market: number): number {
    const slot = this.marketRows.findSlot(market);
    return slot < 0 ? 0 : this.positions.lots(row, slot);
  }

  addResting(row: number, market: number, side: Side, lots: number, ticks: number): number {
    const slot = this.marketRows.slotOf(market);
    const cell = this.rows.cells.findOrCreate(row, slot, market);
    this.initial.open(row, cell);
    return this.resting.add(cell, side, lots, ticks);
  }

  changeResting(handle: number, lots: number): void {
    const cell = this.resting.cellOf(handle);
    this.initial.open(this.rows.cells.row(cell), cell);
    this.resting.change(handle, lots);
  }

  removeResting(handle: number): void {
    const cell = this.resting.cellOf(handle);
    const row = this.rows.cells.row(cell);
    this.initial.open(row, cell);
    this.resting.remove(handle);
    this.isolated.note(row);
    this.rows.cells.dropIfEmpty(cell);
  }

  restingLots(row: number, market: number, side: Side): number {
    const slot = this.marketRows.findSlot(market);
    const cell = slot < 0 ? -1 : this.rows.cells.find(row, slot);
    return cell < 0 ? 0 : this.rows.cells.numbers.get(cell, side === 'buy' ? BID_LOTS : ASK_LOTS);
  }

  canPlace(row: number, market: number, side: Side, lots: number, ticks: number, builderPpm = 0): boolean {
    if (!this.isolated.mayTrade(row, market)) return false;
    return this.orders.canPlace(row, this.marketRows.slotOf(market), side, lots, ticks, builderPpm);
  }

  /** Details of a 3001. */
  explainMargin(row: number, market: number, side: Side, lots: number, ticks: number, builderPpm = 0): MarginShortfall {
    return this.orders.explain(row, this.marketRows.slotOf(market), side, lots, ticks, builderPpm);
  }

  /** Details of a 3002 by open interest; undefined when no cap is passed. */
  explainOpenInterest(row: number, market: number, side: Side, lots: number): CapExcess | undefined {
    const slot = this.marketRows.slotOf(market);
    return this.caps.explainOrder(row, slot, this.positions.lots(row, slot), side === 'buy' ? lots : -lots);
  }

  withinOpenInterestCaps(row: number, market: number, side: Side, lots: number): boolean {
    const slot = this.marketRows.slotOf(market);
    const before = this.positions.lots(row, slot);
    return this.caps.allowsOrder(row, slot, before, side === 'buy' ? lots : -lots);
  }

  /** Takes over prices and parameters of the block; after the marks of the begin phase, and at start. */
  refreshPrices(): void {
    this.marketRows.refresh();
  }

  /** F of a market, 1e-9 Quote per lot: written by the funding module alone. */
  setFundingIndex(market: number, index: bigint): void {
    this.marketRows.setFunding(this.marketRows.slotOf(market), index);
  }

  fundingIndex(market: number): bigint {
    return this.marketRows.funding(this.marketRows.slotOf(market));
  }

  /** The ledger funding sweeps dust from: pool in Quote, A = Σ F_pos × lots. */
  fundingLedger(market: number): { readonly pool: bigint; readonly claims: bigint } {
    const slot = this.marketRows.slotOf(market);
    return { pool: this.marketRows.poolOf(slot), claims: this.marketRows.claimsOf(slot) };
  }

  /** Takes whole Quote out of a market's funding pool; the caller credits it elsewhere. */
  takeFromFundingPool(market: number, amount: bigint): void {
    this.marketRows.addPool(this.marketRows.slotOf(market), -amount);
  }

  openInterest(market: number): number {
    return this.marketRows.numbers.get(this.marketRows.slotOf(market), OPEN_INTEREST);
  }

  holders(market: number): { readonly longs: number; readonly shorts: number } {
    const slot = this.marketRows.slotOf(market);
    return { longs: this.marketRows.numbers.get(slot, LONGS), shorts: this.marketRows.numbers.get(slot, SHORTS) };
  }

  /** Open-interest scale s of a market at its present open interest, ppm. */
  openInterestScalePpm(market: number): number {
    return this.checks.scalePpm(this.marketRows.slotOf(market), 0);
  }

  /** Every published figure of a subaccount, exact. */
  report(row: number): AccountReport {
    return accountReport(this.exact.facts(row));
  }

  facts(row: number): AccountFacts {
    return this.exact.facts(row);
  }

  /** Adds hub units to a subaccount, made with its first credit; returns its row. */
  credit(owner: number, subaccount: number, asset: number, amount: bigint, reason: LedgerReason, refId = ''): number {
    return this.transfers.credit(owner, subaccount, asset, amount, reason, refId);
  }

  /** Says a balance that did not change, for figures beside it that did. Nothing for a subaccount that does not exist. */
  restate(owner: number, subaccount: number, asset: number): void {
    const row = this.rows.findRow(owner, subaccount);
    if (row >= 0) this.events.restated(row, asset);
  }

  /** Takes hub units by the withdraw rule: 3012, 3011, 3010; a child gives only to its parent (3014). */
  withdraw(row: number, asset: number, amount: bigint, reason: LedgerReason, refId = ''): void {
    if (this.rows.isChild(row)) throw new AppError(3014, 'Money leaves an isolated subaccount only to its parent.');
    this.transfers.withdraw(row, asset, amount, reason, refId);
  }

  /** Takes hub units without the rule (fees, liquidation): Q may become negative, other assets may not (3012). */
  debit(row: number, asset: number, amount: bigint, reason: LedgerReason, refId = ''): void {
    this.transfers.debit(row, asset, amount, reason, refId);
  }

  /**
   * MsgTransfer and MsgSend: `to` gets an account when it has none. Throws 1004 (no such subaccount), 3014 (a child on
   * either side), 3018, and what the withdraw rule throws.
   */
  transfer(
    from: { readonly owner: number; readonly subaccount: number },
    to: { readonly address: Address; readonly subaccount: number },
    asset: number,
    amount: bigint,
    isBank: boolean,
  ): void {
    const row = this.getRow(from.owner, from.subaccount);
    if (this.rows.isChild(row) || to.subaccount > MAX_SUBACCOUNT) throw new AppError(3014);
    const receiver = this.transfers.receiver(to.address, asset, amount);
    const kind = isBank ? 'bank' : receiver === from.owner ? 'subaccount' : 'account';
    this.transfers.transfer(kind, row, receiver, to.subaccount, asset, amount);
  }

  /** MsgFundIsolated: number of the child. Throws 1004, 4001, 3014, 3010–3012. */
  fundIsolated(owner: number, subaccount: number, market: number, amount: bigint): number {
    const parent = this.getRow(owner, subaccount);
    if (this.marketRows.findSlot(market) < 0) throw new AppError(4001);
    return this.rows.subaccount(this.isolated.fund(parent, market, amount));
  }

  /**
   * MsgSetLeverage: the row's own initial margin ratio in a market, ppm, 0 = none. It only raises what is needed, so a
   * setting that the account would not meet is refused (3013), and so is one above 1e6. Throws 1004, 4001.
   */
  setLeverage(owner: number, subaccount: number, market: number, imPpm: Ppm): void {
    const row = this.getRow(owner, subaccount);
    const slot = this.marketRows.findSlot(market);
    if (slot < 0) throw new AppError(4001);
    if (imPpm > 1_000_000) throw new AppError(3013, undefined, { max: '1000000' });
    const cell = this.rows.cells.findOrCreate(row, slot, market);
    const before = this.rows.cells.ints.get(cell, CELL_USER_PPM);
    this.initial.open(row, cell);
    this.rows.cells.ints.set(cell, CELL_USER_PPM, imPpm);
    if (imPpm > before && this.orders.isBusy(cell) && !this.checks.isOpenAllowed(row, slot, 0)) {
      throw new AppError(3013, 'The account has too little margin for this setting.');
    }
    if (imPpm === before) {
      this.rows.cells.dropIfEmpty(cell);
      return;
    }
    this.rows.touch(row);
    this.events.settingsChanged(row, market, imPpm);
    this.rows.cells.dropIfEmpty(cell);
  }

  /** Σ over all subaccounts: Q − Σ entry and the funding pools for USDC, balances for another asset (risk §10). O(n). */
  totals(asset: number): bigint {
    let sum = 0n;
    for (let row = 0; row < this.rows.table.rows; row++) {
      if (!this.rows.table.isLive(row)) continue;
      sum += this.rows.balance(row, asset);
      if (asset === USDC) sum -= this.rows.entries(row);
    }
    if (asset === USDC) for (let slot = 0; slot < this.marketRows.count; slot++) sum += this.marketRows.poolOf(slot);
    return sum;
  }

  /** The same by running sums. O(markets). */
  held(asset: number): bigint {
    let sum = this.rows.sums.of(asset);
    if (asset === USDC) for (let slot = 0; slot < this.marketRows.count; slot++) sum += this.marketRows.poolOf(slot);
    return sum;
  }

  /** End phase: children with neither position nor order give all of Q back to their parents. */
  sweepIsolated(orders: OpenOrders): void {
    this.isolated.sweep(orders);
  }

  /** After all records are loaded. The clob adds its resting orders afterwards. */
  rebuild(): void {
    this.rows.rebuild();
    this.marketRows.refresh();
    this.isolated.rebuild();
  }
}
