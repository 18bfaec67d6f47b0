import type { Invariant } from '../../module.ts';
import type { AssetsKeeper } from './keeper.ts';
import { USDC } from './types.ts';

/** What holds after every block. */
export function assetInvariants(assets: AssetsKeeper): Invariant[] {
  return [
    {
      name: 'assets: USDC is 1:1 and prices are never negative',
      check() {
        const usdc = assets.find(USDC);
        if (usdc?.index !== 1_000_000_000_000n || !usdc.valid) return 'USDC is not at 1 USD';
        const bad = assets.all().find((asset) => asset.index < 0n || asset.confidence < 0n);
        return bad === undefined ? undefined : `${bad.symbol} has a negative price`;
      },
    },
    {
      name: 'assets: the index of the registry is its records',
      check() {
        const records = assets.source.entries().map(([id]) => id);
        const indexed = assets.all().map((asset) => asset.id);
        return String(records) === String(indexed) ? undefined : `records ${records.join()}, index ${indexed.join()}`;
      },
    },
  ];
}
