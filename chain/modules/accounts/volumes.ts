import { invariant } from '../../lib/errors.ts';
import type { BlockFacts } from '../../module.ts';
import type { AccountTable } from './account-table.ts';
import { BEFORE_HIGH, BEFORE_LOW, DAY, TODAY_HIGH, TODAY_LOW } from './layout.ts';
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
    const from = accounts.numbers.get(row, DAY);
    const today = this.today();
    if (from >= today) return accounts.ringSum.data[row]!;
    return ringSum(rollRing(accounts.ring.data[row]!, from, this.sumOfDay(row), today));
  }

  /** Whole USDC ever traded: ⌊lifetime / 1e6⌋. Exact: below 2^53 USDC, low halves together below 2·10^15 + 10^15. */
  lifetimeUsdc(owner: number): number {
    const { accounts } = this;
    const row = accounts.row(owner);
    const low = accounts.numbers.get(row, BEFORE_LOW) + accounts.numbers.get(row, TODAY_LOW);
    const high = accounts.numbers.get(row, BEFORE_HIGH) + accounts.numbers.get(row, TODAY_HIGH);
    return high * (CARRY / QUOTE_PER_USDC) + Math.floor(low / QUOTE_PER_USDC);
  }

  /** Quote ever traded. */
  lifetime(owner: number): bigint {
    const { accounts } = this;
    const row = accounts.row(owner);
    const high = accounts.numbers.get(row, BEFORE_HIGH) + accounts.numbers.get(row, TODAY_HIGH);
    return (
      BigInt(high) * BigInt(CARRY) +
      BigInt(accounts.numbers.get(row, BEFORE_LOW)) +
      BigInt(accounts.numbers.get(row, TODAY_LOW))
    );
  }

  /** Counts `quote` (safe integer ≥ 0) traded now. */
  add(owner: number, quote: number): void {
    invariant(Number.isSafeInteger(quote) && quote >= 0, 'volume beyond 2^53, or negative');
    const { accounts } = this;
    const row = accounts.row(owner);
    if (accounts.numbers.get(row, DAY) !== this.today()) this.roll(row);
    const high = Math.floor(quote / CARRY);
    // Both parts are below 10^15, so their sum is exact.
    const low = accounts.numbers.get(row, TODAY_LOW) + (quote - high * CARRY);
    const carry = low >= CARRY ? 1 : 0;
    accounts.numbers.set(row, TODAY_LOW, low - carry * CARRY);
    if (high + carry > 0) accounts.numbers.set(row, TODAY_HIGH, accounts.numbers.get(row, TODAY_HIGH) + high + carry);
    accounts.table.touch(row);
  }

  private roll(row: number): void {
    const { accounts } = this;
    const today = this.today();
    const ring = rollRing(accounts.ring.data[row]!, accounts.numbers.get(row, DAY), this.sumOfDay(row), today);
    accounts.ring.set(row, ring);
    accounts.ringSum.set(row, ringSum(ring));
    const low = accounts.numbers.get(row, BEFORE_LOW) + accounts.numbers.get(row, TODAY_LOW);
    const carry = low >= CARRY ? 1 : 0;
    accounts.numbers.set(row, BEFORE_LOW, low - carry * CARRY);
    accounts.numbers.set(
      row,
      BEFORE_HIGH,
      accounts.numbers.get(row, BEFORE_HIGH) + accounts.numbers.get(row, TODAY_HIGH) + carry,
    );
    accounts.numbers.set(row, TODAY_LOW, 0);
    accounts.numbers.set(row, TODAY_HIGH, 0);
    accounts.numbers.set(row, DAY, today);
  }

  private sumOfDay(row: number): bigint {
    const { accounts } = this;
    return BigInt(accounts.numbers.get(row, TODAY_HIGH)) * BigInt(CARRY) + BigInt(accounts.numbers.get(row, TODAY_LOW));
  }
}
