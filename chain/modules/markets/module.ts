import { isLocalnet } from '../../genesis/chain-id.ts';
import type { ChainContext, ChainModule } from '../../module.ts';
import type { ParamsStore } from '../../state/params-store.ts';
import { readMarkets } from './genesis.ts';
import { marketInvariants } from './invariants.ts';
import { MarketsKeeper } from './keeper.ts';

/** The markets module: its keeper and what app.ts sees of it. */
export function createMarkets(
  context: ChainContext,
  params: ParamsStore,
): { readonly keeper: MarketsKeeper; readonly module: ChainModule } {
  const keeper = new MarketsKeeper(context, params);
  const module: ChainModule = {
    name: 'markets',
    sources: [keeper.source, keeper.stateSource, keeper.restartSource],
    handlers: {},
    initGenesis(section) {
      const { chainId, height } = context.block;
      const { guards, markets } = readMarkets(section, 'app_state.markets', isLocalnet(chainId), height);
      keeper.guards.set(guards);
      for (const { market, status, path } of markets) keeper.add(market, status, path);
      keeper.updateStatuses();
    },
    rebuild: () => keeper.rebuild(),
    invariants: marketInvariants(keeper),
  };
  return { keeper, module };
}
