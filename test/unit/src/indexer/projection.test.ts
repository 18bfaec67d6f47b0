import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAddress } from '#chain/lib/address.ts';
import type { OrderAmended, OrderTriggered } from '#chain/view/event-types.ts';
import { eventLine } from '#src/indexer/project/event-line.ts';
import { Projector } from '#src/indexer/project/projector.ts';
import { ALICE, BOB, FakeChain } from '#test/support/fake-chain.ts';

const NOTHING = {
  height: 0,
  historyHeight: 0,
  openOrders: [],
  positionFacts: [],
  bridge: { deposits: [], withdrawals: [], batches: [] },
  minutes: [],
};
const start = (): { chain: FakeChain; projector: Projector } => {
  const chain = new FakeChain();
  return { chain, projector: new Projector(chain.view, NOTHING, (data) => data) };
};

test('an order gathers its fills: quote, fees, status, times', () => {
  const { chain, projector } = start();
  const maker = chain.place(ALICE, 'sell', 128_500, 300);
  const taker = chain.place(BOB, 'buy', 128_600, 100);
  chain.fill(1, maker, taker, 100, { maker: -7, taker: 400 });
  const first = projector.project(chain.commit(), undefined);
  const q = 128_500 * 100 * 50;
  const resting = projector.findOpenOrder(1, maker)!;
  assert.deepEqual([resting.filled, resting.filledQuote, resting.fee, resting.status], [100, q, -7, 'open']);
  assert.equal(projector.findOpenOrder(1, taker), undefined);
  const filled = first.orders.find(({ row }) => row.id === taker)!.row;
  assert.deepEqual([filled.status, filled.closedAtMs, filled.fee], ['filled', chain.view.timeMs, 400]);
  chain.cancel(1, maker, 'expired');
  const [canceled] = projector.project(chain.commit(), undefined).orders;
  assert.deepEqual(
    [canceled!.row.status, canceled!.row.reason, canceled!.row.lots, canceled!.row.filledQuote],
    ['canceled', 'expired', 300, q],
  );
});

test('what a position gathered starts anew when it changes sides', () => {
  const { chain, projector } = start();
  const facts = () => projector.positionFacts('22'.repeat(20), 0, 1);
  const trade = (side: 'buy' | 'sell', lots: number): void => {
    const maker = chain.place(ALICE, side === 'buy' ? 'sell' : 'buy', 128_500, lots);
    chain.fill(1, maker, chain.place(BOB, side, 128_500, lots), lots, { maker: 0, taker: 10 });
    projector.project(chain.commit(), undefined);
  };
  trade('buy', 100);
  const openedAtMs = chain.view.timeMs;
  trade('buy', 50);
  assert.deepEqual([facts()?.feesPaid, facts()?.openedAtMs], ['20', openedAtMs]);
  trade('sell', 200);
  assert.deepEqual([facts()?.feesPaid, facts()?.openedAtMs], ['10', chain.view.timeMs]);
  trade('buy', 50);
  assert.equal(facts(), undefined);
});

test('fills carry the position after them, each in its own place', () => {
  const { chain, projector } = start();
  const maker = chain.place(ALICE, 'sell', 128_500, 300);
  const taker = chain.place(BOB, 'buy', 128_600, 300);
  chain.fill(1, maker, taker, 100);
  chain.fill(1, maker, taker, 200);
  const { fills } = projector.project(chain.commit(), undefined);
  assert.deepEqual(
    fills.map(({ role, positionLots, orderRemaining }) => [role, positionLots, orderRemaining]),
    [
      ['maker', -100, 200],
      ['taker', 100, 200],
      ['maker', -300, 0],
      ['taker', 300, 0],
    ],
  );
});

test('an armed child leaves waiting, a fired one is open', () => {
  const { chain, projector } = start();
  const id = chain.place(ALICE, 'sell', 128_500, 300);
  const about = { market: 1, orderId: id, owner: ALICE, subaccount: 0 };
  const fired: OrderTriggered = {
    type: 'nave.clob.v1.OrderTriggered',
    ...about,
    accountSeq: chain.nextSeq(ALICE),
    ticks: 128_400,
    lots: 250,
  };
  chain.emit(fired);
  const amended: OrderAmended = {
    type: 'nave.clob.v1.OrderAmended',
    ...about,
    accountSeq: chain.nextSeq(ALICE),
    ticks: 128_300,
    lots: 200,
    remaining: 200,
    triggerTicks: 0,
    expiresAt: 5,
    priority: 'lost',
    reason: 'user',
    prioritySeq: 9,
  };
  chain.emit(amended);
  projector.project(chain.commit(), undefined);
  const order = projector.findOpenOrder(1, id)!;
  assert.deepEqual([order.status, order.ticks, order.lots, order.seq, order.expiresAtMs], ['open', 128_300, 200, 9, 5]);
});

test('minutes add up to the day, and minutes older than a day do not', () => {
  const { chain, projector } = start();
  for (const ticks of [100, 300, 200]) {
    const maker = chain.place(ALICE, 'sell', ticks, 10);
    chain.fill(1, maker, chain.place(BOB, 'buy', ticks, 10), 10);
    projector.project(chain.commit(60_000), undefined);
  }
  const day = projector.dayTotals(1, chain.view.timeMs);
  assert.deepEqual(
    [day?.open, day?.high, day?.low, day?.lots, day?.turnover],
    [100, 300, 100, 30n, BigInt(600 * 10 * 50)],
  );
  assert.equal(projector.dayTotals(1, chain.view.timeMs + 86_400_000), undefined);
});

test('event lines have the canonical form', () => {
  const chain = new FakeChain();
  const tx = chain.tx(new Uint8Array([1]));
  const maker = chain.place(ALICE, 'buy', 1_000, 10, { clientOrderId: 'a-1', tx });
  chain.fill(1, maker, chain.place(BOB, 'sell', 1_000, 10), 10);
  chain.reject(ALICE, 2011, '');
  const { events, height } = chain.commit();
  const lines = events.flatMap((placed) => eventLine(height, placed) ?? []);
  const [alice, bob] = [ALICE, BOB].map((owner) => `${formatAddress(owner)}/0`);
  assert.deepEqual(lines, [
    `1 0 0 OrderPlaced market=1 order=1 sub=${alice} clientOrderId=a-1 side=buy ticks=1000 lots=10 tif=gtc state=open`,
    `1 E - OrderPlaced market=1 order=2 sub=${bob} clientOrderId=- side=sell ticks=1000 lots=10 tif=gtc state=open`,
    `1 E - OrderFilled market=1 trade=1 maker=1 makerSub=${alice} taker=2 takerSub=${bob} side=sell ticks=1000 lots=10 makerFee=100 takerFee=400 makerRemaining=0 takerRemaining=0`,
    `1 E - OrderRejected action=place market=1 sub=${alice} order=- code=2011`,
  ]);
});

test('an order the index never saw asks for a rebuild', () => {
  const { chain, projector } = start();
  const id = chain.place(ALICE, 'buy', 1_000, 10);
  chain.commit();
  chain.cancel(1, id);
  assert.throws(() => projector.project(chain.commit(), undefined), /rebuild/);
});
