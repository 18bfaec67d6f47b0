import type { Address, Hex, TypedDataDefinition } from 'viem';
import { concat, domainSeparator, hashTypedData, keccak256, numberToHex, pad, toHex } from 'viem';
import type { BatchItem, HubBatch, HubSet } from '../hub-port.ts';

/** What names one vault in every signature (spec: bridge-abi §3). */
export interface VaultDomain {
  readonly chainId: bigint;
  readonly vault: Address;
  readonly hubSalt: Hex;
}

const word = (value: bigint): Hex => numberToHex(value, { size: 32 });

/** H over 160-byte records of 5 words. */
export const itemsHash = (items: readonly BatchItem[]): Hex =>
  keccak256(
    concat(items.flatMap(({ id, token, to, amount, hubRef }) => [word(id), pad(token), pad(to), word(amount), hubRef])),
  );

/** H(H(tag) ‖ word(epoch) ‖ words) (spec: bridge-abi §1). */
export const checkpoint = (kind: 'hot' | 'cold', epoch: bigint, words: readonly Hex[]): Hex => {
  const tag = kind === 'hot' ? 'NaveSpoke.HotSet' : 'NaveSpoke.ColdSet';
  return keccak256(concat([keccak256(toHex(tag)), word(epoch), ...words]));
};

const domainOf = ({ chainId, vault, hubSalt }: VaultDomain) =>
  ({ name: 'NaveSpoke', version: '1', chainId, verifyingContract: vault, salt: hubSalt }) as const;

/** Typed data of a batch, for a hot key. */
export function batchTypedData(
  domain: VaultDomain,
  batch: Omit<HubBatch, 'digest' | 'state' | 'signers'>,
): TypedDataDefinition {
  const { epoch, batchNonce, notBefore, deadline, items } = batch;
  return {
    domain: domainOf(domain),
    primaryType: 'WithdrawalBatch',
    types: {
      WithdrawalBatch: [
        { name: 'epoch', type: 'uint64' },
        { name: 'batchNonce', type: 'uint64' },
        { name: 'itemsHash', type: 'bytes32' },
        { name: 'notBefore', type: 'uint64' },
        { name: 'deadline', type: 'uint64' },
      ],
    },
    message: { epoch, batchNonce, itemsHash: itemsHash(items), notBefore, deadline },
  };
}

/** Typed data of the next validator set, for a hot key of the current one. */
export function setTypedData(
  domain: VaultDomain,
  set: Omit<HubSet, 'digest' | 'state' | 'signers'>,
): TypedDataDefinition {
  const { epoch, totalPower, hubHeight, createdAt } = set;
  return {
    domain: domainOf(domain),
    primaryType: 'ValidatorSet',
    types: {
      ValidatorSet: [
        { name: 'epoch', type: 'uint64' },
        { name: 'hotHash', type: 'bytes32' },
        { name: 'coldHash', type: 'bytes32' },
        { name: 'totalPower', type: 'uint96' },
        { name: 'hubHeight', type: 'uint64' },
        { name: 'createdAt', type: 'uint64' },
      ],
    },
    message: {
      epoch,
      hotHash: checkpoint('hot', epoch, set.hot),
      coldHash: checkpoint('cold', epoch, set.cold),
      totalPower,
      hubHeight,
      createdAt,
    },
  };
}

export const typedDataDigest = (typed: TypedDataDefinition): Hex => hashTypedData(typed);

/** DOMAIN_SEPARATOR of a vault. */
export const vaultDomainSeparator = (domain: VaultDomain): Hex => domainSeparator({ domain: domainOf(domain) });
