import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ViewBook, ViewLevel, ViewLevelOrder } from '#chain/view/market-types.ts';
import { type BookDelta, diffBooks, diffOrderBooks, mergeDeltas } from '#src/api/book/book-diff.ts';

const bidLevels = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 5 })), { selector: ([t]) => t })
  .map((levels) => levels.sort((a, b) => b[0] - a[0]));
const book = (bids: readonly ViewLevel[]): ViewBook<ViewLevel> => ({
  bids,
  asks: [...bids].reverse().map(([ticks, lots]) => [ticks + 100, lots]),
});

/** What a client does with updates. */
function apply(levels: readonly ViewLevel[], changes: BookDelta['bids'], isBid: boolean): ViewLevel[] {
  const byTicks = new Map(levels.map((level) => [level[0], level[1]]));
  for (const [ticks, lots] of changes) {
    if (lots === 0) byTicks.delete(ticks);
    else byTicks.set(ticks, lots);
  }
  return [...byTicks].sort((a, b) => (isBid ? b[0] - a[0] : a[0] - b[0]));
}

test('a client that applies the difference has the next book, and nothing in it is redundant', () => {
  fc.assert(
    fc.property(bidLevels, bidLevels, (before, next) => {
      const delta = diffBooks(book(before), book(next));
      assert.deepEqual(apply(book(before).bids, delta.bids, true), book(next).bids);
      assert.deepEqual(apply(book(before).asks, delta.asks, false), book(next).asks);
      const known = new Map(before);
      for (const [ticks, lots] of delta.bids) assert.notEqual(known.get(ticks) ?? 0, lots);
    }),
  );
});

test('merged differences do what both did', () => {
  fc.assert(
    fc.property(bidLevels, bidLevels, bidLevels, (a, b, c) => {
      const merged = mergeDeltas(diffBooks(book(a), book(b)), diffBooks(book(b), book(c)), false);
      assert.deepEqual(apply(book(a).bids, merged.bids, true), book(c).bids);
    }),
  );
});

/** An l3 client: a smaller size keeps its place, an unknown order joins the back of its price. */
function applyOrders(orders: readonly ViewLevelOrder[], changes: BookDelta['bids']): ViewLevelOrder[] {
  const queue: ViewLevelOrder[] = [...orders];
  for (const [ticks, lots, id] of changes) {
    const at = queue.findIndex((order) => order[2] === id);
    if (lots === 0) {
      assert.ok(at >= 0, 'removes what is there');
      queue.splice(at, 1);
    } else if (at >= 0) {
      assert.ok(lots <= queue[at]![1], 'grows only by leaving first');
      queue[at] = [ticks, lots, id!];
    } else {
      queue.push([ticks, lots, id!]);
    }
  }
  return queue
    .map((order, i) => [order, i] as const)
    .sort((a, b) => b[0][0] - a[0][0] || a[1] - b[1])
    .map(([order]) => order);
}

/** Random life of a bid side as real books live it: newcomers join the back, amends that grow or move rejoin. */
const lives = fc.array(
  fc.record({
    kind: fc.constantFrom('add', 'remove', 'shrink', 'grow', 'move'),
    id: fc.integer({ min: 1, max: 12 }),
    ticks: fc.integer({ min: 1, max: 4 }),
    lots: fc.integer({ min: 2, max: 9 }),
  }),
  { maxLength: 30 },
);

function live(
  start: readonly ViewLevelOrder[],
  steps: readonly { kind: string; id: number; ticks: number; lots: number }[],
) {
  const queue: ViewLevelOrder[] = [...start];
  for (const { kind, id, ticks, lots } of steps) {
    const at = queue.findIndex((order) => order[2] === id);
    const order = queue[at];
    if (order === undefined) {
      if (kind === 'add') queue.push([ticks, lots, id]);
    } else if (kind === 'shrink' && order[1] > 1) {
      queue[at] = [order[0], order[1] - 1, id];
    } else if (kind === 'remove') {
      queue.splice(at, 1);
    } else if (kind === 'grow' || kind === 'move') {
      queue.splice(at, 1);
      queue.push([kind === 'move' ? ticks : order[0], kind === 'grow' ? order[1] + 1 : order[1], id]);
    }
  }
  return queue
    .map((order, i) => [order, i] as const)
    .sort((a, b) => b[0][0] - a[0][0] || a[1] - b[1])
    .map(([order]) => order);
}

test('order by order, a client rebuilds prices, sizes and every queue', () => {
  fc.assert(
    fc.property(lives, lives, (first, second) => {
      const before = live([], first);
      const next = live(before, second);
      const delta = diffOrderBooks({ bids: before, asks: [] }, { bids: next, asks: [] });
      assert.deepEqual(applyOrders(before, delta.bids), next);
    }),
    { numRuns: 500 },
  );
});
