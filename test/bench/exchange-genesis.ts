import { readFileSync } from 'node:fs';
import type { GenesisJson } from '#chain/genesis/localnet.ts';
import { toHex } from '#chain/lib/bytes.ts';

type Json = Readonly<Record<string, unknown>>;

/** Positions of every account; market 1 is BTC, the others are alike ETH. */
export const MARKETS = 10;
/** Price of market 1 in its ticks: 20,000 USD, 0.04 USD a tick; a lot is 0.0001 BTC. */
export const BTC_TICKS = 500_000;
/** 1,000 USD in ticks of 0.05 USD; a lot is 0.001 ETH. */
export const ETH_TICKS = 20_000;
/** 0.1 BTC and 1 ETH. */
export const POSITION_LOTS = 1_000;

const QUOTE_BALANCE = 10_000_000_000_000n;

/**
 * The default localnet's genesis with ten markets over two prices, one collateral asset, and 10 M USD on every account.
 * A tick of 0.04 USD makes one lot worth 2 USD, hence the low least notional: the stream trades single lots.
 */
export function exchangeGenesis(accounts: readonly Uint8Array[], time: string): GenesisJson {
  const genesis = JSON.parse(readFileSync(new URL('../../genesis.json', import.meta.url), 'utf8')) as GenesisJson;
  return withExchange({ ...genesis, chain_id: 'nave-local-bench', genesis_time: time }, accounts);
}

/** A genesis made from the default localnet's, its markets and balances replaced by the bench's. */
export function withExchange(genesis: GenesisJson, accounts: readonly Uint8Array[]): GenesisJson {
  const state = genesis.app_state as unknown as {
    assets: { assets: Json[] };
    markets: { guards: Json; markets: Json[] };
    oracle: { feeds: Json[] } & Json;
  };
  const [btc, eth] = state.markets.markets;
  const wide = { minNotional: '1000000', openInterestLower: '0', openInterestUpper: '0' };
  const markets = [
    { ...btc!, ...wide, tickPrice: '40000000000', lotE12: '100000000', maxTicks: '5000000' },
    ...Array.from({ length: MARKETS - 1 }, (_, i) => ({
      ...eth!,
      ...wide,
      id: String(i + 2),
      base: `ETH${i + 2}`,
      ticker: `ETH${i + 2}-USD`,
    })),
  ];
  const listing: Readonly<Record<string, string>> = { 'BTC/USD': '20000000000000000', 'ETH/USD': '1000000000000000' };
  const feeds = state.oracle.feeds
    .filter(({ symbol }) => listing[symbol as string] !== undefined)
    .map((feed) => ({ ...feed, listingPrice: listing[feed.symbol as string] }));
  return {
    ...genesis,
    app_state: {
      ...genesis.app_state,
      assets: { assets: state.assets.assets.filter(({ symbol }) => symbol === 'USDC') },
      markets: { ...state.markets, markets },
      oracle: { ...state.oracle, feeds },
      balances: accounts.map((account) => ({
        account: `0x${toHex(account)}`,
        asset: 'USDC',
        amount: String(QUOTE_BALANCE),
      })),
    },
  };
}
