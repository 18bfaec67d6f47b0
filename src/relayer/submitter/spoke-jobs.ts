import type { Address, Hex } from 'viem';
import { decodeFunctionData, encodeFunctionData } from 'viem';
import { migrationForwarderAbi } from '../../../spoke-contracts/abi/migration-forwarder.ts';
import { spokeVaultAbi } from '../../../spoke-contracts/abi/spoke-vault.ts';
import type { HubBatch, HubSet } from '../hub-port.ts';
import type { QueueList } from './queue-reader.ts';
import { selectBits } from './sendable-selection.ts';

/** Something to be sent to the vault, or where `to` says. */
export interface SpokeJob {
  /** Stays the same over restarts. */
  readonly key: string;
  readonly data: Hex;
  readonly to?: Address;
  /** Entries a `finalize` selects, for splitting. */
  readonly queue?: { readonly list: QueueList; readonly indices: readonly number[] };
}

export const submitJob = ({ epoch, batchNonce, calldata }: HubBatch & { readonly calldata: Hex }): SpokeJob => ({
  key: `submit ${epoch} ${batchNonce}`,
  data: calldata,
});

export const rotationJob = ({ epoch, calldata }: HubSet & { readonly calldata: Hex }): SpokeJob => ({
  key: `rotation ${epoch}`,
  data: calldata,
});

export const finalizeRotationJob = (epoch: bigint): SpokeJob => ({
  key: `finalize rotation ${epoch}`,
  data: encodeFunctionData({ abi: spokeVaultAbi, functionName: 'finalizeRotation' }),
});

export const finalizeJob = (list: QueueList, indices: readonly number[]): SpokeJob => ({
  key: `finalize ${list.hash}`,
  data: encodeFunctionData({
    abi: spokeVaultAbi,
    functionName: 'finalize',
    args: [[...list.entries], selectBits(indices)],
  }),
  queue: { list, indices },
});

/** A move is known by what the hub has in transit. */
export const forwardJob = (forwarder: Address, token: Address, inTransit: bigint): SpokeJob => ({
  key: `forward ${token} ${inTransit}`,
  to: forwarder,
  data: encodeFunctionData({ abi: migrationForwarderAbi, functionName: 'forward', args: [token] }),
});

export const expireQueuedJob = (list: QueueList, indices: readonly number[]): SpokeJob => ({
  key: `expire ${list.hash}`,
  data: encodeFunctionData({
    abi: spokeVaultAbi,
    functionName: 'expireQueued',
    args: [[...list.entries], selectBits(indices)],
  }),
});

/** Tombstones of a signed batch that nobody submitted in time, from its own call data. Throws on other call data. */
export function expireSignedJob(batch: HubBatch & { readonly calldata: Hex }, indices: readonly number[]): SpokeJob {
  const { functionName, args } = decodeFunctionData({ abi: spokeVaultAbi, data: batch.calldata });
  if (functionName !== 'submitWithdrawals')
    throw new Error(`batch ${batch.batchNonce} has call data of ${functionName}`);
  const [header, items, quorum] = args;
  return {
    key: `expire signed ${batch.epoch} ${batch.batchNonce}`,
    data: encodeFunctionData({
      abi: spokeVaultAbi,
      functionName: 'expireSigned',
      args: [header, items, selectBits(indices), quorum],
    }),
  };
}
