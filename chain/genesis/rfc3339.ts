import { invariant } from '../lib/errors.ts';
import { floorDiv } from '../lib/math.ts';

const DAY_S = 86_400n;
const pad = (x: bigint, width: number): string => x.toString().padStart(width, '0');

/**
 * Unix nanoseconds as UTC text, the fraction without trailing zeros: what CometBFT writes (comet §8). Years 1..9999, without
 * Date: the chain's results may not depend on a platform's calendar. Day arithmetic: H. Hinnant, days from civil.
 */
export function rfc3339(timeNs: bigint): string {
  const seconds = floorDiv(timeNs, 1_000_000_000n);
  const nanos = timeNs - seconds * 1_000_000_000n;
  const days = floorDiv(seconds, DAY_S);
  const rest = seconds - days * DAY_S;
  const { year, month, day } = civil(days);
  invariant(year >= 1n && year <= 9999n, `year ${year} has no RFC 3339 text`);
  const date = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
  const clock = `${pad(rest / 3600n, 2)}:${pad((rest / 60n) % 60n, 2)}:${pad(rest % 60n, 2)}`;
  const fraction = nanos === 0n ? '' : `.${pad(nanos, 9).replace(/0+$/, '')}`;
  return `${date}T${clock}${fraction}Z`;
}

/** Proleptic Gregorian date of a day counted from 1970-01-01. */
function civil(days: bigint): { year: bigint; month: bigint; day: bigint } {
  const z = days + 719_468n; // from 0000-03-01: leap days come last in their year
  const era = floorDiv(z, 146_097n);
  const dayOfEra = z - era * 146_097n;
  const yearOfEra = (dayOfEra - dayOfEra / 1460n + dayOfEra / 36_524n - dayOfEra / 146_096n) / 365n;
  const dayOfYear = dayOfEra - (365n * yearOfEra + yearOfEra / 4n - yearOfEra / 100n);
  const shifted = (5n * dayOfYear + 2n) / 153n;
  const day = dayOfYear - (153n * shifted + 2n) / 5n + 1n;
  const month = shifted < 10n ? shifted + 3n : shifted - 9n;
  return { year: yearOfEra + era * 400n + (month <= 2n ? 1n : 0n), month, day };
}
