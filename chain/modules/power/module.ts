import { isLocalnet } from '../../genesis/chain-id.ts';
import type { Crypto } from '../../lib/hash.ts';
import type { ChainContext, ChainModule } from '../../module.ts';
import { readValidators } from './genesis.ts';
import { powerInvariants } from './invariants.ts';
import { PowerKeeper } from './keeper.ts';

/** The power module; it reads `app_state.validators`, whose messages and money belong to `validators`. */
export function createPower(
  context: ChainContext,
  crypto: Pick<Crypto, 'sha256'>,
): { readonly keeper: PowerKeeper; readonly module: ChainModule } {
  const keeper = new PowerKeeper(context, crypto);
  const module: ChainModule = {
    name: 'power',
    sources: [keeper.source],
    handlers: {},
    initGenesis(section) {
      const validators = readValidators(section, 'app_state.validators', isLocalnet(context.block.chainId));
      for (const validator of validators) keeper.put(validator);
    },
    rebuild() {},
    invariants: powerInvariants(keeper),
  };
  return { keeper, module };
}
