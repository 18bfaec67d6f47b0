/** A figure and the power that stands behind it. */
export interface Weighted {
  readonly value: bigint;
  readonly power: number;
}

/**
 * Power-weighted lower median: the smallest value that at least half of the given power does not exceed; undefined when
 * nobody reported. O(n log n).
 */
export function weightedMedian(reports: readonly Weighted[]): bigint | undefined {
  const sorted = reports.filter(({ power }) => power > 0).toSorted((a, b) => (a.value < b.value ? -1 : 1));
  const total = sorted.reduce((sum, { power }) => sum + power, 0);
  let sum = 0;
  for (const { value, power } of sorted) {
    sum += power;
    if (2 * sum >= total) return value;
  }
  return undefined;
}
