import { type ByteReader, ByteWriter, compareBytes } from '../../lib/bytes.ts';
import { invariant } from '../../lib/errors.ts';
import type { BlockFacts } from '../../module.ts';
import { I32Column } from '../../state/columns.ts';
import type { Journal } from '../../state/journal.ts';
import { prefixes } from '../../state/prefixes.ts';
import { IntRows, NumberRows } from '../../state/strided.ts';
import { RecordTable } from '../../state/table.ts';
import { Cells } from './cells.ts';
import type { MarginAccounts } from './expected.ts';
import { Holdings } from './holdings.ts';
import {
  ASK_LOTS,
  BID_LOTS,
  CELL_LOTS,
  CELL_MARKET,
  CELL_USER_PPM,
  ENTRY,
  F_HIGH,
  F_LOW,
  HELD_IM,
  HELD_MM,
  HELD_VERSION,
  OPEN_CELL,
  OTHERS_EPOCH,
  Q_HIGH,
  Q_LOW,
  ROW_CELL,
  ROW_HEIGHT,
  ROW_HOLDING,
  ROW_NEXT,
  ROW_OWNER,
  ROW_SEQ,
  ROW_STRIDE,
  ROW_SUBACCOUNT,
  STRIDE,
} from './layout.ts';
import type { MarketRows } from './market-rows.ts';
import { decodeSubaccount, encodeSubaccount, type SubaccountRecord } from './subaccount-codec.ts';
import { SubaccountSums } from './sums.ts';
import { childMarket, USDC } from './types.ts';
import { highOf, highOfBig, isWideSafe, lowOf, lowOfBig, wideBig, wideNumber } from './wide.ts';

/** Hub units of any asset stay in i64: no supply reaches it (chain §8). */
const BALANCE_LIMIT = 1n << 63n;

/**
 * Subaccounts as columns: one record each, found by (owner number, subaccount). Invariants: an owner's rows are linked in
 * rising subaccount number; cells and holdings of a row are linked in rising id; balances other than Q are ≥ 0.
 */
export class Subaccounts {
  readonly ints: IntRows;
  readonly numbers: NumberRows;
  readonly cells: Cells;
  readonly holdings: Holdings;
  readonly table: RecordTable;
  readonly sums: SubaccountSums;
  private readonly ownerFirst: I32Column;
  private readonly accounts: MarginAccounts;
  private readonly markets: MarketRows;
  private readonly block: BlockFacts;
  /** Records read at start, by row: their owner's number is known once the accounts are loaded too. */
  private readonly loaded = new Map<number, Uint8Array>();

  constructor(journal: Journal, accounts: MarginAccounts, markets: MarketRows, block: BlockFacts) {
    this.accounts = accounts;
    this.markets = markets;
    this.block = block;
    this.ints = new IntRows(journal, STRIDE);
    this.numbers = new NumberRows(journal, ROW_STRIDE);
    this.cells = new Cells(journal, this.ints, this.numbers);
    this.holdings = new Holdings(journal, this.ints);
    this.ownerFirst = new I32Column(journal);
    this.sums = new SubaccountSums(journal);
    this.table = new RecordTable(journal, prefixes.subaccounts, 'subaccounts', {
      encodeKey: (row, out) => {
        out.raw(this.addressOf(row)).u32(this.subaccount(row));
      },
      encodeValue: (row, out) => encodeSubaccount(row, this.numbers, this.cells, this.holdings, out),
      decode: (row, key, value) => this.decode(row, key, value),
      findRow: (key) => {
        const owner = accounts.findNumber(key.raw(20));
        return owner < 0 ? -1 : this.findRow(owner, key.u32());
      },
    });
    this.table.attach(this.ints);
    this.table.attach(this.numbers);
  }

  owner(row: number): number {
    return this.ints.get(row, ROW_OWNER);
  }

  subaccount(row: number): number {
    return this.ints.get(row, ROW_SUBACCOUNT) >>> 0;
  }

  addressOf(row: number): Uint8Array {
    return (this.loaded.size === 0 ? undefined : this.loaded.get(row)) ?? this.accounts.address(this.owner(row));
  }

  /** First row of an owner, −1 = none. */
  firstOf(owner: number): number {
    return owner < this.ownerFirst.data.length ? this.ownerFirst.data[owner]! - 1 : -1;
  }

  nextOf(row: number): number {
    return this.ints.get(row, ROW_NEXT);
  }

