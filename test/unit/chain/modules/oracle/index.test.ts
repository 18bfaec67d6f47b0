import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BTC, BTC_FEED, ETH, ETH_FEED, type Json, OracleChain, USDT_FEED } from '#test/support/oracle-chain.ts';

const PRICE = 8_500_000_000_000n;

const status = (chain: OracleChain): string => {
  const { status, reasons } = chain.markets.keeper.state(BTC);
  return [status, ...reasons].join(' ');
};
const mode = (chain: OracleChain): string => chain.oracle.keeper.feedState(BTC_FEED).mode;
const solo = (allow: boolean) => (state: Record<string, Json>) => {
  state.oracle!.allowSoloPrimary = allow;
};

test('a new chain has no mark, however long it waits, and trades from the first price on', () => {
  const chain = new OracleChain().begin();
  for (let i = 0; i < 100; i++) chain.next(1000);
  assert.equal(mode(chain), 'normal');
  assert.equal(status(chain), 'post_only no_mark');
  assert.equal(chain.markets.keeper.status(BTC).onlyMarkMissing, true);
  assert.equal(chain.markets.keeper.mark(BTC), 0);
  chain.next(1000, [{}]);
  assert.equal(status(chain), 'active');
  // 85,000 USD × 0.0001 BTC = 8.5 USD a lot; confidence 42.5 USD → 0.00425 USD a lot.
  assert.equal(chain.markets.keeper.mark(BTC), 8_500_000);
  assert.equal(chain.markets.keeper.index(BTC), 8_500_000);
  assert.equal(chain.markets.keeper.confidence(BTC), 4_250);
  assert.deepEqual(chain.broken(), []);
});

test('a quiet feed closes to opening after 5 s, loses its index after 15 s, is frozen 60 s later', () => {
  const chain = new OracleChain().begin();
  chain.next(1000, [{}]);
  chain.next(5000);
  assert.equal(status(chain), 'active');
  chain.next(1);
  assert.equal(status(chain), 'reduce_only oracle');
  assert.equal(mode(chain), 'normal');
  chain.next(9_999);
  assert.equal(status(chain), 'reduce_only oracle');
  chain.next(1);
  assert.equal(status(chain), 'post_only no_mark');
  assert.equal(chain.markets.keeper.marginMark(BTC), 8_500_000, 'margin keeps the last mark');
  assert.equal(chain.markets.keeper.isOpenToClosing(BTC), false);
  chain.next(59_999);
  assert.equal(mode(chain), 'normal');
  chain.next(1);
  assert.equal(mode(chain), 'frozen');
  assert.equal(status(chain), 'cancel_only oracle no_mark');
  assert.equal(chain.markets.keeper.status(BTC).onlyMarkMissing, false);
});

test('FROZEN is left through 60 s of CAUTION without liquidations, then 5 good blocks and 10 s', () => {
  const chain = new OracleChain().begin((state) => {
    // The gap below would start the restart guard too.
    (state.markets!.guards as Json).restartGapMs = '600000';
  });
  chain.next(1000, [{}]);
  chain.next(20_000);
  chain.next(60_000);
  assert.equal(mode(chain), 'frozen');
  chain.next(1000, [{}]);
  assert.equal(mode(chain), 'caution');
  assert.equal(status(chain), 'reduce_only oracle');
  assert.equal(chain.markets.keeper.isOpenToClosing(BTC), false);
  for (let i = 1; i < 60; i++) {
    chain.next(1000, [{}]);
    assert.equal(mode(chain), 'caution', `${i} s`);
  }
  chain.next(1000, [{}]);
  assert.equal(mode(chain), 'normal');
  assert.equal(status(chain), 'active');
  assert.equal(chain.markets.keeper.isOpenToClosing(BTC), true);
});

test('without a reference and without allowSoloPrimary P alone is NORMAL for 60 s, then CAUTION', () => {
  const chain = new OracleChain().begin(solo(false));
  chain.next(1000, [{}]);
  for (let i = 1; i < 60; i++) chain.next(1000, [{}]);
  assert.equal(mode(chain), 'normal');
  chain.next(1000, [{}]);
  assert.equal(mode(chain), 'caution');
  assert.equal(chain.oracle.keeper.feedState(BTC_FEED).reason, 'no_reference');
  assert.equal(chain.markets.keeper.isOpenToClosing(BTC), true, 'CAUTION alone does not hold liquidations');

  const localnet = new OracleChain().begin(solo(true));
  for (let i = 0; i < 200; i++) localnet.next(1000, [{}]);
  assert.equal(mode(localnet), 'normal');
});

test('a wide confidence closes opening, a wider one the index', () => {
  const chain = new OracleChain().begin();
  chain.next(1000, [{ conf: PRICE / 400n }]);
  assert.equal(status(chain), 'active', '0.25 % is the bound');
  chain.next(1000, [{ conf: PRICE / 400n + 1n }]);
  assert.equal(status(chain), 'reduce_only oracle');
  chain.next(1000, [{ conf: PRICE / 100n }]);
  assert.equal(status(chain), 'reduce_only oracle', '1 % is the bound');
  chain.next(1000, [{ conf: PRICE / 100n + 1n }]);
  assert.equal(status(chain), 'post_only no_mark');
  chain.next(1000, [{ conf: 2n ** 64n - 1n }]);
  assert.equal(status(chain), 'post_only no_mark');
});

