import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GenesisJson, withOperators } from '#chain/genesis/localnet.ts';
import { findInputAddress } from '#chain/lib/address.ts';
import { homePaths } from '#src/node/home.ts';
import { type ValidatorRole, writeValidatorKeys } from '#src/node/validator-keys.ts';

/** As many as a vault outside localnets asks for at least; any three of the four are a quorum. */
export const OPERATORS = 4;
/** That of the validator which makes the blocks, in the default genesis. */
const POWER = 10;

/** A validator's keys beside its consensus key, as `nave init` writes them. */
export type OperatorKeys = Readonly<
  Record<ValidatorRole, { algo: 'secp256k1' | 'ethsecp256k1'; address: string; privateKey: string }>
>;

export const operatorName = (index: number): string => `local-${index}`;

/** local-0 is the node itself; the others are keys and daemons only. */
export const operatorKeysFile = (root: string, index: number): string =>
  index === 0
    ? homePaths(join(root, 'node')).validatorKeys
    : join(root, 'validators', operatorName(index), 'validator_keys.json');

export const readOperatorKeys = (root: string, index: number): OperatorKeys =>
  JSON.parse(readFileSync(operatorKeysFile(root, index), 'utf8')) as OperatorKeys;

/** Makes the keys of all operators but the first and puts them into a genesis. */
export function addOperators(genesis: GenesisJson, root: string): GenesisJson {
  const added = Array.from({ length: OPERATORS - 1 }, (_, i) => {
    const addresses = writeValidatorKeys(operatorKeysFile(root, i + 1));
    const of = (role: ValidatorRole): Uint8Array => findInputAddress(addresses[role])!;
    return {
      name: operatorName(i + 1),
      power: POWER,
      operator: of('operator'),
      relayer: of('relayer'),
      feeder: of('feeder'),
      hot: of('hot'),
      cold: of('cold'),
    };
  });
  return withOperators(genesis, added);
}

/** Throws for a home of a version that knew no spokes: its genesis cannot be changed any more. */
export function requireOperators(root: string, genesis: GenesisJson): void {
  const { bridge } = genesis.app_state as { bridge?: { authority?: string } };
  const isThere = Array.from({ length: OPERATORS }, (_, i) => operatorKeysFile(root, i)).every((file) =>
    existsSync(file),
  );
  if (bridge?.authority !== undefined && isThere) return;
  throw new Error(
    `the chain in ${root} was made by an earlier version, whose genesis has no validators for EVM chains; ` +
      'begin anew with --reset, or go on without them with --no-evm',
  );
}
