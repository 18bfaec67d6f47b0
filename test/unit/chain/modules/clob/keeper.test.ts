import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError } from '#chain/lib/errors.ts';
import type { OrderFilled, OrderPlaced } from '#chain/modules/clob/events.ts';
import type { ItemInput } from '#chain/modules/clob/types.ts';
import { collected } from '#test/support/collected.ts';
import { limitOrder } from '#test/support/limit-order.ts';
import { clobFixture } from '#test/support/naive-book-fixture.ts';

function refusalOf(body: () => unknown): AppError {
  try {
    body();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

test('an agent is charged what an order is worth, after its ranges and before its notional', () => {
  const { keeper } = clobFixture();
  const charged: number[] = [];
  const charge = (notional: number): boolean => charged.push(notional) > 0 && notional < 2_000_000;
  keeper.place(0, limitOrder(), charge);
  keeper.place(0, limitOrder({ type: 'market', tif: 'ioc', ticks: 1_010 }), charge);
  assert.deepEqual(charged, [990_000, 1_010_000]);
  assert.equal(refusalOf(() => keeper.place(0, limitOrder({ lots: 500 }), charge)).code, 1008);
  assert.equal(refusalOf(() => keeper.place(0, limitOrder({ lots: 5_000 }), charge)).code, 2002);
  assert.equal(charged.length, 3);
});

test('an agent is charged what an amend adds, and nothing for what it takes away', () => {
  const { keeper } = clobFixture();
  const { orderId } = keeper.place(0, limitOrder());
  const charged: number[] = [];
  const amend = (lots: number, ticks: number) => {
    const target = { action: 'amend', market: 1, subaccount: 0, orderId, clientOrderId: undefined } as const;
    const rest = { expiresAt: undefined, triggerTicks: undefined, postOnly: false };
    keeper.amend(0, { ...target, ...rest, lots, ticks }, (notional) => charged.push(notional) > 0);
  };
  amend(15, 990);
  amend(5, 990);
  amend(5, 900);
  assert.deepEqual(charged, [495_000]);
});

test('a refused item of a plain batch gives its charge back', () => {
  const { keeper, journal } = clobFixture();
  let used = 0;
  const meter = { undo: (_index: number, old: number) => (used = old) };
  const charge = (notional: number): boolean => {
    journal.noteNumber(meter, 0, used);
    used += notional;
    return true;
  };
  const items: ItemInput[] = [limitOrder(), limitOrder({ lots: 1_000, ticks: 100_000 }), limitOrder()];
  const results = keeper.batch(0, { action: 'batch', atomic: false, items }, { tx: 0, item: 0 }, false, charge);
  assert.deepEqual(
    results.map(({ code }) => code),
    [0, 2014, 0],
  );
  assert.equal(used, 2 * 990_000);
});

test('a builder must exist and may not ask more than the cap', () => {
  const { keeper, world } = clobFixture();
  const builder = (account: Uint8Array, feePpm: number) => limitOrder({ builder: { account, feePpm } });
  assert.equal(refusalOf(() => keeper.place(0, builder(world.address(1), 101))).code, 2022);
  assert.equal(refusalOf(() => keeper.place(0, builder(new Uint8Array(20).fill(9), 50))).code, 2022);
  assert.equal(refusalOf(() => keeper.place(0, builder(new Uint8Array(3), 50))).code, 2001);
  const { orderId } = keeper.place(0, builder(world.address(1), 100));
  assert.deepEqual(keeper.queries.findOrder(1, orderId)?.builder, { account: world.address(1), feePpm: 100 });
});

test('a subaccount without equity and position places nothing, with a trigger neither', () => {
  const { keeper, world } = clobFixture();
  world.isActive = () => false;
  assert.equal(refusalOf(() => keeper.place(0, limitOrder())).code, 3003);
  const trigger = {
    kind: 'stop',
    source: 'mark',
    ticks: 1_100,
    callbackPpm: undefined,
    slippagePpm: undefined,
  } as const;
  assert.equal(refusalOf(() => keeper.place(0, limitOrder({ trigger }))).code, 3003);
});

test('a liquidation takes from the book by price and time, meets its own orders, and ends as an ioc', () => {
  const { keeper, world, events } = clobFixture();
  keeper.place(1, limitOrder({ lots: 4 }));
  keeper.place(2, limitOrder({ lots: 4, ticks: 980 }));
  keeper.place(0, limitOrder({ lots: 4, side: 'sell', ticks: 990, tif: 'ioc' }));
  keeper.place(1, limitOrder({ lots: 3 }));
  keeper.place(0, limitOrder({ lots: 3, ticks: 985 }));
  events.take();
  const order = { row: world.findRow(0, 0), market: 1, side: 'sell', lots: 10, ticks: 980 } as const;
  const { filled, stopped } = keeper.liquidate(order, world);
  assert.deepEqual([filled, stopped], [7, undefined]);
  const rows = events.take().map(({ event }) => event);
  assert.deepEqual(
    rows.map(({ type }) => type.slice(13)),
    ['OrderPlaced', 'OrderFilled', 'OrderCanceled', 'OrderFilled', 'OrderCanceled'],
  );
  assert.ok((rows[0] as OrderPlaced).liquidation && (rows[1] as OrderFilled).liquidation);
  assert.equal(world.position(world.findRow(0, 0), 1), -11);
});

test('impact levels leave out what rests for less than the age', () => {
  const { keeper, block } = clobFixture();
  keeper.place(0, limitOrder({ lots: 1 }));
  block.timeMs += 500;
  keeper.place(1, limitOrder({ lots: 2 }));
  keeper.place(1, limitOrder({ lots: 4, ticks: 980 }));
  const levels = (nowMs: number) =>
    [...keeper.impactLevels(1, 'buy', nowMs, 1_000)].map(({ ticks, lots }) => [ticks, lots]);
  assert.deepEqual(levels(1_000_999), []);
  assert.deepEqual(levels(1_001_000), [[990, 1]]);
  assert.deepEqual(levels(1_001_500), [
    [990, 3],
    [980, 4],
  ]);
});

test('readers of a market that nobody used make no state', () => {
  const { keeper } = clobFixture();
  const { queries } = keeper;
  assert.deepEqual([...keeper.impactLevels(2, 'buy', 1, 1)], []);
  assert.deepEqual(
    [queries.levels(2, 'buy', 0), queries.lastTrade(2), queries.findOrder(2, 1)],
    [[], { ticks: 0, timeMs: 0 }, undefined],
  );
  assert.deepEqual(
    keeper.sources.flatMap((source) => collected(source)),
    [],
  );
});

test('an exception in the end phase of one market is undone and told; the other market goes on', () => {
  const { keeper, world } = clobFixture();
  keeper.place(1, limitOrder({ lots: 5 }));
  keeper.place(1, limitOrder({ lots: 5, market: 2 }));
  const stop = { kind: 'stop', source: 'mark', ticks: 1_100, callbackPpm: undefined, slippagePpm: undefined } as const;
  const sell = { side: 'sell', type: 'market', tif: 'ioc', ticks: 900, trigger: stop } as const;
  const first = keeper.place(0, limitOrder(sell));
  keeper.place(0, limitOrder({ ...sell, market: 2 }));
  const settle = world.fill.bind(world);
  world.fill = (request) => {
    const verdict = settle(request);
    if (request.market === 1) throw new Error('broken on purpose');
    return verdict;
  };
  const faults: number[] = [];
  keeper.endBlock((market) => faults.push(market));
  assert.deepEqual(faults, [1]);
  const row = world.findRow(0, 0);
  assert.deepEqual([world.position(row, 1), world.position(row, 2)], [0, -5]);
  assert.equal(keeper.queries.findOrder(1, first.orderId)?.status, 'untriggered');
});

test('queries show an open order whole', () => {
  const { keeper, world } = clobFixture();
  const leg = { source: 'last', type: 'market', lots: undefined } as const;
  const children = [
    { ...leg, kind: 'take_profit', triggerTicks: 1_050, ticks: 1_000, clientOrderId: undefined },
    { ...leg, kind: 'stop', triggerTicks: 950, ticks: 900, clientOrderId: 'sl' },
  ] as const;
  const { orderId, childOrderIds } = keeper.place(0, limitOrder({ clientOrderId: 'entry', children }));
  keeper.place(1, limitOrder({ side: 'sell', tif: 'ioc', lots: 4 }));
  const { queries } = keeper;
  const parent = queries.findOrder(1, orderId)!;
  assert.deepEqual(
    [parent.status, parent.filled, parent.childIds, parent.clientOrderId],
    ['open', 4, childOrderIds, 'entry'],
  );
  const stop = queries.findOrder(1, childOrderIds[1]!)!;
  assert.deepEqual([stop.status, stop.lots, stop.childLots, stop.parentId], ['untriggered', 4, 10, orderId]);
  assert.deepEqual([stop.trigger?.kind, stop.trigger?.source, stop.trigger?.ticks], ['stop', 'last', 950]);
  const row = world.findRow(0, 0);
  assert.deepEqual(queries.findByClientOrderId(row, 'sl'), { market: 1, orderId: childOrderIds[1], closedAtMs: 0 });
  assert.deepEqual(
    queries.ordersOf(row).map(({ id }) => id),
    [orderId, ...childOrderIds],
  );
  assert.deepEqual([queries.openOrders(0), queries.conditional(0)], [3, [{ market: 1, used: 2 }]]);
  assert.ok(keeper.hasOpenOrders(row) && !keeper.hasOpenOrders(world.findRow(2, 0)));
});