  /** −1 when absent. O(subaccounts of the owner). */
  findRow(owner: number, subaccount: number): number {
    let row = this.firstOf(owner);
    while (row >= 0 && this.subaccount(row) < subaccount) row = this.nextOf(row);
    return row >= 0 && this.subaccount(row) === subaccount ? row : -1;
  }

  findOrCreate(owner: number, subaccount: number): number {
    const found = this.findRow(owner, subaccount);
    if (found >= 0) return found;
    const row = this.table.allocate();
    this.reset(row, subaccount);
    this.link(row, owner);
    this.touch(row);
    return row;
  }

  private reset(row: number, subaccount: number): void {
    this.ints.set(row, ROW_SUBACCOUNT, subaccount | 0);
    this.ints.set(row, ROW_CELL, -1);
    this.ints.set(row, ROW_HOLDING, -1);
    for (const field of [Q_HIGH, Q_LOW, HELD_IM, HELD_MM, ROW_SEQ, ROW_HEIGHT]) this.numbers.set(row, field, 0);
    this.numbers.set(row, HELD_VERSION, -1);
    this.numbers.set(row, OTHERS_EPOCH, -1);
    this.numbers.set(row, OPEN_CELL, -1);
  }

  private link(row: number, owner: number): void {
    this.ownerFirst.ensure(owner + 1);
    this.ints.set(row, ROW_OWNER, owner);
    let previous = -1;
    let next = this.firstOf(owner);
    while (next >= 0 && this.subaccount(next) < this.subaccount(row)) {
      previous = next;
      next = this.nextOf(next);
    }
    this.ints.set(row, ROW_NEXT, next);
    if (previous < 0) this.ownerFirst.set(owner, row + 1);
    else this.ints.set(previous, ROW_NEXT, row);
  }

  /** Says that the record of a row changes in this block. */
  touch(row: number): void {
    this.table.touch(row);
    if (this.numbers.get(row, ROW_HEIGHT) !== this.block.height) this.numbers.set(row, ROW_HEIGHT, this.block.height);
  }

  /** Q in Quote. */
  quote(row: number): bigint {
    return wideBig(this.numbers.get(row, Q_HIGH), this.numbers.get(row, Q_LOW));
  }

  /** Q += change (a safe integer). */
  addQuote(row: number, change: number): void {
    if (change === 0) return;
    this.sums.addMoney(change);
    this.moveQuote(row, change);
  }

  /** What a fill does to the money of a row: Q += change, and its entries, kept by the caller, move by `entry`. */
  trade(row: number, change: number, entry: number): void {
    this.sums.addMoney(change - entry);
    this.moveQuote(row, change);
  }

  private moveQuote(row: number, change: number): void {
    this.touch(row);
    const high = this.numbers.get(row, Q_HIGH);
    const sum = wideNumber(high, this.numbers.get(row, Q_LOW)) + change;
    if (!isWideSafe(high) || !Number.isSafeInteger(sum)) {
      this.setQuote(row, this.quote(row) + BigInt(change));
      return;
    }
    const next = highOf(sum);
    if (next !== high) this.numbers.set(row, Q_HIGH, next);
    this.numbers.set(row, Q_LOW, lowOf(sum, next));
  }

  addQuoteBig(row: number, change: bigint): void {
    this.sums.addMoneyBig(change);
    this.touch(row);
    this.setQuote(row, this.quote(row) + change);
  }

  private setQuote(row: number, next: bigint): void {
    invariant(next < BALANCE_LIMIT && next >= -BALANCE_LIMIT, 'margin: quote balance beyond 2^63');
    this.numbers.set(row, Q_HIGH, highOfBig(next));
    this.numbers.set(row, Q_LOW, lowOfBig(next));
  }

  /** Balance in hub units; Q for USDC. */
  balance(row: number, asset: number): bigint {
    return asset === USDC ? this.quote(row) : this.holdings.amount(row, asset);
  }

  /** Changes a balance; the caller has checked that an asset other than USDC stays ≥ 0 (InvariantError otherwise). */
  addBalance(row: number, asset: number, change: bigint): void {
    if (asset === USDC) {
      this.addQuoteBig(row, change);
      return;
    }
    const next = this.holdings.amount(row, asset) + change;
    invariant(next >= 0n && next < BALANCE_LIMIT, 'margin: balance out of range');
    this.sums.addBalance(asset, change);
    this.touch(row);
    this.holdings.set(row, asset, next);
    this.numbers.set(row, HELD_VERSION, -1);
  }

  /** Σ entry of a row, Quote. */
  entries(row: number): bigint {
    let sum = 0n;
    for (let cell = this.cells.first(row); cell >= 0; cell = this.cells.next(cell)) {
      sum += BigInt(this.cells.numbers.get(cell, ENTRY));
    }
    return sum;
  }

