import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MarginWorld } from '#test/support/naive-margin-world.ts';

const USD = 1_000_000n;

function world(): MarginWorld {
  const w = new MarginWorld(2);
  w.margin.credit(0, 0, 1, 1_000n * USD, 'genesis');
  return w;
}

test('a setting raises what an order needs and can be removed again', () => {
  const w = world();
  const row = w.margin.getRow(0, 0);
  assert.equal(w.margin.canPlace(row, 1, 'buy', 4_000, 600_000), true);
  w.margin.setLeverage(0, 0, 1, 200_000);
  assert.equal(w.margin.canPlace(row, 1, 'buy', 4_000, 600_000), false);
  assert.deepEqual(w.margin.rows.record(row).settings, [{ market: 1, imPpm: 200_000 }]);
  w.margin.setLeverage(0, 0, 1, 0);
  assert.equal(w.margin.canPlace(row, 1, 'buy', 4_000, 600_000), true);
  assert.deepEqual(w.margin.rows.record(row).settings, []);
});

test('3013 refuses ratios above 1 and those the orders at work would not meet', () => {
  const w = world();
  assert.throws(() => w.margin.setLeverage(0, 0, 1, 1_000_001), { code: 3013 });
  w.margin.addResting(w.margin.getRow(0, 0), 1, 'buy', 4_000, 600_000);
  assert.throws(() => w.margin.setLeverage(0, 0, 1, 500_000), { code: 3013 });
});

test('1004 and 4001 refuse what does not exist', () => {
  const w = world();
  assert.throws(() => w.margin.setLeverage(0, 7, 1, 100_000), { code: 1004 });
  assert.throws(() => w.margin.setLeverage(0, 0, 77, 100_000), { code: 4001 });
});

test('a subaccount is active with money, collateral of worth or a position, and not without', () => {
  const w = world();
  const row = w.margin.getRow(0, 0);
  assert.equal(w.margin.isActive(row), true);
  w.margin.withdraw(row, 1, 1_000n * USD, 'withdrawal');
  assert.equal(w.margin.isActive(row), false);
  w.margin.credit(0, 0, 3, 1_000_000n, 'deposit');
  assert.equal(w.margin.isActive(row), true);
  w.naive.assets.ETH!.index = 0n;
  w.refresh();
  assert.equal(w.margin.isActive(row), false);
  assert.equal(w.margin.findRow(1, 0), -1);
});

test('a refusal for margin can say what was required and what there was', () => {
  const w = world();
  const row = w.margin.getRow(0, 0);
  assert.equal(w.margin.canPlace(row, 1, 'buy', 8_000, 600_000), false);
  const shortfall = w.margin.explainMargin(row, 1, 'buy', 8_000, 600_000);
  assert.deepEqual(shortfall, { required: '1200000000', available: '980800000' });
});

test('a refusal for open interest can say which cap and by how much', () => {
  const w = world();
  const row = w.margin.getRow(0, 0);
  assert.equal(w.margin.explainOpenInterest(row, 1, 'sell', 66_666), undefined);
  assert.deepEqual(w.margin.explainOpenInterest(row, 1, 'sell', 66_667), {
    scope: 'owner',
    limit: '400000000000',
    wouldBe: '400002000000',
  });
  assert.deepEqual(w.margin.explainOpenInterest(row, 1, 'buy', 2_000_000)?.scope, 'market');
});
