import Type from 'typebox';
import { AppError } from '#chain/lib/errors.ts';
import { balanceRow, positionRow } from '#src/indexer/figure-rows.ts';
import { orderRowOf } from '#src/indexer/order-row.ts';
import {
  formatAccount,
  formatAgent,
  formatBalance,
  formatFees,
  formatLimits,
  formatPosition,
  formatSubaccount,
} from '../../format/account.ts';
import { accountKey } from '../../format/account-text.ts';
import { formatOrder } from '../../format/order.ts';
import { positionFactsAt } from '../../format/past-position-facts.ts';
import {
  AccountSchema,
  AgentSchema,
  BalanceSchema,
  FeesSchema,
  LimitsSchema,
  PositionSchema,
  SubaccountStateSchema,
} from '../../schemas/account.ts';
import { readQuery } from '../../schemas/envelope.ts';
import { OrderSchema } from '../../schemas/order.ts';
import { list } from '../../schemas/scalar.ts';
import { accountParam, marketQuery, ownerOf, type Route, route, stateAnswer, subaccountQuery } from '../route.ts';
import type { RouteContext } from './context.ts';

const OPEN_STATUSES = ['open', 'untriggered', 'waiting', 'twap'] as const;

/** An order id `marketId-number`. @throws AppError 8001 */
export function parseOrderId(text: string, field = 'id'): { market: number; id: number } {
  const match = /^([1-9]\d{0,9})-([1-9]\d{0,15})$/.exec(text);
  if (match === null)
    throw new AppError(8001, `${field} is not marketId-number.`, { field, reason: 'not an order id' });
  return { market: Number(match[1]), id: Number(match[2]) };
}

