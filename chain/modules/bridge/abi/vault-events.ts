import type { Address } from '../../../lib/units.ts';

/** ABI types that occur in the vault's events; all are static and one word each. */
export type AbiType = 'address' | 'bool' | 'bytes32' | 'uint8' | 'uint32' | 'uint64' | 'uint96' | 'uint128';

/** Width of a field in eventBytes (spec: bridge-abi §6). */
export const ABI_BYTES: Readonly<Record<AbiType, number>> = {
  address: 20,
  bool: 1,
  bytes32: 32,
  uint8: 1,
  uint32: 4,
  uint64: 8,
  uint96: 12,
  uint128: 16,
};

export interface VaultEventShape {
  readonly type: VaultEvent['type'];
  readonly tag: number;
  /** In ABI order without the nonce: the key (third topic) first. */
  readonly fields: readonly (readonly [name: string, type: AbiType])[];
}

const payout = [
  ['id', 'uint64'],
  ['token', 'address'],
  ['to', 'address'],
  ['amount', 'uint128'],
  ['hubRef', 'bytes32'],
] as const;

const shape = (tag: number, type: VaultEvent['type'], ...fields: (readonly [string, AbiType])[]): VaultEventShape => ({
  type,
  tag,
  fields,
});

/** The vault's event stream (spec: bridge-abi §5). Append-only; 64..95 are reserved. */
export const VAULT_EVENTS: readonly VaultEventShape[] = [
  shape(
    1,
    'Deposit',
    ['hubAccount', 'bytes32'],
    ['token', 'address'],
    ['sender', 'address'],
    ['refundTo', 'address'],
    ['amount', 'uint128'],
  ),
  shape(2, 'WithdrawalQueued', ...payout, ['readyAt', 'uint64']),
  shape(3, 'WithdrawalExecuted', ...payout, ['submitter', 'address']),
  shape(4, 'WithdrawalPushFailed', ...payout, ['submitter', 'address']),
  shape(5, 'WithdrawalClaimed', ...payout, ['submitter', 'address']),
  shape(6, 'WithdrawalExpired', ['id', 'uint64']),
  shape(7, 'WithdrawalCancelled', ['id', 'uint64']),
  shape(
    8,
    'RotationRequested',
    ['epoch', 'uint64'],
    ['hotHash', 'bytes32'],
    ['coldHash', 'bytes32'],
    ['totalPower', 'uint96'],
    ['hubHeight', 'uint64'],
    ['createdAt', 'uint64'],
    ['readyAt', 'uint64'],
  ),
  shape(
    9,
    'RotationFinalized',
    ['epoch', 'uint64'],
    ['hotHash', 'bytes32'],
    ['coldHash', 'bytes32'],
    ['createdAt', 'uint64'],
  ),
  shape(10, 'Locked', ['locker', 'address'], ['scope', 'uint8'], ['softUntil', 'uint64'], ['hardScope', 'uint8']),
  shape(11, 'Unlocked', ['epoch', 'uint64']),
  shape(
    12,
    'TokenSet',
    ['token', 'address'],
    ['flags', 'uint8'],
    ['decimals', 'uint8'],
    ['hubDecimals', 'uint8'],
    ['weight', 'uint64'],
    ['minDeposit', 'uint128'],
    ['depositCap', 'uint128'],
    ['cap', 'uint128'],
    ['rate', 'uint128'],
    ['instantMax', 'uint128'],
    ['dispute', 'uint32'],
    ['maxDelay', 'uint32'],
  ),
  shape(13, 'AggregateSet', ['cap', 'uint64'], ['rate', 'uint64']),
  shape(14, 'LockerSet', ['locker', 'address'], ['active', 'bool'], ['threshold', 'uint8']),
  shape(15, 'ActionStaged', ['actionHash', 'bytes32'], ['readyAt', 'uint64']),
  shape(16, 'SuccessorSet', ['successor', 'address']),
];

/** A decoded event: uints are bigints, addresses 20 bytes, bytes32 32 bytes. Amounts are token units, times seconds. */
export type VaultEvent =
  | DepositEvent
  | QueuedEvent
  | PayoutEvent
  | TombstoneEvent
  | RotationRequestedEvent
  | RotationFinalizedEvent
  | LockedEvent
  | (Numbered<'Unlocked'> & { readonly epoch: bigint })
  | TokenSetEvent
  | (Numbered<'AggregateSet'> & { readonly cap: bigint; readonly rate: bigint })
  | (Numbered<'LockerSet'> & { readonly locker: Address; readonly active: boolean; readonly threshold: bigint })
  | (Numbered<'ActionStaged'> & { readonly actionHash: Uint8Array; readonly readyAt: bigint })
  | (Numbered<'SuccessorSet'> & { readonly successor: Address });

interface Numbered<T extends string> {
  readonly type: T;
  /** From 1 without gaps. */
  readonly nonce: bigint;
}

export interface DepositEvent extends Numbered<'Deposit'> {
  /** High 12 bytes zero, low 20 the account. */
  readonly hubAccount: Uint8Array;
  readonly token: Address;
  readonly sender: Address;
  readonly refundTo: Address;
  readonly amount: bigint;
}

interface PayoutFields {
  readonly id: bigint;
  readonly token: Address;
  readonly to: Address;
  readonly amount: bigint;
  readonly hubRef: Uint8Array;
}

export interface QueuedEvent extends Numbered<'WithdrawalQueued'>, PayoutFields {
  readonly readyAt: bigint;
}

export interface PayoutEvent
  extends Numbered<'WithdrawalExecuted' | 'WithdrawalPushFailed' | 'WithdrawalClaimed'>,
    PayoutFields {
  readonly submitter: Address;
}

export interface TombstoneEvent extends Numbered<'WithdrawalExpired' | 'WithdrawalCancelled'> {
  readonly id: bigint;
}

export interface RotationRequestedEvent extends Numbered<'RotationRequested'> {
  readonly epoch: bigint;
  readonly hotHash: Uint8Array;
  readonly coldHash: Uint8Array;
  readonly totalPower: bigint;
  readonly hubHeight: bigint;
  readonly createdAt: bigint;
  readonly readyAt: bigint;
}

export interface RotationFinalizedEvent extends Numbered<'RotationFinalized'> {
  readonly epoch: bigint;
  readonly hotHash: Uint8Array;
  readonly coldHash: Uint8Array;
  /** As stored by the vault: min(createdAt given, its own time). */
  readonly createdAt: bigint;
}

export interface LockedEvent extends Numbered<'Locked'> {
  readonly locker: Address;
  readonly scope: bigint;
  readonly softUntil: bigint;
  readonly hardScope: bigint;
}

export interface TokenSetEvent extends Numbered<'TokenSet'> {
  readonly token: Address;
  readonly flags: bigint;
  readonly decimals: bigint;
  readonly hubDecimals: bigint;
  readonly weight: bigint;
  readonly minDeposit: bigint;
  readonly depositCap: bigint;
  readonly cap: bigint;
  readonly rate: bigint;
  readonly instantMax: bigint;
  readonly dispute: bigint;
  readonly maxDelay: bigint;
}
