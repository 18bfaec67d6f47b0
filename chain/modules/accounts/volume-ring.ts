/** Sums of the 30 whole UTC days before `day`, at position day mod 30 (spec: trading §5). Immutable. */
export type DaySums = readonly bigint[];

export const DAY_MS = 86_400_000;
const DAYS = 30;

export const NO_DAYS: DaySums = Object.freeze(Array.from({ length: DAYS }, () => 0n));

/** UTC day number of a time. */
export const utcDay = (timeMs: number): number => Math.floor(timeMs / DAY_MS);

/** The ring as of `day` when it was as of `from` < day and `today` was traded on day `from`. */
export function rollRing(ring: DaySums, from: number, today: bigint, day: number): DaySums {
  if (day - from > DAYS) return NO_DAYS;
  const rolled = [...ring];
  rolled[from % DAYS] = today;
  for (let gone = from + 1; gone < day; gone++) rolled[gone % DAYS] = 0n;
  return rolled;
}

export const ringSum = (ring: DaySums): bigint => ring.reduce((sum, one) => sum + one, 0n);
