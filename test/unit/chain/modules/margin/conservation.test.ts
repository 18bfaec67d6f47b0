import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BalanceChanged } from '#chain/modules/margin/events.ts';
import { marginInvariants } from '#chain/modules/margin/invariants.ts';
import { ENTRY } from '#chain/modules/margin/layout.ts';
import { Random } from '#test/support/naive-margin-random.ts';
import { MarginTwin } from '#test/support/naive-margin-twin.ts';
import type { MarginWorld } from '#test/support/naive-margin-world.ts';

/** Invariants with an escrow of what was there at first; withdrawals are in flight. */
function checks(world: MarginWorld) {
  const at = (asset: number) => world.margin.totals(asset);
  const escrow = new Map([1, 2, 3].map((asset) => [asset, at(asset)]));
  let left = new Map<number, bigint>();
  const totals = (asset: number) => ({
    insurance: 0n,
    fees: asset === 1 ? BigInt(world.pools.data[0]!) : 0n,
    inFlight: left.get(asset) ?? 0n,
    escrow: escrow.get(asset)!,
  });
  return {
    invariants: marginInvariants(world.margin, { totals }, () => [1, 2, 3]),
    withdrawn(now: Map<number, bigint>) {
      left = now;
    },
  };
}

test('money is conserved to the last quantum over fills, fees, funding and withdrawals', () => {
  const random = new Random(4_711);
  const twin = new MarginTwin(random, 7);
  const { world } = twin;
  world.accounts.referrers.set(2, 5);
  const { invariants, withdrawn } = checks(world);
  const out = new Map<number, bigint>();
  const ledger = new Map<string, bigint>();
  world.events.take();
  for (const row of world.margin.rows.sortedRows()) {
    for (const asset of [1, 2, 3]) ledger.set(`${row}/${asset}`, world.margin.rows.balance(row, asset));
  }
  for (let block = 0; block < 60; block++) {
    twin.nextBlock();
    for (let i = 0; i < 12; i++) twin.step();
    for (const { event } of world.events.take()) {
      if (event.type !== 'nave.margin.v1.BalanceChanged') continue;
      const { asset, owner, subaccount, entries, balance } = event as BalanceChanged;
      const row = world.margin.getRow(world.accounts.findNumber(owner), subaccount);
      const key = `${row}/${asset}`;
      for (const entry of entries) {
        ledger.set(key, ledger.get(key)! + BigInt(entry.change));
        assert.equal(ledger.get(key), BigInt(entry.balance), `${entry.reason} of ${key}`);
        if (entry.reason === 'withdrawal') out.set(asset, (out.get(asset) ?? 0n) - BigInt(entry.change));
      }
      assert.equal(ledger.get(key), BigInt(balance));
    }
    withdrawn(out);
    for (const { name, check } of invariants) assert.equal(check(), undefined, name);
    for (const row of world.margin.rows.sortedRows()) {
      for (const asset of [1, 2, 3]) assert.equal(ledger.get(`${row}/${asset}`), world.margin.rows.balance(row, asset));
    }
  }
});

test('each invariant names what is broken', () => {
  const twin = new MarginTwin(new Random(12), 7);
  const { world } = twin;
  const { invariants } = checks(world);
  for (let i = 0; i < 200; i++) twin.step();
  const { margin } = world;
  const holder = margin.rows.sortedRows().find((row) => margin.rows.record(row).positions.length > 0)!;
  const maker = margin.rows.sortedRows().find((row) => margin.restingLots(row, 1, 'buy') > 0)!;
  const cell = margin.rows.cells.first(holder);
  const broken = (sabotage: () => void): string[] => {
    const mark = world.journal.mark();
    sabotage();
    const names = invariants.filter(({ check }) => check() !== undefined).map(({ name }) => name);
    world.journal.rollback(mark);
    return names;
  };
  assert.deepEqual(
    broken(() => margin.rows.cells.numbers.set(cell, ENTRY, 1)).filter((name) => name.includes('conserved')),
    ['margin: money is conserved'],
  );
  assert.ok(
    broken(() => margin.rows.cells.ints.set(cell, 2, 123_456)).includes('margin: positions of a market sum to zero'),
  );
  assert.ok(broken(() => margin.marketRows.addClaims(0, 1n)).includes('margin: funding claims and dust'));
  const restingCell = margin.rows.cells.find(maker, 0);
  assert.ok(
    broken(() => margin.rows.cells.numbers.set(restingCell, 3, 1)).includes('margin: reserved equals recomputed'),
  );
  assert.ok(broken(() => margin.rows.ints.set(holder, 1, 200)).includes('margin: lists are in order'));
});
