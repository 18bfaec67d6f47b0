import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FillRequest } from '#chain/modules/clob/expected.ts';
import type { BalanceChanged, PositionChanged } from '#chain/modules/margin/events.ts';
import { MarginWorld } from '#test/support/naive-margin-world.ts';

const USD = 1_000_000n;

function world(): MarginWorld {
  const w = new MarginWorld(4);
  for (let owner = 0; owner < 3; owner++) w.margin.credit(owner, 0, 1, 10_000n * USD, 'genesis');
  w.events.take();
  return w;
}

function request(w: MarginWorld, over: Partial<FillRequest> = {}): FillRequest {
  return {
    market: 2,
    ticks: 150_000,
    lots: 100,
    takerSide: 'buy',
    takerRow: w.margin.getRow(0, 0),
    makerRow: w.margin.getRow(1, 0),
    makerHandle: -1,
    makerRemainingAfter: 0,
    takerReduceOnly: false,
    makerReduceOnly: false,
    takerRestAfter: 0,
    takerLimit: 150_000,
    builder: -1,
    builderPpm: 0,
    ...over,
  };
}

const quoteOf = (w: MarginWorld, owner: number): bigint => w.margin.rows.quote(w.margin.getRow(owner, 0));
const events = (w: MarginWorld) => w.events.take().map((placed) => placed.event);

test('a fill moves both positions, takes both fees and fills the pot', () => {
  const w = world();
  assert.equal(w.settlement.fill(request(w)), 'ok');
  assert.deepEqual({ ...w.settlement.lastFees }, { makerFee: 15_000, takerFee: 60_000, builderFee: 0 });
  assert.equal(quoteOf(w, 0), 10_000n * USD - 60_000n);
  assert.equal(quoteOf(w, 1), 10_000n * USD - 15_000n);
  assert.equal(w.pools.data[0], 75_000);
  assert.equal(w.margin.position(w.margin.getRow(0, 0), 2), 100);
  assert.equal(w.margin.position(w.margin.getRow(1, 0), 2), -100);
  assert.equal(w.margin.openInterest(2), 100);
});

test('events wait for announce: maker, taker, builder, referrer, each with the next number of its owner', () => {
  const w = world();
  w.accounts.referrers.set(0, 2);
  assert.equal(w.settlement.fill(request(w, { builder: 3, builderPpm: 100 })), 'ok');
  assert.equal(w.events.length, 0);
  w.settlement.announce?.();
  const list = events(w);
  assert.deepEqual(
    list.map((e) => e.type.replace('nave.margin.v1.', '')),
    ['PositionChanged', 'BalanceChanged', 'PositionChanged', 'BalanceChanged', 'BalanceChanged', 'BalanceChanged'],
  );
  const [maker, , taker, paid, built, referred] = list as [
    PositionChanged,
    BalanceChanged,
    PositionChanged,
    BalanceChanged,
    BalanceChanged,
    BalanceChanged,
  ];
  assert.deepEqual([maker.lots, maker.fee, maker.accountSeq], [-100, 15_000, 2]);
  assert.deepEqual([taker.lots, taker.entry, taker.fee, taker.accountSeq], [100, 150_000_000, 57_600 + 15_000, 2]);
  assert.deepEqual(
    paid.entries.map((e) => [e.reason, e.change]),
    [
      ['fee', '-57600'],
      ['builder_fee', '-15000'],
    ],
  );
  assert.deepEqual([built.entries[0]?.reason, built.balance], ['builder_income', '15000']);
  assert.deepEqual([referred.entries[0]?.reason, referred.entries[0]?.change], ['referral_income', '5760']);
  assert.equal(w.pools.data[0], 57_600 + 15_000 - 5_760);
});

test('one row that is maker, builder and referrer gets one BalanceChanged whose balances add up', () => {
  const w = world();
  w.accounts.referrers.set(0, 1);
  assert.equal(w.settlement.fill(request(w, { builder: 1, builderPpm: 10 })), 'ok');
  w.settlement.announce?.();
  const balance = events(w).find((e): e is BalanceChanged => e.type.endsWith('BalanceChanged'))!;
  assert.deepEqual(
    balance.entries.map((e) => [e.reason, e.balance]),
    [
      ['fee', '9999985000'],
      ['builder_income', '9999986500'],
      ['referral_income', '9999992260'],
    ],
  );
  assert.equal(quoteOf(w, 1), 9_999_992_260n);
});

test('a maker with a rebate is paid, rounded down', () => {
  const w = world();
  w.accounts.volumes.set(1, 500_000_000n * USD);
  assert.equal(w.settlement.fill(request(w, { lots: 1, ticks: 150_001 })), 'ok');
  assert.equal(w.settlement.lastFees.makerFee, -30);
  w.settlement.announce?.();
  const rebate = events(w).find((e): e is BalanceChanged => e.type.endsWith('BalanceChanged'))!;
  assert.deepEqual([rebate.entries[0]?.reason, rebate.entries[0]?.change], ['rebate', '30']);
});

