import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MarginChecks } from '#chain/modules/margin/checks.ts';
import { FastMargin } from '#chain/modules/margin/fast-margin.ts';
import {
  markOf,
  naiveEquities,
  naiveFloor,
  naiveImr,
  naiveMmr,
  naiveReport,
  qtlOf,
} from '#test/support/naive-margin.ts';
import { Random } from '#test/support/naive-margin-random.ts';
import type { NaiveAccount, NaiveOrder } from '#test/support/naive-margin-types.ts';
import { ASSET_IDS, MarginWorld } from '#test/support/naive-margin-world.ts';

/** Accounts at the edge of what a record can hold: notionals and entries near 2^53, Q near 2^62, F near 2^80. */
function extreme(random: Random, world: MarginWorld): NaiveAccount {
  const account: NaiveAccount = { owner: '', quote: 0n, balances: {}, positions: [], orders: [], userIm: {} };
  const bits = random.pick([20n, 45n, 52n, 53n, 55n, 62n]);
  account.quote = random.big(1n << bits) - random.big(1n << bits);
  for (const m of Object.values(world.naive.markets)) {
    if (random.chance(250_000)) continue;
    const most = random.pick([10n ** 6n, 10n ** 12n, 2n ** 53n - 1n, 2n ** 53n - 1n]);
    const limit = most / markOf(m) < 2n ** 31n - 1n ? most / markOf(m) : 2n ** 31n - 1n;
    const size = limit < 2n ? 1n : random.big(limit) + 1n;
    const sign = random.chance(500_000) ? 1n : -1n;
    const entry = sign * (random.big(most) + 1n);
    const funding =
      m.funding - random.big(1n << random.pick([10n, 40n, 53n, 62n])) * (random.chance(500_000) ? 1n : -1n);
    account.positions.push({ market: m.id, lots: sign * size, entry, funding });
    for (let i = random.int(0, 2); i > 0; i--) {
      const side = random.pick(['buy', 'sell'] as const);
      const ticks = random.big((2n * markOf(m)) / qtlOf(m)) + 1n;
      const order: NaiveOrder = { market: m.id, side, lots: random.big(limit + 1n) + 1n, ticks, reduceOnly: false };
      if (order.lots < 2n ** 31n) account.orders.push(order);
    }
    if (random.chance(200_000)) account.userIm[m.id] = BigInt(random.int(1, 1_000_000));
  }
  if (random.chance(500_000)) account.balances.ETH = random.big(1n << random.pick([30n, 50n, 62n])) + 1n;
  if (random.chance(300_000)) account.balances.USDT = random.big(1n << random.pick([30n, 53n, 62n])) + 1n;
  return account;
}

function load(world: MarginWorld, owner: number, account: NaiveAccount): number {
  const { margin } = world;
  const row = margin.rows.restore(owner, 0, {
    quote: account.quote,
    accountSeq: 0,
    updatedHeight: 0,
    holdings: Object.entries(account.balances)
      .map(([name, amount]) => ({ asset: ASSET_IDS[name]!, amount }))
      .sort((a, b) => a.asset - b.asset),
    positions: account.positions.map((p) => ({
      market: Number(p.market),
      lots: Number(p.lots),
      entry: Number(p.entry),
      fundingAt: p.funding,
    })),
    settings: Object.entries(account.userIm).map(([market, ppm]) => ({ market: Number(market), imPpm: Number(ppm) })),
  });
  for (const o of account.orders) margin.addResting(row, Number(o.market), o.side, Number(o.lots), Number(o.ticks));
  return row;
}

test('accounts beyond the safe-integer bounds give the exact figures and decisions', () => {
  const random = new Random(20_261_123);
  let exactRuns = 0;
  let fastRuns = 0;
  for (let i = 0; i < 1500; i++) {
    const world = new MarginWorld(1);
    for (const m of Object.values(world.naive.markets)) {
      m.conf = random.chance(500_000) ? 0n : m.mark / 300n;
      m.funding = random.big(1n << random.pick([10n, 53n, 80n])) - random.big(1n << 50n);
    }
    world.refresh();
    const account = extreme(random, world);
    const row = load(world, 0, account);
    const { margin, naive } = world;
    const wanted = naiveReport(account, naive);
    const got = margin.report(row);
    assert.deepEqual(
      [
        got.plain,
        got.initial,
        got.closing,
        got.withdrawal,
        got.initialRequirement,
        got.withdrawableQuote,
        got.healthPpm,
      ],
      [wanted.E, wanted.Eim, wanted.Eb, wanted.Ew, wanted.IMR, wanted.withdrawableQuote, wanted.healthPpm],
    );
    const fast = new FastMargin(margin.rows, margin.marketRows, margin.resting, margin.exact);
    const e = naiveEquities(account, naive);
    if (fast.initial(row, -1, 0, undefined)) {
      fastRuns++;
      assert.deepEqual([BigInt(fast.equity), BigInt(fast.requirement)], [e.Eim, naiveImr(account, naive)]);
    } else exactRuns++;
    if (fast.maintenance(row)) {
      assert.deepEqual([BigInt(fast.equity), BigInt(fast.requirement)], [e.Emm, naiveMmr(account, naive)]);
    }
    if (fast.withdrawal(row)) {
      assert.deepEqual([BigInt(fast.equity), BigInt(fast.requirement)], [e.Ew, naiveFloor(account, naive)]);
    }
    const checks = new MarginChecks(fast, margin.exact, margin.marketRows);
    assert.equal(checks.isOpenAllowed(row, 0, 0), e.Eim >= naiveImr(account, naive));
    assert.equal(checks.isWithdrawalCovered(row), e.Ew >= naiveFloor(account, naive));
    assert.equal(checks.isLiquidatable(row), e.Emm < naiveMmr(account, naive));
    assert.deepEqual(checks.maintenance(row), { equity: e.Emm, requirement: naiveMmr(account, naive) });
  }
  assert.ok(exactRuns > 100 && fastRuns > 100, `exact ${exactRuns}, fast ${fastRuns}`);
});
