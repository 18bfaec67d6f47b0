/** Price in units of the market's tick size: 1 ≤ ticks ≤ maxTicks < 2^31. */
export type Ticks = number;
/** Size in units of the market's lot size: 1 ≤ lots < 2^31; signed where a position is meant. */
export type Lots = number;
/** 1e-6 USDC. Safe integer in hot state where a bound is stated, bigint at the edges. */
export type Quote = bigint;
/** 1e-12 USD for one whole unit of the asset. */
export type Price = bigint;
/** 1e-6 ratio. */
export type Ppm = number;
/** Block header time in milliseconds. */
export type TimeMs = number;

export type Side = 'buy' | 'sell';

/** 20 bytes; `nave1…` and `0x…` are two texts of the same bytes. */
export type Address = Uint8Array;

export const MAX_SAFE = Number.MAX_SAFE_INTEGER;
export const PPM = 1_000_000;
