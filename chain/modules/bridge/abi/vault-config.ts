import { concat } from '../../../lib/bytes.ts';
import type { Address } from '../../../lib/units.ts';
import { updateTail } from './calldata.ts';
import type { SetUpdate } from './checkpoint.ts';
import { uintWord, WORD_BYTES, word } from './words.ts';

/** TokenConfig of the vault; amounts in token units, times in s. */
export interface VaultToken {
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

/** Config of the vault's constructor (spec: bridge-abi §1). */
export interface VaultConfig {
  readonly hubSalt: Uint8Array;
  readonly devnet: boolean;
  readonly maxSetAge: bigint;
  readonly rotationDelay: bigint;
  readonly disputeBlocks: bigint;
  readonly lockThreshold: bigint;
  readonly aggregateCap: bigint;
  readonly aggregateRate: bigint;
  readonly initialSet: SetUpdate;
  readonly lockers: readonly Address[];
  readonly tokens: readonly VaultToken[];
}

/** 12 words. */
export const tokenWords = (one: VaultToken): Uint8Array[] => [
  word(one.token),
  uintWord(one.flags),
  uintWord(one.decimals),
  uintWord(one.hubDecimals),
  uintWord(one.weight),
  uintWord(one.minDeposit),
  uintWord(one.depositCap),
  uintWord(one.cap),
  uintWord(one.rate),
  uintWord(one.instantMax),
  uintWord(one.dispute),
  uintWord(one.maxDelay),
];

/** abi.encode(Config), as it stands behind the creation code. */
export function encodeConfig(config: VaultConfig): Uint8Array {
  const head = 11 * WORD_BYTES;
  const set = updateTail(config.initialSet);
  const lockers = concat(uintWord(config.lockers.length), ...config.lockers.map(word));
  const tokens = concat(uintWord(config.tokens.length), ...config.tokens.flatMap(tokenWords));
  return concat(
    uintWord(WORD_BYTES),
    config.hubSalt,
    uintWord(config.devnet ? 1 : 0),
    uintWord(config.maxSetAge),
    uintWord(config.rotationDelay),
    uintWord(config.disputeBlocks),
    uintWord(config.lockThreshold),
    uintWord(config.aggregateCap),
    uintWord(config.aggregateRate),
    uintWord(head),
    uintWord(head + set.length),
    uintWord(head + set.length + lockers.length),
    set,
    lockers,
    tokens,
  );
}
