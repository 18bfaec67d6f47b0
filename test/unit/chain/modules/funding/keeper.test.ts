import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FundingHourClosed } from '#chain/modules/funding/events.ts';
import { MIN_ORDER_AGE_MS } from '#chain/modules/funding/keeper.ts';
import { createFunding } from '#chain/modules/funding/module.ts';
import { fundingRecordCodec } from '#chain/modules/funding/record.ts';
import { EventLog } from '#chain/state/event-log.ts';
import { Journal } from '#chain/state/journal.ts';
import { qtlOf } from '#test/support/naive-margin.ts';
import { type NaiveFundingState, naiveFundingStep } from '#test/support/naive-margin-fills.ts';
import { Random } from '#test/support/naive-margin-random.ts';
import type { NaiveBook, NaiveLevel, NaiveMarket } from '#test/support/naive-margin-types.ts';
import { naiveWorld } from '#test/support/naive-margin-world.ts';

/** The funding module over one market of the naive world, its book and its oracle. */
function setup(market: NaiveMarket = naiveWorld().markets['2']!) {
  const journal = new Journal();
  const events = new EventLog(journal);
  const block = { chainId: 'c', hubSalt: new Uint8Array(32), height: 1, timeMs: 0, previousTimeMs: 0 };
  const ledger = { pool: 0n, claims: 0n, index: 0n, insurance: 0n };
  const book: NaiveBook = { bids: [], asks: [] };
  const oracle = { mode: 'NORMAL' as NaiveMarket['mode'], index: market.index as bigint | null };
  const { keeper, module } = createFunding(
    { journal, events, block },
    {
      markets: {
        ids: [2],
        find: (id) =>
          id === 2
            ? {
                id: 2,
                lotE12: market.lotE12,
                quantumsPerTickLot: Number(qtlOf(market)),
                impactNotional: market.impactNotional,
                group: market.group,
              }
            : undefined,
        state: () => ({
          oracleMode: oracle.mode.toLowerCase() as 'normal',
          hasIndex: oracle.index !== null,
          indexPrice: oracle.index ?? 0n,
        }),
      },
      book: {
        *impactLevels(_market, side, nowMs, minAgeMs) {
          assert.equal(minAgeMs, MIN_ORDER_AGE_MS);
          for (const level of side === 'buy' ? book.bids : book.asks) {
            if (BigInt(nowMs) - level.placedAt >= 1_000n)
              yield { ticks: Number(level.ticks), lots: Number(level.lots) };
          }
        },
      },
      ledgers: {
        setFundingIndex: (_market, index) => {
          ledger.index = index;
        },
        fundingLedger: () => ledger,
        takeFromFundingPool: (_market, amount) => {
          ledger.pool -= amount;
        },
      },
      insurance: {
        credit: (_pool, _asset, amount) => {
          ledger.insurance += amount;
        },
      },
      fundingIndex: () => ledger.index,
    },
  );
  const at = (timeMs: number): void => {
    block.previousTimeMs = block.timeMs;
    block.timeMs = timeMs;
    block.height++;
    keeper.begin();
  };
  return { market, ledger, book, oracle, keeper, module, events, block, at };
}

test('random blocks over hours give the state, pool and insurance of the naive clock', () => {
  for (const seed of [3, 5, 8]) {
    const random = new Random(seed);
    const s = setup();
    const naive: NaiveFundingState = {
      time: 0n,
      total: 0n,
      valid: 0n,
      funding: 0n,
      fundingPool: 0n,
      fundingA: 0n,
      insurance: 0n,
    };
    let time = 3_600_000 * 4 - 30_000;
    let hours = 0;
    let charged = 0;
    for (let block = 0; block < 2_500; block++) {
      time += random.pick([250, 1_000, 4_000, 5_000, 9_000]);
      const { market } = s;
      s.oracle.mode = random.pick(['NORMAL', 'NORMAL', 'NORMAL', 'NORMAL', 'NORMAL', 'CAUTION', 'FROZEN']);
      s.oracle.index = random.chance(50_000)
        ? null
        : market.index + BigInt(random.int(-1_000_000, 1_000_000)) * 10_000n;
      const level = (sign: bigint): NaiveLevel => ({
        ticks: 150_000n + sign * BigInt(random.int(1, 400)),
        lots: BigInt(random.int(1, 6_000)),
        placedAt: BigInt(time - random.pick([500, 1_000, 60_000])),
      });
      s.book.bids = [level(-1n), level(-1n), level(1n)].sort((a, b) => Number(b.ticks - a.ticks));
      s.book.asks = [level(1n), level(1n), level(1n)].sort((a, b) => Number(a.ticks - b.ticks));
      s.ledger.claims = random.big(10n ** 12n);
      s.ledger.pool = s.ledger.claims / 10n ** 9n + 1n + random.big(100n);
      Object.assign(naive, { fundingPool: s.ledger.pool, fundingA: s.ledger.claims });
      if (block === 0) naive.time = 0n;
      const book = structuredClone(s.book);
      const rate = naiveFundingStep(naive, market, {
        time: BigInt(time),
        mode: s.oracle.mode,
        index: s.oracle.index,
        book,
      });
      s.at(time);
      const record = s.keeper.records.get(2);
      assert.equal(record?.index ?? 0n, naive.funding);
      assert.equal(record?.total ?? 0n, naive.total);
      assert.equal(BigInt(record?.valid ?? 0), naive.valid);
      assert.equal(s.ledger.pool, naive.fundingPool);
      assert.equal(s.ledger.insurance, naive.insurance);
      assert.equal(s.ledger.index, naive.funding);
      const closed = s.events.take().map((e) => e.event as FundingHourClosed);
      assert.equal(closed.length, rate === null ? 0 : 1);
      if (rate !== null) {
        hours++;
        assert.equal(closed[0]!.rate, Number(rate));
        if (rate !== 0n) charged++;
      }
      for (const { check } of s.module.invariants) assert.equal(check(), undefined);
    }
    assert.ok(hours >= 2 && charged >= 1, `seed ${seed}: ${hours} hours, ${charged} charged`);
  }
});

test('between slots nothing is due', () => {
  const s = setup();
  s.at(5_000);
  assert.deepEqual(s.keeper.dueMarkets(), [2]);
  s.at(9_999);
  assert.deepEqual(s.keeper.dueMarkets(), []);
});

test('a start gives margin the indices of the records', () => {
  const s = setup();
  s.keeper.records.set(2, { index: 12_345n, total: 0n, valid: 0, lastRate: 0n });
  s.module.rebuild();
  assert.equal(s.ledger.index, 12_345n);
  s.ledger.index = 1n;
  assert.equal(s.module.invariants[0]!.check(), 'market 2');
});

test('the read model predicts the running hour once it has enough samples', () => {
  const s = setup();
  s.block.timeMs = 7_200_001;
  s.keeper.records.set(2, { index: 5n, total: 179n, valid: 179, lastRate: -7n });
  assert.equal(s.keeper.find(2).predictedRate, undefined);
  s.keeper.records.set(2, { index: 5n, total: 0n, valid: 180, lastRate: -7n });
  assert.deepEqual(s.keeper.find(2), {
    index: 5n,
    lastRate: -7n,
    predictedRate: 12_500n,
    validSamples: 180,
    nextFundingAtMs: 10_800_000,
  });
});

test('negative indices and sums survive the record', () => {
  const record = { index: -(10n ** 24n), total: -719_000_000n, valid: 719, lastRate: -40_000_000n };
  assert.deepEqual(fundingRecordCodec.decode(fundingRecordCodec.encode(record)), record);
});
