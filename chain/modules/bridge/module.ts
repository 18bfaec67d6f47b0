import { MsgAttest, MsgSignBatch, MsgSignSet } from '#proto/generated/nave.bridge.v1.ts';
import type { ChainContext, ChainModule } from '../../module.ts';
import type { BridgeDeps } from './base.ts';
import { applyBridgeGenesis } from './genesis.ts';
import { bridgeInvariants } from './invariants.ts';
import { BridgeKeeper } from './keeper.ts';
import { bridgeHandlers } from './msgs.ts';
import { bridgeQueries } from './queries.ts';

/** The bridge module: spokes, attestation, deposits, withdrawals, validator sets. Without its section there are no spokes. */
export function createBridge(
  context: ChainContext,
  deps: BridgeDeps,
): { readonly keeper: BridgeKeeper; readonly module: ChainModule } {
  const keeper = new BridgeKeeper(context, deps);
  const module: ChainModule = {
    name: 'bridge',
    sources: keeper.base.store.sources,
    handlers: bridgeHandlers(keeper),
    admission: {
      [MsgAttest.typeName]: (message: MsgAttest) => keeper.admitRelayer(message.spoke, message.relayer),
      [MsgSignBatch.typeName]: (message: MsgSignBatch) => keeper.admitRelayer(message.spoke, message.relayer),
      [MsgSignSet.typeName]: (message: MsgSignSet) => keeper.admitRelayer(message.spoke, message.relayer),
    },
    queries: bridgeQueries(keeper),
    initGenesis(section) {
      if (section !== undefined) {
        applyBridgeGenesis({ value: section, path: 'app_state.bridge' }, keeper.base, keeper.registry);
      }
    },
    rebuild() {
      keeper.base.store.rebuild();
      keeper.refreshStuck();
    },
    invariants: bridgeInvariants(keeper),
  };
  return { keeper, module };
}
