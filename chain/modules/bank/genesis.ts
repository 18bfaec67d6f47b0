import { type At, Fields, readList, requireThat, requireUnique } from '../../genesis/fields.ts';
import { toHex } from '../../lib/bytes.ts';
import type { Address } from '../../lib/units.ts';
import type { Assets } from '../assets/types.ts';
import { isPool } from './keys.ts';
import type { Pool } from './types.ts';

const AMOUNT_MAX = 2n ** 62n;

/** Money issued to subaccount 0 of an account at a localnet's genesis. */
export interface IssuedBalance {
  readonly account: Address;
  readonly asset: number;
  readonly amount: bigint;
}

export interface BankSection {
  readonly pools: readonly { readonly pool: Pool; readonly asset: number; readonly amount: bigint }[];
  readonly escrow: readonly { readonly spoke: number; readonly asset: number; readonly amount: bigint }[];
}

/**
 * `app_state.balances`: [{account, asset, amount}], asset by symbol. No vault holds this money, so it is escrow of spoke 0
 * and only a localnet may have it (spec: chain §7). Throws GenesisError.
 */
export function readBalances(section: unknown, path: string, assets: Assets, localnet: boolean): IssuedBalance[] {
  const items = readList({ value: section, path });
  requireThat(localnet || items.length === 0, path, 'only a chain id beginning with nave-local may issue balances');
  const seen = new Set<string>();
  return items.map((item) => {
    const fields = new Fields(item);
    const account = fields.address('account');
    const asset = readAssetId(fields, assets);
    const amount = fields.big('amount', 1n, AMOUNT_MAX);
    fields.end();
    requireUnique(seen, `${toHex(account)}/${asset}`, item.path, 'this account and asset');
    return { account, asset, amount };
  });
}

/** `app_state.bank`: {pools: [{pool, asset, amount}], escrow: [{spoke, asset, amount}]}, both may be left out. */
export function readBank(section: unknown, path: string, assets: Assets, localnet: boolean): BankSection {
  const fields = new Fields({ value: section, path });
  const pools = fields.has('pools') ? fields.list('pools').map((item) => readPool(item, assets)) : [];
  const escrow = fields.has('escrow') ? fields.list('escrow').map((item) => readEscrow(item, assets, localnet)) : [];
  fields.end();
  return { pools, escrow };
}

function readPool(item: At, assets: Assets): BankSection['pools'][number] {
  const fields = new Fields(item);
  const pool = fields.text('pool', /^[a-z]+$/);
  requireThat(isPool(pool), `${item.path}.pool`, 'no such pool');
  const asset = readAssetId(fields, assets);
  const amount = fields.big('amount', 1n, AMOUNT_MAX);
  fields.end();
  return { pool, asset, amount };
}

function readEscrow(item: At, assets: Assets, localnet: boolean): BankSection['escrow'][number] {
  const fields = new Fields(item);
  const spoke = fields.integer('spoke', localnet ? 0 : 1, 4_294_967_295);
  const asset = readAssetId(fields, assets);
  const amount = fields.big('amount', 1n, AMOUNT_MAX);
  fields.end();
  return { spoke, asset, amount };
}

function readAssetId(fields: Fields, assets: Assets): number {
  const symbol = fields.text('asset', /^[A-Za-z0-9]+$/);
  const asset = assets.findBySymbol(symbol);
  requireThat(asset !== undefined, `${fields.path}.asset`, `no asset ${symbol}`);
  return asset.id;
}
