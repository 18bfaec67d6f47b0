import { ObjectColumn } from '../../state/columns.ts';
import type { Journal } from '../../state/journal.ts';
import { NumberRows } from '../../state/strided.ts';
import { USDC } from './types.ts';
import { highOf, highOfBig, lowOf, lowOfBig, WORD, wideBig } from './wide.ts';

const HIGH = 0;
const LOW = 1;

/**
 * Σ over all subaccounts, kept with every write, for the solvency identity of each block (risk §10): Q − Σ entry in Quote,
 * balances of other assets in hub units. Memory only, built again from the records.
 */
export class SubaccountSums {
  private readonly money: NumberRows;
  private readonly balances: ObjectColumn<bigint>;

  constructor(journal: Journal) {
    this.money = new NumberRows(journal, 2);
    this.balances = new ObjectColumn(journal);
  }

  /** Change of Q − Σ entry, a safe integer. Two journaled cells at most, one nearly always. */
  addMoney(change: number): void {
    if (change === 0) return;
    if (!Number.isSafeInteger(change)) {
      this.addMoneyBig(BigInt(change));
      return;
    }
    // By halves: all money together is soon beyond 2^53, and no bigint is needed for it.
    const high = highOf(change);
    const low = this.money.get(0, LOW) + lowOf(change, high);
    const carry = low >= WORD ? 1 : 0;
    if (high + carry !== 0) this.money.set(0, HIGH, this.money.get(0, HIGH) + high + carry);
    this.money.set(0, LOW, low - carry * WORD);
  }

  addMoneyBig(change: bigint): void {
    const next = this.of(USDC) + change;
    this.money.set(0, HIGH, highOfBig(next));
    this.money.set(0, LOW, lowOfBig(next));
  }

  /** Change of a balance of an asset other than USDC. */
  addBalance(asset: number, change: bigint): void {
    this.balances.ensure(asset + 1);
    this.balances.set(asset, this.of(asset) + change);
  }

  /** Q − Σ entry for USDC. */
  of(asset: number): bigint {
    if (asset === USDC) return wideBig(this.money.get(0, HIGH), this.money.get(0, LOW));
    return this.balances.data[asset] ?? 0n;
  }
}
