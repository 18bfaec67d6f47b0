import type { ViewBook, ViewLevel, ViewLevelOrder } from '#chain/view/market-types.ts';
import type { MarketUnits } from '../format/market-names.ts';

/** Rows of a book as they are sent: [price, size], with l3 [price, size, order id]. */
export interface BookRows {
  readonly bids: readonly (readonly string[])[];
  readonly asks: readonly (readonly string[])[];
}

export const levelRow = (units: MarketUnits, [ticks, lots]: ViewLevel): readonly string[] => [
  units.price(ticks),
  units.size(lots),
];

export const orderRow = (units: MarketUnits, [ticks, lots, id]: ViewLevelOrder): readonly string[] => [
  units.price(ticks),
  units.size(lots),
  units.orderId(id),
];

export const formatLevels = (units: MarketUnits, book: ViewBook<ViewLevel>): BookRows => ({
  bids: book.bids.map((level) => levelRow(units, level)),
  asks: book.asks.map((level) => levelRow(units, level)),
});

export const formatOrderLevels = (units: MarketUnits, book: ViewBook<ViewLevelOrder>): BookRows => ({
  bids: book.bids.map((order) => orderRow(units, order)),
  asks: book.asks.map((order) => orderRow(units, order)),
});
