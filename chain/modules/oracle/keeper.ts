import { toHex } from '../../lib/bytes.ts';
import { AppError, invariant } from '../../lib/errors.ts';
import type { Crypto } from '../../lib/hash.ts';
import type { ChainContext } from '../../module.ts';
import { Collection } from '../../state/collection.ts';
import { bytesKey } from '../../state/key-codecs.ts';
import type { Params, ParamsStore } from '../../state/params-store.ts';
import { prefixes } from '../../state/prefixes.ts';
import type { Group } from '../markets/types.ts';
import type { Power } from '../power/types.ts';
import { oracleModeChanged, priceSkipped, priceStored, type SkipReason } from './events.ts';
import type { OracleAssets, OracleMarkets } from './expected.ts';
import { GUARDS, isInBounds } from './guards.ts';
import { type IndexResult, indexStep, NEW_FEED_STATE } from './index-price.ts';
import { feedStateCodec, paramsCodec, priceCodec } from './keys.ts';
import { type FramedUpdate, parseFraming } from './pyth/framing.ts';
import type { PriceMessage } from './pyth/message.ts';
import { PythError } from './pyth/reasons.ts';
import { readClaims, type VerifiedUpdate, verifyUpdate } from './pyth/verify.ts';
import { SignerRegistry } from './signers.ts';
import type { Feed, FeedState, GuardRow, Oracle, OracleParams, StoredPrice } from './types.ts';

export const MAX_UPDATES = 8;
/** A publisher's clock may be this far ahead of block time. */
const AHEAD_MS = 2_000;

export interface OracleDeps {
  readonly crypto: Crypto;
  readonly params: ParamsStore;
  readonly power: Power;
  readonly markets: OracleMarkets;
  readonly assets: OracleAssets;
}

/**
 * Prices come in only through verified updates; every block turns them into one index and mode a feed. Invariants: stored
 * (publishTime, slot) of a feed only rises; a feed without a price has no index.
 */
export class OracleKeeper implements Oracle {
  readonly prices: Collection<Uint8Array, StoredPrice>;
  readonly states: Collection<Uint8Array, FeedState>;
  readonly signers: SignerRegistry;
  readonly params: Params<OracleParams>;
  private readonly context: ChainContext;
  private readonly deps: OracleDeps;
  private byId: { readonly params: OracleParams; readonly feeds: ReadonlyMap<string, Feed> } | undefined;

  constructor(context: ChainContext, deps: OracleDeps) {
    this.context = context;
    this.deps = deps;
    this.params = deps.params.section('oracle', paramsCodec);
    this.prices = new Collection(context.journal, prefixes.prices, 'prices', bytesKey, priceCodec);
    this.states = new Collection(context.journal, prefixes.oracleState, 'oracleState', bytesKey, feedStateCodec);
    this.signers = new SignerRegistry(context, deps.crypto, deps.power, () => this.params.get().namespaces);
  }

  feeds(): readonly Feed[] {
    return this.params.get().feeds;
  }
  findFeed(id: Uint8Array): Feed | undefined {
    const params = this.params.get();
    if (this.byId?.params !== params) {
      this.byId = { params, feeds: new Map(params.feeds.map((feed) => [toHex(feed.id), feed])) };
    }
    return this.byId.feeds.get(toHex(id));
  }
  feedState(id: Uint8Array): FeedState {
    return this.states.get(id) ?? NEW_FEED_STATE;
  }
  guards(group: Group): GuardRow {
    return GUARDS[group];
  }

  /** Steps 1 and 2 of oracle §2, for checkTx: no signature is looked at. Throws AppError 5020, 5021. */
  checkFresh(updates: readonly Uint8Array[]): FramedUpdate[] {
    const framed = frameAll(updates);
    const news = framed.some((update) => {
      const { slot, prices } = readClaims(update);
      return prices.some((price) => this.findFeed(price.feedId) !== undefined && this.isNewer(price, slot));
    });
    if (!news) throw new AppError(5020);
    return framed;
  }

  /** Steps 1 and 3–6 with signatures and proofs, for processProposal. Throws AppError 5021. */
  verify(updates: readonly Uint8Array[]): void {
    for (const [i, update] of frameAll(updates).entries()) this.verifyOne(this.deps.crypto, update, i);
  }

  /**
   * MsgSubmitPythUpdate in execution: everything but signatures and proofs, which `verify` did for the proposal (spec:
   * chain §4). Returns how many feeds advanced. Throws AppError 5020, 5021.
   */
  submit(updates: readonly Uint8Array[]): number {
    const verified = this.checkFresh(updates).map((update, i) => this.verifyOne(undefined, update, i));
    let stored = 0;
    for (const { slot, prices } of verified) {
      for (const price of prices) if (this.apply(price, slot)) stored++;
    }
    return stored;
  }

