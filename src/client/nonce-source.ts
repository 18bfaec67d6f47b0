/** Nonces live this long: a lost answer can be asked about, and a stuck transaction ends. */
export const DEFAULT_TIMEOUT_MS = 60_000;

const SPREAD_US = 1_000_000;

/**
 * Unordered nonces: block time + timeout in microseconds, never the same twice. Processes that share a key begin at random
 * points of a second and, where nanoseconds are signed, have a random tag of three digits, so that they do not meet.
 */
export class NonceSource {
  /** 0..999 ns of this process. */
  readonly tagNs: number;
  private readonly offsetUs: number;
  private last = 0;

  /** `random` gives 0 ≤ x < 1. */
  constructor(random: () => number = Math.random) {
    this.offsetUs = Math.floor(random() * SPREAD_US);
    this.tagNs = Math.floor(random() * 1000);
  }

  /** Microseconds since 1970, above every one before. */
  next(blockTimeMs: number, timeoutMs = DEFAULT_TIMEOUT_MS): number {
    const earliest = (blockTimeMs + timeoutMs) * 1000 + this.offsetUs;
    this.last = Math.max(this.last + 1, earliest);
    return this.last;
  }
}
