import type { ViewBook, ViewLevel, ViewLevelOrder } from '#chain/view/market-types.ts';

/** Changes of one side in the order they are applied: lots 0 = gone; with l3 the order id is third. */
export type LevelChange = readonly [ticks: number, lots: number, orderId?: number];

export interface BookDelta {
  readonly bids: readonly LevelChange[];
  readonly asks: readonly LevelChange[];
}

export const isEmptyDelta = (delta: BookDelta): boolean => delta.bids.length === 0 && delta.asks.length === 0;

/** Levels of `next` that differ from `before`, and those that left with 0. Both best first; O(levels). */
function diffSide(before: readonly ViewLevel[], next: readonly ViewLevel[], isBid: boolean): LevelChange[] {
  const changes: LevelChange[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < next.length) {
    const a = before[i];
    const b = next[j];
    if (b === undefined || (a !== undefined && (isBid ? a[0] > b[0] : a[0] < b[0]))) {
      changes.push([a![0], 0]);
      i++;
    } else if (a === undefined || a[0] !== b[0]) {
      changes.push(b);
      j++;
    } else {
      if (a[1] !== b[1]) changes.push(b);
      i++;
      j++;
    }
  }
  return changes;
}

/** The exact difference of two views of a book (spec: api-types §4). */
export const diffBooks = (before: ViewBook<ViewLevel>, next: ViewBook<ViewLevel>): BookDelta => ({
  bids: diffSide(before.bids, next.bids, true),
  asks: diffSide(before.asks, next.asks, false),
});

/**
 * Order by order: what left is 0; an order that stands in its old place with fewer lots keeps it; one that grew, moved or
 * came again is 0 and then stands at the back of its price.
 */
function diffOrderSide(before: readonly ViewLevelOrder[], next: readonly ViewLevelOrder[]): LevelChange[] {
  const changes: LevelChange[] = [];
  const nextById = new Map(next.map((order) => [order[2], order]));
  const kept = keptOrders(before, next);
  for (const [ticks, , id] of before) {
    if (!kept.has(id)) changes.push([ticks, 0, id]);
  }
  const lotsBefore = new Map(before.map(([, lots, id]) => [id, lots]));
  for (const order of nextById.values()) {
    const id = order[2];
    if (!kept.has(id) || lotsBefore.get(id) !== order[1]) changes.push(order);
  }
  return changes;
}

/**
 * Orders that kept their place: in each price the longest beginning of the new queue that is, in order, part of the old
 * queue, without those that grew. Newcomers always join at the back, so whatever stands behind one came anew.
 */
function keptOrders(before: readonly ViewLevelOrder[], next: readonly ViewLevelOrder[]): Set<number> {
  const old = new Map<number, readonly ViewLevelOrder[]>();
  for (const order of before) old.set(order[0], [...(old.get(order[0]) ?? []), order]);
  const kept = new Set<number>();
  let ticks = -1;
  let queue: readonly ViewLevelOrder[] = [];
  let at = 0;
  let isOpen = false;
  for (const [price, lots, id] of next) {
    if (price !== ticks) {
      ticks = price;
      queue = old.get(price) ?? [];
      at = 0;
      isOpen = true;
    }
    if (!isOpen) continue;
    while (at < queue.length && queue[at]![2] !== id) at++;
    if (at < queue.length && lots <= queue[at]![1]) {
      kept.add(id);
      at++;
    } else {
      isOpen = false;
    }
  }
  return kept;
}

export const diffOrderBooks = (before: ViewBook<ViewLevelOrder>, next: ViewBook<ViewLevelOrder>): BookDelta => ({
  bids: diffOrderSide(before.bids, next.bids),
  asks: diffOrderSide(before.asks, next.asks),
});

/** Two deltas as one: per price the later total; with l3 one after the other, because places depend on the order. */
export function mergeDeltas(first: BookDelta, second: BookDelta, l3: boolean): BookDelta {
  const merge = (a: readonly LevelChange[], b: readonly LevelChange[]): readonly LevelChange[] => {
    if (l3) return [...a, ...b];
    return [...new Map([...a, ...b].map((change) => [change[0], change])).values()];
  };
  return { bids: merge(first.bids, second.bids), asks: merge(first.asks, second.asks) };
}
