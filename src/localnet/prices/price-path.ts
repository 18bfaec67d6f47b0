import { Random, streamSeed } from './random.ts';

/** What the prices of a localnet do (operations §6). */
export const SCENARIOS = ['calm', 'volatile', 'crash', 'feed-dies', 'one-venue-lies'] as const;
export type Scenario = (typeof SCENARIOS)[number];

/** A feed to invent prices for. */
export interface PathFeed {
  /** `BTC/USD`. */
  readonly symbol: string;
  /** Where the path begins, USD. */
  readonly start: number;
  /** Stays at its price within a few basis points. */
  readonly stable: boolean;
}

/** Price and confidence in USD at a second. */
export interface PathPoint {
  readonly price: number;
  readonly confidence: number;
}

/** Per second, as a ratio: calm is about 60 % a year, volatile five times that. */
const SIGMA = { calm: 0.0001, volatile: 0.0005 } as const;
const STABLE_SIGMA = 0.00001;
/** Pull back towards the start per second, so that days of localnet stay in a sensible range. */
const PULL = 0.0002;
const CONFIDENCE = 0.0004;

/** Crash: −15 % in ten minutes, after the first minute, then it stays low. */
const CRASH_FROM_S = 60;
const CRASH_FOR_S = 600;
const CRASH_DEPTH = 0.15;
/** Feed dies: DOGE is silent for three minutes, after the first. */
const DEAD_SYMBOL = 'DOGE/USD';
const DEAD_FROM_S = 60;
const DEAD_FOR_S = 180;
/** One venue lies: the feed of ETH prints 15 % too high for two seconds of every minute. */
const LIAR_SYMBOL = 'ETH/USD';
const LIE_EVERY_S = 60;
const LIE_FOR_S = 2;
const LIE = 0.15;

/**
 * The price of one feed second by second, from (seed, scenario, symbol) alone. Seconds are asked for in rising order;
 * skipped ones are walked through. O(seconds passed).
 */
export class PricePath {
  private readonly feed: PathFeed;
  private readonly scenario: Scenario;
  private readonly random: Random;
  private second = 0;
  /** ln(price / start) without the scenario's own move. */
  private drift = 0;

  constructor(feed: PathFeed, scenario: Scenario, seed: number) {
    this.feed = feed;
    this.scenario = scenario;
    this.random = new Random(streamSeed(seed, feed.symbol));
  }

  /** The point at a second since the start (rising); undefined when the feed is silent. */
  at(second: number): PathPoint | undefined {
    while (this.second < second) {
      this.second++;
      this.drift += this.sigma() * this.random.normal() - PULL * this.drift;
    }
    if (this.isDead(second)) return undefined;
    const price = this.feed.start * Math.exp(this.drift) * this.move(second);
    return { price, confidence: price * CONFIDENCE * (this.scenario === 'volatile' ? 3 : 1) };
  }

  private sigma(): number {
    if (this.feed.stable) return STABLE_SIGMA;
    return this.scenario === 'volatile' ? SIGMA.volatile : SIGMA.calm;
  }

  private move(second: number): number {
    if (this.feed.stable) return 1;
    if (this.scenario === 'crash') {
      const done = Math.min(1, Math.max(0, (second - CRASH_FROM_S) / CRASH_FOR_S));
      return 1 - CRASH_DEPTH * done;
    }
    const lies = this.scenario === 'one-venue-lies' && this.feed.symbol === LIAR_SYMBOL;
    return lies && second >= LIE_EVERY_S && second % LIE_EVERY_S < LIE_FOR_S ? 1 + LIE : 1;
  }

  private isDead(second: number): boolean {
    const after = second - DEAD_FROM_S;
    return this.scenario === 'feed-dies' && this.feed.symbol === DEAD_SYMBOL && after >= 0 && after < DEAD_FOR_S;
  }
}
