/** Operations of a benchmark stream, one after the other in `records`: six int32 each, in the order of the constants. */
export interface OperationRecords {
  readonly records: Int32Array;
  readonly prefill: number;
  /** What replaying all of it must give: fills and lots of the immediate orders, orders open at the end. */
  readonly fills: number;
  readonly lots: number;
  readonly live: number;
  readonly levels: number;
}

export const FIELDS = 6;
export const KIND = 0;
export const SIDE = 1;
export const TICKS = 2;
export const LOTS = 3;
/** Of a cancel: 1-based number of the operation whose order it cancels. */
export const REF = 4;
export const ACCOUNT = 5;

export const ADD = 0;
export const CANCEL = 1;
/** Immediate or cancel with a limit. */
export const TAKE = 2;

const START = 500_000;
/** Fewer open orders than this make every operation an add. */
const LEAST_LIVE = 200;
/** Makers are accounts 0..999, takers 1000..1999: no self-trade. */
const ACCOUNTS = 1000;

function mulberry32(seed: number): () => number {
  let s = seed >>> 0;
  return () => {
    s = (s + 0x6d2b79f5) >>> 0;
    let t = Math.imul(s ^ (s >>> 15), 1 | s);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A price-time book of ids that knows no more than the generator needs. */
class StreamBook {
  readonly best = [-1, -1];
  readonly live: number[] = [];
  readonly left: Int32Array;
  private readonly place: Int32Array;
  private readonly levels: [Map<number, number[]>, Map<number, number[]>] = [new Map(), new Map()];

  constructor(operations: number) {
    this.left = new Int32Array(operations + 1);
    this.place = new Int32Array(operations + 1);
  }

  get levelCount(): number {
    return this.levels[0].size + this.levels[1].size;
  }

  add(id: number, side: 0 | 1, ticks: number, lots: number): void {
    const level = this.levels[side].get(ticks);
    if (level === undefined) this.levels[side].set(ticks, [id]);
    else level.push(id);
    const best = this.best[side]!;
    if (best < 0 || (side === 0 ? ticks > best : ticks < best)) this.best[side] = ticks;
    this.left[id] = lots;
    this.place[id] = this.live.length;
    this.live.push(id);
  }

  first(side: 0 | 1): number {
    return this.levels[side].get(this.best[side]!)![0]!;
  }

  remove(id: number, side: 0 | 1, ticks: number): void {
    const last = this.live.pop()!;
    if (last !== id) {
      this.live[this.place[id]!] = last;
      this.place[last] = this.place[id]!;
    }
    const level = this.levels[side].get(ticks)!;
    level.splice(level.indexOf(id), 1);
    if (level.length > 0) return;
    this.levels[side].delete(ticks);
    if (this.best[side] === ticks) this.best[side] = this.nextLevel(side, ticks);
  }

  private nextLevel(side: 0 | 1, from: number): number {
    if (this.levels[side].size === 0) return -1;
    const step = side === 0 ? -1 : 1;
    let ticks = from + step;
    while (!this.levels[side].has(ticks)) ticks += step;
    return ticks;
  }
}

/**
 * `prefill` adds, then `operations` of 50 % adds, 40 % cancels of a random open order, 10 % takers of up to 20 ticks depth;
 * adds lie exponentially distributed `depth` ticks from a mid that walks. The same bytes for the same arguments.
 */
export function operationStream(operations: number, depth: number, prefill = 20_000, seed = 1): OperationRecords {
  const total = operations + prefill;
  const records = new Int32Array(total * FIELDS);
  const random = mulberry32(seed);
  const book = new StreamBook(total);
  let mid = START;
  let fills = 0;
  let lots = 0;
  for (let i = 0; i < total; i++) {
    const at = i * FIELDS;
    if (random() < 0.02) mid += random() < 0.5 ? -1 : 1;
    const side = random() < 0.5 ? 0 : 1;
    const drawn = i < prefill ? 0 : random();
    const kind = book.live.length < LEAST_LIVE ? 0 : drawn;
    records[at + SIDE] = side;
    records[at + ACCOUNT] = Math.floor(random() * ACCOUNTS);
    if (kind < 0.5) add(i, side);
    else if (kind < 0.9) cancel(i);
    else take(i, side);
  }
  return { records, prefill, fills, lots, live: book.live.length, levels: book.levelCount };

  function add(i: number, side: 0 | 1): void {
    const away = 1 + Math.floor(-Math.log(1 - random()) * depth);
    const opposite = book.best[1 - side]!;
    let ticks = side === 0 ? mid - away : mid + away;
    if (side === 0 && opposite >= 0 && ticks >= opposite) ticks = opposite - 1;
    if (side === 1 && opposite >= 0 && ticks <= opposite) ticks = opposite + 1;
    const size = 1 + Math.floor(random() * 100);
    records[i * FIELDS + TICKS] = ticks;
    records[i * FIELDS + LOTS] = size;
    book.add(i + 1, side, ticks, size);
  }

  function cancel(i: number): void {
    const id = book.live[Math.floor(random() * book.live.length)]!;
    const placed = (id - 1) * FIELDS;
    const at = i * FIELDS;
    records[at + KIND] = CANCEL;
    records[at + REF] = id;
    for (const field of [SIDE, TICKS, ACCOUNT]) records[at + field] = records[placed + field]!;
    book.remove(id, records[placed + SIDE] as 0 | 1, records[placed + TICKS]!);
  }

  function take(i: number, side: 0 | 1): void {
    const at = i * FIELDS;
    const other = side === 0 ? 1 : 0;
    const limit = side === 0 ? book.best[1]! + 20 : book.best[0]! - 20;
    let want = 1 + Math.floor(random() * 100);
    records[at + KIND] = TAKE;
    records[at + TICKS] = limit;
    records[at + LOTS] = want;
    records[at + ACCOUNT] = records[at + ACCOUNT]! + ACCOUNTS;
    while (want > 0 && book.best[other]! >= 0 && (side === 0 ? book.best[1]! <= limit : book.best[0]! >= limit)) {
      const maker = book.first(other);
      const size = Math.min(want, book.left[maker]!);
      want -= size;
      book.left[maker] = book.left[maker]! - size;
      fills++;
      lots += size;
      if (book.left[maker] === 0) book.remove(maker, other, book.best[other]!);
    }
  }
}
