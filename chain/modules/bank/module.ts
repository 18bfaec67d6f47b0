import { isLocalnet } from '../../genesis/chain-id.ts';
import type { ChainContext, ChainModule } from '../../module.ts';
import type { Assets } from '../assets/types.ts';
import { readBank } from './genesis.ts';
import { bankInvariants } from './invariants.ts';
import { BankKeeper } from './keeper.ts';

/** The bank module: pools, escrow, supply. A subaccount's balances are margin's records. */
export function createBank(
  context: ChainContext,
  deps: { readonly assets: Assets },
): { readonly keeper: BankKeeper; readonly module: ChainModule } {
  const keeper = new BankKeeper(context.journal);
  const module: ChainModule = {
    name: 'bank',
    sources: [keeper.source],
    handlers: {},
    initGenesis(section) {
      if (section === undefined) return;
      const localnet = isLocalnet(context.block.chainId);
      const { pools, escrow } = readBank(section, 'app_state.bank', deps.assets, localnet);
      for (const { pool, asset, amount } of pools) keeper.credit(pool, asset, amount);
      for (const { spoke, asset, amount } of escrow) keeper.addEscrow(spoke, asset, amount);
    },
    rebuild() {},
    invariants: bankInvariants(keeper),
  };
  return { keeper, module };
}
