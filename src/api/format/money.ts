import { type Decimal, formatUnits } from '#chain/lib/decimal.ts';

/** Decimals of Quote (1e-6 USDC) and of Price (1e-12 USD). */
export const QUOTE_DECIMALS = 6;
export const PRICE_DECIMALS = 12;

const big = (value: bigint | number | string): bigint => (typeof value === 'bigint' ? value : BigInt(value));

/** USDC text of an amount in Quote. */
export const usdc = (quote: bigint | number | string): string => formatUnits(big(quote), QUOTE_DECIMALS);

/** USD text of a Price. */
export const usd = (price: bigint | string): string => formatUnits(big(price), PRICE_DECIMALS);

/** Text of an amount in hub units of an asset. */
export const assetAmount = (amount: bigint | string, decimals: number): string => formatUnits(big(amount), decimals);

/** Fraction of a rate in ppb. */
export const rate = (ppb: number): string => formatUnits(BigInt(ppb), 9);

/** USDC a lot of a funding index in 1e-9 Quote per lot: exact whatever the lot size. */
export const fundingIndex = (index: bigint | string): string => formatUnits(big(index), 15);

/** The decimal value × 10^−scale with the trailing zeros of the value moved into the scale. */
export function shortest(value: bigint, scale: number): Decimal {
  let v = value;
  let s = scale;
  while (s > 0 && v % 10n === 0n) {
    v /= 10n;
    s--;
  }
  return { value: v, scale: s };
}

/** Text of count × step for a safe count ≥ 0; the common small case stays in numbers. */
export function multiples(count: number, step: Decimal): string {
  const units = count * Number(step.value);
  if (!Number.isSafeInteger(units) || units < 0) return formatUnits(BigInt(count) * step.value, step.scale);
  if (step.scale === 0) return String(units);
  const digits = String(units).padStart(step.scale + 1, '0');
  const whole = digits.slice(0, -step.scale);
  let end = digits.length;
  const point = digits.length - step.scale;
  while (end > point && digits.charCodeAt(end - 1) === 48) end--;
  return end === point ? whole : `${whole}.${digits.slice(point, end)}`;
}
