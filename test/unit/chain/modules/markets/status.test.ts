import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClobMarkets } from '#chain/modules/clob/expected.ts';
import { type Restriction, STATUSES, statusInForce } from '#chain/modules/markets/status.ts';
import type { MarketStatus, StatusReason } from '#chain/modules/markets/types.ts';
import { BTC, ETH, ETH_FEED, type Json, OracleChain } from '#test/support/oracle-chain.ts';

const NEW = { status: 'active', reasons: [], onlyMarkMissing: false, sinceMs: 0, untilMs: 0 } as const;
const one = (reason: StatusReason, status: MarketStatus, untilMs = 0): Restriction => ({ reason, status, untilMs });

const text = (chain: OracleChain, market = BTC): string => {
  const { status, reasons } = chain.markets.keeper.state(market);
  return [status, ...reasons].join(' ');
};
const prices = (): { price: bigint; feedId?: Uint8Array }[] => [
  { price: 8_500_000_000_000n },
  { feedId: ETH_FEED, price: 250_000_000_000n },
];
/** A chain whose other markets are settled: two feeds are all of them. */
function twoMarkets(): OracleChain {
  return new OracleChain().begin((state) => {
    for (const market of (state.markets as { markets: Json[] }).markets.slice(2)) market.status = 'settled';
  });
}

test('the keeper is what matching asks for', () => {
  const markets: ClobMarkets = new OracleChain().begin().markets.keeper;
  assert.deepEqual(markets.ids, [1, 2, 3, 4, 5]);
  assert.equal(markets.find(BTC)?.quantumsPerTickLot, 50);
  assert.equal(markets.find(99), undefined);
});

test('the strictest wins, and post_only with reduce_only leaves cancels only', () => {
  for (const a of STATUSES) {
    for (const b of STATUSES) {
      const pair = new Set([a, b]);
      const expected =
        pair.has('post_only') && pair.has('reduce_only')
          ? 'cancel_only'
          : STATUSES[Math.max(STATUSES.indexOf(a), STATUSES.indexOf(b))];
      const found = [one('governance', a), one('oracle', b)];
      assert.equal(statusInForce(NEW, found, true, 5).status, expected, `${a} ${b}`);
    }
  }
});

test('a missing mark is post_only, cancel_only with reduce_only, and alone it is 4008', () => {
  const cases: [MarketStatus, MarketStatus, boolean][] = [
    ['active', 'post_only', true],
    ['post_only', 'post_only', false],
    ['reduce_only', 'cancel_only', true],
    ['cancel_only', 'cancel_only', false],
    ['halted', 'halted', false],
    ['settling', 'settling', false],
    ['settled', 'settled', false],
  ];
  for (const [base, status, only] of cases) {
    const found = base === 'active' ? [] : [one('governance', base)];
    const got = statusInForce(NEW, found, false, 5);
    assert.deepEqual([got.status, got.onlyMarkMissing], [status, only], base);
    assert.ok(got.reasons.includes('no_mark'));
  }
});

test('since is when the status began; until is known when all that bind have an end', () => {
  const first = statusInForce(NEW, [one('restart_guard', 'cancel_only', 30)], true, 10);
  assert.deepEqual([first.sinceMs, first.untilMs], [10, 30]);
  const longer = statusInForce(
    first,
    [one('restart_guard', 'cancel_only', 30), one('governance', 'cancel_only', 40)],
    true,
    20,
  );
  assert.deepEqual([longer.sinceMs, longer.untilMs], [10, 40]);
  const open = statusInForce(longer, [one('restart_guard', 'cancel_only', 30), one('oracle', 'cancel_only')], true, 25);
  assert.equal(open.untilMs, 0);
  const over = statusInForce(open, [], true, 50);
  assert.deepEqual([over.status, over.sinceMs, over.untilMs, over.reasons], ['active', 50, 0, []]);
});

test('governance halts at the next status step and leaves halted through cancel_only', () => {
  const chain = twoMarkets();
  chain.next(1000, prices());
  chain.markets.keeper.setGovernanceStatus(BTC, 'halted');
  assert.equal(text(chain), 'active', 'fixed for this block');
  chain.next(1000, prices());
  assert.equal(text(chain), 'halted governance');
  assert.equal(chain.markets.keeper.isOpenToClosing(BTC), false);
  chain.markets.keeper.setGovernanceStatus(BTC, 'active');
  chain.next(4_999, prices());
  assert.equal(text(chain), 'cancel_only governance');
  assert.equal(chain.markets.keeper.state(BTC).untilMs, chain.block.timeMs + 1);
  chain.next(1, prices());
  assert.equal(text(chain), 'active');
  assert.equal(text(chain, ETH), 'active');
});

