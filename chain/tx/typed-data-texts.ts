import { findAddress, findEvmAddress, formatAddress, formatEvmAddress } from '../lib/address.ts';
import type { Decimal } from '../lib/decimal.ts';
import { findDecimal, formatMultiples, formatUnits, multiplesOf, unitsOf } from '../lib/decimal.ts';
import type { ErrorCode } from '../lib/error-codes.ts';
import { AppError } from '../lib/errors.ts';
import { MAX_SAFE } from '../lib/units.ts';
import type { TypedDataMarket, TypedDataRegistry } from './typed-data-registry.ts';

/*
 * Wire values and the texts a wallet shows, both ways. To text: what has no text is 1001, what the registries do not know
 * 1003. From text: 2003 prices, 2002 sizes, else 8001, as in the API (spec: api-types §1, §5).
 */

const unrepresentable = (field: string, reason: string): AppError =>
  new AppError(1001, `malformed transaction: typed data has no form for ${field}: ${reason}`, { field, reason });

const invalid = (code: ErrorCode, field: string, reason: string): AppError =>
  new AppError(code, `${field}: ${reason}`, { field, reason });

const unknown = (what: string, name: string | number): AppError =>
  new AppError(1003, `Unknown ${what} ${name}.`, { hint: `unknown ${what} ${name}`, signMode: 'typed_data' });

/** Enum numbers and their texts; number 0 has none unless the table gives it one. */
export type EnumTexts = Readonly<Record<string, number>>;

export function enumText(texts: EnumTexts, field: string, value: number): string {
  for (const text of Object.keys(texts)) if (texts[text] === value) return text;
  throw unrepresentable(field, `value ${value}`);
}

export function enumValue(texts: EnumTexts, field: string, text: string): number {
  if (!Object.hasOwn(texts, text)) throw invalid(8001, field, `one of ${Object.keys(texts).join(', ')}`);
  return texts[text]!;
}

export function evmText(field: string, account: string): string {
  const bytes = findAddress(account);
  if (bytes === undefined) throw unrepresentable(field, 'no nave1 address');
  return formatEvmAddress(bytes);
}

export const accountOf = (field: string, text: string): string => formatAddress(evmBytes(field, text));

/** The checksummed form of an 0x text. */
export const evmOf = (field: string, text: string): string => formatEvmAddress(evmBytes(field, text));

function evmBytes(field: string, text: string): Uint8Array {
  const bytes = findEvmAddress(text);
  if (bytes === undefined) throw invalid(8001, field, 'no 0x address');
  return bytes;
}

export function marketById(registry: TypedDataRegistry, id: number): TypedDataMarket {
  const market = registry.findMarket(id);
  if (market === undefined) throw unknown('market', id);
  return market;
}

export function marketByTicker(registry: TypedDataRegistry, ticker: string): TypedDataMarket {
  const market = registry.findMarketByTicker(ticker);
  if (market === undefined) throw unknown('market', ticker);
  return market;
}

export function assetDecimals(registry: TypedDataRegistry, symbol: string): number {
  const decimals = registry.findAssetDecimals(symbol);
  if (decimals === undefined) throw unknown('asset', symbol);
  return decimals;
}

export function spokeChainId(registry: TypedDataRegistry, spoke: number): number {
  const id = registry.findSpokeChainId(spoke);
  if (id === undefined) throw unknown('spoke', spoke);
  return id;
}

/** count × step; 0 is said as '' (absent). */
export const stepsText = (count: number, step: Decimal): string =>
  count === 0 ? '' : formatMultiples(BigInt(count), step);

/** count × step where absence is undefined. */
export const optionalStepsText = (count: number | undefined, step: Decimal): string =>
  count === undefined ? '' : formatMultiples(BigInt(count), step);

export function ticksOf(field: string, text: string, market: TypedDataMarket): number {
  return text === '' ? 0 : stepsOf(2003, field, text, market.tickSize);
}

export function lotsOf(field: string, text: string, market: TypedDataMarket): number {
  return text === '' ? 0 : stepsOf(2002, field, text, market.lotSize);
}

export function stepsOf(code: ErrorCode, field: string, text: string, step: Decimal): number {
  const decimal = findDecimal(text);
  const count = decimal === undefined ? undefined : multiplesOf(decimal, step);
  if (count === undefined || count > BigInt(MAX_SAFE)) {
    throw invalid(code, field, `a decimal that is a multiple of ${formatMultiples(1n, step)}`);
  }
  return Number(count);
}

const INTEGER = /^(0|[1-9]\d{0,38})$/;

/** Integer text of hub units as a decimal text; '' stays ''. */
export function amountText(field: string, units: string, decimals: number): string {
  if (units === '') return '';
  if (!INTEGER.test(units)) throw unrepresentable(field, 'no integer of hub units');
  return formatUnits(BigInt(units), decimals);
}

export function amountOf(field: string, text: string, decimals: number): string {
  if (text === '') return '';
  const decimal = findDecimal(text);
  const units = decimal === undefined ? undefined : unitsOf(decimal, decimals);
  if (units === undefined) throw invalid(8001, field, `a decimal of at most ${decimals} places`);
  return units.toString();
}

/** Integer below 2^53 as text, '' for absent. */
export const optionalIntegerText = (value: number | undefined): string => (value === undefined ? '' : String(value));

export function optionalInteger(field: string, text: string): number | undefined {
  if (text === '') return undefined;
  const value = INTEGER.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw invalid(8001, field, 'an integer below 2^53');
  return value;
}
