import type { ApiDeps } from '../../deps.ts';
import type { AssetNames } from '../../format/asset-names.ts';
import type { MarketNames } from '../../format/market-names.ts';
import type { TxFormat } from '../../format/tx.ts';
import type { TxResults } from '../../tx-results.ts';

/** What every route group is built with. */
export interface RouteContext {
  readonly deps: ApiDeps;
  readonly names: MarketNames;
  readonly assets: AssetNames;
  readonly results: TxResults;
  readonly format: TxFormat;
}
