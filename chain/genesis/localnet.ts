import { toBase64, toHex } from '../lib/bytes.ts';
import type { Address } from '../lib/units.ts';
import { requireChainId } from './chain-id.ts';
import { requireThat } from './fields.ts';

type Json = Readonly<Record<string, unknown>>;

/** CometBFT's genesis file, as much of it as building one touches; the rest goes through unread. */
export interface GenesisJson {
  readonly chain_id: string;
  readonly genesis_time: string;
  readonly validators: readonly unknown[];
  readonly app_state: Json;
  readonly [field: string]: unknown;
}

/** A validator of a genesis to build; without consensus key it votes on bridge and prices only. */
export interface GenesisValidator {
  readonly name: string;
  readonly operator: Address;
  readonly consensus: { readonly publicKey: Uint8Array; readonly address: Uint8Array } | undefined;
  readonly power: number;
  readonly relayer: Address;
  readonly feeder: Address;
  readonly hot: Address;
  readonly cold: Address;
}

const hex = (bytes: Uint8Array): string => `0x${toHex(bytes)}`;

/** The genesis under another id and time (RFC 3339). Throws GenesisError for a bad id. */
export function withIdentity(genesis: GenesisJson, chainId: string, time: string): GenesisJson {
  requireChainId(chainId);
  return { ...genesis, chain_id: chainId, genesis_time: time };
}

/** Adds money to subaccount 0 of an account: hub units of the asset (by symbol). Localnets only; the chain checks that. */
export function withBalance(genesis: GenesisJson, account: Address, asset: string, amount: bigint): GenesisJson {
  requireThat(amount > 0n, 'app_state.balances', 'an issued amount is positive');
  const rows = (genesis.app_state.balances ?? []) as readonly Json[];
  const isSame = (row: Json): boolean => row.account === hex(account) && row.asset === asset;
  const held = rows.find(isSame);
  const total = amount + (held === undefined ? 0n : BigInt(String(held.amount)));
  const row = { account: hex(account), asset, amount: String(total) };
  const balances = held === undefined ? [...rows, row] : rows.map((one) => (isSame(one) ? row : one));
  return { ...genesis, app_state: { ...genesis.app_state, balances } };
}

const validatorRow = (one: GenesisValidator): Json => ({
  operator: hex(one.operator),
  name: one.name,
  ...(one.consensus === undefined ? {} : { consensusKey: toBase64(one.consensus.publicKey) }),
  grantedPower: String(one.power),
  relayer: hex(one.relayer),
  feeder: hex(one.feeder),
  hot: hex(one.hot),
  cold: hex(one.cold),
});

/** Adds validators that vote on bridge and prices only, after those there are. Localnets only; the chain checks that. */
export function withOperators(
  genesis: GenesisJson,
  operators: readonly Omit<GenesisValidator, 'consensus'>[],
): GenesisJson {
  const before = (genesis.app_state.validators ?? []) as readonly Json[];
  const validators = [...before, ...operators.map((one) => validatorRow({ ...one, consensus: undefined }))];
  return { ...genesis, app_state: { ...genesis.app_state, validators } };
}

/** Replaces all validators, in app_state and for CometBFT. */
export function withValidators(genesis: GenesisJson, validators: readonly GenesisValidator[]): GenesisJson {
  const registered = validators.map(validatorRow);
  const voting = validators.flatMap(({ consensus, power, name }) =>
    consensus === undefined
      ? []
      : [
          {
            address: toHex(consensus.address).toUpperCase(),
            pub_key: { type: 'tendermint/PubKeyEd25519', value: toBase64(consensus.publicKey) },
            power: String(power),
            name,
          },
        ],
  );
  return { ...genesis, validators: voting, app_state: { ...genesis.app_state, validators: registered } };
}

/**
 * Gives the bridge an account that registers spokes until governance does, and parameters that differ from the default
 * (decimal strings). Localnets only; the chain checks that.
 */
export function withBridge(
  genesis: GenesisJson,
  authority: Address,
  params: Readonly<Record<string, string>> = {},
): GenesisJson {
  const before = (genesis.app_state.bridge ?? {}) as Json;
  const bridge = {
    ...before,
    authority: hex(authority),
    params: { ...(before.params as Json | undefined), ...params },
  };
  return { ...genesis, app_state: { ...genesis.app_state, bridge } };
}
