import { formatEvmAddress } from '#chain/lib/address.ts';
import { fromHex, toHex } from '#chain/lib/bytes.ts';
import type { SpokeAssetRead, SpokeRead, ViewWithdrawal, WithdrawalQuote } from '#chain/view/bridge-types.ts';
import type { ViewBridge } from '#chain/view/bridge-view.ts';
import type { ViewAsset } from '#chain/view/market-types.ts';
import { type BatchRow, type DepositRow, NOBODY, type WithdrawalRow } from '#src/indexer/bridge-rows.ts';
import type { Batch, Deposit, SpokeState, Withdrawal, WithdrawalQuoteAnswer } from '../schemas/bridge.ts';
import { accountText } from './account-text.ts';
import type { AssetNames } from './asset-names.ts';
import { assetAmount, usdc } from './money.ts';

const evm = (hex: string): string => formatEvmAddress(fromHex(hex));
const idOrNull = (spoke: number, number: number): string | null => (number === 0 ? null : `${spoke}-${number}`);
const orNull = (value: number): number | null => (value === 0 ? null : value);

/** As the row was stored; while votes come in, with those the state counts. */
export function formatDeposit(row: DepositRow, bridge?: ViewBridge): Deposit {
  const isPending = row.state === 'seen' || row.state === 'quorum';
  const votesPpm = isPending ? bridge?.findVotesPpm(row.spoke, row.nonce) : undefined;
  return {
    id: `${row.spoke}-${row.nonce}`,
    spoke: row.spoke,
    eventNonce: row.nonce,
    account: accountText(row.account),
    asset: row.asset === '' ? null : row.asset,
    token: evm(row.token),
    amount: assetAmount(row.tokenAmount, row.tokenDecimals),
    sender: evm(row.sender),
    refundTo: evm(row.refundTo),
    state: row.state,
    reason: row.reason === '' ? null : row.reason,
    votesPpm: votesPpm ?? row.votesPpm,
    blockNumber: row.blockNumber,
    blockHash: `0x${row.blockHash}`,
    // Validators attest blocks, not transactions.
    evmTxHash: null,
    seenAt: row.seenAtMs,
    creditedAt: orNull(row.creditedAtMs),
    refundId: idOrNull(row.spoke, row.refundId),
    updatedHeight: row.updatedHeight,
  };
}

/** What a withdrawal waits for in the state, if the state still shows the row as it was at `height`. */
function outlookOf(row: WithdrawalRow, bridge: ViewBridge, height: number): ViewWithdrawal | undefined {
  const found = bridge.findWithdrawal(row.spoke, row.id);
  const isSame = found?.state === row.state && (found.history.at(-1)?.height ?? 0) <= height;
  return isSame ? found : undefined;
}

/** As the row was stored at `height`, with what it waits for now. */
export function formatWithdrawalNow(
  assets: AssetNames,
  row: WithdrawalRow,
  bridge: ViewBridge,
  height: number,
): Withdrawal {
  const now = outlookOf(row, bridge, height);
  if (now === undefined) return formatWithdrawal(assets, row);
  const { blockedBy, queuePosition, expectedMs } = now;
  return formatWithdrawal(assets, { ...row, blockedBy, queuePosition, expectedAtMs: expectedMs });
}

export function formatWithdrawal(assets: AssetNames, row: WithdrawalRow): Withdrawal {
  const decimals = assets.decimals(row.asset);
  const isWaiting = row.state === 'requested' || row.state === 'delayed';
  return {
    id: `${row.spoke}-${row.id}`,
    spoke: row.spoke,
    account: accountText(row.account),
    subaccount: row.subaccount,
    asset: row.asset,
    amount: assetAmount(row.amount, decimals),
    fee: assetAmount(row.fee, decimals),
    received: assetAmount(row.received, decimals),
    to: evm(row.to),
    hubRef: `0x${row.hubRef}`,
    state: row.state,
    blockedBy: row.blockedBy,
    queuePosition: orNull(row.queuePosition),
    expectedAt: orNull(row.expectedAtMs),
    readyAt: orNull(row.readyAtMs),
    batchId: idOrNull(row.spoke, row.batchNonce),
    epoch: orNull(row.epoch),
    splitFrom: idOrNull(row.spoke, row.splitFrom),
    evmTxHash: null,
    history: row.history,
    cancellable: isWaiting && row.account !== NOBODY,
    claimable: row.state === 'push_failed',
    updatedHeight: row.updatedHeight,
  };
}