test('a quarantine halts at once and alone, is reported, and is lifted through cancel_only', () => {
  const chain = twoMarkets();
  chain.next(1000, prices());
  chain.markets.keeper.quarantine(BTC, 'InvariantError: lots do not sum to zero');
  chain.markets.keeper.quarantine(BTC, 'a second one says nothing new');
  assert.equal(text(chain), 'halted quarantine');
  assert.equal(text(chain, ETH), 'active');
  const events = chain.events.take().map(({ event }) => event as unknown as Json);
  assert.deepEqual(
    events.map(({ type, reason, status }) => [type, reason ?? status]),
    [
      ['nave.markets.v1.MarketQuarantined', 'InvariantError: lots do not sum to zero'],
      ['nave.markets.v1.MarketStatusChanged', 'halted'],
    ],
  );
  chain.markets.keeper.liftQuarantine(BTC);
  chain.next(1000, prices());
  assert.equal(text(chain), 'cancel_only quarantine');
  chain.next(4000, prices());
  assert.equal(text(chain), 'active');
});

test('an insurance limit is reduce_only until its end', () => {
  const chain = twoMarkets();
  chain.next(1000, prices());
  const until = chain.block.timeMs + 3000;
  chain.markets.keeper.setInsuranceLimit(BTC, until);
  chain.next(1000, prices());
  assert.equal(text(chain), 'reduce_only insurance_limit');
  assert.equal(chain.markets.keeper.state(BTC).untilMs, until);
  chain.next(2000, prices());
  assert.equal(text(chain), 'active');
});

test('after a gap all markets take cancels only, then post-only until two thirds of the feeds are fresh, then no liquidations', () => {
  const chain = twoMarkets();
  chain.next(1000, prices());
  chain.next(1000, prices());
  const phases: string[] = [];
  const note = (): void => void phases.push(`${chain.markets.keeper.restartPhase} ${text(chain)}`);
  chain.next(60_000, prices());
  note();
  chain.next(60_001, prices());
  note();
  chain.next(4_999, prices());
  note();
  chain.next(1, [prices()[0]!]);
  note();
  assert.deepEqual(phases, [
    'none active',
    'cancel_only cancel_only restart_guard',
    'cancel_only cancel_only restart_guard',
    'grace active',
  ]);
  assert.equal(chain.markets.keeper.isOpenToClosing(BTC), false, 'grace: no liquidations');
  chain.next(9_999, prices());
  assert.equal(chain.markets.keeper.restartPhase, 'grace');
  chain.next(1, prices());
  assert.equal(chain.markets.keeper.restartPhase, 'none');
  assert.equal(chain.markets.keeper.isOpenToClosing(BTC), true);
  assert.equal(chain.markets.keeper.restartSource.size, 0);
});

test('post-only lasts until two thirds of the feeds are inside the margin age', () => {
  const chain = twoMarkets();
  chain.next(1000, prices());
  chain.next(1000, prices());
  chain.next(70_000);
  chain.next(5_000, [prices()[0]!]);
  assert.equal(chain.markets.keeper.restartPhase, 'post_only', 'one of two feeds is not two thirds');
  assert.equal(text(chain), 'post_only restart_guard');
  assert.equal(text(chain, ETH), 'post_only restart_guard no_mark');
  assert.equal(chain.markets.keeper.status(ETH).onlyMarkMissing, false);
  chain.next(1_000, prices());
  assert.equal(chain.markets.keeper.restartPhase, 'grace');
});

test('the first two blocks start no guard: block 1 carries the time of genesis', () => {
  const chain = twoMarkets();
  chain.next(86_400_000, prices());
  chain.next(86_400_000, prices());
  assert.equal(chain.markets.keeper.restartPhase, 'none');
  chain.next(60_001, prices());
  assert.equal(chain.markets.keeper.restartPhase, 'cancel_only');
});

test('a mark beyond maxTicks counts as none', () => {
  const chain = twoMarkets();
  chain.next(1000, prices());
  chain.markets.keeper.setMark(BTC, 1_700_001n * 10n ** 12n);
  assert.equal(chain.markets.keeper.mark(BTC), 0);
  assert.equal(chain.markets.keeper.marginMark(BTC), 8_500_000);
  chain.markets.keeper.setMark(BTC, 0n);
  assert.equal(chain.markets.keeper.mark(BTC), 0);
  chain.markets.keeper.setMark(BTC, 1_700_000n * 10n ** 12n);
  assert.equal(chain.markets.keeper.mark(BTC), 170_000_000);
});

test('a listing that is rolled back leaves nothing behind', () => {
  const chain = twoMarkets();
  chain.next(1000, prices());
  const mark = chain.journal.mark();
  chain.markets.keeper.add({ ...chain.markets.keeper.get(BTC), id: 9, ticker: 'NEW-USD', base: 'NEW' }, 'active');
  assert.deepEqual(chain.markets.keeper.ids, [1, 2, 3, 4, 5, 9]);
  chain.journal.rollback(mark);
  assert.deepEqual(chain.markets.keeper.ids, [1, 2, 3, 4, 5]);
  chain.next(1000, prices());
  assert.deepEqual(chain.broken(), []);
});
