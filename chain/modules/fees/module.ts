import type { ChainContext, ChainModule } from '../../module.ts';
import type { Params } from '../../state/params-store.ts';
import { type FeesDeps, FeesKeeper } from './keeper.ts';
import { DEFAULT_FEE_PARAMS, type FeeParams, readFeeParams } from './params.ts';

export interface FeesModuleDeps extends FeesDeps {
  readonly params: Params<FeeParams>;
}

/** The fees module. It owns no collection of its own: its parameters are a section of the params store. */
export function createFees(
  context: ChainContext,
  deps: FeesModuleDeps,
): { readonly keeper: FeesKeeper; readonly module: ChainModule } {
  const keeper = new FeesKeeper(context, deps);
  const module: ChainModule = {
    name: 'fees',
    sources: [],
    handlers: {},
    initGenesis(section) {
      const params =
        section === undefined ? DEFAULT_FEE_PARAMS : readFeeParams({ value: section, path: 'app_state.fees' });
      deps.params.set(params);
    },
    rebuild() {},
    invariants: [],
  };
  return { keeper, module };
}
