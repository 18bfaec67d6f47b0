import type { ChainContext, ChainModule } from '../../module.ts';
import type { BankTotals, MessageOwners } from './expected.ts';
import { marginInvariants } from './invariants.ts';
import { type MarginDeps, MarginKeeper } from './keeper.ts';
import { MarginMessages } from './msgs.ts';

export interface MarginModuleDeps extends MarginDeps {
  readonly owners: MessageOwners;
  readonly bank: BankTotals;
  /** Ids of all assets, rising. */
  readonly assetIds: () => readonly number[];
}

/** The margin module. A localnet's issued balances come through `keeper.credit`, an export through the records. */
export function createMargin(
  context: ChainContext,
  deps: MarginModuleDeps,
): { readonly keeper: MarginKeeper; readonly module: ChainModule } {
  const keeper = new MarginKeeper(context, deps);
  const module: ChainModule = {
    name: 'margin',
    sources: [keeper.rows.table, keeper.marketRows.table],
    handlers: new MarginMessages(keeper, deps.owners, deps.assets).handlers(),
    initGenesis() {},
    rebuild: () => keeper.rebuild(),
    invariants: marginInvariants(keeper, deps.bank, deps.assetIds),
  };
  return { keeper, module };
}
