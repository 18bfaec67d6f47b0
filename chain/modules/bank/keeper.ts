import { invariant } from '../../lib/errors.ts';
import { Collection } from '../../state/collection.ts';
import { SafeColumn } from '../../state/columns.ts';
import type { Journal } from '../../state/journal.ts';
import { prefixes } from '../../state/prefixes.ts';
import { USDC } from '../assets/types.ts';
import { amountCodec, escrowOf, findSpoke, isPool, type Ledger, type LedgerKey, ledgerKey } from './keys.ts';
import type { Bank, BankTotals, FeeSplit, Pool } from './types.ts';

/**
 * Pools and escrow. Invariants: no ledger is ever negative; the sum of all pools changes only by credit and debit, whose
 * other side is a subaccount, and escrow only with a deposit or a final payout.
 */
export class BankKeeper implements Bank {
  readonly source: Collection<LedgerKey, bigint>;
  /** Cell 0: fees of this block that are not in the pool yet, Quote. One block's fees stay far below 2^53. */
  private readonly accrued: SafeColumn;

  constructor(journal: Journal) {
    this.source = new Collection(journal, prefixes.pools, 'pools', ledgerKey, amountCodec);
    this.accrued = new SafeColumn(journal);
  }

  balance(pool: Pool, asset: number): bigint {
    const held = this.read(pool, asset);
    return pool === 'fees' && asset === USDC ? held + BigInt(this.accrued.data[0]!) : held;
  }

  credit(pool: Pool, asset: number, amount: bigint): void {
    this.add(pool, asset, amount);
  }

  debit(pool: Pool, asset: number, amount: bigint): void {
    if (pool === 'fees') this.settleFees();
    this.subtract(pool, asset, amount);
  }

  move(from: Pool, to: Pool, asset: number, amount: bigint): void {
    this.credit(to, asset, amount);
    this.debit(from, asset, amount);
  }

  accrueFee(quote: number): void {
    const sum = this.accrued.data[0]! + quote;
    invariant(Number.isSafeInteger(sum), 'fees of a block beyond 2^53');
    this.accrued.set(0, sum);
  }

  /**
   * Pays the pot of the block out by `shares`, which must sum to it. The pot is ≥ 0 because listing refuses rebates that
   * fees could not pay.
   */
  splitFees(shares: (pot: bigint) => FeeSplit): FeeSplit {
    this.settleFees();
    const pot = this.balance('fees', USDC);
    const split = shares(pot);
    const { vault, validators, insurance } = split;
    invariant(vault + validators + insurance === pot, 'the shares of the fees are not their sum');
    if (pot > 0n) {
      this.move('fees', 'vault', USDC, vault);
      this.move('fees', 'validators', USDC, validators);
      this.move('fees', 'insurance', USDC, insurance);
    }
    return split;
  }

  private settleFees(): void {
    const sum = BigInt(this.accrued.data[0]!);
    if (sum === 0n) return;
    this.accrued.set(0, 0);
    if (sum > 0n) this.add('fees', USDC, sum);
    else this.subtract('fees', USDC, -sum);
  }

  addEscrow(spoke: number, asset: number, amount: bigint): void {
    this.add(escrowOf(spoke), asset, amount);
  }

  removeEscrow(spoke: number, asset: number, amount: bigint): void {
    this.subtract(escrowOf(spoke), asset, amount);
  }

  escrow(spoke: number, asset: number): bigint {
    return this.read(escrowOf(spoke), asset);
  }

  /** [spoke, amount] of every spoke that ever held the asset, by spoke. */
  escrows(asset: number): [spoke: number, amount: bigint][] {
    const rows: [number, bigint][] = [];
    for (const [[ledger, one], amount] of this.source.entries()) {
      const spoke = findSpoke(ledger);
      if (spoke !== undefined && one === asset) rows.push([spoke, amount]);
    }
    return rows.sort((a, b) => a[0] - b[0]);
  }

  /** Σ escrow: what cosmos.bank calls the supply (spec: chain §8). */
  supply(asset: number): bigint {
    return this.escrows(asset).reduce((sum, [, amount]) => sum + amount, 0n);
  }

  totals(asset: number): BankTotals {
    const sum = (...pools: Pool[]): bigint => pools.reduce((total, pool) => total + this.balance(pool, asset), 0n);
    return {
      insurance: sum('insurance'),
      fees: sum('fees', 'validators', 'vault'),
      inFlight: sum('withdrawals', 'refunds', 'stake', 'proposals'),
      escrow: this.supply(asset),
    };
  }

  /** Every ledger that is no escrow and no known pool, or below zero: nothing, unless there is a bug. */
  findBroken(): string | undefined {
    for (const [[ledger, asset], amount] of this.source.entries()) {
      if (findSpoke(ledger) === undefined && !isPool(ledger)) return `unknown ledger ${ledger}`;
      if (amount < 0n) return `${ledger} of asset ${asset} is ${amount}`;
    }
    return undefined;
  }

  private read(ledger: Ledger, asset: number): bigint {
    return this.source.get([ledger, asset]) ?? 0n;
  }

  private add(ledger: Ledger, asset: number, amount: bigint): void {
    invariant(amount >= 0n, `${ledger}: credit of ${amount}`);
    if (amount > 0n) this.source.set([ledger, asset], this.read(ledger, asset) + amount);
  }

  private subtract(ledger: Ledger, asset: number, amount: bigint): void {
    const rest = this.read(ledger, asset) - amount;
    invariant(amount >= 0n && rest >= 0n, `${ledger} of asset ${asset} cannot pay ${amount}`);
    if (amount === 0n) return;
    // An empty ledger is no record; escrow keeps its zero so that a spoke stays visible.
    if (rest === 0n && findSpoke(ledger) === undefined) this.source.delete([ledger, asset]);
    else this.source.set([ledger, asset], rest);
  }
}
