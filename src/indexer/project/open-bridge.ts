import {
  type BatchRow,
  type BridgeRows,
  type DepositRow,
  isBatchOpen,
  isDepositOpen,
  isWithdrawalOpen,
  type WithdrawalRow,
} from '../bridge-rows.ts';

/** Rows that may still change, by key and by account. */
class OpenRows<Row extends { readonly account: string }> {
  private readonly rows = new Map<string, Row>();
  private readonly byAccount = new Map<string, Map<string, Row>>();

  find(key: string): Row | undefined {
    return this.rows.get(key);
  }

  /** In the order in which they began. */
  ofAccount(account: string): readonly Row[] {
    return [...(this.byAccount.get(account)?.values() ?? [])];
  }

  keep(key: string, row: Row, isOpen: boolean): void {
    const before = this.rows.get(key);
    if (before !== undefined && (!isOpen || before.account !== row.account)) this.leave(key, before.account);
    if (!isOpen) return;
    this.rows.set(key, row);
    const own = this.byAccount.get(row.account) ?? new Map<string, Row>();
    this.byAccount.set(row.account, own);
    own.set(key, row);
  }

  private leave(key: string, account: string): void {
    this.rows.delete(key);
    const own = this.byAccount.get(account)!;
    own.delete(key);
    if (own.size === 0) this.byAccount.delete(account);
  }
}

export const keyOf = (spoke: number, number: number): string => `${spoke}-${number}`;

/** What is under way on the bridge: events say what changed, not the whole. */
export class OpenBridge {
  readonly deposits = new OpenRows<DepositRow>();
  readonly withdrawals = new OpenRows<WithdrawalRow>();
  private readonly batches = new Map<string, BatchRow>();

  constructor(restored: BridgeRows) {
    for (const row of restored.deposits) this.keepDeposit(row);
    for (const row of restored.withdrawals) this.keepWithdrawal(row);
    for (const row of restored.batches) this.keepBatch(row);
  }

  keepDeposit(row: DepositRow): void {
    this.deposits.keep(keyOf(row.spoke, row.nonce), row, isDepositOpen(row));
  }

  keepWithdrawal(row: WithdrawalRow): void {
    this.withdrawals.keep(keyOf(row.spoke, row.id), row, isWithdrawalOpen(row));
  }

  findBatch(spoke: number, batchNonce: number): BatchRow | undefined {
    return this.batches.get(keyOf(spoke, batchNonce));
  }

  keepBatch(row: BatchRow): void {
    const key = keyOf(row.spoke, row.batchNonce);
    if (isBatchOpen(row)) this.batches.set(key, row);
    else this.batches.delete(key);
  }
}
