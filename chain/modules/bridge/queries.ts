import type { BatchInfo, SetInfo, SpokeInfo, WithdrawalInfo } from '#proto/generated/nave.bridge.v1.ts';
import { Query } from '#proto/generated/nave.bridge.v1.ts';
import { findInputAddress, formatAddress } from '../../lib/address.ts';
import { EMPTY } from '../../lib/bytes.ts';
import { AppError } from '../../lib/errors.ts';
import { answerMethod, type QueryHandler } from '../../lib/query-method.ts';
import type { BridgeKeeper } from './keeper.ts';
import { readAmount } from './msgs.ts';
import type { Batch, SpokeSet, Withdrawal } from './records.ts';
import { setUpdate } from './set-update.ts';
import { signedPpm } from './signature-list.ts';
import { stateInForce } from './spoke-state.ts';
import type { SetKey } from './store.ts';
import { SPOKE_STATES } from './types.ts';

const MAX_ROWS = 1000;

/** nave.bridge queries: what relayers, clients and auditors ask of committed state. */
export function bridgeQueries(keeper: BridgeKeeper): Record<string, QueryHandler> {
  const { base } = keeper;
  const { store, deps } = base;
  return Object.fromEntries([
    answerMethod(Query.spokes, () => ({ spokes: store.ids().map((spoke) => spokeInfo(keeper, spoke)) })),
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
      const one = store.withdrawals.get([spoke, id]);
      if (one === undefined) throw new AppError(6009);
      return { withdrawal: withdrawalInfo(keeper, spoke, id, one, true) };
    }),
    answerMethod(Query.withdrawals, ({ spoke, account, state }) => {
      const owner = account === '' ? undefined : formatInput(account);
      const rows = store.withdrawals.entries().filter(([[at], one]) => {
        const isOwn = owner === undefined || formatAddress(one.owner) === owner;
        return isOwn && (spoke === 0 || at === spoke) && (state === '' || one.state === state);
      });
      return {
        withdrawals: rows.slice(0, MAX_ROWS).map(([[at, id], one]) => withdrawalInfo(keeper, at, id, one, false)),
      };
    }),
    answerMethod(Query.quarantine, ({ spoke }) => {
      const rows = store.quarantine.entries().filter(([[at]]) => spoke === 0 || at === spoke);
      return {
        deposits: rows.slice(0, MAX_ROWS).map(([[at, nonce], one]) => ({
          spoke: at,
          nonce,
          token: one.token,
          tokenAmount: String(one.tokenAmount),
          asset: one.asset,
          amount: one.amount === undefined ? '' : String(one.amount),
          sender: one.sender,
          refundTo: one.refundTo,
          reason: one.reason,
          refundId: one.refundId,
        })),
      };
    }),
    answerMethod(Query.batches, ({ spoke }) => {
      store.spoke(spoke);
      const open = store.openBatches.list(spoke);
      return { batches: open.map((nonce) => batchInfo(keeper, spoke, nonce, store.batches.get([spoke, nonce])!)) };
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
      const { fee, received } = keeper.withdrawals.quote(spoke, asset.id, amount);
      const address = account === '' ? undefined : findInputAddress(account);
      const owner = address === undefined ? -1 : deps.accounts.findNumber(address);
      const blockedBy = keeper.gates.explainNew(spoke, asset.id, amount, owner);
      const requested = { asset: asset.id, amount, requestedMs: base.nowMs };
      const expectedAt = keeper.gates.delayUntil(spoke, requested) + base.params.batchIntervalMs;
      const { token } = store.findRoute(spoke, asset.id)!;
      const instantMax = store.tokens.get([spoke, token])?.instantMax ?? 0n;
      const isSmall = received * 10n ** BigInt(decimalsAbove(keeper, spoke, asset.id)) <= instantMax;
      return {
        fee: String(fee),
        received: String(received),
        instant: isSmall && blockedBy.length === 0,
        expectedAt,
        blockedBy,
      };
    }),
  ]);
}

/** Token decimals beyond the hub's, 0 or more. */
function decimalsAbove(keeper: BridgeKeeper, spoke: number, asset: number): number {
  const { store, deps } = keeper.base;
  return Math.max(0, store.findRoute(spoke, asset)!.route.tokenDecimals - deps.assets.find(asset)!.decimals);
}

function formatInput(text: string): string {
  const address = findInputAddress(text);
  if (address === undefined) throw new AppError(8001, 'account: not an address', { field: 'account', reason: 'form' });
  return formatAddress(address);
}