  /** X = max(|pos + bids|, |pos − asks|) in lots, safe integers. */
  exposure(row: number, slot: number): number {
    const cell = this.cells.find(row, slot);
    if (cell < 0) return 0;
    const lots = this.cells.lots(cell);
    const { numbers } = this.cells;
    return Math.max(Math.abs(lots + numbers.get(cell, BID_LOTS)), Math.abs(lots - numbers.get(cell, ASK_LOTS)));
  }

  record(row: number): SubaccountRecord {
    const positions: SubaccountRecord['positions'][number][] = [];
    const settings: SubaccountRecord['settings'][number][] = [];
    const { ints, numbers } = this.cells;
    for (let cell = this.cells.first(row); cell >= 0; cell = this.cells.next(cell)) {
      const market = ints.get(cell, CELL_MARKET);
      const lots = ints.get(cell, CELL_LOTS);
      if (lots !== 0) {
        positions.push({ market, lots, entry: numbers.get(cell, ENTRY), fundingAt: this.cells.fundingAt(cell) });
      }
      const imPpm = ints.get(cell, CELL_USER_PPM);
      if (imPpm !== 0) settings.push({ market, imPpm });
    }
    return {
      quote: this.quote(row),
      accountSeq: this.numbers.get(row, ROW_SEQ),
      updatedHeight: this.numbers.get(row, ROW_HEIGHT),
      holdings: this.holdings.list(row),
      positions,
      settings,
    };
  }

  /** Fills a fresh row from a record; the owner's list is linked by the caller. */
  private fill(row: number, subaccount: number, record: SubaccountRecord): void {
    this.reset(row, subaccount);
    this.numbers.set(row, Q_HIGH, highOfBig(record.quote));
    this.numbers.set(row, Q_LOW, lowOfBig(record.quote));
    this.numbers.set(row, ROW_SEQ, record.accountSeq);
    this.numbers.set(row, ROW_HEIGHT, record.updatedHeight);
    this.sums.addMoneyBig(record.quote - record.positions.reduce((sum, { entry }) => sum + BigInt(entry), 0n));
    for (const { asset, amount } of record.holdings) {
      this.sums.addBalance(asset, amount);
      this.holdings.set(row, asset, amount);
    }
    for (const p of record.positions) {
      const slot = this.markets.slotOf(p.market);
      const cell = this.cells.findOrCreate(row, slot, p.market);
      this.cells.ints.set(cell, CELL_LOTS, p.lots);
      this.cells.numbers.set(cell, ENTRY, p.entry);
      this.cells.numbers.set(cell, F_HIGH, highOfBig(p.fundingAt));
      this.cells.numbers.set(cell, F_LOW, lowOfBig(p.fundingAt));
      this.markets.countHolder(slot, p.lots, 1);
    }
    for (const { market, imPpm } of record.settings) {
      const cell = this.cells.findOrCreate(row, this.markets.slotOf(market), market);
      this.cells.ints.set(cell, CELL_USER_PPM, imPpm);
    }
  }

  private decode(row: number, key: ByteReader, value: ByteReader): void {
    this.loaded.set(row, key.raw(20));
    this.fill(row, key.u32(), decodeSubaccount(value));
  }

  /** Puts a record in place (import). */
  restore(owner: number, subaccount: number, record: SubaccountRecord): number {
    const row = this.table.allocate();
    this.fill(row, subaccount, record);
    this.link(row, owner);
    return row;
  }

  /** Links loaded rows to their owners; the accounts must be loaded. */
  rebuild(): void {
    for (const [row, address] of this.loaded) {
      const owner = this.accounts.findNumber(address);
      invariant(owner >= 0, 'margin: subaccount of an unknown account');
      this.link(row, owner);
    }
    this.loaded.clear();
  }

  /** Rows of all subaccounts by (address, number): invariants, export. O(n log n). */
  sortedRows(): number[] {
    const keyed: { row: number; key: Uint8Array }[] = [];
    for (let row = 0; row < this.table.rows; row++) {
      if (!this.table.isLive(row)) continue;
      keyed.push({ row, key: new ByteWriter(24).raw(this.addressOf(row)).u32(this.subaccount(row)).finish() });
    }
    return keyed.sort((a, b) => compareBytes(a.key, b.key)).map(({ row }) => row);
  }

  /** True for an isolated child. */
  isChild(row: number): boolean {
    return childMarket(this.subaccount(row)) !== 0;
  }
}
