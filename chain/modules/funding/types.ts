/** Funding of a market as other modules and the read model see it. */
export interface MarketFunding {
  /** F, 1e-9 Quote per lot. */
  readonly index: bigint;
  /** Rate of the last closed hour, ppb. */
  readonly lastRate: bigint;
  /** What the hour would charge with the samples so far; undefined with too few. */
  readonly predictedRate: bigint | undefined;
  readonly validSamples: number;
  readonly nextFundingAtMs: number;
}
