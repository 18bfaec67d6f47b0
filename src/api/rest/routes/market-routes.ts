import Type from 'typebox';
import { crc32 } from '../../book/checksum.ts';
import { formatLevels, formatOrderLevels } from '../../book/levels.ts';
import { parameterError } from '../../error-body.ts';
import { formatFundingRate } from '../../format/history.ts';
import { formatMarket, formatTicker, formatTiers } from '../../format/market.ts';
import { usdc } from '../../format/money.ts';
import { formatTrade } from '../../format/order.ts';
import { pagingQuery, readQuery } from '../../schemas/envelope.ts';
import {
  BookSnapshotSchema,
  FundingRateSchema,
  MARKET_STATUSES,
  MarketSchema,
  TickerSchema,
  TiersSchema,
  TradeSchema,
} from '../../schemas/market.ts';
import { list } from '../../schemas/scalar.ts';
import { marketParam, type Route, route, stateAnswer } from '../route.ts';
import type { RouteContext } from './context.ts';
import { readPage } from './paging.ts';

const DEFAULT_LEVELS = 100;

/** 1 + levels/250, five times that order by order (spec: api-types §3). */
function bookWeight(query: Readonly<Record<string, unknown>>): number {
  const levels = Math.min(1000, Math.max(1, Number(query.levels ?? DEFAULT_LEVELS) || DEFAULT_LEVELS));
  return Math.ceil((1 + levels / 250) * (query.l3 === 'true' ? 5 : 1));
}

export function marketRoutes({ deps, names }: RouteContext): Route[] {
  const { history, live } = deps.indexer;
  return [
    route({
      path: '/markets',
      operationId: 'listMarkets',
      summary: 'All markets',
      tag: 'markets',
      weight: 2,
      shape: 'state',
      atHeight: true,
      query: {
        ...readQuery,
        status: Type.Optional(Type.Unsafe<string>({ type: 'string', enum: [...MARKET_STATUSES] })),
        kind: Type.Optional(Type.String()),
      },
      data: list(MarketSchema),
      handle: ({ view, query }) => {
        const all = view.markets().map((market) => formatMarket(view, market, names.get(market.id)));
        const wanted = all.filter(
          (market) =>
            (query.status === undefined || market.status === query.status) &&
            (query.kind === undefined || market.kind === query.kind),
        );
        return stateAnswer(view, wanted);
      },
    }),
    route({
      path: '/markets/:market',
      operationId: 'getMarket',
      summary: 'One market',
      tag: 'markets',
      weight: 2,
      shape: 'state',
      atHeight: true,
      params: marketParam,
      query: readQuery,
      data: MarketSchema,
      handle: ({ view, params }) => {
        const units = names.getByTicker(params.market);
        return stateAnswer(view, formatMarket(view, view.findMarket(units.id)!, units));
      },
    }),
    route({
      path: '/markets/:market/tiers',
      operationId: 'getTiers',
      summary: 'Margin tiers and the open-interest scale now',
      tag: 'markets',
      weight: 2,
      shape: 'state',
      atHeight: true,
      params: marketParam,
      query: readQuery,
      data: TiersSchema,
      handle: ({ view, params }) => {
        const units = names.getByTicker(params.market);
        const market = view.findMarket(units.id)!;
        return stateAnswer(view, {
          tiers: formatTiers(market.tiers),
          scalePpm: view.openInterestScalePpm(market.id),
          openInterestLower: usdc(market.openInterestLower),
          openInterestUpper: usdc(market.openInterestUpper),
        });
      },
    }),
    route({
      path: '/tickers',
      operationId: 'listTickers',
      summary: 'Prices and day figures of all or the named markets',
      tag: 'markets',
      weight: 2,
      shape: 'state',
      query: { minHeight: readQuery.minHeight, markets: Type.Optional(Type.String({ maxLength: 1024 })) },
      data: list(TickerSchema),
      handle: ({ view, query }) => {
        const ids =
          query.markets === undefined
            ? view.markets().map((market) => market.id)
            : query.markets.split(',').map((ticker) => names.getByTicker(ticker).id);
        const { timeMs } = view.chain();
        return stateAnswer(
          view,
          ids.map((id) => formatTicker(view, names.get(id), live.day(id, timeMs))),
        );
      },
    }),
    route({
      path: '/markets/:market/book',
      operationId: 'getBook',
      summary: 'The committed book',
      tag: 'markets',
      weight: 1,
      weightNote: '1 + levels/250, times 5 with l3',
      weigh: bookWeight,
      shape: 'state',
      atHeight: true,
      params: marketParam,
      query: {
        ...readQuery,
        levels: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
        l3: Type.Optional(Type.Boolean()),
      },
      data: BookSnapshotSchema,
      handle: ({ view, params, query }) => {
        const units = names.getByTicker(params.market);
        const levels = query.levels ?? DEFAULT_LEVELS;
        const book = view.book(units.id, levels);
        const rows =
          query.l3 === true ? formatOrderLevels(units, view.bookOrders(units.id, levels)) : formatLevels(units, book);
        return stateAnswer(view, {
          market: units.ticker,
          seq: view.chain().height,
          checksum: crc32(units, book),
          ...rows,
        });
      },
    }),
    route({
      path: '/markets/:market/trades',
      operationId: 'listTrades',
      summary: 'Trades',
      tag: 'markets',
      weight: 2,
      shape: 'page',
      params: marketParam,
      query: { minHeight: readQuery.minHeight, ...pagingQuery },
      data: list(TradeSchema),
      handle: ({ params, query }) => {
        const { id } = names.getByTicker(params.market);
        return readPage(
          history,
          `trades/${id}`,
          query,
          (paging) => history.trades({ ...paging, market: id }),
          (row) => formatTrade(names, row),
        );
      },
    }),
    route({
      path: '/markets/:market/funding',
      operationId: 'listFundingRates',
      summary: 'Funding rates by hour',
      tag: 'markets',
      weight: 2,
      shape: 'page',
      params: marketParam,
      query: { minHeight: readQuery.minHeight, ...pagingQuery },
      data: list(FundingRateSchema),
      handle: ({ params, query }) => {
        const { id } = names.getByTicker(params.market);
        return readPage(
          history,
          `funding/${id}`,
          query,
          (paging) => history.fundingRates({ ...paging, market: id }),
          formatFundingRate,
        );
      },
    }),
  ];
}

/** Tickers of a comma list or `all`. @throws AppError 4001, 8001 */
export function marketsOf({ names, deps }: RouteContext, text: string): readonly number[] {
  if (text === 'all') return deps.view.markets().map((market) => market.id);
  const tickers = text.split(',');
  if (tickers.length > 64) throw parameterError('markets', 'more than 64');
  return tickers.map((ticker) => names.getByTicker(ticker).id);
}
