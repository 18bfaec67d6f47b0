import { type At, Fields } from '../../genesis/fields.ts';
import type { AccountsParams } from './params.ts';

/** `app_state.accounts` {params: {actionBudget}}. Accounts appear with balances and validators. Throws GenesisError. */
export function readAccounts(at: At): AccountsParams {
  const fields = new Fields(at);
  const params = fields.child('params');
  const actionBudget = params.integer('actionBudget', 1, 1_000_000_000_000);
  params.end();
  fields.end();
  return { actionBudget };
}
