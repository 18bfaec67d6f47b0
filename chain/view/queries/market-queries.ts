import { Query as Assets } from '#proto/generated/nave.assets.v1.ts';
import { type Market, MarketStatus, Query as Markets } from '#proto/generated/nave.markets.v1.ts';
import { AppError } from '../../lib/errors.ts';
import { answerMethod, type QueryHandler } from '../../lib/query-method.ts';
import type { ChainView } from '../../view.ts';
import type { ViewMarket } from '../market-types.ts';

const STATUSES = {
  active: MarketStatus.ACTIVE,
  post_only: MarketStatus.POST_ONLY,
  reduce_only: MarketStatus.REDUCE_ONLY,
  cancel_only: MarketStatus.CANCEL_ONLY,
  halted: MarketStatus.HALTED,
  settling: MarketStatus.SETTLING,
  settled: MarketStatus.SETTLED,
} as const;

const text = (value: bigint | undefined): string => (value === undefined ? '' : value.toString());

/** nave.markets and nave.assets over the read model. Throws 4001 for an unknown market. */
export function marketQueries(view: ChainView): Record<string, QueryHandler> {
  return Object.fromEntries([
    answerMethod(Markets.markets, () => ({ markets: view.markets().map((market) => marketOf(view, market)) })),
    answerMethod(Markets.market, ({ market: id, ticker }) => {
      const market = id === 0 ? view.findMarketByTicker(ticker) : view.findMarket(id);
      if (market === undefined) throw new AppError(4001);
      return { market: marketOf(view, market) };
    }),
    answerMethod(Assets.assets, () => ({
      assets: view.assets().map(({ id, symbol, denom, decimals, imPpm, mmPpm, price, routes }) => ({
        id,
        symbol,
        denom,
        decimals,
        imPpm,
        mmPpm,
        price: text(price),
        routes: routes.map(({ spoke, chainId, token, tokenDecimals }) => ({ spoke, chainId, token, tokenDecimals })),
      })),
    })),
  ]);
}

function marketOf(view: ChainView, market: ViewMarket): Market {
  const { status, reasons, oracleMode } = view.marketStatus(market.id);
  const { mark, index, lastTicks } = view.prices(market.id);
  const { fundingIndex, lastRatePpb } = view.funding(market.id);
  return {
    id: market.id,
    ticker: market.ticker,
    base: market.base,
    tickPrice: market.tickPrice.toString(),
    lotE12: market.lotE12.toString(),
    quantumsPerTickLot: market.quantumsPerTickLot,
    minNotional: market.minNotional,
    maxOrderLots: market.maxOrderLots,
    maxPositionLots: market.maxPositionLots,
    maxTicks: market.maxTicks,
    bandPpm: market.bandPpm,
    status: STATUSES[status],
    reasons,
    oracleMode,
    mark: text(mark),
    index: text(index),
    lastTicks,
    openInterest: view.openInterest(market.id),
    fundingIndex: fundingIndex.toString(),
    lastFundingRate: lastRatePpb,
  };
}
