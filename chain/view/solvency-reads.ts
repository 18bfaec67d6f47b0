import { USDC } from '../modules/margin/types.ts';
import type { Keepers } from '../wiring.ts';
import type { ViewSolvencyAsset } from './chain-types.ts';

/** Money issued at a localnet's genesis counts as escrow of this spoke. */
const ISSUED = 0;

/** The identity of risk §10, asset by asset. O(subaccounts). */
export function solvencyOf(keepers: Keepers): readonly ViewSolvencyAsset[] {
  const { assets, bank, margin } = keepers;
  const sums = new Map(assets.all().map((asset) => [asset.id, 0n]));
  let entries = 0n;
  const { table } = margin.rows;
  for (let row = 0; row < table.rows; row++) {
    if (!table.isLive(row)) continue;
    sums.set(USDC, sums.get(USDC)! + margin.rows.quote(row));
    for (const { asset, amount } of margin.rows.holdings.list(row)) sums.set(asset, (sums.get(asset) ?? 0n) + amount);
    entries -= margin.rows.entries(row);
  }
  let fundingPools = 0n;
  for (const market of keepers.markets.ids) fundingPools += margin.fundingLedger(market).pool;

  return assets.all().map((asset) => {
    const isQuote = asset.id === USDC;
    const { insurance, fees, inFlight, escrow } = bank.totals(asset.id);
    const subaccounts = sums.get(asset.id)!;
    const own = { entries: isQuote ? entries : 0n, fundingPools: isQuote ? fundingPools : 0n };
    const owed = subaccounts + own.entries + own.fundingPools + insurance + fees + inFlight;
    return {
      asset: asset.symbol,
      decimals: asset.decimals,
      subaccounts,
      ...own,
      insurance,
      fees,
      vault: 0n,
      inFlight,
      escrow,
      difference: owed - escrow,
      spokes: bank.escrows(asset.id).map(([spoke, amount]) => ({
        spoke,
        escrow: amount,
        counted: spoke === ISSUED ? amount : keepers.bridge.reads.spokes.counted(spoke, asset.id),
        isIsolated: spoke !== ISSUED && keepers.bridge.reads.spokes.isIsolated(spoke),
      })),
    };
  });
}
