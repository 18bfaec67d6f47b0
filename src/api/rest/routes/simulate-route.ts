import { findDecimal, findUnits } from '#chain/lib/decimal.ts';
import { AppError } from '#chain/lib/errors.ts';
import type { Address } from '#chain/lib/units.ts';
import type { TrialFill, TrialOrder, TrialRequest, TrialResult } from '#chain/view/chain-types.ts';
import { codeName, parameterError } from '../../error-body.ts';
import { formatSubaccount } from '../../format/account.ts';
import { chainDetails } from '../../format/details.ts';
import { PRICE_DECIMALS, usdc } from '../../format/money.ts';
import type { Fill, OrderInput } from '../../schemas/order.ts';
import { type SimulateBody, SimulateBodySchema, SimulationSchema, type TxItem } from '../../schemas/tx.ts';
import { accountParam, ownerOf, type Route, route, stateAnswer } from '../route.ts';
import { parseOrderId } from './account-routes.ts';
import type { RouteContext } from './context.ts';

const MAX_ITEMS = 100;

function limited<T>(name: string, items: readonly T[] | null | undefined): readonly T[] {
  const list = items ?? [];
  if (list.length > MAX_ITEMS) throw parameterError(name, `more than ${MAX_ITEMS}`);
  return list;
}

/** POST accounts/{a}/simulate: orders, cancels, transfers and prices in, margin out, by the code of consensus. */
export function simulateRoute({ names, assets, deps }: RouteContext): Route {
  const trialOrder = (input: OrderInput, index: number): TrialOrder => {
    const field = (name: string): string => `orders.${index}.${name}`;
    const units = names.getByTicker(input.market);
    for (const name of ['trigger', 'twap', 'children'] as const) {
      if ((input[name] ?? null) !== null) throw parameterError(field(name), 'not simulated: it reserves no margin');
    }
    return {
      market: units.id,
      side: input.side,
      type: input.type,
      lots: units.parseSize(input.size, field('size')),
      ticks: (input.price ?? null) === null ? 0 : units.parsePrice(input.price!, field('price')),
      tif: input.tif ?? (input.type === 'market' ? 'ioc' : 'gtc'),
      postOnly: input.postOnly ?? false,
      reduceOnly: input.reduceOnly ?? false,
      stp: input.stp ?? 'cancel_maker',
      expiresAtMs: input.expiresAt ?? 0,
    };
  };

  const trialRequest = (owner: Address, body: SimulateBody): TrialRequest => {
    const prices = new Map<number, bigint>();
    for (const [ticker, text] of Object.entries(body.prices ?? {})) {
      const price = findUnits(text, PRICE_DECIMALS);
      if (price === undefined || price === 0n) throw parameterError(`prices.${ticker}`, 'not a price');
      prices.set(names.getByTicker(ticker).id, price);
    }
    return {
      owner,
      subaccount: body.subaccount ?? 0,
      orders: limited('orders', body.orders).map(trialOrder),
      cancels: limited('cancels', body.cancels).map((text, i) => {
        const { market, id } = parseOrderId(text, `cancels.${i}`);
        return { market, orderId: id };
      }),
      transfers: limited('transfers', body.transfers).map(({ asset, amount }, i) => {
        const decimals = assets.decimals(asset);
        const units = findDecimal(amount, true) === undefined ? undefined : findUnits(amount, decimals, true);
        if (units === undefined) throw parameterError(`transfers.${i}.amount`, `more than ${decimals} places`);
        return { asset, amount: units };
      }),
      prices,
    };
  };

  const formatItem = (item: TrialResult['items'][number], index: number, body: SimulateBody): TxItem => {
    const units = item.market === undefined ? undefined : names.get(item.market);
    const input = item.action === 'place' ? (body.orders ?? [])[index] : undefined;
    const chain = deps.view.chain();
    const fill = (one: TrialFill): Fill => ({
      id: units!.orderId(one.tradeId),
      orderId: item.orderId === undefined ? null : units!.orderId(item.orderId),
      clientOrderId: input?.clientOrderId ?? null,
      market: units!.ticker,
      subaccount: body.subaccount ?? 0,
      side: input!.side,
      role: 'taker',
      price: units!.price(one.ticks),
      size: units!.size(one.lots),
      quote: usdc(BigInt(one.ticks) * BigInt(one.lots) * BigInt(units!.quantumsPerTickLot)),
      fee: usdc(one.fee),
      feePpm: one.feePpm,
      builderFee: usdc(one.builderFee),
      realizedPnl: usdc(one.realized),
      positionSize: units!.size(one.positionLots),
      orderRemaining: units!.size(one.remaining),
      liquidation: null,
      receiptId: null,
      seq: one.accountSeq,
      time: chain.timeMs,
      height: chain.height,
      txHash: null,
    });
    return {
      index,
      action: item.action,
      code: item.code,
      name: item.code === 0 ? null : codeName(item.code),
      details: item.details === undefined ? null : chainDetails(units, item.code, item.details),
      market: units?.ticker ?? null,
      orderId: item.orderId === undefined || units === undefined ? null : units.orderId(item.orderId),
      clientOrderId: input?.clientOrderId ?? null,
      order: null,
      fills: units === undefined || input === undefined ? [] : item.fills.map(fill),
    };
  };

  return route({
    method: 'POST',
    path: '/accounts/:account/simulate',
    operationId: 'simulate',
    summary: 'Margin before and after orders, cancels, transfers at given prices',
    tag: 'accounts',
    weight: 5,
    shape: 'state',
    params: accountParam,
    body: SimulateBodySchema,
    data: SimulationSchema,
    handle: ({ view, params, body }) => {
      const owner = ownerOf(params);
      const request = trialRequest(owner, body);
      if (view.findSubaccount(owner, request.subaccount) === undefined) {
        throw new AppError(1004, `No subaccount ${request.subaccount}.`);
      }
      const { before, after, items } = view.simulate(request);
      return stateAnswer(view, {
        before: formatSubaccount(names, view, deps.indexer.live, before),
        after: formatSubaccount(names, view, deps.indexer.live, after),
        items: items.map((item, index) => formatItem(item, index, body)),
      });
    },
  });
}
