import { type At, Fields, readBase64, readList, requireThat, requireUnique } from '../../genesis/fields.ts';
import { compareBytes, equalBytes, toHex } from '../../lib/bytes.ts';
import type { Validator } from './types.ts';

const NAME = /^[\x20-\x7e]{1,64}$/;
/** CometBFT's own limit of total power is 2^63 / 8; sums here stay far below 2^53. */
const POWER_MAX = 1_000_000_000_000;
const MAX_VALIDATORS = 128;

/**
 * `app_state.validators`: [{operator, name, consensusKey?, grantedPower, relayer, feeder, hot, cold}] (spec: chain §7). At
 * genesis nothing is staked. Throws GenesisError.
 */
export function readValidators(section: unknown, path: string, localnet: boolean): Validator[] {
  const items = readList({ value: section, path });
  requireThat(items.length >= 1, path, 'at least one validator');
  requireThat(items.length <= MAX_VALIDATORS, path, `more than ${MAX_VALIDATORS} validators`);
  const seen = new Set<string>();
  return items.map((item) => {
    const one = readValidator(item, localnet);
    // One account may serve a validator in several roles, never two validators.
    const roles = new Map((['feeder', 'relayer', 'operator'] as const).map((role) => [toHex(one[role]), role]));
    for (const [account, role] of roles)
      requireUnique(seen, `hub ${account}`, `${item.path}.${role}`, 'this hub account');
    // Hot and cold sets of a spoke are disjoint, and no key votes twice (spec: bridge §1).
    for (const role of ['hot', 'cold'] as const) {
      requireUnique(seen, `spoke ${toHex(one[role])}`, `${item.path}.${role}`, 'this spoke key');
    }
    if (one.consensusKey !== undefined) {
      requireUnique(seen, `consensus ${toHex(one.consensusKey)}`, `${item.path}.consensusKey`, 'this consensus key');
    }
    return one;
  });
}

function readValidator(item: At, localnet: boolean): Validator {
  const fields = new Fields(item);
  const hasKey = fields.has('consensusKey');
  requireThat(hasKey || localnet, `${item.path}.consensusKey`, 'only a localnet has validators without consensus key');
  const validator: Validator = {
    operator: fields.address('operator'),
    name: fields.text('name', NAME),
    consensusKey: hasKey ? readBase64(fields.at('consensusKey'), 32) : undefined,
    grantedPower: fields.integer('grantedPower', 1, POWER_MAX),
    stakedPower: 0,
    relayer: fields.address('relayer'),
    feeder: fields.address('feeder'),
    hot: fields.address('hot'),
    cold: fields.address('cold'),
    jailedUntilMs: 0,
    tombstoned: false,
    faults: [],
  };
  fields.end();
  return validator;
}

/**
 * Those with a consensus key must be exactly the validators of the genesis file, with power = grantedPower. Throws
 * GenesisError.
 */
export function requireSameValidators(
  registered: readonly Validator[],
  file: readonly { readonly publicKey: Uint8Array; readonly power: number }[],
  path: string,
): void {
  const mine = registered.flatMap((one) => (one.consensusKey === undefined ? [] : [{ ...one, key: one.consensusKey }]));
  const rows = [...file].sort((a, b) => compareBytes(a.publicKey, b.publicKey));
  mine.sort((a, b) => compareBytes(a.key, b.key));
  requireThat(mine.length === rows.length, path, `${mine.length} consensus keys, the genesis file has ${rows.length}`);
  for (const [i, one] of mine.entries()) {
    requireThat(equalBytes(one.key, rows[i]!.publicKey), path, `${one.name} is not a validator of the genesis file`);
    const { power } = rows[i]!;
    requireThat(
      one.grantedPower === power,
      path,
      `${one.name} has power ${power} in the file, not ${one.grantedPower}`,
    );
  }
}