export function formatBatch(assets: AssetNames, row: BatchRow, bridge: ViewBridge): Batch {
  const now = bridge.findBatch(row.spoke, row.batchNonce);
  const calldata = row.state === 'complete' ? now?.calldata : undefined;
  return {
    id: `${row.spoke}-${row.batchNonce}`,
    spoke: row.spoke,
    epoch: row.epoch,
    batchNonce: row.batchNonce,
    digest: `0x${row.digest}`,
    notBefore: row.notBefore * 1000,
    deadline: row.deadline * 1000,
    items: row.items.map((item) => ({
      id: `${row.spoke}-${item.id}`,
      asset: item.asset === '' ? null : item.asset,
      token: evm(item.token),
      to: evm(item.to),
      amount: assetAmount(item.amount, item.asset === '' ? 0 : assets.decimals(item.asset)),
      hubRef: `0x${item.hubRef}`,
    })),
    signedPpm: row.state === now?.state ? now.signedPpm : row.signedPpm,
    state: row.state,
    calldata: calldata === undefined ? null : `0x${toHex(calldata)}`,
  };
}

export function formatSpoke(assets: readonly ViewAsset[], spoke: SpokeRead): SpokeState {
  const { record, status, lock } = spoke;
  return {
    spoke: record.id,
    name: record.name,
    chainId: record.chainId,
    vault: formatEvmAddress(record.vault),
    state: spoke.state,
    stateUntil: orNull(spoke.untilMs),
    reason: spoke.state === 'active' || spoke.reason === '' ? null : spoke.reason,
    breaker: spoke.breaker,
    lagMs: spoke.lagMs,
    normalLagMs: record.normalLagMs,
    eventNonce: status.applied,
    epoch: status.epoch,
    lock: { softUntil: orNull(lock.softUntil * 1000), hardScope: lock.hardScope },
    assets: spoke.assets.map((one) => formatSpokeAsset(assets.find(({ id }) => id === one.asset)!, one)),
  };
}

function formatSpokeAsset({ symbol, decimals }: ViewAsset, one: SpokeAssetRead): SpokeState['assets'][number] {
  const amount = (value: bigint): string => assetAmount(value, decimals);
  const limit = ({ limit: max, used }: SpokeAssetRead['limitHour']) => ({ limit: usdc(max), used: usdc(used) });
  return {
    asset: symbol,
    token: formatEvmAddress(one.token),
    escrow: amount(one.escrow),
    bucketCap: amount(one.bucketCap),
    bucketAvailable: amount(one.bucketAvailable),
    instantMax: amount(one.instantMax),
    queued: amount(one.queued),
    inFlight: amount(one.inFlight),
    depositRoom: amount(one.depositRoom),
    withdrawalFee: amount(one.withdrawalFee ?? one.feeFloor),
    limitHour: limit(one.limitHour),
    limitDay: limit(one.limitDay),
  };
}

export function formatQuote(quote: WithdrawalQuote, decimals: number): WithdrawalQuoteAnswer {
  return {
    amount: assetAmount(quote.amount, decimals),
    fee: assetAmount(quote.fee, decimals),
    received: assetAmount(quote.received, decimals),
    instant: quote.instant,
    expectedAt: orNull(quote.expectedMs),
    blockedBy: quote.blockedBy,
  };
}
