import type { Address } from '../../lib/units.ts';

/** Misbehaviour that other modules saw; `validators` decides what it costs (spec: operations §2). */
export type FaultKind = 'downtime' | 'double_sign' | 'bridge_evidence';

export interface Validator {
  readonly operator: Address;
  readonly name: string;
  /** ed25519, 32 bytes; undefined on a localnet for one that votes on bridge and prices only. */
  readonly consensusKey: Uint8Array | undefined;
  /** Given by genesis or governance. */
  readonly grantedPower: number;
  /** ⌊stake / 1 USDC⌋, written by `validators`. */
  readonly stakedPower: number;
  readonly relayer: Address;
  readonly feeder: Address;
  /** Signers on spokes: 20 bytes each. */
  readonly hot: Address;
  readonly cold: Address;
  /** Block time until which it is jailed, 0 = not; power is 0 meanwhile. */
  readonly jailedUntilMs: number;
  /** Power 0 for ever. */
  readonly tombstoned: boolean;
  /** Reported and not yet judged. */
  readonly faults: readonly { readonly kind: FaultKind; readonly height: number }[];
}

export type ValidatorRole = 'operator' | 'relayer' | 'feeder' | 'hot' | 'cold';

/** Who votes with what power: asked by oracle and bridge, written by `validators`. Powers are safe integers. */
export interface Power {
  /** By operator bytes. */
  all(): readonly Validator[];
  find(operator: Address): Validator | undefined;
  /** The validator whose key of this role has the address. */
  findByKey(role: ValidatorRole, address: Address): Validator | undefined;
  /** By CometBFT's address of its consensus key (SHA-256, first 20 bytes). */
  findByConsensusAddress(address: Uint8Array): Validator | undefined;
  /** granted + staked, 0 while jailed, for ever when tombstoned. */
  powerOf(validator: Validator): number;
  /** Σ power of all validators. */
  totalPower(): number;
  /** True when 3·power > 2·total. */
  isQuorum(power: number): boolean;
  /** For `validators` to judge. */
  reportFault(operator: Address, kind: FaultKind, height: number): void;
}
