interface Bucket {
  /** Weight left at `atMs`. */
  left: number;
  atMs: number;
}

export interface Allowance {
  readonly ok: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Until the bucket is full again. */
  readonly resetMs: number;
  /** Until the refused weight fits; 0 when ok. */
  readonly retryAfterMs: number;
}

/** Token bucket per client: `burst` at once, refilled at `perSecond`. Idle buckets are forgotten. */
export class RateLimiter {
  private readonly burst: number;
  private readonly perMs: number;
  private readonly now: () => number;
  private readonly buckets = new Map<string, Bucket>();
  private sweepAtMs: number;

  constructor(burst: number, perSecond: number, now: () => number) {
    this.burst = burst;
    this.perMs = perSecond / 1000;
    this.now = now;
    this.sweepAtMs = now() + burst / this.perMs;
  }

  /** Takes `weight` when it is there; a refused request costs nothing. */
  take(client: string, weight: number): Allowance {
    const bucket = this.bucket(client);
    const ok = bucket.left >= weight;
    if (ok) bucket.left -= weight;
    return this.allowance(bucket, ok ? 0 : weight);
  }

  /** Takes weight that is only known afterwards; the bucket may go below zero. */
  charge(client: string, weight: number): void {
    this.bucket(client).left -= weight;
  }

  look(client: string): Allowance {
    return this.allowance(this.bucket(client), 0);
  }

  private allowance(bucket: Bucket, missing: number): Allowance {
    return {
      ok: missing === 0,
      limit: this.burst,
      remaining: Math.max(0, Math.floor(bucket.left)),
      resetMs: Math.ceil((this.burst - bucket.left) / this.perMs),
      retryAfterMs:
        missing === 0 ? 0 : Math.max(1, Math.ceil((Math.min(missing, this.burst) - bucket.left) / this.perMs)),
    };
  }

  private bucket(client: string): Bucket {
    const now = this.now();
    if (now >= this.sweepAtMs) this.sweep(now);
    const bucket = this.buckets.get(client);
    if (bucket === undefined) {
      const fresh = { left: this.burst, atMs: now };
      this.buckets.set(client, fresh);
      return fresh;
    }
    bucket.left = Math.min(this.burst, bucket.left + Math.max(0, now - bucket.atMs) * this.perMs);
    bucket.atMs = now;
    return bucket;
  }

  private sweep(now: number): void {
    const full = this.burst / this.perMs;
    for (const [client, bucket] of this.buckets) if (now - bucket.atMs >= full) this.buckets.delete(client);
    this.sweepAtMs = now + full;
  }
}
