import { type BridgeRows, isBatchOpen, isDepositOpen, isWithdrawalOpen } from '../bridge-rows.ts';

type Statement = readonly [sql: string, ...values: (string | number)[]];

/** What a block changed of the bridge, as statements: whole rows, by key. */
export function bridgeStatements(rows: BridgeRows | undefined): readonly Statement[] {
  if (rows === undefined) return [];
  const json = JSON.stringify;
  const flag = (isOpen: boolean): number => (isOpen ? 1 : 0);
  const deposits = rows.deposits.map((row): Statement => {
    const { spoke, nonce, account, state, height, ord } = row;
    if (row.dropped) return ['DELETE FROM deposits WHERE spoke = ? AND nonce = ?', spoke, nonce];
    const sql = 'INSERT OR REPLACE INTO deposits VALUES (?, ?, ?, ?, ?, ?, ?, ?)';
    return [sql, spoke, nonce, account, state, flag(isDepositOpen(row)), height, ord, json(row)];
  });
  const withdrawals = rows.withdrawals.map((row): Statement => {
    const { spoke, id, account, state, height, ord } = row;
    const sql = 'INSERT OR REPLACE INTO withdrawals VALUES (?, ?, ?, ?, ?, ?, ?, ?)';
    return [sql, spoke, id, account, state, flag(isWithdrawalOpen(row)), height, ord, json(row)];
  });
  const batches = rows.batches.map((row): Statement => {
    const { spoke, batchNonce, state, height, ord } = row;
    const sql = 'INSERT OR REPLACE INTO batches VALUES (?, ?, ?, ?, ?, ?, ?)';
    return [sql, spoke, batchNonce, state, flag(isBatchOpen(row)), height, ord, json(row)];
  });
  return [...deposits, ...withdrawals, ...batches];
}
