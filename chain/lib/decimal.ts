/**
 * Decimal texts of the API (spec: api-types §1) in string space: exact or refused, never rounded. Which code a refusal
 * gets (2002, 2003, 8001) is the caller's business.
 */
export interface Decimal {
  /** value × 10^−scale. */
  readonly value: bigint;
  /** 0..12, digits behind the point. */
  readonly scale: number;
}

const FORM = /^(-?)(0|[1-9]\d{0,17})(?:\.(\d{1,12}))?$/;

/** Reads `(0|[1-9]\d{0,17})(\.\d{1,12})?`, with a leading `-` only when `signed`; undefined for any other text. */
export function findDecimal(text: string, signed = false): Decimal | undefined {
  const match = FORM.exec(text);
  if (match === null || (match[1] === '-' && !signed)) return undefined;
  const fraction = match[3] ?? '';
  const magnitude = BigInt(match[2]! + fraction);
  if (match[1] === '-' && magnitude === 0n) return undefined;
  return { value: match[1] === '-' ? -magnitude : magnitude, scale: fraction.length };
}

/** The number as an integer of 10^−decimals units; undefined when it is not a whole number of them. */
export function unitsOf(decimal: Decimal, decimals: number): bigint | undefined {
  if (decimals >= decimal.scale) return decimal.value * 10n ** BigInt(decimals - decimal.scale);
  const divisor = 10n ** BigInt(decimal.scale - decimals);
  return decimal.value % divisor === 0n ? decimal.value / divisor : undefined;
}

/** How many `step`s (> 0) the number is; undefined when it is not a whole multiple. */
export function multiplesOf(decimal: Decimal, step: Decimal): bigint | undefined {
  const scale = Math.max(decimal.scale, step.scale);
  const whole = decimal.value * 10n ** BigInt(scale - decimal.scale);
  const one = step.value * 10n ** BigInt(scale - step.scale);
  return whole % one === 0n ? whole / one : undefined;
}

/** Integer of 10^−decimals units that a text says exactly; undefined on another form or too many digits. */
export function findUnits(text: string, decimals: number, signed = false): bigint | undefined {
  const decimal = findDecimal(text, signed);
  return decimal === undefined ? undefined : unitsOf(decimal, decimals);
}

/** Shortest text of value × 10^−decimals: no trailing zeros, no `-0`, no exponent. */
export function formatUnits(value: bigint, decimals: number): string {
  const negative = value < 0n;
  const digits = (negative ? -value : value).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Shortest text of count × step. */
export function formatMultiples(count: bigint, step: Decimal): string {
  return formatUnits(count * step.value, step.scale);
}
