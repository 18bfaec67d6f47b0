import Type from 'typebox';
import { parameterError } from '../../error-body.ts';
import { EVENTS_OF_CHANNEL } from '../../event-channels.ts';
import { accountKey } from '../../format/account-text.ts';
import { formatAccountEvent, formatFundingPayment, formatLedgerEntry, formatTransfer } from '../../format/history.ts';
import { formatFill, formatOrder } from '../../format/order.ts';
import { pagingQuery, readQuery } from '../../schemas/envelope.ts';
import {
  AccountEventSchema,
  FundingPaymentSchema,
  LedgerEntrySchema,
  TRANSFER_KINDS,
  TransferSchema,
} from '../../schemas/history.ts';
import { FillSchema, OrderSchema } from '../../schemas/order.ts';
import { list } from '../../schemas/scalar.ts';
import { accountParam, marketQuery, ownerOf, type Route, route, subaccountQuery } from '../route.ts';
import { parseOrderId } from './account-routes.ts';
import type { RouteContext } from './context.ts';
import { readPage } from './paging.ts';

/** What happened to an account: read from the index, complete from status.historyHeight. */
export function historyRoutes({ deps, names, assets }: RouteContext): Route[] {
  const { history } = deps.indexer;
  const common = { tag: 'accounts', params: accountParam, weight: 2 } as const;
  const paged = { minHeight: readQuery.minHeight, ...pagingQuery, ...subaccountQuery };
  const assetQuery = { asset: Type.Optional(Type.String({ maxLength: 32 })) };
  const marketId = (ticker: string | undefined): number | undefined =>
    ticker === undefined ? undefined : names.getByTicker(ticker).id;
  const symbol = (asset: string | undefined): string | undefined => {
    if (asset !== undefined) assets.decimals(asset);
    return asset;
  };
  return [
    route({
      ...common,
      path: '/accounts/:account/history/orders',
      operationId: 'listClosedOrders',
      summary: 'Closed orders by time of closing',
      shape: 'page',
      query: {
        ...paged,
        ...marketQuery,
        status: Type.Optional(Type.Unsafe<'filled' | 'canceled'>({ type: 'string', enum: ['filled', 'canceled'] })),
      },
      data: list(OrderSchema),
      handle: ({ params, query }) => {
        const account = accountKey(ownerOf(params));
        const filter = { account, subaccount: query.subaccount, market: marketId(query.market), status: query.status };
        return readPage(
          history,
          `orders/${account}`,
          query,
          (paging) => history.closedOrders({ ...paging, ...filter }),
          (row) => formatOrder(names, row),
        );
      },
    }),
    route({
      ...common,
      path: '/accounts/:account/fills',
      operationId: 'listFills',
      summary: 'Fills',
      shape: 'page',
      query: {
        ...paged,
        ...marketQuery,
        orderId: Type.Optional(Type.String({ maxLength: 32 })),
        receiptId: Type.Optional(Type.String({ maxLength: 32 })),
      },
      data: list(FillSchema),
      handle: ({ params, query }) => {
        const account = accountKey(ownerOf(params));
        const order = query.orderId === undefined ? undefined : parseOrderId(query.orderId, 'orderId');
        const market = marketId(query.market);
        if (order !== undefined && market !== undefined && order.market !== market) {
          throw parameterError('orderId', 'of another market');
        }
        const filter = {
          account,
          subaccount: query.subaccount,
          market: order?.market ?? market,
          orderId: order?.id,
          receiptId: query.receiptId,
        };
        return readPage(
          history,
          `fills/${account}`,
          query,
          (paging) => history.fills({ ...paging, ...filter }),
          (row) => formatFill(names, row),
        );
      },
    }),
    route({
      ...common,
      path: '/accounts/:account/funding',
      operationId: 'listFundingPayments',
      summary: 'Funding paid and received',
      shape: 'page',
      query: { ...paged, ...marketQuery },
      data: list(FundingPaymentSchema),
      handle: ({ params, query }) => {
        const account = accountKey(ownerOf(params));
        const filter = { account, subaccount: query.subaccount, market: marketId(query.market) };
        return readPage(
          history,
          `funding/${account}`,
          query,
          (paging) => history.fundingPayments({ ...paging, ...filter }),
          (row) => formatFundingPayment(names, row),
        );
      },
    }),
    route({
      ...common,
      path: '/accounts/:account/ledger',
      operationId: 'listLedger',
      summary: 'Every change of a balance with its reason',
      shape: 'page',
      query: { ...paged, ...assetQuery, reason: Type.Optional(Type.String({ maxLength: 32 })) },
      data: list(LedgerEntrySchema),
      handle: ({ params, query }) => {
        const account = accountKey(ownerOf(params));
        const filter = { account, subaccount: query.subaccount, asset: symbol(query.asset), reason: query.reason };
        return readPage(
          history,
          `ledger/${account}`,
          query,
          (paging) => history.ledger({ ...paging, ...filter }),
          (row) => formatLedgerEntry(assets, row),
        );
      },
    }),
    route({
      ...common,
      path: '/accounts/:account/transfers',
      operationId: 'listTransfers',
      summary: 'Transfers between subaccounts and accounts',
      shape: 'page',
      query: {
        ...paged,
        ...assetQuery,
        kind: Type.Optional(Type.Unsafe<string>({ type: 'string', enum: [...TRANSFER_KINDS] })),
      },
      data: list(TransferSchema),
      handle: ({ params, query }) => {
        const account = accountKey(ownerOf(params));
        const filter = { account, subaccount: query.subaccount, asset: symbol(query.asset), kind: query.kind };
        return readPage(
          history,
          `transfers/${account}`,
          query,
          (paging) => history.transfers({ ...paging, ...filter }),
          (row) => formatTransfer(assets, row),
        );
      },
    }),
    route({
      ...common,
      path: '/accounts/:account/events',
      operationId: 'listEvents',
      summary: 'Everything that happened to an account, by its sequence',
      shape: 'events',
      query: {
        minHeight: readQuery.minHeight,
        ...subaccountQuery,
        afterSeq: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
        limit: pagingQuery.limit,
        channels: Type.Optional(Type.String({ maxLength: 256 })),
      },
      data: list(AccountEventSchema),
      handle: async ({ params, query }) => {
        const events = query.channels?.split(',').flatMap((channel) => {
          const names = EVENTS_OF_CHANNEL.get(channel);
          if (names === undefined) throw parameterError('channels', `no channel ${channel.slice(0, 32)}`);
          return names;
        });
        const afterSeq = query.afterSeq ?? 0;
        const page = await history.accountEvents({
          account: accountKey(ownerOf(params)),
          afterSeq,
          limit: query.limit ?? 100,
          subaccount: query.subaccount,
          events,
        });
        return {
          height: page.height,
          timeMs: page.timeMs,
          data: page.rows.map((row) => formatAccountEvent(names, assets, row)),
          nextSeq: page.rows.at(-1)?.seq ?? afterSeq,
          hasMore: page.hasMore,
          immutable: page.hasMore,
        };
      },
    }),
  ];
}
