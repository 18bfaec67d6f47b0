import type { Address, Hex } from 'viem';
import { bytesToHex, getAddress, hexToBytes } from 'viem';
import type { BatchInfo, SetInfo, SpokeInfo, WithdrawalInfo } from '#proto/generated/nave.bridge.v1.ts';
import { Msg, Query, SpokeState } from '#proto/generated/nave.bridge.v1.ts';
import { outgoing } from '#src/client/build-tx.ts';
import { hubQuery, type QueryMethod } from '#src/client/hub-query.ts';
import type { NaveClient } from '#src/client/nave-client.ts';
import { NaveError, UnreachableError } from '#src/client/nave-error.ts';
import { findFinality } from './finality-rule.ts';
import type { HubBatch, HubPort, HubSet, HubSpoke, HubWithdrawal, SpokeMode } from './hub-port.ts';

export interface NodeHubOptions {
  /** CometBFT-compatible RPC of the validator's own node. */
  readonly rpc: string;
  /** REST of the same node, with the relayer's key. */
  readonly client: NaveClient;
  readonly timeoutMs?: number;
}

const WITHDRAWAL_UNKNOWN = 6009;
const NOT_ATTESTER = 6012;
const MODES: Readonly<Record<number, SpokeMode>> = {
  [SpokeState.ACTIVE]: 'active',
  [SpokeState.NO_OUTFLOW]: 'no_outflow',
  [SpokeState.NO_INFLOW]: 'no_inflow',
  [SpokeState.PAUSED]: 'paused',
  [SpokeState.ISOLATED]: 'isolated',
  [SpokeState.RETIRED]: 'retired',
};

/** The hub as a validator's own node serves it: committed state by ABCI queries, messages by the client's key. */
export function nodeHub({ rpc, client, timeoutMs = 10_000 }: NodeHubOptions): HubPort {
  const query = async <Q, R>(method: QueryMethod<Q, R>, value: Q): Promise<R> => {
    try {
      return await hubQuery(rpc, method, value, { timeoutMs });
    } catch (error) {
      // its message names the address, which is not for logs
      if (!(error instanceof UnreachableError)) throw error;
      throw new UnreachableError(`the hub does not answer ${method.path}`, { cause: error });
    }
  };
  const withdrawal = async (spoke: number, id: bigint): Promise<HubWithdrawal | undefined> => {
    try {
      const { withdrawal: found } = await query(Query.withdrawal, { spoke, id: Number(id) });
      return found === undefined ? undefined : withdrawalOf(found);
    } catch (error) {
      if (error instanceof NaveError && error.code === WITHDRAWAL_UNKNOWN) return undefined;
      throw error;
    }
  };
  const relayer = client.signerAccount;
  return {
    async head() {
      const { data } = await client.rest.get<{ height: number; time: number }>('time');
      return { height: data.height, timeMs: data.time };
    },
    async hubSalt() {
      const { data } = await client.rest.get<{ hubSalt: string }>('config');
      return hexOf(data.hubSalt);
    },
    spokes: async () => (await query(Query.spokes, {})).spokes.map(spokeOf),
    async voter(spoke) {
      try {
        const { lastNonce, mayVote } = await query(Query.voter, { spoke, relayer });
        return { lastNonce: BigInt(lastNonce), mayVote };
      } catch (error) {
        if (!(error instanceof NaveError) || error.code !== NOT_ATTESTER) throw error;
        return { lastNonce: 0n, mayVote: false, isStranger: true };
      }
    },
    async batches(spoke) {
      const { batches } = await query(Query.batches, { spoke });
      return batches.map(batchOf);
    },
    sets: async (spoke) => (await query(Query.sets, { spoke })).sets.map(setOf),
    withdrawal,
    async attest({ spoke, votes, finalizedAt, gasPrice }) {
      const message = {
        relayer,
        spoke,
        votes: votes.map((vote) => ({
          event: hexToBytes(vote.event),
          rollingHash: hexToBytes(vote.rollingHash),
          blockNumber: Number(vote.blockNumber),
          blockHash: hexToBytes(vote.blockHash),
        })),
        finalizedAt: Number(finalizedAt),
        gasPrice: gasPrice.toString(),
      };
      await client.send([outgoing(Msg.attest.request, message)]);
    },
    async signBatch(spoke, epoch, batchNonce, signature) {
      const bytes = hexToBytes(signature);
      const message = { relayer, spoke, epoch: Number(epoch), batchNonce: Number(batchNonce), signature: bytes };
      await client.send([outgoing(Msg.signBatch.request, message)]);
    },
    async signSet(spoke, epoch, signature) {
      const message = { relayer, spoke, epoch: Number(epoch), signature: hexToBytes(signature) };
      await client.send([outgoing(Msg.signSet.request, message)]);
    },
  };
}

