import type { GenesisJson } from '#chain/genesis/localnet.ts';
import { fromHex } from '#chain/lib/bytes.ts';
import { proSigner } from './hermes/encode-update.ts';
import type { Scenario } from './prices/price-path.ts';
import { PricePublisher, type PublishedFeed } from './prices/publisher.ts';
import { routerKey } from './public-keys.ts';

interface FeedJson {
  readonly id: string;
  readonly symbol: string;
  readonly exponent: string;
  readonly listingPrice: string;
}

/** The feeds a genesis registers, their paths beginning at the listing price. */
export function feedsOf(genesis: GenesisJson): PublishedFeed[] {
  const { oracle } = genesis.app_state as { oracle: { feeds: FeedJson[] } };
  return oracle.feeds.map(({ id, symbol, exponent, listingPrice }) => ({
    id: fromHex(id),
    symbol,
    exponent: Number(exponent),
    start: Number(listingPrice) / 1e12,
    stable: symbol.startsWith('USD'),
  }));
}

/** Publishes all feeds, signed by three of the five public test routers. */
export function publisherOf(
  genesis: GenesisJson,
  scenario: Scenario,
  seed: number,
  startSecond: number,
): PricePublisher {
  const signers = [0, 1, 2].map((index) => ({ index, privateKey: routerKey(index).privateKey }));
  return new PricePublisher({ feeds: feedsOf(genesis), signer: proSigner(0, signers), scenario, seed, startSecond });
}

/** Ticker → feed id in hex, for prices by market. */
export function marketFeeds(
  genesis: GenesisJson,
): { readonly id: number; readonly ticker: string; readonly feed: string }[] {
  const { markets } = genesis.app_state as { markets: { markets: { id: string; ticker: string; feed: string }[] } };
  return markets.markets.map(({ id, ticker, feed }) => ({ id: Number(id), ticker, feed }));
}
