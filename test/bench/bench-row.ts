/** One line of `npm run bench`. */
export interface BenchRow {
  readonly name: string;
  readonly value: number;
  /** `ms`, `op/s`, `MiB`, … */
  readonly unit: string;
  /** What the specification asks for, in the same unit; `atMost` when smaller is better. */
  readonly target?: { readonly value: number; readonly atMost: boolean };
  /** Somebody else's figure for the same work and how it was got. */
  readonly peer?: {
    readonly name: string;
    readonly value: number;
    /** Measured in this run, or the same on every machine (gas); else the figure is scaled by the calibration row. */
    readonly isLive?: true;
  };
  /** Sizes, spread, what is inside the measure. */
  readonly detail: string;
}

export interface BenchOptions {
  /** Fewer rounds and smaller sizes: to see that it works, not to quote. */
  readonly quick: boolean;
}

/** Middle value; of an even number of values the lower middle one. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1]!;
}
