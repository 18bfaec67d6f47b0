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
import type { BatchRead } from './batch-reads.ts';
import { idsOf, itemRows } from './batches.ts';
import type { PendingDepositRead, QuarantineRead } from './deposit-reads.ts';
import type { BridgeKeeper } from './keeper.ts';
import type { SpokeSet } from './records.ts';
import { signedPpm } from './signature-list.ts';
import type { SpokeRead } from './spoke-reads.ts';
import type { SetKey } from './store.ts';
import { SPOKE_STATES } from './types.ts';
import type { WithdrawalRead } from './withdrawal-reads.ts';

export function spokeInfo({
  record,
  status,
  state,
  untilMs,
  reason,
  breaker,
  lagMs,
  lock,
  assets,
}: SpokeRead): SpokeInfo {
  return {
    spoke: record.id,
    name: record.name,
    chainId: record.chainId,
    vault: record.vault,
    domainSeparator: record.separator,
    state: SPOKE_STATES.indexOf(state) + 1,
    stateUntil: untilMs,
    reason,
    breaker,
    lagMs,
    normalLagMs: record.normalLagMs,
    eventNonce: status.applied,
    rollingHash: status.rollingHash,
    blockNumber: status.blockNumber,
    epoch: status.epoch,
    nextWithdrawalId: status.nextId,
    finality: record.finality,
    dispute: record.dispute,
    lockSoftUntil: lock.softUntil,
    lockHardScope: lock.hardScope,
    successor: status.successor ?? EMPTY,
    predecessor: record.predecessor,
    forwarder: record.forwarder ?? EMPTY,
    routes: assets.map((one) => ({
      asset: one.asset,
      token: one.token,
      tokenDecimals: one.tokenDecimals,
      escrow: String(one.escrow),
      committed: String(one.inFlight),
      feeFloor: String(one.feeFloor),
      minWithdrawal: String(one.minWithdrawal),
      queued: String(one.queued),
      bucketCap: String(one.bucketCap),
      bucketAvailable: String(one.bucketAvailable),
      instantMax: String(one.instantMax),
      depositRoom: String(one.depositRoom),
      minDeposit: String(one.minDeposit),
      withdrawalFee: one.withdrawalFee === undefined ? '' : String(one.withdrawalFee),
      inTransit: String(one.inTransit),
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
    migrationTo: record.migrationTo,
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

export function batchInfo({ spoke, nonce, record, signedPpm, signers, calldata }: BatchRead): BatchInfo {
  const { epoch, notBefore, deadline, digest, state } = record;
  return {
    spoke,
    batchNonce: nonce,
    epoch,
    notBefore,
    deadline,
    itemsHash: record.itemsHash,
    digest,
    state,
    ids: idsOf(record),
    items: itemRows(record),
    signers,
    signedPpm,
    calldata: calldata ?? EMPTY,
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
