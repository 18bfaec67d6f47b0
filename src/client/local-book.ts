import { findDecimal } from '#chain/lib/decimal.ts';
import { crc32 } from './crc32.ts';
import type { Frame, OpenSubscription, SubscribeParams, SubscriptionHandlers } from './socket-types.ts';

/** One price of a side as the node writes it. */
export type BookLevel = readonly [price: string, size: string];

interface BookData {
  readonly checksum?: number;
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
}

const CHECKED_LEVELS = 25;
/** Prices compare as integers of 10^−12 USD. */
const SCALE = 12;

/** One side, best first. A change is O(levels); lists of a hundred prices move by copying a few cache lines. */
class BookSide {
  readonly levels: BookLevel[] = [];
  private readonly keys: bigint[] = [];
  private readonly sign: bigint;

  constructor(isBid: boolean) {
    this.sign = isBid ? -1n : 1n;
  }

  clear(): void {
    this.levels.length = 0;
    this.keys.length = 0;
  }

  /** New total at a price; size `0` removes it. */
  set(level: BookLevel): void {
    const key = this.sign * keyOf(level[0]);
    let low = 0;
    let high = this.keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.keys[middle]! < key) low = middle + 1;
      else high = middle;
    }
    const isThere = this.keys[low] === key;
    if (level[1] === '0') {
      if (!isThere) return;
      this.levels.splice(low, 1);
      this.keys.splice(low, 1);
    } else if (isThere) {
      this.levels[low] = level;
    } else {
      this.levels.splice(low, 0, level);
      this.keys.splice(low, 0, key);
    }
  }
}

function keyOf(price: string): bigint {
  const decimal = findDecimal(price);
  if (decimal === undefined) throw new Error(`the node sent ${price} as a price`);
  return decimal.value * 10n ** BigInt(SCALE - decimal.scale);
}

/**
 * A market's book kept from the `book` channel: the subscribed view of the committed book of height `seq`. Checksums are
 * compared as they come; one that differs asks for a fresh snapshot.
 */
export class LocalBook {
  private readonly bidSide = new BookSide(true);
  private readonly askSide = new BookSide(false);
  private height = -1;

  /** Best first. Valid until the next frame. */
  get bids(): readonly BookLevel[] {
    return this.bidSide.levels;
  }
  get asks(): readonly BookLevel[] {
    return this.askSide.levels;
  }
  /** Height of the committed book shown, −1 before the first snapshot. */
  get seq(): number {
    return this.height;
  }

  /** False when a checksum of the frame does not fit the book it leads to. */
  apply(frame: Pick<Frame, 'type' | 'seq' | 'data'>): boolean {
    const { checksum, bids = [], asks = [] } = frame.data as Partial<BookData>;
    if (frame.type === 'snapshot') {
      this.bidSide.clear();
      this.askSide.clear();
    }
    for (const level of bids) this.bidSide.set(level);
    for (const level of asks) this.askSide.set(level);
    this.height = frame.seq;
    return checksum === undefined || checksum === this.checksum();
  }

  /** CRC-32 over the best 25 levels of both sides (spec: api-types §4). */
  checksum(): number {
    const parts: string[] = [];
    for (let i = 0; i < CHECKED_LEVELS; i++) {
      for (const level of [this.bids[i], this.asks[i]]) if (level !== undefined) parts.push(`${level[0]}:${level[1]}`);
    }
    return crc32(parts.join(':'));
  }
}

/** Subscribes a market's book and keeps it; `onChange` after each frame that fits. */
export function followBook(
  subscribe: (params: SubscribeParams, handlers: SubscriptionHandlers) => OpenSubscription,
  market: string,
  onChange: (book: LocalBook) => void,
  options: { readonly levels?: 25 | 100 | 1000 | 0; readonly onError?: (error: Error) => void } = {},
): OpenSubscription {
  const book = new LocalBook();
  const feed = subscribe(
    { channel: 'book', market, options: { levels: options.levels ?? 100 } },
    {
      onFrame: (frame) => {
        if (book.apply(frame)) onChange(book);
        else feed.resync();
      },
      ...(options.onError !== undefined && { onError: options.onError }),
    },
  );
  return feed;
}
