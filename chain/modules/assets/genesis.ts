import { type At, Fields, requireThat, requireUnique } from '../../genesis/fields.ts';
import { toHex } from '../../lib/bytes.ts';
import { PPM } from '../../lib/units.ts';
import { type Asset, USDC } from './types.ts';

const MAX_DECIMALS = 9;
const MAX_HAIRCUT = 1_000_000;
const SYMBOL = /^[A-Za-z][A-Za-z0-9]{1,11}$/;
const DENOM = /^[a-z][a-z0-9]{2,31}$/;
const I64_MAX = 2n ** 63n - 1n;

/** `app_state.assets`: {assets: [...]}. Throws GenesisError. */
export function readAssets(section: unknown, path: string): { readonly asset: Asset; readonly path: string }[] {
  const fields = new Fields({ value: section, path });
  const items = fields.list('assets', 256);
  fields.end();
  const seen = new Set<string>();
  const assets = items.map((item) => {
    const asset = readAsset(item);
    requireUnique(seen, `id ${asset.id}`, `${item.path}.id`, 'this id');
    requireUnique(seen, `symbol ${asset.symbol}`, `${item.path}.symbol`, 'this symbol');
    requireUnique(seen, `denom ${asset.denom}`, `${item.path}.denom`, 'this denom');
    if (asset.feed !== undefined) requireUnique(seen, toHex(asset.feed), `${item.path}.feed`, 'this feed');
    return { asset, path: item.path };
  });
  requireThat(
    assets.some(({ asset }) => asset.id === USDC),
    `${path}.assets`,
    'asset 1 (USDC) is missing',
  );
  return assets;
}

/** One asset, as listed by genesis or governance. Throws GenesisError. */
export function readAsset(item: At): Asset {
  const fields = new Fields(item);
  const at = (name: string): string => `${item.path}.${name}`;
  const asset: Asset = {
    id: fields.integer('id', 1, 65_535),
    symbol: fields.text('symbol', SYMBOL),
    denom: fields.text('denom', DENOM),
    decimals: fields.integer('decimals', 0, MAX_DECIMALS),
    feed: fields.has('feed') ? fields.hex('feed', 32) : undefined,
    stable: fields.flag('stable'),
    imPpm: fields.integer('imPpm', 0, PPM),
    mmPpm: fields.integer('mmPpm', 0, PPM),
    haircutPpm: fields.integer('haircutPpm', 0, MAX_HAIRCUT),
    discountPpm: fields.integer('discountPpm', 0, PPM - 1),
    cap: fields.has('cap') ? fields.big('cap', 0n, I64_MAX) : null,
  };
  fields.end();
  // risk §2: so E_mm ≤ E_b ≤ E, and a collateral sale never lowers E_mm.
  requireThat(asset.imPpm <= asset.mmPpm, at('imPpm'), 'above mmPpm');
  requireThat(asset.mmPpm <= PPM - asset.discountPpm, at('mmPpm'), 'above 1,000,000 − discountPpm');
  if (asset.id === USDC) {
    const plain = asset.imPpm === PPM && asset.mmPpm === PPM && asset.haircutPpm === 0 && asset.discountPpm === 0;
    requireThat(
      plain && asset.feed === undefined && asset.cap === null,
      item.path,
      'USDC counts 1:1, without feed or cap',
    );
    requireThat(asset.decimals === 6, at('decimals'), 'USDC has 6 decimals: Quote is its unit');
  } else {
    requireThat(asset.feed !== undefined, at('feed'), 'missing');
  }
  return asset;
}
