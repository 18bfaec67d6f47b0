import { concat, utf8 } from '../../../lib/bytes.ts';
import type { Address } from '../../../lib/units.ts';
import type { Keccak } from './rolling-hash.ts';
import { uintWord, word } from './words.ts';

/** Types the vault knows (spec: bridge-abi §3). Hot keys sign the first two, cold keys the others. */
export const VAULT_TYPES = {
  WithdrawalBatch: 'WithdrawalBatch(uint64 epoch,uint64 batchNonce,bytes32 itemsHash,uint64 notBefore,uint64 deadline)',
  ValidatorSet:
    'ValidatorSet(uint64 epoch,bytes32 hotHash,bytes32 coldHash,uint96 totalPower,uint64 hubHeight,uint64 createdAt)',
  EmergencyUnlock:
    'EmergencyUnlock(uint64 nonce,uint64 deadline,uint64 newEpoch,bytes32 hotHash,bytes32 coldHash,uint96 totalPower,uint64 hubHeight,uint64 createdAt)',
  CancelWithdrawals: 'CancelWithdrawals(uint64 nonce,uint64 deadline,bytes32 idsHash)',
  SetToken:
    'SetToken(uint64 nonce,uint64 deadline,address token,uint8 flags,uint8 decimals,uint8 hubDecimals,uint64 weight,uint128 minDeposit,uint128 depositCap,uint128 cap,uint128 rate,uint128 instantMax,uint32 dispute,uint32 maxDelay)',
  SetAggregate: 'SetAggregate(uint64 nonce,uint64 deadline,uint64 cap,uint64 rate)',
  SetLocker: 'SetLocker(uint64 nonce,uint64 deadline,address locker,bool active,uint8 threshold)',
  SetSuccessor: 'SetSuccessor(uint64 nonce,uint64 deadline,address successor)',
  EIP712Domain: 'EIP712Domain(string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)',
} as const;

export type VaultType = keyof typeof VAULT_TYPES;

export const typeHash = (crypto: Keccak, type: VaultType): Uint8Array => crypto.keccak256(utf8(VAULT_TYPES[type]));

/** "NaveSpoke", "1", EVM chain id, vault, hubSalt. */
export function domainSeparator(
  crypto: Keccak,
  chainId: number | bigint,
  vault: Address,
  hubSalt: Uint8Array,
): Uint8Array {
  return crypto.keccak256(
    concat(
      typeHash(crypto, 'EIP712Domain'),
      crypto.keccak256(utf8('NaveSpoke')),
      crypto.keccak256(utf8('1')),
      uintWord(chainId),
      word(vault),
      hubSalt,
    ),
  );
}

/** hashStruct of members that are one word each, in the order of the type. */
export function structHash(crypto: Keccak, type: VaultType, words: readonly Uint8Array[]): Uint8Array {
  return crypto.keccak256(concat(typeHash(crypto, type), ...words));
}

const PREFIX = Uint8Array.of(0x19, 0x01);

/** What is signed: keccak(0x1901 ‖ domain separator ‖ hashStruct). */
export function digestOf(crypto: Keccak, separator: Uint8Array, struct: Uint8Array): Uint8Array {
  return crypto.keccak256(concat(PREFIX, separator, struct));
}
