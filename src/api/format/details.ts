import type { MarketUnits } from './market-names.ts';
import { assetAmount, usd, usdc } from './money.ts';

type Convert = (units: MarketUnits, value: number) => unknown;

const size: Convert = (units, lots) => units.size(lots);
const price: Convert = (units, ticks) => units.price(ticks);
const quote: Convert = (_units, value) => usdc(value);
const perLot: Convert = (units, value) => usd(units.perLotPrice(value));

/** Which facts of a code are in chain units, and what they are (spec: api-types §1 details). */
const CONVERSIONS: Readonly<Record<number, Readonly<Record<string, Convert>>>> = {
  2002: { min: size, max: size, unit: size },
  2003: { min: price, max: price, unit: price },
  2005: { minNotional: quote, notional: quote },
  2009: { market: (units) => units.ticker, orderId: (units, id) => units.orderId(id) },
  2011: { best: price },
  2014: { low: price, high: price, mark: perLot },
  3001: { required: quote, available: quote },
};

/** Facts of a code that are hub units of the asset that was to be moved. */
const ASSET_AMOUNTS: Readonly<Record<number, readonly string[]>> = {
  3010: ['withdrawable'],
  3011: ['withdrawable'],
  3012: ['withdrawable'],
  6004: ['fee', 'min'],
  6005: ['unit'],
  6006: ['fee', 'maxFee'],
};

/** Details of a refusal to move an asset, in whole coins. */
export function assetDetails(
  decimals: number,
  code: number,
  details: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const amounts = ASSET_AMOUNTS[code] ?? [];
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => {
      const isAmount = amounts.includes(name) && typeof value === 'string';
      return [name, isAmount ? assetAmount(value, decimals) : value];
    }),
  );
}

/** Details of an order refusal in human units; what is text already stays. */
export function chainDetails(
  units: MarketUnits | undefined,
  code: number,
  details: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const conversions = CONVERSIONS[code];
  if (conversions === undefined || units === undefined) return details;
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => {
      const convert = Object.hasOwn(conversions, name) ? conversions[name] : undefined;
      return [name, convert !== undefined && typeof value === 'number' ? convert(units, value) : value];
    }),
  );
}
