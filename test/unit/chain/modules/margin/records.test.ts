import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toHex } from '#chain/lib/bytes.ts';
import type { RecordSource } from '#chain/state/record.ts';
import { collected } from '#test/support/collected.ts';
import { Random } from '#test/support/naive-margin-random.ts';
import { MarginTwin } from '#test/support/naive-margin-twin.ts';
import { MarginWorld } from '#test/support/naive-margin-world.ts';

/** Takes the changes of a block into a store, giving new records slots as the commitment does. */
function commit(source: RecordSource, store: Map<string, { key: Uint8Array; value: Uint8Array; slot: number }>): void {
  for (const change of collected(source)) {
    const id = toHex(change.key);
    const slot = change.slot < 0 ? store.size : change.slot;
    if (change.slot < 0) change.assign(slot);
    if (change.value === undefined) store.delete(id);
    else store.set(id, { key: change.key, value: change.value, slot });
  }
}

test('records loaded into a new instance give the same records, figures and sums', () => {
  const random = new Random(77);
  const twin = new MarginTwin(random, 6);
  const { margin } = twin.world;
  const rows = new Map<string, { key: Uint8Array; value: Uint8Array; slot: number }>();
  const markets: typeof rows = new Map();
  for (let block = 0; block < 15; block++) {
    twin.nextBlock();
    for (let i = 0; i < 15; i++) twin.step();
    twin.dropped(5);
    commit(margin.rows.table, rows);
    commit(margin.marketRows.table, markets);
  }
  const next = new MarginWorld(6, twin.world.naive);
  for (const record of rows.values()) next.margin.rows.table.load(record);
  for (const record of markets.values()) next.margin.marketRows.table.load(record);
  next.margin.rebuild();
  next.refresh();
  assert.equal(next.margin.rows.table.size, margin.rows.table.size);
  for (const row of margin.rows.sortedRows()) {
    const other = next.margin.getRow(margin.owner(row), margin.subaccount(row));
    assert.deepEqual(next.margin.rows.record(other), margin.rows.record(row));
    const figures = next.margin.report(other);
    assert.equal(figures.maintenance, margin.report(row).maintenance);
    assert.equal(figures.closing, margin.report(row).closing);
  }
  for (const id of [1, 2, 3]) {
    assert.deepEqual(next.margin.fundingLedger(id), margin.fundingLedger(id));
    assert.deepEqual(next.margin.holders(id), margin.holders(id));
    assert.equal(next.margin.openInterest(id), margin.openInterest(id));
  }
  for (const { key, value } of rows.values()) {
    const found = next.margin.rows.table.find(key);
    assert.equal(toHex(found!.value), toHex(value));
  }
  assert.deepEqual(collected(next.margin.rows.table), []);
});

test('a dropped branch leaves no record behind and gives every row back', () => {
  const w = new MarginWorld(3);
  const mark = w.journal.mark();
  const row = w.margin.credit(1, 0, 1, 5n, 'deposit');
  w.margin.credit(1, 0, 3, 5n, 'deposit');
  const handle = w.margin.addResting(row, 2, 'sell', 7, 100);
  w.margin.changeResting(handle, 3);
  w.journal.rollback(mark);
  assert.equal(w.margin.findRow(1, 0), -1);
  assert.deepEqual(collected(w.margin.rows.table), []);
  assert.deepEqual(collected(w.margin.marketRows.table), []);
  assert.equal(w.events.length, 0);
  const again = w.margin.credit(1, 0, 1, 9n, 'deposit');
  assert.equal(w.margin.restingLots(again, 2, 'sell'), 0);
  assert.equal(w.margin.rows.quote(again), 9n);
});

test('handles of dropped and removed orders are used again without mixing up their cells', () => {
  const w = new MarginWorld(3);
  const row = w.margin.credit(0, 0, 1, 1_000_000_000n, 'deposit');
  const other = w.margin.credit(1, 0, 1, 1_000_000_000n, 'deposit');
  const first = w.margin.addResting(row, 1, 'buy', 10, 500_000);
  const mark = w.journal.mark();
  w.margin.removeResting(first);
  const borrowed = w.margin.addResting(other, 1, 'sell', 4, 700_000);
  assert.equal(borrowed, first);
  assert.equal(w.margin.restingLots(row, 1, 'buy'), 0);
  w.journal.rollback(mark);
  assert.equal(w.margin.restingLots(row, 1, 'buy'), 10);
  assert.equal(w.margin.restingLots(other, 1, 'sell'), 0);
  w.margin.changeResting(first, 6);
  assert.equal(w.margin.restingLots(row, 1, 'buy'), 6);
});