test('a market override replaces both rates', () => {
  const w = world();
  w.feeOverride = { takerPpm: 1_000, makerPpm: -20 };
  assert.equal(w.settlement.fill(request(w)), 'ok');
  assert.deepEqual({ ...w.settlement.lastFees }, { makerFee: -3_000, takerFee: 150_000, builderFee: 0 });
});

test('a taker without margin stops with margin and leaves no trace', () => {
  const w = world();
  const before = JSON.stringify([0, 1].map((o) => quoteOf(w, o).toString()));
  assert.equal(w.settlement.fill(request(w, { lots: 200_000, makerRow: poor(w, 2, 100_000) })), 'margin');
  assert.equal(JSON.stringify([0, 1].map((o) => quoteOf(w, o).toString())), before);
  assert.equal(w.margin.openInterest(2), 0);
  assert.equal(w.pools.data[0], 0);
  assert.deepEqual(w.margin.rows.record(w.margin.getRow(0, 0)).positions, []);
});

/** Row of an owner with `usd` more. */
function poor(w: MarginWorld, owner: number, usd: number): number {
  return w.margin.credit(owner, 0, 1, BigInt(usd) * USD, 'deposit');
}

test('a maker without margin is unhealthy and judged before the taker', () => {
  const w = world();
  assert.equal(w.settlement.fill(request(w, { lots: 200_000 })), 'maker_unhealthy');
});

test('an unhealthy account may reduce at a price that keeps its health and not at a worse one', () => {
  const w = world();
  assert.equal(w.settlement.fill(request(w, { lots: 10_000 })), 'ok');
  const row = w.margin.getRow(0, 0);
  w.margin.debit(row, 1, 9_650n * USD, 'liquidation_fee');
  assert.equal(w.margin.checks.isLiquidatable(row), true);
  const sell = { takerSide: 'sell' as const, lots: 5_000, takerReduceOnly: true };
  assert.equal(w.settlement.fill(request(w, { ...sell, ticks: 140_000 })), 'margin');
  assert.equal(w.settlement.fill(request(w, { ...sell, ticks: 150_000 })), 'ok');
  assert.equal(w.settlement.fill(request(w, { lots: 1 })), 'margin');
});

test('a position limit stops the taker at the cap of the market and at its own share', () => {
  const w = world();
  for (let owner = 0; owner < 3; owner++) poor(w, owner, 10_000_000);
  const lots = Number((8_000_000n * USD) / 20n / 1_500_000n);
  assert.equal(w.settlement.fill(request(w, { lots })), 'ok');
  assert.equal(w.settlement.fill(request(w, { lots: 1, makerRow: w.margin.getRow(2, 0) })), 'position_limit');
  assert.equal(
    w.settlement.fill(request(w, { lots: 1, takerRow: w.margin.getRow(2, 0), takerSide: 'buy' })),
    'maker_unhealthy',
  );
  assert.equal(w.margin.withinOpenInterestCaps(w.margin.getRow(0, 0), 2, 'buy', 1), false);
  assert.equal(w.margin.withinOpenInterestCaps(w.margin.getRow(0, 0), 2, 'sell', 1), true);
});

test('an owner’s subaccounts count together against its share', () => {
  const w = world();
  poor(w, 1, 10_000_000);
  poor(w, 0, 10_000_000);
  w.margin.credit(0, 1, 1, 10_000_000n * USD, 'deposit');
  const lots = Number((8_000_000n * USD) / 40n / 1_500_000n);
  assert.equal(w.settlement.fill(request(w, { lots })), 'ok');
  const second = w.margin.getRow(0, 1);
  assert.equal(w.margin.withinOpenInterestCaps(second, 2, 'buy', lots), true);
  assert.equal(w.margin.withinOpenInterestCaps(second, 2, 'buy', lots + 1), false);
});

test('the maker’s reservation shrinks with the fill and its handle ends with the last lot', () => {
  const w = world();
  const maker = w.margin.getRow(1, 0);
  const handle = w.margin.addResting(maker, 2, 'sell', 100, 150_000);
  assert.equal(w.settlement.fill(request(w, { lots: 40, makerHandle: handle, makerRemainingAfter: 60 })), 'ok');
  assert.equal(w.margin.restingLots(maker, 2, 'sell'), 60);
  assert.equal(w.settlement.fill(request(w, { lots: 60, makerHandle: handle, makerRemainingAfter: 0 })), 'ok');
  assert.equal(w.margin.restingLots(maker, 2, 'sell'), 0);
});
