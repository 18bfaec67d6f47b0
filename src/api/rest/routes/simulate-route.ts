import { EMPTY } from '#chain/lib/bytes.ts';
import { findDecimal, findUnits } from '#chain/lib/decimal.ts';
import { AppError } from '#chain/lib/errors.ts';
import type { Address } from '#chain/lib/units.ts';
import type { TrialRequest, TrialResult } from '#chain/view/chain-types.ts';
import { parameterError } from '../../error-body.ts';
import { formatSubaccount } from '../../format/account.ts';
import { accountKey } from '../../format/account-text.ts';
import { PRICE_DECIMALS } from '../../format/money.ts';
import { type SimulateBody, SimulateBodySchema, SimulationSchema, type TxItem } from '../../schemas/tx.ts';
import { accountParam, ownerOf, type Route, route, stateAnswer } from '../route.ts';
import { parseOrderId } from './account-routes.ts';
import type { RouteContext } from './context.ts';
import { trialOrder } from './trial-order.ts';

const MAX_ITEMS = 100;
/** A trial has results by item only. */
const NO_RESULT = { code: 0, codespace: '', log: '', data: EMPTY, gasWanted: 0n, gasUsed: 0n, events: [] };

function limited<T>(name: string, items: readonly T[] | null | undefined): readonly T[] {
  const list = items ?? [];
  if (list.length > MAX_ITEMS) throw parameterError(name, `more than ${MAX_ITEMS}`);
  return list;
}

/** POST accounts/{a}/simulate: orders, cancels, transfers and prices in, margin out, by the code of consensus. */
export function simulateRoute({ names, assets, deps, format }: RouteContext): Route {
  const trialRequest = (owner: Address, body: SimulateBody): TrialRequest => {
    const prices = new Map<number, bigint>();
    for (const [ticker, text] of Object.entries(body.prices ?? {})) {
      const price = findUnits(text, PRICE_DECIMALS);
      if (price === undefined || price === 0n) throw parameterError(`prices.${ticker}`, 'not a price');
      prices.set(names.getByTicker(ticker).id, price);
    }
    const subaccount = body.subaccount ?? 0;
    return {
      owner,
      subaccount,
      orders: limited('orders', body.orders).map((order, i) => trialOrder(names, subaccount, order, i)),
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

  /** What each item did as a block would tell it; a refused one did nothing. */
  const rowsOf = (request: TrialRequest, { items, events }: TrialResult): TxItem[] => {
    const owner = accountKey(request.owner);
    const firstTransfer = request.orders.length + request.cancels.length;
    const asked = items.map((item, index) => ({
      action: item.action,
      market: item.market ?? 0,
      orderId: item.orderId ?? 0,
      clientOrderId: request.orders[index]?.clientOrderId ?? '',
      asset: request.transfers[index - firstTransfer]?.asset ?? '',
    }));
    const tried = { hash: EMPTY, result: NO_RESULT, events };
    const rows = deps.indexer.tryItems(tried, { signer: owner, owner, items: asked });
    return rows.map((row, index) => {
      const { code, details } = items[index]!;
      return format.item({ ...row, code, details: details ?? null });
    });
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
      const trial = view.simulate(request);
      return stateAnswer(view, {
        before: formatSubaccount(names, view, deps.indexer.live, trial.before),
        after: formatSubaccount(names, view, deps.indexer.live, trial.after),
        items: rowsOf(request, trial),
      });
    },
  });
}
