import { AppError } from '../../lib/errors.ts';
import { maxBig, minBig } from '../../lib/math.ts';
import type { Address } from '../../lib/units.ts';
import type { AccountFacts } from './account-facts.ts';
import type { MarginChecks } from './checks.ts';
import { assetPrice, assetValue } from './collateral.ts';
import { equities, totalPending } from './equity.ts';
import type { EventWriter } from './event-writer.ts';
import type { ExactAccounts } from './exact-account.ts';
import type { MarginAccounts, MarginAssets } from './expected.ts';
import type { Positions } from './positions.ts';
import { withdrawalFloor } from './requirement.ts';
import type { Subaccounts } from './subaccounts.ts';
import { type LedgerReason, newFillSide, type TransferKind, USDC } from './types.ts';

/** A new account's first credit is worth at least 1 USDC unless it is a deposit (spec: chain §8), Quote. */
export const MIN_FIRST_CREDIT = 1_000_000n;

/** Credits, debits and transfers between subaccounts: the rules of risk §3 and chain §8 for money that moves. */
export class Transfers {
  private readonly rows: Subaccounts;
  private readonly positions: Positions;
  private readonly checks: MarginChecks;
  private readonly exact: ExactAccounts;
  private readonly events: EventWriter;
  private readonly accounts: MarginAccounts;
  private readonly assets: MarginAssets;
  private readonly side = newFillSide();

  constructor(
    rows: Subaccounts,
    positions: Positions,
    checks: MarginChecks,
    exact: ExactAccounts,
    events: EventWriter,
    accounts: MarginAccounts,
    assets: MarginAssets,
  ) {
    this.rows = rows;
    this.positions = positions;
    this.checks = checks;
    this.exact = exact;
    this.events = events;
    this.accounts = accounts;
    this.assets = assets;
  }

  /** Adds amount ≥ 0 (hub units) and creates the subaccount with its first credit; returns its row. */
  credit(owner: number, subaccount: number, asset: number, amount: bigint, reason: LedgerReason, refId = ''): number {
    const row = this.rows.findOrCreate(owner, subaccount);
    if (amount > 0n) {
      this.rows.addBalance(row, asset, amount);
      this.events.balanceChanged(row, asset, [{ reason, change: amount, refId }]);
    }
    return row;
  }

  /** Takes amount ≥ 0 without the withdraw rule: Q may become negative, another asset may not (3012). */
  debit(row: number, asset: number, amount: bigint, reason: LedgerReason, refId = ''): void {
    if (amount === 0n) return;
    if (asset !== USDC && this.rows.balance(row, asset) < amount) throw new AppError(3012);
    this.rows.addBalance(row, asset, -amount);
    this.events.balanceChanged(row, asset, [{ reason, change: -amount, refId }]);
  }

  /** Settles the funding of all positions of a row and reports what was paid. */
  settleFunding(row: number): void {
    this.positions.settleAll(row, this.side, (side) => {
      this.events.fundingPaid(row, side.slot, side.funding, side.lots, side.fundingFrom);
      this.events.balanceChanged(row, USDC, [{ reason: 'funding', change: side.funding }]);
    });
  }

  /**
   * Withdraw rule (spec: risk §3), funding settled first, then the debit: 3012 more than the balance, 3011 would borrow,
   * 3010 margin; details {withdrawable} in hub units. The caller's branch undoes the settlement of a refused one.
   */
  withdraw(row: number, asset: number, amount: bigint, reason: LedgerReason, refId = ''): void {
    const before = this.rows.balance(row, asset);
    this.settleFunding(row);
    const settled = this.rows.balance(row, asset);
    if (amount > maxBig(0n, maxBig(before, settled))) throw this.refusal(3012, row, asset, 0n);
    if (amount > settled) throw this.refusal(3011, row, asset, 0n);
    if (amount === 0n) return;
    this.rows.addBalance(row, asset, -amount);
    if (!this.checks.isWithdrawalCovered(row)) throw this.refusal(3010, row, asset, amount);
    this.events.balanceChanged(row, asset, [{ reason, change: -amount, refId }]);
  }

  private refusal(code: 3010 | 3011 | 3012, row: number, asset: number, taken: bigint): AppError {
    if (taken > 0n) this.rows.addBalance(row, asset, taken);
    return new AppError(code, undefined, { withdrawable: this.withdrawable(row, asset).toString() });
  }

  /** Largest amount of an asset the withdraw rule lets go, hub units ≥ 0. O(log amount) evaluations for collateral. */
  withdrawable(row: number, asset: number): bigint {
    const facts = this.exact.facts(row);
    const floor = withdrawalFloor(facts);
    const room = equities(facts).withdrawal - floor;
    if (asset === USDC) return maxBig(0n, minBig(room, facts.quote + totalPending(facts)));
    const held = this.rows.balance(row, asset);
    if (room < 0n) return 0n;
    let low = 0n;
    let high = held;
    while (low < high) {
      const middle = (low + high + 1n) / 2n;
      if (equities(withHolding(facts, asset, held - middle)).withdrawal >= floor) low = middle;
      else high = middle - 1n;
    }
    return low;
  }

  /** Plain value of an amount of an asset in Quote, at its last index. */
  valueOf(asset: number, amount: bigint): bigint {
    if (asset === USDC) return amount;
    const facts = this.assets.find(asset);
    return facts === undefined ? 0n : assetValue(amount, assetPrice(facts, 'mid'), facts.decimals);
  }

  /** Account number of a receiver, made when it does not exist: 3018 when the credit is worth less than 1 USDC. */
  receiver(address: Address, asset: number, amount: bigint): number {
    const known = this.accounts.findNumber(address);
    if (known >= 0) return known;
    if (this.valueOf(asset, amount) < MIN_FIRST_CREDIT) throw new AppError(3018);
    return this.accounts.create(address);
  }

  /** Moves an amount > 0 under the withdraw rule. To the same subaccount only the rule is checked. */
  transfer(kind: TransferKind, from: number, owner: number, subaccount: number, asset: number, amount: bigint): void {
    const [out, into] = reasons(kind);
    this.withdraw(from, asset, amount, out);
    const to = this.credit(owner, subaccount, asset, amount, into);
    this.events.transferred({ kind, asset, amount, from, to });
  }
}

function reasons(kind: TransferKind): readonly [LedgerReason, LedgerReason] {
  return kind === 'isolated_fund' || kind === 'isolated_sweep' ? [kind, kind] : ['transfer_out', 'transfer_in'];
}

function withHolding(facts: AccountFacts, asset: number, amount: bigint): AccountFacts {
  return {
    ...facts,
    holdings: facts.holdings.map((holding) => (holding.asset.id === asset ? { ...holding, amount } : holding)),
  };
}