test('a jump needs three updates that span three seconds within 1 % of each other', () => {
  const chain = new OracleChain().begin();
  chain.next(1000, [{ price: PRICE }]);
  const limit = (PRICE * 103n) / 100n;
  chain.next(1000, [{ price: limit }]);
  assert.equal(chain.markets.keeper.index(BTC), 8_755_000, '3 % passes');
  const jump = (limit * 110n) / 100n;
  for (const step of [0n, 1n, -1n]) {
    chain.next(1000, [{ price: jump + step * (jump / 1000n) }]);
    assert.equal(chain.markets.keeper.index(BTC), 0);
    assert.equal(chain.markets.keeper.marginMark(BTC), 8_755_000);
  }
  chain.next(1000, [{ price: jump }]);
  assert.equal(chain.markets.keeper.index(BTC), 9_630_500);
  assert.equal(status(chain), 'active');
});

test('a spike that goes back is never the index', () => {
  const chain = new OracleChain().begin();
  chain.next(1000, [{}]);
  for (const price of [(PRICE * 115n) / 100n, (PRICE * 115n) / 100n]) {
    chain.next(1000, [{ price }]);
    assert.equal(chain.markets.keeper.index(BTC), 0);
  }
  chain.next(1000, [{}]);
  assert.equal(chain.markets.keeper.index(BTC), 8_500_000);
  assert.equal(chain.oracle.keeper.feedState(BTC_FEED).jump, undefined);
});

test('updates that keep leaping begin the run anew', () => {
  const chain = new OracleChain().begin();
  chain.next(1000, [{}]);
  for (let i = 1n; i <= 8n; i++) {
    chain.next(1000, [{ price: (PRICE * (110n + 2n * i)) / 100n }]);
    assert.equal(chain.markets.keeper.index(BTC), 0);
  }
});

test('blocks without a new update do not count for the run', () => {
  const chain = new OracleChain().begin();
  chain.next(1000, [{}]);
  chain.next(1000, [{ price: (PRICE * 120n) / 100n }]);
  for (let i = 0; i < 9; i++) chain.next(1000);
  assert.equal(chain.oracle.keeper.feedState(BTC_FEED).jump?.updates, 1);
  assert.equal(chain.markets.keeper.index(BTC), 0);
});

test('assets take the price of their feed; without a valid index the last one stays, not valid', () => {
  const chain = new OracleChain().begin();
  assert.deepEqual(chain.assets.keeper.findBySymbol('ETH')?.index, 0n);
  chain.next(1000, [
    { feedId: ETH_FEED, price: 250_000_000_000n },
    { feedId: USDT_FEED, price: 100_100_000n },
  ]);
  const eth = chain.assets.keeper.findBySymbol('ETH');
  assert.deepEqual([eth?.index, eth?.confidence, eth?.valid], [2_500n * 10n ** 12n, 125n * 10n ** 10n, true]);
  assert.equal(chain.assets.keeper.findBySymbol('USDT')?.index, 1_001_000_000_000n);
  const version = chain.assets.keeper.version;
  chain.next(30_000);
  const later = chain.assets.keeper.findBySymbol('ETH');
  assert.deepEqual([later?.index, later?.valid], [2_500n * 10n ** 12n, false]);
  assert.ok(chain.assets.keeper.version > version);
});

test('a restart gives the same prices, modes and statuses, and goes on the same way', () => {
  const chain = new OracleChain().begin();
  chain.next(1000, [{}, { feedId: ETH_FEED, price: 250_000_000_000n }]);
  chain.next(1000, [{ price: (PRICE * 120n) / 100n }]);
  const copy = new OracleChain();
  chain.restartInto(copy);
  const facts = (one: OracleChain): unknown => [
    [BTC, ETH].map((id) => [
      one.markets.keeper.state(id),
      one.markets.keeper.marginMark(id),
      one.markets.keeper.mark(id),
    ]),
    [BTC_FEED, ETH_FEED].map((feed) => [one.oracle.keeper.feedState(feed), one.oracle.keeper.prices.get(feed)]),
    one.assets.keeper.all(),
    one.power.keeper.all(),
  ];
  assert.deepEqual(facts(copy), facts(chain));
  assert.deepEqual(copy.broken(), []);
  const events = [chain, copy].map((one) => one.next(1000));
  assert.deepEqual(events[0], events[1]);
  assert.deepEqual(facts(copy), facts(chain));
});

test('prices are announced in every block that moves them, and only then', () => {
  const chain = new OracleChain().begin();
  const prices = (events: readonly { type: string }[]) =>
    events.filter(({ type }) => type === 'nave.markets.v1.MarketPrices') as unknown as Json[];
  const first = prices(chain.next(1000, [{}]));
  assert.deepEqual(first, [
    {
      type: 'nave.markets.v1.MarketPrices',
      market: BTC,
      mark: '85000000000000000',
      index: '85000000000000000',
      confidence: '42500000000000',
    },
  ]);
  assert.deepEqual(prices(chain.next(1000)), []);
  assert.deepEqual(
    prices(chain.next(15_000)).map(({ mark, index }) => [mark, index]),
    [['', '']],
  );
});
