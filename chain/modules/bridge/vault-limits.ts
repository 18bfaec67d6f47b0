import { minBig } from '../../lib/math.ts';
import type { Address } from '../../lib/units.ts';
import { acceptItem, available, type BucketConfig, type BucketUse, leak } from './abi/bucket.ts';
import type { BridgeBase } from './base.ts';
import type { Route, SpokeStatus, VaultToken } from './records.ts';

const bucketOf = (route: Route): BucketUse => ({ used: route.bucketUsed, last: BigInt(route.bucketAt) });
const aggregateOf = (status: SpokeStatus): BucketUse => ({
  used: status.aggregateUsed,
  last: BigInt(status.aggregateAt),
});
const configOf = (token: VaultToken): BucketConfig => ({ ...token, decimals: Number(token.decimals) });

/**
 * The vault's own buckets (spec: bridge-abi §4) as the hub can know them: an item counts from the block its event is applied
 * in, which is later than the vault counted it, so no more is said to be available than there is.
 */
export class VaultLimits {
  private readonly base: BridgeBase;

  constructor(base: BridgeBase) {
    this.base = base;
  }

  /** The vault took an item, instant or not. Limits of a token that it never set are not counted. */
  noteAccepted(spoke: number, token: Address, amount: bigint): void {
    const { store, nowSeconds } = this.base;
    const found = this.find(spoke, token);
    if (found === undefined) return;
    const { route, status, config } = found;
    const before = { token: bucketOf(route), aggregate: aggregateOf(status) };
    const after = acceptItem(amount, BigInt(nowSeconds), config, limitsOf(status), before);
    store.routes.set([spoke, token], { ...route, bucketUsed: after.token.used, bucketAt: nowSeconds });
    store.setStatus(spoke, { aggregateUsed: after.aggregate.used, aggregateAt: nowSeconds });
  }

  /** A change of limits first leaks at the old rate. */
  setToken(spoke: number, config: VaultToken): void {
    const { store, nowSeconds } = this.base;
    const found = this.find(spoke, config.token);
    if (found !== undefined) {
      const { used } = leak(bucketOf(found.route), found.config.rate, BigInt(nowSeconds));
      store.routes.set([spoke, config.token], { ...found.route, bucketUsed: used, bucketAt: nowSeconds });
    }
    store.tokens.set([spoke, config.token], config);
  }

  setAggregate(spoke: number, cap: bigint, rate: bigint): void {
    const { store, nowSeconds } = this.base;
    const status = store.status(spoke);
    const { used } = leak(aggregateOf(status), status.aggregateRate, BigInt(nowSeconds));
    const use = { aggregateUsed: used, aggregateAt: nowSeconds };
    store.setStatus(spoke, { aggregateCap: cap, aggregateRate: rate, ...use });
  }

  /** Token units the vault could pay at once, its limit over all tokens counted; 0 for a token without limits. */
  available(spoke: number, token: Address): bigint {
    const found = this.find(spoke, token);
    if (found === undefined) return 0n;
    const { route, status, config } = found;
    const now = BigInt(this.base.nowSeconds);
    const own = available(config, leak(bucketOf(route), config.rate, now));
    const limits = limitsOf(status);
    const shared = available(limits, leak(aggregateOf(status), limits.rate, now));
    return minBig(own, (shared * 10n ** BigInt(config.decimals)) / config.weight);
  }

  /** Seconds the vault would hold an item back if it came now; 0: instant, undefined: it has no such token. */
  findWait(spoke: number, token: Address, amount: bigint): number | undefined {
    const found = this.find(spoke, token);
    if (found === undefined) return undefined;
    const { route, status, config } = found;
    const now = BigInt(this.base.nowSeconds);
    const before = { token: bucketOf(route), aggregate: aggregateOf(status) };
    const { readyAt } = acceptItem(amount, now, config, limitsOf(status), before);
    return readyAt === undefined ? 0 : Number(readyAt - now);
  }

  private find(spoke: number, token: Address) {
    const { store } = this.base;
    const route = store.routes.get([spoke, token]);
    const config = store.tokens.get([spoke, token]);
    if (route === undefined || config === undefined) return undefined;
    const status = store.status(spoke);
    // A vault always sets it when it is built; without, nothing is known of its buckets.
    if (status.aggregateRate === 0n) return undefined;
    return { route, status, config: configOf(config) };
  }
}

const limitsOf = (status: SpokeStatus) => ({ cap: status.aggregateCap, rate: status.aggregateRate });