const hexOf = (text: string): Hex => (text.startsWith('0x') ? (text as Hex) : `0x${text}`);
const addressOf = (bytes: Uint8Array): Address => getAddress(bytesToHex(bytes));
const callOf = (bytes: Uint8Array): { calldata?: Hex } => (bytes.length === 0 ? {} : { calldata: bytesToHex(bytes) });

function spokeOf(info: SpokeInfo): HubSpoke {
  const finality = findFinality(info.finality);
  return {
    ...(finality !== undefined && { finality }),
    ...(info.forwarder.length > 0 && { forwarder: addressOf(info.forwarder) }),
    spoke: info.spoke,
    chainId: info.chainId,
    vault: addressOf(info.vault),
    domainSeparator: bytesToHex(info.domainSeparator),
    state: MODES[info.state] ?? 'paused',
    breaker: info.breaker as HubSpoke['breaker'],
    eventNonce: BigInt(info.eventNonce),
    rollingHash: bytesToHex(info.rollingHash),
    blockNumber: BigInt(info.blockNumber),
    epoch: BigInt(info.epoch),
    routes: info.routes.map(({ token, tokenDecimals, committed, inTransit }) => ({
      token: addressOf(token),
      tokenDecimals,
      committed: BigInt(committed),
      inTransit: BigInt(inTransit),
    })),
  };
}

function withdrawalOf(info: WithdrawalInfo): HubWithdrawal {
  return {
    id: BigInt(info.id),
    token: addressOf(info.token),
    to: addressOf(info.to),
    amount: BigInt(info.tokenAmount),
    hubRef: bytesToHex(info.hubRef),
    state: info.state,
    batchNonce: BigInt(info.batchNonce),
    requestedAtMs: info.requestedAt,
  };
}

function batchOf(info: BatchInfo): HubBatch {
  return {
    epoch: BigInt(info.epoch),
    batchNonce: BigInt(info.batchNonce),
    notBefore: BigInt(info.notBefore),
    deadline: BigInt(info.deadline),
    items: info.items.map(({ id, token, to, amount, hubRef }) => ({
      id: BigInt(id),
      token: addressOf(token),
      to: addressOf(to),
      amount: BigInt(amount),
      hubRef: bytesToHex(hubRef),
    })),
    digest: bytesToHex(info.digest),
    state: info.state as HubBatch['state'],
    signers: info.signers.map(addressOf),
    ...callOf(info.calldata),
  };
}

function setOf(info: SetInfo): HubSet {
  return {
    epoch: BigInt(info.epoch),
    totalPower: BigInt(info.totalPower),
    hubHeight: BigInt(info.hubHeight),
    createdAt: BigInt(info.createdAt),
    hot: info.hot.map((word) => bytesToHex(word)),
    cold: info.cold.map((word) => bytesToHex(word)),
    digest: bytesToHex(info.digest),
    state: info.state as HubSet['state'],
    signers: info.signers.map(addressOf),
    ...callOf(info.calldata),
  };
}
