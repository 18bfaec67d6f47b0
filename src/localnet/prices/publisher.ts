import { type PublishedPrice, SignedSlot, type UpdateSigner } from '../hermes/encode-update.ts';
import { type PathFeed, PricePath, type Scenario } from './price-path.ts';

/** A feed of the localnet's Hermes. */
export interface PublishedFeed extends PathFeed {
  /** 32 bytes. */
  readonly id: Uint8Array;
  /** Exponent of its messages; prices are 1e-8 USD when −8. */
  readonly exponent: number;
}

export interface PublisherOptions {
  readonly feeds: readonly PublishedFeed[];
  readonly signer: UpdateSigner;
  readonly scenario: Scenario;
  readonly seed: number;
  /** Unix second of the path's second 0. */
  readonly startSecond: number;
}

/** Slots are numbered 20 a second, as the real routers do. */
const SLOTS_A_SECOND = 20n;
/** Weight of the newest price in the published EMA. */
const EMA_WEIGHT = 60n;

/** Turns price paths into signed slots, one a second. A silent feed keeps its last price and time. */
export class PricePublisher {
  private readonly options: PublisherOptions;
  private readonly paths: readonly PricePath[];
  private last: PublishedPrice[] = [];
  private slot: SignedSlot | undefined;
  private at = -1;

  constructor(options: PublisherOptions) {
    this.options = options;
    this.paths = options.feeds.map((feed) => new PricePath(feed, options.scenario, options.seed));
  }

  get feeds(): readonly PublishedFeed[] {
    return this.options.feeds;
  }

  /** The signed slot of a Unix second; asking again for the same or an earlier second gives the newest one. */
  slotAt(unixSecond: number): SignedSlot {
    if (this.slot !== undefined && unixSecond <= this.at) return this.slot;
    const second = Math.max(0, unixSecond - this.options.startSecond);
    this.last = this.options.feeds.map((feed, i) => this.publish(feed, i, second, unixSecond));
    this.at = unixSecond;
    this.slot = new SignedSlot(BigInt(unixSecond) * SLOTS_A_SECOND, this.last, this.options.signer);
    return this.slot;
  }

  private publish(feed: PublishedFeed, i: number, second: number, unixSecond: number): PublishedPrice {
    const before = this.last[i];
    const point = this.paths[i]!.at(second);
    if (point === undefined && before !== undefined) return before;
    const unit = 10 ** -feed.exponent;
    const price = BigInt(Math.max(1, Math.round((point?.price ?? feed.start) * unit)));
    const conf = BigInt(Math.max(1, Math.round((point?.confidence ?? 0) * unit)));
    return {
      feedId: feed.id,
      price,
      conf,
      expo: feed.exponent,
      publishTime: unixSecond,
      prevPublishTime: before?.publishTime ?? unixSecond - 1,
      emaPrice: before === undefined ? price : before.emaPrice + (price - before.emaPrice) / EMA_WEIGHT,
      emaConf: before === undefined ? conf : before.emaConf + (conf - before.emaConf) / EMA_WEIGHT,
    };
  }
}
