import { requireThat } from '../../genesis/fields.ts';
import type { OracleAssets, OracleMarkets } from './expected.ts';
import type { Feed } from './types.ts';

/**
 * What genesis may only say together: markets and assets name registered feeds, groups agree, a lot is worth enough at the
 * listing price. Throws GenesisError.
 */
export function requireFeeds(
  markets: OracleMarkets,
  assets: OracleAssets,
  findFeed: (id: Uint8Array) => Feed | undefined,
): void {
  for (const id of markets.ids) {
    const market = markets.get(id);
    const path = markets.pathOf(id);
    const feed = findFeed(market.feed);
    requireThat(feed !== undefined, `${path}.feed`, 'not in app_state.oracle.feeds');
    requireThat(feed.group === market.group, `${path}.group`, `the feed is in group ${feed.group}`);
    markets.requireListable(id, feed.listingPrice);
  }
  for (const asset of assets.all()) {
    const known = asset.feed === undefined || findFeed(asset.feed) !== undefined;
    requireThat(known, `${assets.pathOf(asset.id)}.feed`, 'not in app_state.oracle.feeds');
  }
}
