import { invariant } from '../../lib/errors.ts';
import type { BlockFacts } from '../../module.ts';
import type { AccountTable } from './account-table.ts';
import { ringSum, rollRing, utcDay } from './volume-ring.ts';

/** Low halves stay below this; quotes above it are split first, so that no sum leaves 2^53. */
const CARRY = 1_000_000_000_000_000;
const QUOTE_PER_USDC = 1_000_000;

/** Traded volume of accounts (spec: trading §5): today's trades count from tomorrow, no sweep is needed. */
export class AccountVolumes {
  private readonly accounts: AccountTable;
  private readonly block: BlockFacts;

  constructor(accounts: AccountTable, block: BlockFacts) {
    this.accounts = accounts;
    this.block = block;
  }

  /** UTC day of the block. */
  today(): number {
    return utcDay(this.block.timeMs);
  }

  /** Quote over the 30 whole days before today. Reads only: a ring that was not rolled yet is rolled in passing. */
  last30Days(owner: number): bigint {
    const { accounts } = this;
    const row = accounts.row(owner);
    const from = accounts.day.data[row]!;
    const today = this.today();
    if (from >= today) return accounts.ringSum.data[row]!;
    return ringSum(rollRing(accounts.ring.data[row]!, from, this.sumOfDay(row), today));
  }

  /** Whole USDC ever traded: ⌊lifetime / 1e6⌋. Exact: below 2^53 USDC, low halves together below 2·10^15 + 10^15. */
  lifetimeUsdc(owner: number): number {
    const { accounts } = this;
    const row = accounts.row(owner);
    const low = accounts.beforeLow.data[row]! + accounts.todayLow.data[row]!;
    const high = accounts.beforeHigh.data[row]! + accounts.todayHigh.data[row]!;
    return high * (CARRY / QUOTE_PER_USDC) + Math.floor(low / QUOTE_PER_USDC);
  }

  /** Quote ever traded. */
  lifetime(owner: number): bigint {
    const { accounts } = this;
    const row = accounts.row(owner);
    const high = accounts.beforeHigh.data[row]! + accounts.todayHigh.data[row]!;
    return BigInt(high) * BigInt(CARRY) + BigInt(accounts.beforeLow.data[row]!) + BigInt(accounts.todayLow.data[row]!);
  }

  /** Counts `quote` (safe integer ≥ 0) traded now. */
  add(owner: number, quote: number): void {
    invariant(Number.isSafeInteger(quote) && quote >= 0, 'volume beyond 2^53, or negative');
    const { accounts } = this;
    const row = accounts.row(owner);
    if (accounts.day.data[row] !== this.today()) this.roll(row);
    const high = Math.floor(quote / CARRY);
    // Both parts are below 10^15, so their sum is exact.
    const low = accounts.todayLow.data[row]! + (quote - high * CARRY);
    const carry = low >= CARRY ? 1 : 0;
    accounts.todayLow.set(row, low - carry * CARRY);
    if (high + carry > 0) accounts.todayHigh.set(row, accounts.todayHigh.data[row]! + high + carry);
    accounts.table.touch(row);
  }

  private roll(row: number): void {
    const { accounts } = this;
    const today = this.today();
    const ring = rollRing(accounts.ring.data[row]!, accounts.day.data[row]!, this.sumOfDay(row), today);
    accounts.ring.set(row, ring);
    accounts.ringSum.set(row, ringSum(ring));
    const low = accounts.beforeLow.data[row]! + accounts.todayLow.data[row]!;
    const carry = low >= CARRY ? 1 : 0;
    accounts.beforeLow.set(row, low - carry * CARRY);
    accounts.beforeHigh.set(row, accounts.beforeHigh.data[row]! + accounts.todayHigh.data[row]! + carry);
    accounts.todayLow.set(row, 0);
    accounts.todayHigh.set(row, 0);
    accounts.day.set(row, today);
  }

  private sumOfDay(row: number): bigint {
    const { accounts } = this;
    return BigInt(accounts.todayHigh.data[row]!) * BigInt(CARRY) + BigInt(accounts.todayLow.data[row]!);
  }
}
