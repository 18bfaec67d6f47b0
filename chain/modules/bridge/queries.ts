import { Query } from '#proto/generated/nave.bridge.v1.ts';
import { findInputAddress } from '../../lib/address.ts';
import { AppError } from '../../lib/errors.ts';
import { answerMethod, type QueryHandler } from '../../lib/query-method.ts';
import type { Address } from '../../lib/units.ts';
import type { BridgeKeeper } from './keeper.ts';
import { readAmount } from './msgs.ts';
import { batchInfo, pendingDeposit, quarantinedDeposit, setInfo, spokeInfo, withdrawalInfo } from './query-rows.ts';
import { setUpdate } from './set-update.ts';
import { WITHDRAWAL_STATES, type WithdrawalState } from './types.ts';

const MAX_ROWS = 1000;

/** nave.bridge queries: what relayers, clients and auditors ask of committed state. */
export function bridgeQueries(keeper: BridgeKeeper): Record<string, QueryHandler> {
  const { base } = keeper;
  const { store, deps } = base;
  return Object.fromEntries([
    answerMethod(Query.spokes, () => ({ spokes: keeper.reads.spokes.list().map(spokeInfo) })),
    answerMethod(Query.voter, ({ spoke, relayer }) => {
      store.spoke(spoke);
      const address = findInputAddress(relayer);
      const validator = address === undefined ? undefined : deps.power.findByKey('relayer', address);
      if (validator === undefined) throw new AppError(6012);
      const { lastNonce, outvoted } = keeper.attestation.record(spoke, validator.operator);
      let mayVote = true;
      try {
        keeper.attestation.voter(spoke, validator.relayer);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        mayVote = false;
      }
      return { lastNonce, mayVote, outvoted };
    }),
    answerMethod(Query.withdrawal, ({ spoke, id }) => {
      store.spoke(spoke);
      const row = keeper.reads.withdrawals.find(spoke, id);
      if (row === undefined) throw new AppError(6009);
      return { withdrawal: withdrawalInfo(row) };
    }),
    answerMethod(Query.withdrawals, ({ spoke, account, state, afterSpoke, afterId, limit }) => {
      const { rows, hasMore } = keeper.reads.withdrawals.list({
        spoke,
        owner: readAccount(account),
        state: readState(state),
        after: { spoke: afterSpoke, id: afterId },
        limit: readLimit(limit),
      });
      return { withdrawals: rows.map(withdrawalInfo), hasMore };
    }),
    answerMethod(Query.quarantine, ({ spoke, account, afterSpoke, afterNonce, limit }) => {
      const { rows, hasMore } = keeper.reads.deposits.quarantine({
        spoke,
        account: readAccount(account),
        after: { spoke: afterSpoke, nonce: afterNonce },
        limit: readLimit(limit),
      });
      return { deposits: rows.map(quarantinedDeposit), hasMore };
    }),
    answerMethod(Query.pendingDeposits, ({ spoke, account }) => ({
      deposits: keeper.reads.deposits.pending(spoke, readAccount(account), MAX_ROWS).map(pendingDeposit),
    })),
    answerMethod(Query.batches, ({ spoke }) => {
      store.spoke(spoke);
      return { batches: keeper.reads.batches.open(spoke).map(batchInfo) };
    }),
    answerMethod(Query.batch, ({ spoke, batchNonce }) => {
      store.spoke(spoke);
      const batch = keeper.reads.batches.find(spoke, batchNonce);
      if (batch === undefined) throw new AppError(8002, 'No such batch, or all of it is final.');
      return { batch: batchInfo(batch) };
    }),
    answerMethod(Query.sets, ({ spoke }) => {
      store.spoke(spoke);
      return { sets: store.setsOf(spoke).map(([key, set]) => setInfo(keeper, key, set)) };
    }),
    answerMethod(Query.nextSet, ({ devnet }) => {
      const members = keeper.sets.fresh(devnet);
      if (members === undefined) throw new AppError(8002, 'The validators make no set that a vault takes.');
      const at = { epoch: 1, hubHeight: base.context.block.height, createdAt: base.nowSeconds };
      const { totalPower, hot, cold } = setUpdate(members, at);
      const { hubHeight, createdAt } = at;
      const { hubSalt } = base.context.block;
      return { hubHeight, createdAt, totalPower: String(totalPower), hot, cold, hubSalt };
    }),
    answerMethod(Query.quote, ({ spoke, asset: symbol, amount: text, account }) => {
      const asset = deps.assets.findBySymbol(symbol);
      if (asset === undefined) throw new AppError(6003);
      const amount = readAmount('amount', text, 1n);
      const address = readAccount(account);
      const owner = address === undefined ? -1 : deps.accounts.findNumber(address);
      const quote = keeper.reads.withdrawals.quote(spoke, asset.id, amount, owner);
      const { fee, received, instant, expectedMs, blockedBy } = quote;
      return {
        amount: String(amount),
        fee: String(fee),
        received: String(received),
        instant,
        expectedAt: expectedMs,
        blockedBy,
      };
    }),
  ]);
}

/** Address of a filter; undefined: all. Throws 8001. */
function readAccount(text: string): Address | undefined {
  if (text === '') return undefined;
  const address = findInputAddress(text);
  if (address === undefined) throw refusedField('account', 'not an address');
  return address;
}

/** Throws 8001. */
function readLimit(limit: number): number {
  if (limit > MAX_ROWS) throw refusedField('limit', `above ${MAX_ROWS}`);
  return limit === 0 ? MAX_ROWS : limit;
}

/** undefined: all. Throws 8001. */
function readState(text: string): WithdrawalState | undefined {
  if (text === '') return undefined;
  const state = WITHDRAWAL_STATES.find((one) => one === text);
  if (state === undefined) throw refusedField('state', 'not a state of a withdrawal that is not final');
  return state;
}

const refusedField = (field: string, reason: string): AppError =>
  new AppError(8001, `${field}: ${reason}`, { field, reason });
