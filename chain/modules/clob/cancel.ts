import { type Clob, refuse } from './clob.ts';
import { close } from './close.ts';
import { findOrder } from './find-order.ts';
import { checkForm } from './form.ts';
import type { CancelAllInput, CancelInput, CancelReason, Refusal } from './types.ts';

/** Cancels one order. `inAtomicGroup`: what finds nothing bars nothing (spec: trading §3.12). */
export function cancel(clob: Clob, owner: number, a: CancelInput, inAtomicGroup: boolean): Refusal | undefined {
  const target = findOrder(clob, owner, a, !inAtomicGroup);
  if ('code' in target) return target;
  close(clob, target.row, 'user');
  return undefined;
}

/** Cancels everything of a subaccount that fits market and side, by market and order id. Returns how many, or why not. */
export function cancelAll(clob: Clob, owner: number, a: CancelAllInput): number | Refusal {
  const form = checkForm(a);
  if (form !== undefined) return form;
  const holder = clob.margin.findRow(owner, a.subaccount);
  if (holder < 0) return refuse(1004);
  if (a.market !== undefined && clob.markets.find(a.market) === undefined) return refuse(4001);
  return cancelOrdersOf(clob, holder, 'user', a.market, a.side === undefined ? undefined : a.side === 'buy' ? 0 : 1);
}

/** Cancels the open orders of a subaccount by market and order id; returns how many. O(n log n) in its orders. */
export function cancelOrdersOf(
  clob: Clob,
  holder: number,
  reason: CancelReason,
  market?: number,
  side?: number,
): number {
  const o = clob.orders;
  const rows: number[] = [];
  for (let row = clob.open.head(holder); row >= 0; row = clob.open.after(row)) {
    if (market !== undefined && o.market.get(row) !== market) continue;
    if (side !== undefined && o.side.get(row) !== side) continue;
    rows.push(row);
  }
  rows.sort((a, b) => o.market.get(a) - o.market.get(b) || o.id.get(a) - o.id.get(b));
  let canceled = 0;
  for (const row of rows) {
    // A child may have ended with its parent.
    if (!o.table.isLive(row)) continue;
    close(clob, row, reason);
    canceled++;
  }
  return canceled;
}