  private verifyOne(crypto: Crypto | undefined, update: FramedUpdate, position: number): VerifiedUpdate {
    return asAppError(position, () => verifyUpdate(crypto, update, this.signers, this.context.block.timeMs));
  }

  private isNewer(price: PriceMessage, slot: bigint): boolean {
    const old = this.prices.get(price.feedId);
    if (old === undefined) return true;
    const seconds = BigInt(old.publishTime);
    return price.publishTime > seconds || (price.publishTime === seconds && slot > old.slot);
  }

  /** Step 7: one feed; false when it is skipped (with an event) or not newer. */
  private apply(message: PriceMessage, slot: bigint): boolean {
    const id = message.feedId.slice();
    const feed = this.findFeed(id);
    const reason = feed === undefined ? 'feed_unknown' : this.findSkip(message, feed);
    if (feed === undefined || reason !== undefined) {
      this.context.events.emit(priceSkipped(id, reason ?? 'feed_unknown'));
      return false;
    }
    if (!this.isNewer(message, slot)) return false;
    const stored: StoredPrice = {
      price: toPrice(message.price, feed),
      confidence: toPrice(message.conf, feed),
      publishTime: Number(message.publishTime),
      slot,
    };
    this.prices.set(id, stored);
    this.context.events.emit(priceStored(id, stored));
    return true;
  }

  private findSkip(message: PriceMessage, feed: Feed): SkipReason | undefined {
    const { publishTime, prevPublishTime } = message;
    if (message.expo !== feed.exponent) return 'exponent';
    if (message.price <= 0n) return 'price';
    const latest = BigInt(this.context.block.timeMs + AHEAD_MS);
    if (publishTime < 0n || publishTime * 1000n > latest || prevPublishTime > publishTime) return 'publish_time';
    return isInBounds(toPrice(message.price, feed), feed) ? undefined : 'bounds';
  }

  /** Oracle step of the begin phase, after lane 0: index and mode of every feed, told to markets and assets. */
  updateIndexes(): void {
    const { allowSoloPrimary, times, feeds } = this.params.get();
    const nowMs = this.context.block.timeMs;
    for (const feed of feeds) {
      const before = this.feedState(feed.id);
      const stored = this.prices.get(feed.id);
      const result = indexStep(before, { feed, stored, references: [], allowSoloPrimary, times, nowMs });
      if (!isSameState(before, result.state)) this.states.set(feed.id, result.state);
      if (before.mode !== result.state.mode) this.context.events.emit(oracleModeChanged(feed.id, result.state));
      this.tell(feed, result);
    }
  }

  private tell(feed: Feed, { state, openBoundsPassed, fresh }: IndexResult): void {
    const { mode, index, confidence, indexAtMs, valid, thawUntilMs, disagreeSinceMs } = state;
    const report = {
      mode,
      index: valid ? index : undefined,
      confidence,
      indexAtMs,
      openBoundsPassed,
      feedFresh: fresh,
      liquidationsHeld: this.context.block.timeMs < thawUntilMs || disagreeSinceMs > 0,
    };
    for (const market of this.deps.markets.findByFeed(feed.id)) this.deps.markets.setOracle(market.id, report);
    this.tellAsset(feed, state);
  }

  private tellAsset(feed: Feed, { index, confidence, valid }: FeedState): void {
    const asset = this.deps.assets.findByFeed(feed.id);
    if (asset !== undefined) this.deps.assets.setPrice(asset.id, { index, confidence, valid });
  }

  /** Prices of assets are no records: they come back from the feeds'. */
  rebuild(): void {
    for (const feed of this.feeds()) this.tellAsset(feed, this.feedState(feed.id));
  }
}

function frameAll(updates: readonly Uint8Array[]): FramedUpdate[] {
  if (updates.length === 0 || updates.length > MAX_UPDATES) {
    throw new AppError(5021, `A message carries 1 to ${MAX_UPDATES} updates.`, { reason: 'count' });
  }
  return updates.map((update, i) => asAppError(i, () => parseFraming(update)));
}

/** Runs a verification; its PythError becomes code 5021 with the reason and which update it was. */
export function asAppError<T>(position: number, verify: () => T): T {
  try {
    return verify();
  } catch (error) {
    if (!(error instanceof PythError)) throw error;
    throw new AppError(5021, `Price update refused: ${error.reason}.`, { reason: error.reason, update: position });
  }
}

/** price × 10^expo in 1e-12 USD, exact: registration refuses exponents below −12. */
function toPrice(value: bigint, { exponent }: Feed): bigint {
  invariant(exponent >= -12 && exponent <= 2, 'exponent out of range');
  return value * 10n ** BigInt(12 + exponent);
}

function isSameState(a: FeedState, b: FeedState): boolean {
  return (Object.keys(b) as (keyof FeedState)[]).every((key) => a[key] === b[key]);
}
