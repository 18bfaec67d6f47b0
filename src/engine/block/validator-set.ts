import type { ValidatorUpdate } from '#chain/app-types.ts';
import { compareBytes, equalBytes } from '#chain/lib/bytes.ts';
import { rootOf, sha256 } from './digest.ts';
import type { ProtoReader } from './proto-reader.ts';
import { ProtoWriter } from './proto-writer.ts';

export interface Validator {
  /** First 20 bytes of SHA-256(publicKey). */
  readonly address: Uint8Array;
  /** ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** Safe integer > 0. */
  readonly power: number;
}

/** In CometBFT's order: power descending, address ascending. */
export type ValidatorSet = readonly Validator[];

function inOrder(validators: readonly Validator[]): ValidatorSet {
  return [...validators].sort((a, b) => b.power - a.power || compareBytes(a.address, b.address));
}

const validatorOf = (update: ValidatorUpdate): Validator => ({
  address: sha256(update.publicKey).slice(0, 20),
  publicKey: update.publicKey,
  power: update.power,
});

/** The set after `updates`: power 0 removes, another power adds or replaces. */
export function applyUpdates(set: ValidatorSet, updates: readonly ValidatorUpdate[]): ValidatorSet {
  if (updates.length === 0) return set;
  const isUpdated = (validator: Validator): boolean =>
    updates.some((update) => equalBytes(update.publicKey, validator.publicKey));
  const kept = set.filter((validator) => !isUpdated(validator));
  return inOrder([...kept, ...updates.filter((update) => update.power > 0).map(validatorOf)]);
}

export const validatorSetOf = (updates: readonly ValidatorUpdate[]): ValidatorSet => applyUpdates([], updates);

/** Sum of powers; exact below 2^53. */
export const totalPower = (set: ValidatorSet): number => set.reduce((sum, validator) => sum + validator.power, 0);

/** tendermint.crypto.PublicKey{ed25519=1}. */
export function writePublicKey(writer: ProtoWriter, publicKey: Uint8Array): void {
  writer.bytes(1, publicKey);
}

/** SimpleValidator{pub_key=1, voting_power=2}: the leaf of validators_hash and what a block record keeps. */
export function writeValidator(writer: ProtoWriter, validator: ValidatorUpdate): void {
  writer.message(1, (key) => writePublicKey(key, validator.publicKey)).uint(2, validator.power);
}

/** validators_hash, 32 bytes (spec: comet §8.4). */
export function hashValidators(set: ValidatorSet): Uint8Array {
  return rootOf(
    set.map((validator) => {
      const writer = new ProtoWriter();
      writeValidator(writer, validator);
      return writer.finish();
    }),
  );
}

export function readValidator(reader: ProtoReader): ValidatorUpdate {
  let publicKey = new Uint8Array(0);
  let power = 0;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) {
      const key = reader.message();
      for (let inner = key.next(); inner !== 0; inner = key.next()) {
        if (inner === 1) publicKey = key.bytes().slice();
        else key.skip();
      }
    } else if (field === 2) power = reader.uint();
    else reader.skip();
  }
  return { publicKey, power };
}
