import type { ChainContext, ChainModule } from '../../module.ts';
import type { ParamsStore } from '../../state/params-store.ts';
import { readAccounts } from './genesis.ts';
import { accountInvariants } from './invariants.ts';
import { AccountsKeeper } from './keeper.ts';
import { accountHandlers, readTerms } from './msgs.ts';
import { accountQueries } from './queries.ts';

/** The accounts module: its keeper and what app.ts sees of it. The keeper's beginBlock runs first in every block. */
export function createAccounts(
  context: ChainContext,
  params: ParamsStore,
): { readonly keeper: AccountsKeeper; readonly module: ChainModule } {
  const keeper = new AccountsKeeper(context, params);
  const module: ChainModule = {
    name: 'accounts',
    sources: keeper.sources,
    handlers: accountHandlers(keeper, context),
    admission: { 'nave.accounts.v1.MsgApproveAgent': readTerms },
    queries: accountQueries(keeper),
    initGenesis(section) {
      keeper.params.set(readAccounts({ value: section, path: 'app_state.accounts' }));
    },
    rebuild: () => keeper.rebuild(),
    invariants: accountInvariants(keeper),
  };
  return { keeper, module };
}
