import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ExpiryQueue } from '#chain/modules/clob/expiry-queue.ts';
import { Journal } from '#chain/state/journal.ts';

/** Orders as the queue sees them: row → id and expiry, absent = closed. */
function build() {
  const journal = new Journal();
  const orders = new Map<number, { id: number; expiresAt: number }>();
  const queue = new ExpiryQueue(journal, {
    isOpen: (row, id) => orders.get(row)?.id === id,
    expiresAt: { get: (row) => orders.get(row)!.expiresAt },
    get open() {
      return orders.size;
    },
  });
  return { journal, orders, queue };
}

test('an expiry queue gives each open order once its time has come, and no other', () => {
  const step = fc.record({
    row: fc.nat(20),
    kind: fc.constantFrom('place', 'place', 'amend', 'close', 'drop', 'block'),
    ahead: fc.integer({ min: 1, max: 5_000 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const { journal, orders, queue } = build();
      let id = 0;
      let now = 10_000;
      for (const { row, kind, ahead } of steps) {
        const held = orders.get(row);
        if (kind === 'place' && held === undefined) {
          orders.set(row, { id: ++id, expiresAt: now + ahead });
          queue.add(row, id, now + ahead);
        } else if (kind === 'amend' && held !== undefined) {
          held.expiresAt = now + ahead;
          queue.add(row, held.id, held.expiresAt);
        } else if (kind === 'close') {
          orders.delete(row);
        } else if (kind === 'drop' && held === undefined) {
          const mark = journal.mark();
          queue.add(row, ++id, now + ahead);
          journal.rollback(mark);
        } else if (kind === 'block') {
          now += ahead;
          const due = new Set(queue.takeDue(now));
          const expected = [...orders].filter(([, order]) => order.expiresAt <= now).map(([one]) => one);
          assert.deepEqual([...due].sort(), expected.sort());
          for (const one of expected) orders.delete(one);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('orders that were canceled long before their expiry do not pile up', () => {
  const { orders, queue } = build();
  for (let id = 1; id <= 200_000; id++) {
    orders.set(1, { id, expiresAt: 1e12 + (id % 50) * 1000 });
    queue.add(1, id, 1e12 + (id % 50) * 1000);
    orders.delete(1);
    if (id % 1000 === 0) assert.deepEqual(queue.takeDue(1000), []);
  }
  assert.ok(queue.size < 10_000, `${queue.size} entries`);
});
