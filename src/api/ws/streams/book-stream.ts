import type { ViewBook, ViewLevel, ViewLevelOrder } from '#chain/view/market-types.ts';
import type { ChainView } from '#chain/view.ts';
import type { IndexedBlock } from '#src/indexer/rows.ts';
import {
  type BookDelta,
  diffBooks,
  diffOrderBooks,
  isEmptyDelta,
  type LevelChange,
  mergeDeltas,
} from '../../book/book-diff.ts';
import { crc32 } from '../../book/checksum.ts';
import { formatLevels, formatOrderLevels } from '../../book/levels.ts';
import type { MarketUnits } from '../../format/market-names.ts';
import { type Body, body } from '../frame.ts';
import type { Start, Stream } from '../stream.ts';

const CHECKSUM_EVERY_MS = 1000;

export interface BookOptions {
  /** 0 = all. */
  readonly levels: number;
  readonly intervalMs: number;
  readonly l3: boolean;
}

interface BookBody extends Body {
  readonly delta: BookDelta;
  readonly checksum: number | undefined;
  /** Height of the first block in it. */
  readonly firstHeight: number;
}

/** The committed book at one height. */
interface Shot {
  readonly height: number;
  readonly timeMs: number;
  readonly levels: ViewBook<ViewLevel>;
  readonly orders: ViewBook<ViewLevelOrder> | undefined;
}

/**
 * A market's book for one set of options: the difference of the views of two blocks, computed once for all subscribers.
 * Inside an interval the blocks' differences are merged, so an update names every price that moved since the last one.
 */
export class BookStream implements Stream {
  readonly key: string;
  readonly head: string;
  readonly isMergeable = true;
  private readonly view: ChainView;
  private readonly units: MarketUnits;
  private readonly options: BookOptions;
  private readonly resumeHeights: number;
  private shot: Shot;
  /** At the last update that was sent: where an l3 subscriber must begin. */
  private sentShot: Shot;
  private gathered: { delta: BookDelta; firstHeight: number } | undefined;
  private readonly past: BookBody[] = [];
  /** Updates with a larger seq are all in `past`. */
  private coveredFrom: number;
  private checkedAtMs: number;

  constructor(
    key: string,
    head: string,
    view: ChainView,
    units: MarketUnits,
    options: BookOptions,
    resumeHeights: number,
  ) {
    this.key = key;
    this.head = head;
    this.view = view;
    this.units = units;
    this.options = options;
    this.resumeHeights = resumeHeights;
    this.shot = this.look();
    this.sentShot = this.shot;
    this.coveredFrom = this.shot.height;
    this.checkedAtMs = this.shot.timeMs;
  }

  onBlock(block: IndexedBlock): readonly Body[] {
    const { height, timeMs } = block.block;
    if (block.touchedMarkets.includes(this.units.id)) this.gather(height);
    else this.shot = { ...this.shot, height, timeMs };
    const isDue = timeMs - this.sentShot.timeMs >= this.options.intervalMs;
    const isCheckDue = timeMs - this.checkedAtMs >= CHECKSUM_EVERY_MS;
    if (this.gathered !== undefined && isDue) {
      const checksum = isCheckDue ? this.check(timeMs) : undefined;
      const update = this.updateOf(this.gathered.delta, this.gathered.firstHeight, height, this.shot, checksum);
      this.gathered = undefined;
      this.sentShot = this.shot;
      this.keep(update);
      return [update];
    }
    if (this.gathered === undefined) this.sentShot = { ...this.shot, timeMs: this.sentShot.timeMs };
    // While changes wait for their interval the client's book is older than the one a checksum would cover.
    if (!isCheckDue || this.gathered !== undefined) return [];
    const checksum = this.check(timeMs);
    return [body('checksum', this.past.at(-1)?.seq ?? this.coveredFrom, { height, timeMs }, () => ({ checksum }))];
  }

  start(resumeFrom: number | undefined): Start {
    const missed = resumeFrom === undefined ? undefined : this.missed(resumeFrom);
    if (missed !== undefined) return { resumed: true, bodies: missed, seq: resumeFrom!, liveAfter: 0 };
    // l3 changes are steps that must not be taken twice, so an l3 subscriber begins where the last update ended.
    const shot = this.options.l3 ? this.sentShot : this.shot;
    return { resumed: false, bodies: [this.snapshotOf(shot)], seq: shot.height, liveAfter: 0 };
  }

  merge(first: Body, second: Body): Body {
    if (second.type === 'checksum') return first;
    const [a, b] = [first as BookBody, second as BookBody];
    if (first.type === 'checksum') return second;
    const delta = mergeDeltas(a.delta, b.delta, this.options.l3);
    return this.updateOf(delta, a.firstHeight, b.seq, b, b.checksum);
  }

  /** Updates after `seq`, undefined when some are gone or a step would be taken twice. */
  private missed(seq: number): readonly Body[] | undefined {
    if (seq < this.coveredFrom || seq > this.shot.height) return undefined;
    const bodies = this.past.filter((one) => one.seq > seq);
    const hasOldSteps = this.options.l3 && bodies.some((one) => one.firstHeight <= seq);
    return hasOldSteps ? undefined : bodies;
  }

  private keep(update: BookBody): void {
    this.past.push(update);
    while (this.past.length > 0 && this.past[0]!.seq <= this.shot.height - this.resumeHeights) {
      this.coveredFrom = this.past.shift()!.seq;
    }
  }

  private look(): Shot {
    const { height, timeMs } = this.view.chain();
    const { levels, l3 } = this.options;
    return {
      height,
      timeMs,
      levels: this.view.book(this.units.id, levels),
      orders: l3 ? this.view.bookOrders(this.units.id, levels) : undefined,
    };
  }

  private gather(height: number): void {
    const before = this.shot;
    this.shot = this.look();
    const delta =
      this.shot.orders === undefined
        ? diffBooks(before.levels, this.shot.levels)
        : diffOrderBooks(before.orders!, this.shot.orders);
    if (isEmptyDelta(delta)) return;
    this.gathered =
      this.gathered === undefined
        ? { delta, firstHeight: height }
        : {
            delta: mergeDeltas(this.gathered.delta, delta, this.options.l3),
            firstHeight: this.gathered.firstHeight,
          };
  }

  private check(timeMs: number): number {
    this.checkedAtMs = timeMs;
    return crc32(this.units, this.shot.levels);
  }

  private updateOf(
    delta: BookDelta,
    firstHeight: number,
    seq: number,
    at: { readonly height: number; readonly timeMs: number },
    checksum: number | undefined,
  ): BookBody {
    const row = ([ticks, lots, id]: LevelChange): readonly string[] => {
      const size = lots === 0 ? '0' : this.units.size(lots);
      return id === undefined
        ? [this.units.price(ticks), size]
        : [this.units.price(ticks), size, this.units.orderId(id)];
    };
    return {
      ...body('update', seq, at, () => ({
        bids: delta.bids.map(row),
        asks: delta.asks.map(row),
        ...(checksum === undefined ? {} : { checksum }),
      })),
      delta,
      checksum,
      firstHeight,
    };
  }

  private snapshotOf(shot: Shot): Body {
    return body('snapshot', shot.height, shot, () => ({
      market: this.units.ticker,
      seq: shot.height,
      checksum: crc32(this.units, shot.levels),
      ...(shot.orders === undefined
        ? formatLevels(this.units, shot.levels)
        : formatOrderLevels(this.units, shot.orders)),
    }));
  }
}