/** What an account has and may do now: read from the committed state. */
export function accountRoutes({ deps, names }: RouteContext): Route[] {
  const { live, history } = deps.indexer;
  const common = { tag: 'accounts', params: accountParam, atHeight: true } as const;
  return [
    route({
      ...common,
      path: '/accounts/:account',
      operationId: 'getAccount',
      summary: 'An account',
      weight: 1,
      shape: 'state',
      query: readQuery,
      data: AccountSchema,
      handle: ({ view, params }) => stateAnswer(view, formatAccount(view, ownerOf(params))),
    }),
    route({
      ...common,
      path: '/accounts/:account/subaccounts',
      operationId: 'listSubaccounts',
      summary: 'Subaccounts with all margin figures, balances and positions',
      weight: 5,
      shape: 'state',
      query: { ...readQuery, ...subaccountQuery },
      data: list(SubaccountStateSchema),
      handle: async ({ view, params, query }) => {
        const owner = ownerOf(params);
        const reading = positionFactsAt(deps.indexer, view, owner);
        const facts = reading instanceof Promise ? await reading : reading;
        const found =
          query.subaccount === undefined
            ? view.subaccounts(owner)
            : [view.findSubaccount(owner, query.subaccount)].filter((one) => one !== undefined);
        return stateAnswer(
          view,
          found.map((one) => formatSubaccount(names, view, facts, one)),
        );
      },
    }),
    route({
      ...common,
      path: '/accounts/:account/positions',
      operationId: 'listPositions',
      summary: 'Open positions',
      weight: 2,
      shape: 'state',
      query: { ...readQuery, ...subaccountQuery, ...marketQuery },
      data: list(PositionSchema),
      handle: async ({ view, params, query }) => {
        const owner = ownerOf(params);
        const key = accountKey(owner);
        const reading = positionFactsAt(deps.indexer, view, owner);
        const facts = reading instanceof Promise ? await reading : reading;
        const market = query.market === undefined ? undefined : names.getByTicker(query.market).id;
        const positions = view
          .positions(owner, query.subaccount)
          .filter((position) => market === undefined || position.market === market);
        return stateAnswer(
          view,
          positions.map((one) =>
            formatPosition(names, positionRow(one, facts.positionFacts(key, one.subaccount, one.market))),
          ),
        );
      },
    }),
    route({
      ...common,
      path: '/accounts/:account/balances',
      operationId: 'listBalances',
      summary: 'Balances by subaccount and asset',
      weight: 2,
      shape: 'state',
      query: { ...readQuery, ...subaccountQuery },
      data: list(BalanceSchema),
      handle: ({ view, params, query }) => {
        const subaccounts = view
          .subaccounts(ownerOf(params))
          .filter((one) => query.subaccount === undefined || one.number === query.subaccount);
        return stateAnswer(
          view,
          subaccounts.flatMap((one) =>
            one.balances.map((balance) => formatBalance(balanceRow(balance, one.number), balance.decimals)),
          ),
        );
      },
    }),
    route({
      ...common,
      atHeight: false,
      path: '/accounts/:account/orders',
      operationId: 'listOpenOrders',
      summary: 'Open orders',
      weight: 1,
      weightNote: '1 + rows/250',
      shape: 'state',
      query: {
        minHeight: readQuery.minHeight,
        ...subaccountQuery,
        ...marketQuery,
        status: Type.Optional(
          Type.Unsafe<(typeof OPEN_STATUSES)[number]>({ type: 'string', enum: [...OPEN_STATUSES] }),
        ),
      },
      data: list(OrderSchema),
      handle: ({ view, params, query }) => {
        const filter = {
          ...(query.subaccount === undefined ? {} : { subaccount: query.subaccount }),
          ...(query.market === undefined ? {} : { market: names.getByTicker(query.market).id }),
        };
        const orders = view
          .orders(ownerOf(params), filter)
          .filter((order) => query.status === undefined || order.status === query.status);
        return stateAnswer(
          view,
          orders.map((order) => formatOrder(names, orderRowOf(order, live.findOpenOrder(order.market, order.id)))),
          Math.floor(orders.length / 250),
        );
      },
    }),
    route({
      ...common,
      atHeight: false,
      path: '/accounts/:account/orders/:id',
      operationId: 'getOrder',
      summary: 'One order, open or closed',
      weight: 1,
      shape: 'record',
      params: { ...accountParam, id: Type.String({ maxLength: 32 }) },
      query: { minHeight: readQuery.minHeight },
      data: OrderSchema,
      handle: async ({ view, params }) => {
        const key = accountKey(ownerOf(params));
        const { market, id } = parseOrderId(params.id);
        const open = view.findOrder(market, id);
        const row =
          open === undefined ? await history.findOrder(market, id) : orderRowOf(open, live.findOpenOrder(market, id));
        if (row === undefined || row.account !== key) throw new AppError(2015, `No order ${params.id}.`);
        return stateAnswer(view, formatOrder(names, row));
      },
    }),
    route({
      ...common,
      atHeight: false,
      path: '/accounts/:account/orders/by-client-id/:clientOrderId',
      operationId: 'getOrderByClientId',
      summary: 'The newest order with a clientOrderId, open or closed',
      weight: 1,
      shape: 'record',
      params: { ...accountParam, clientOrderId: Type.String({ maxLength: 64 }) },
      query: { minHeight: readQuery.minHeight, ...subaccountQuery },
      data: OrderSchema,
      handle: async ({ view, params, query }) => {
        const owner = ownerOf(params);
        const subaccount = query.subaccount ?? 0;
        const open = view.orders(owner, { subaccount }).find((one) => one.clientOrderId === params.clientOrderId);
        const row =
          open === undefined
            ? await history.findOrderByClientId(accountKey(owner), subaccount, params.clientOrderId)
            : orderRowOf(open, live.findOpenOrder(open.market, open.id));
        if (row === undefined) throw new AppError(2015, 'No order has this clientOrderId.');
        return stateAnswer(view, formatOrder(names, row));
      },
    }),
    route({
      ...common,
      path: '/accounts/:account/fees',
      operationId: 'getFees',
      summary: 'Fee tier, rates and volume',
      weight: 1,
      shape: 'state',
      query: readQuery,
      data: FeesSchema,
      handle: ({ view, params }) => stateAnswer(view, formatFees(names, view.fees(ownerOf(params)))),
    }),
    route({
      ...common,
      path: '/accounts/:account/limits',
      operationId: 'getLimits',
      summary: 'Order limits and action budgets, used and left',
      weight: 1,
      shape: 'state',
      query: readQuery,
      data: LimitsSchema,
      handle: ({ view, params }) => stateAnswer(view, formatLimits(names, view.limits(ownerOf(params)))),
    }),
    route({
      ...common,
      path: '/accounts/:account/agents',
      operationId: 'listAgents',
      summary: 'Agent keys and what they may do',
      weight: 1,
      shape: 'state',
      query: readQuery,
      data: list(AgentSchema),
      handle: ({ view, params }) =>
        stateAnswer(
          view,
          view.agents(ownerOf(params)).map((agent) => formatAgent(names, agent)),
        ),
    }),
  ];
}
