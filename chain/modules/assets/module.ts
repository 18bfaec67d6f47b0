import type { ChainContext, ChainModule } from '../../module.ts';
import { readAssets } from './genesis.ts';
import { assetInvariants } from './invariants.ts';
import { AssetsKeeper } from './keeper.ts';

/** The assets module: its keeper and what app.ts sees of it. */
export function createAssets(context: ChainContext): { readonly keeper: AssetsKeeper; readonly module: ChainModule } {
  const keeper = new AssetsKeeper(context.journal);
  const module: ChainModule = {
    name: 'assets',
    sources: [keeper.source],
    handlers: {},
    initGenesis(section) {
      for (const { asset, path } of readAssets(section, 'app_state.assets')) keeper.put(asset, path);
    },
    rebuild: () => keeper.rebuild(),
    invariants: assetInvariants(keeper),
  };
  return { keeper, module };
}
