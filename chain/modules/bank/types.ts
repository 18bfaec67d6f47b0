/** Money that is in no subaccount. Amounts are hub units of the asset (Quote for USDC). */
export type Pool =
  /** Insurance fund (spec: risk §7). */
  | 'insurance'
  /** Fees of the running block, split at its end: empty between blocks. */
  | 'fees'
  /** The validators' half of the fees, paid hourly (spec: operations §2). */
  | 'validators'
  /** The backstop vault's part of the fees until its subaccount takes it. */
  | 'vault'
  /** Withdrawals that are not final. */
  | 'withdrawals'
  /** Deposits that cannot be credited, to be refunded. */
  | 'refunds'
  /** Stake, bonded and unbonding. */
  | 'stake'
  /** Deposits of governance proposals. */
  | 'proposals';

/** Order of the invariants' and reports' lists. */
export const POOLS: readonly Pool[] = [
  'insurance',
  'fees',
  'validators',
  'vault',
  'withdrawals',
  'refunds',
  'stake',
  'proposals',
];

/** Terms of the solvency identity that are bank's (spec: risk §10); the other side is margin's. */
export interface BankTotals {
  readonly insurance: bigint;
  /** Pots not yet paid out: fees, validators, vault. */
  readonly fees: bigint;
  /** Withdrawals not final, refund ledger, stake, governance deposits. */
  readonly inFlight: bigint;
  /** Σ over spokes; spoke 0 is money issued at a localnet's genesis. */
  readonly escrow: bigint;
}

/** How the fees of a block went, Quote. */
export interface FeeSplit {
  readonly vault: bigint;
  readonly validators: bigint;
  readonly insurance: bigint;
}

/** What other modules may do with pools. */
export interface Bank {
  /** ≥ 0. */
  balance(pool: Pool, asset: number): bigint;
  /** Money that comes from a subaccount. InvariantError for a negative amount. */
  credit(pool: Pool, asset: number, amount: bigint): void;
  /** Money that goes to a subaccount. InvariantError when the pool holds less. */
  debit(pool: Pool, asset: number, amount: bigint): void;
  /** Between pools, credit first. */
  move(from: Pool, to: Pool, asset: number, amount: bigint): void;
  /** Hot path of fills: fee in Quote (a safe integer, negative for what the pot pays out). */
  accrueFee(quote: number): void;
  /** Escrow of a spoke grows with a deposit, shrinks with a final payout. */
  addEscrow(spoke: number, asset: number, amount: bigint): void;
  removeEscrow(spoke: number, asset: number, amount: bigint): void;
  escrow(spoke: number, asset: number): bigint;
  totals(asset: number): BankTotals;
}
