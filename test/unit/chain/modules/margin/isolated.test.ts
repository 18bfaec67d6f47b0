import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MarginWorld } from '#test/support/naive-margin-world.ts';

const USD = 1_000_000n;
const NO_ORDERS = { hasOpenOrders: () => false };

function world(): MarginWorld {
  const w = new MarginWorld(4);
  w.margin.credit(0, 3, 1, 1_000n * USD, 'genesis');
  w.margin.credit(1, 0, 1, 50_000n * USD, 'genesis');
  return w;
}

const quoteOf = (w: MarginWorld, subaccount: number): bigint => w.margin.rows.quote(w.margin.getRow(0, subaccount));

function trade(w: MarginWorld, child: number, lots: number, ticks: number): string {
  return w.settlement.fill({
    market: 2,
    ticks,
    lots: Math.abs(lots),
    takerSide: lots > 0 ? 'buy' : 'sell',
    takerRow: w.margin.getRow(0, child),
    makerRow: w.margin.getRow(1, 0),
    makerHandle: -1,
    makerRemainingAfter: 0,
    takerReduceOnly: false,
    makerReduceOnly: false,
    takerRestAfter: 0,
    takerLimit: ticks,
    builder: -1,
    builderPpm: 0,
  });
}

test('funding makes child 256·m + s with the money of its parent', () => {
  const w = world();
  assert.equal(w.margin.fundIsolated(0, 3, 2, 100n * USD), 515);
  assert.equal(quoteOf(w, 515), 100n * USD);
  assert.equal(quoteOf(w, 3), 900n * USD);
});

test('a child trades its own market only', () => {
  const w = world();
  const child = w.margin.getRow(0, w.margin.fundIsolated(0, 3, 2, 100n * USD));
  assert.equal(w.margin.canPlace(child, 2, 'buy', 10, 150_000), true);
  assert.equal(w.margin.canPlace(child, 1, 'buy', 1, 600_000), false);
});

test('a child without position and order is swept at the end of the block', () => {
  const w = world();
  w.margin.fundIsolated(0, 3, 2, 100n * USD);
  w.margin.sweepIsolated(NO_ORDERS);
  assert.equal(quoteOf(w, 515), 0n);
  assert.equal(quoteOf(w, 3), 1_000n * USD);
});

test('an open order, resting or waiting, and a position keep the money in the child', () => {
  const w = world();
  const child = w.margin.getRow(0, w.margin.fundIsolated(0, 3, 2, 100n * USD));
  w.margin.sweepIsolated({ hasOpenOrders: (row) => row === child });
  assert.equal(quoteOf(w, 515), 100n * USD);
  const handle = w.margin.addResting(child, 2, 'buy', 10, 149_000);
  w.margin.sweepIsolated(NO_ORDERS);
  assert.equal(quoteOf(w, 515), 100n * USD);
  w.margin.removeResting(handle);
  assert.equal(trade(w, 515, 100, 150_000), 'ok');
  w.margin.sweepIsolated(NO_ORDERS);
  assert.equal(w.margin.position(child, 2), 100);
  assert.ok(quoteOf(w, 515) > 0n);
  assert.equal(trade(w, 515, -100, 150_000), 'ok');
  w.margin.sweepIsolated(NO_ORDERS);
  assert.equal(quoteOf(w, 515), 0n);
});

test('a child in debt is not swept and bars new ones (3014)', () => {
  const w = world();
  const child = w.margin.getRow(0, w.margin.fundIsolated(0, 3, 2, 100n * USD));
  w.margin.debit(child, 1, 101n * USD, 'liquidation_fee');
  w.margin.sweepIsolated(NO_ORDERS);
  assert.equal(quoteOf(w, 515), -USD);
  assert.throws(() => w.margin.fundIsolated(0, 3, 1, USD), { code: 3014 });
  w.margin.credit(0, 515, 1, USD, 'insurance');
  assert.equal(w.margin.fundIsolated(0, 3, 1, USD), 259);
});

test('a child is neither parent, nor source nor target of other transfers (3014)', () => {
  const w = world();
  const child = w.margin.fundIsolated(0, 3, 2, 100n * USD);
  assert.throws(() => w.margin.fundIsolated(0, child, 1, USD), { code: 3014 });
  const to = { address: w.accounts.address(0), subaccount: 0 };
  assert.throws(() => w.margin.transfer({ owner: 0, subaccount: child }, to, 1, USD, false), { code: 3014 });
  const target = { address: w.accounts.address(0), subaccount: child };
  assert.throws(() => w.margin.transfer({ owner: 0, subaccount: 3 }, target, 1, USD, false), { code: 3014 });
  assert.throws(() => w.margin.withdraw(w.margin.getRow(0, child), 1, USD, 'withdrawal'), { code: 3014 });
});

test('funding is held to the withdraw rule of the parent and to a listed market', () => {
  const w = world();
  assert.throws(() => w.margin.fundIsolated(0, 3, 2, 1_001n * USD), { code: 3012 });
  assert.throws(() => w.margin.fundIsolated(0, 3, 9, USD), { code: 4001 });
  assert.throws(() => w.margin.fundIsolated(0, 4, 2, USD), { code: 1004 });
});