function spokeInfo(keeper: BridgeKeeper, id: number): SpokeInfo {
  const { store, deps, nowMs } = keeper.base;
  const spoke = store.spoke(id);
  const status = store.status(id);
  const { state, untilMs } = stateInForce(status, nowMs);
  const routes = store.routes.entries().filter(([[at]]) => at === id);
  return {
    spoke: id,
    name: spoke.name,
    chainId: spoke.chainId,
    vault: spoke.vault,
    domainSeparator: spoke.separator,
    state: SPOKE_STATES.indexOf(state) + 1,
    stateUntil: untilMs,
    reason: status.reason,
    breaker: status.breaker,
    lagMs: keeper.latency.lagMs(id),
    normalLagMs: spoke.normalLagMs,
    eventNonce: status.applied,
    rollingHash: status.rollingHash,
    blockNumber: status.blockNumber,
    epoch: status.epoch,
    nextWithdrawalId: status.nextId,
    finality: spoke.finality,
    dispute: spoke.dispute,
    routes: routes.map(([[, token], route]) => ({
      asset: route.asset,
      token,
      tokenDecimals: route.tokenDecimals,
      escrow: String(deps.bank.escrow(id, route.asset)),
      committed: String(route.committed),
      feeFloor: String(route.feeFloor),
      minWithdrawal: String(route.minWithdrawal),
    })),
  };
}

function withdrawalInfo(
  keeper: BridgeKeeper,
  spoke: number,
  id: number,
  one: Withdrawal,
  explained: boolean,
): WithdrawalInfo {
  const isWaiting = one.state === 'requested' || one.state === 'delayed';
  const why = explained && isWaiting ? keeper.gates.explain(spoke, id, one) : { reasons: [], position: 0 };
  return {
    spoke,
    id,
    account: formatAddress(one.owner),
    subaccount: one.subaccount,
    asset: one.asset,
    amount: String(one.amount),
    fee: String(one.fee),
    token: one.token,
    tokenAmount: String(one.tokenAmount),
    to: one.to,
    hubRef: one.hubRef,
    state: one.state,
    blockedBy: why.reasons,
    queuePosition: why.position,
    delayUntil: one.delayUntilMs,
    readyAt: one.readyAt,
    batchNonce: one.batch,
    splitFrom: one.splitFrom,
    refundOf: one.refundOf,
  };
}

function batchInfo(keeper: BridgeKeeper, spoke: number, batchNonce: number, batch: Batch): BatchInfo {
  const members = keeper.sets.findOfEpoch(spoke, batch.epoch)?.members ?? [];
  const signed = new Set(batch.signatures.map(({ operator }) => operator.join()));
  return {
    spoke,
    batchNonce,
    epoch: batch.epoch,
    notBefore: batch.notBefore,
    deadline: batch.deadline,
    itemsHash: batch.itemsHash,
    digest: batch.digest,
    state: batch.state,
    ids: batch.ids,
    signers: members.filter(({ operator }) => signed.has(operator.join())).map(({ hot }) => hot),
    signedPpm: members.length === 0 ? 0 : signedPpm(members, batch.signatures),
    calldata: keeper.batches.findCalldata(spoke, batchNonce, batch) ?? EMPTY,
  };
}

function setInfo(keeper: BridgeKeeper, key: SetKey, set: SpokeSet): SetInfo {
  const [[spoke, epoch], hubHeight] = key;
  const status = keeper.base.store.status(spoke);
  const isCurrent = epoch === status.epoch && hubHeight === status.setHeight;
  const isNext = epoch === status.epoch + 1;
  const { hot, cold, totalPower } = keeper.sets.update({ key, set });
  const { members } = keeper.sets.current(spoke);
  const signed = new Set(set.signatures.map(({ operator }) => operator.join()));
  return {
    epoch,
    hubHeight,
    createdAt: set.createdAt,
    totalPower: String(totalPower),
    hot,
    cold,
    digest: set.digest,
    state: isCurrent ? 'current' : !isNext ? 'past' : set.requested ? 'requested' : 'pending',
    signers: members.filter(({ operator }) => signed.has(operator.join())).map((one) => one.hot),
    signedPpm: isNext ? signedPpm(members, set.signatures) : 0,
    calldata: (isNext ? keeper.sets.findCalldata(spoke, { key, set }) : undefined) ?? EMPTY,
  };
}
