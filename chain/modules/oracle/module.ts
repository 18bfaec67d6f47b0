import {
  MsgSubmitPythUpdate,
  MsgSubmitPythUpdateResponse,
  MsgUpdateSignerSet,
  MsgUpdateSignerSetResponse,
} from '#proto/generated/nave.oracle.v1.ts';
import { isLocalnet } from '../../genesis/chain-id.ts';
import type { ChainContext, ChainModule, TxFacts } from '../../module.ts';
import { requireFeeds } from './cross-checks.ts';
import { readOracle } from './genesis.ts';
import { oracleInvariants } from './invariants.ts';
import { asAppError, type OracleDeps, OracleKeeper } from './keeper.ts';

/** The oracle module: its keeper and what app.ts sees of it. */
export function createOracle(
  context: ChainContext,
  deps: OracleDeps,
): { readonly keeper: OracleKeeper; readonly module: ChainModule } {
  const keeper = new OracleKeeper(context, deps);
  const module: ChainModule = {
    name: 'oracle',
    sources: [keeper.prices, keeper.states, keeper.signers.source],
    handlers: {
      [MsgSubmitPythUpdate.typeName]: (message: MsgSubmitPythUpdate) =>
        MsgSubmitPythUpdateResponse.encode({ stored: keeper.submit(message.updates) }),
      [MsgUpdateSignerSet.typeName]: (message: MsgUpdateSignerSet, tx: TxFacts) => {
        asAppError(0, () => keeper.signers.update(message.namespace, message.vaa, tx.sender));
        return MsgUpdateSignerSetResponse.encode({});
      },
    },
    admission: {
      [MsgSubmitPythUpdate.typeName]: (message: MsgSubmitPythUpdate) => void keeper.checkFresh(message.updates),
    },
    proposal: {
      [MsgSubmitPythUpdate.typeName]: (message: MsgSubmitPythUpdate) => keeper.verify(message.updates),
    },
    initGenesis(section) {
      const { params, sets } = readOracle(section, 'app_state.oracle', isLocalnet(context.block.chainId));
      keeper.params.set(params);
      for (const { namespace, index, keys, expiresAtMs } of sets) {
        keeper.signers.source.set([namespace, index], { keys, expiresAtMs, pending: false, approvals: [] });
      }
      requireFeeds(deps.markets, deps.assets, (id) => keeper.findFeed(id));
    },
    rebuild: () => keeper.rebuild(),
    invariants: oracleInvariants(keeper),
  };
  return { keeper, module };
}
