import type { AccountEventRow, FillRow, FundingPaymentRow, LedgerRow, OrderRow, TransferRow } from '../rows.ts';

/** Rows of other lists that are kept as parts of their account events. All throw when the event holds none: the index is damaged. */

const missing = (what: string, { data }: AccountEventRow): Error =>
  new Error(`no ${what} in ${data.event}; rebuild the index`);

/** The order as the event left it. */
export function orderOf(event: AccountEventRow): OrderRow {
  const { data } = event;
  if ('order' in data && data.order !== null) return data.order;
  throw missing('order', event);
}

export function fillOf(event: AccountEventRow): FillRow {
  if (event.data.event !== 'OrderFilled') throw missing('fill', event);
  return event.data.fill;
}

export function paymentOf(event: AccountEventRow): FundingPaymentRow {
  if (event.data.event !== 'FundingPaid') throw missing('payment', event);
  return event.data.payment;
}

export function transferOf(event: AccountEventRow): TransferRow {
  if (event.data.event !== 'TransferChanged') throw missing('transfer', event);
  return event.data.transfer;
}

/** An event of a balance has several entries, each with a place of its own. */
export function entryOf(event: AccountEventRow, ord: number): LedgerRow {
  const entry = event.data.event === 'BalanceChanged' && event.data.entries.find((one) => one.ord === ord);
  if (!entry) throw missing(`ledger entry ${ord}`, event);
  return entry;
}
