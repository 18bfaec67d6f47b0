import type {
  BatchInfo,
  PendingDeposit,
  QuarantinedDeposit,
  SetInfo,
  SpokeInfo,
  WithdrawalInfo,
} from '#proto/generated/nave.bridge.v1.ts';
import { formatAddress } from '../../lib/address.ts';
import { EMPTY } from '../../lib/bytes.ts';
import { idsOf } from './batches.ts';
import type { PendingDepositRead, QuarantineRead } from './deposit-reads.ts';
import type { BridgeKeeper } from './keeper.ts';
import type { Batch, SpokeSet } from './records.ts';
import { signedPpm } from './signature-list.ts';
import { stateInForce } from './spoke-state.ts';
import type { SetKey } from './store.ts';
import { SPOKE_STATES } from './types.ts';
import type { WithdrawalRead } from './withdrawal-reads.ts';

/** Spoke with its routes. Throws 6001. */
export function spokeInfo(keeper: BridgeKeeper, id: number): SpokeInfo {
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

export function withdrawalInfo(row: WithdrawalRead): WithdrawalInfo {
  const { spoke, id, record, received, blockedBy, queuePosition, expectedMs, cancellable, claimable } = row;
  return {
    spoke,
    id,
    account: formatAddress(record.owner),
    subaccount: record.subaccount,
    asset: record.asset,
    amount: String(record.amount),
    fee: String(record.fee),
    token: record.token,
    tokenAmount: String(record.tokenAmount),
    to: record.to,
    hubRef: record.hubRef,
    state: record.state,
    blockedBy,
    queuePosition,
    delayUntil: record.delayUntilMs,
    readyAt: record.readyAt,
    batchNonce: record.batch,
    splitFrom: record.splitFrom,
    refundOf: record.refundOf,
    requestedAt: record.requestedMs,
    history: record.history.map(({ state, atMs, height }) => ({ state, at: atMs, height })),
    expectedAt: expectedMs,
    epoch: record.epoch,
    received: String(received),
    cancellable,
    claimable,
    updatedHeight: row.updatedHeight,
  };
}

export function quarantinedDeposit({ spoke, nonce, account, record }: QuarantineRead): QuarantinedDeposit {
  return {
    spoke,
    nonce,
    token: record.token,
    tokenAmount: String(record.tokenAmount),
    asset: record.asset,
    amount: record.amount === undefined ? '' : String(record.amount),
    sender: record.sender,
    refundTo: record.refundTo,
    reason: record.reason,
    refundId: record.refundId,
    account: account === undefined ? '' : formatAddress(account),
    blockNumber: record.blockNumber,
    blockHash: record.blockHash,
    seenAt: record.seenMs,
    quarantinedAt: record.quarantinedMs,
    updatedHeight: record.updatedHeight,
  };
}

export function pendingDeposit({ event, account, amount, ...row }: PendingDepositRead): PendingDeposit {
  return {
    spoke: row.spoke,
    nonce: row.nonce,
    token: event.token,
    tokenAmount: String(event.amount),
    asset: row.asset,
    amount: amount === undefined ? '' : String(amount),
    sender: event.sender,
    refundTo: event.refundTo,
    account: account === undefined ? '' : formatAddress(account),
    state: row.state,
    votesPpm: row.votesPpm,
    blockNumber: row.blockNumber,
    blockHash: row.blockHash,
    seenAt: row.seenMs,
  };
}

export function batchInfo(keeper: BridgeKeeper, spoke: number, batchNonce: number, batch: Batch): BatchInfo {
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
    ids: idsOf(batch),
    items: batch.items.map((item) => ({ ...item, id: Number(item.id), amount: String(item.amount) })),
    signers: members.filter(({ operator }) => signed.has(operator.join())).map(({ hot }) => hot),
    signedPpm: members.length === 0 ? 0 : signedPpm(members, batch.signatures),
    calldata: keeper.batches.findCalldata(spoke, batchNonce, batch) ?? EMPTY,
  };
}

export function setInfo(keeper: BridgeKeeper, key: SetKey, set: SpokeSet): SetInfo {
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
