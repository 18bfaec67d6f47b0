/** Limits of the module; constants of the spec are named where they are used. */
export interface ClobParams {
  /** Closed clientOrderIds remembered per owner (spec: trading §3.12). */
  readonly maxClosedIds: number;
  /** Largest builder fee, at most 1,000 ppm (spec: trading §5). */
  readonly builderMaxPpm: number;
}

export const defaultClobParams: ClobParams = { maxClosedIds: 4096, builderMaxPpm: 100 };
