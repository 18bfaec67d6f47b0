import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatAddress } from '#chain/lib/address.ts';
import type { AppError } from '#chain/lib/errors.ts';
import { checkForm } from '#chain/modules/clob/form.ts';
import { clobInvariants } from '#chain/modules/clob/invariants.ts';
import { readBatch, readCancelAll, readMessage, readPlace } from '#chain/modules/clob/msgs.ts';
import { MsgBatch, MsgCancelAllOrders, MsgPlaceOrder } from '#proto/generated/nave.clob.v1.ts';
import { clobFixture } from '#test/support/naive-book-fixture.ts';

const place = (given: Parameters<typeof MsgPlaceOrder.fromPartial>[0]) =>
  readPlace(MsgPlaceOrder.fromPartial({ market: 1, side: 1, lots: 10, ticks: 990, ...given }));

test('what a place message leaves out takes the default of its type', () => {
  const limit = place({});
  assert.deepEqual([limit.type, limit.tif, limit.stp, limit.side], ['limit', 'gtc', 'cancel_maker', 'buy']);
  assert.deepEqual(
    [limit.clientOrderId, limit.expiresAt, limit.trigger, limit.children],
    [undefined, undefined, undefined, undefined],
  );
  assert.equal(place({ type: 2 }).tif, 'ioc');
  assert.equal(place({ ticks: 0 }).ticks, undefined);
  assert.equal(checkForm(limit), undefined);
});

test('every enum value has its name, and an unknown one is 2001', () => {
  assert.deepEqual(
    [1, 2, 3, 4].map((tif) => place({ tif }).tif),
    ['gtc', 'gtt', 'ioc', 'fok'],
  );
  assert.deepEqual(
    [1, 2, 3, 4].map((stp) => place({ stp }).stp),
    ['cancel_maker', 'cancel_taker', 'cancel_both', 'decrement'],
  );
  const trigger = (kind: number, source: number) => ({
    trigger: { kind, source, ticks: 5, callbackPpm: 0, slippagePpm: 0 },
  });
  assert.deepEqual(
    [1, 2].map((kind) => place(trigger(kind, 1)).trigger?.kind),
    ['stop', 'take_profit'],
  );
  assert.deepEqual(
    [1, 2, 3].map((source) => place(trigger(1, source)).trigger?.source),
    ['mark', 'index', 'last'],
  );
  const child = { kind: 1, source: 1, triggerTicks: 5, type: 0, ticks: 5, lots: 0, clientOrderId: '' };
  assert.deepEqual(
    [0, 1, 2].map((type) => place({ children: [{ ...child, type }] }).children![0]!.type),
    ['market', 'limit', 'market'],
  );
  const unknown = [
    { side: 0 },
    { side: 3 },
    { side: -1 },
    { type: 3 },
    { tif: 5 },
    { stp: 9 },
    trigger(0, 1),
    trigger(4, 1),
    trigger(1, 7),
  ];
  for (const given of [...unknown, { children: [{ ...child, kind: 0 }] }, { children: [{ ...child, type: 4 }] }]) {
    assert.equal(checkForm(place(given))?.code, 2001, JSON.stringify(given));
  }
  const cancelAll = (side: number) => checkForm(readCancelAll(MsgCancelAllOrders.fromPartial({ side })))?.code;
  assert.deepEqual([0, 1, 2, 3].map(cancelAll), [undefined, undefined, undefined, 2001]);
});

test('a builder is read from its address, and a wrong one is 2001', () => {
  const account = new Uint8Array(20).fill(7);
  assert.deepEqual(place({ builder: { address: formatAddress(account), feePpm: 5 } }).builder, { account, feePpm: 5 });
  assert.equal(checkForm(place({ builder: { address: 'nave1nobody', feePpm: 5 } }))?.code, 2001);
});

test('a batch with an empty item, with none or with too many is 2021; a bad item of a plain one is its own affair', () => {
  const item = {
    place: MsgPlaceOrder.fromPartial({ market: 1, side: 9, lots: 1, ticks: 5 }),
    amend: undefined,
    cancel: undefined,
  };
  const batch = (items: readonly unknown[], atomic = false) =>
    checkForm(readBatch({ ...MsgBatch.fromPartial({}), atomic, items: items as never }))?.code;
  assert.equal(batch([]), 2021);
  assert.equal(batch([{ ...item, place: undefined }]), 2021);
  assert.equal(batch(Array.from({ length: 51 }, () => item)), 2021);
  assert.equal(batch([item]), undefined);
  assert.equal(batch([item], true), 2001);
});

const NAMES = [
  'MsgPlaceOrder',
  'MsgAmendOrder',
  'MsgCancelOrder',
  'MsgCancelAllOrders',
  'MsgScheduleCancel',
  'MsgBatch',
];

test('whatever a message holds, the keeper does it or refuses with a code, and the book stays sound', () => {
  const whole = fc.oneof(fc.nat(1_200), fc.constantFrom(0, 1, 2 ** 31, 2 ** 53 - 1));
  const small = fc.integer({ min: -1, max: 6 });
  const id = fc.constantFrom('', 'a', 'b', 'much too long a text for an id of a client', 'no spaces');
  const target = fc.record({
    orderId: fc.option(whole, { nil: undefined }),
    clientOrderId: fc.option(id, { nil: undefined }),
  });
  const child = fc.record({
    kind: small,
    source: small,
    triggerTicks: whole,
    type: small,
    ticks: whole,
    lots: whole,
    clientOrderId: id,
  });
  const message = fc.record({
    sender: fc.constant(''),
    owner: fc.constant(''),
    subaccount: fc.constantFrom(0, 0, 1, 7),
    market: fc.constantFrom(1, 1, 2, 0, 99),
    side: small,
    type: small,
    lots: whole,
    ticks: whole,
    tif: small,
    postOnly: fc.boolean(),
    reduceOnly: fc.boolean(),
    clientOrderId: id,
    stp: small,
    expiresAt: fc.constantFrom(0, 0, 1_000_001, 2_000_000, 2 ** 53 - 1),
    trigger: fc.option(
      fc.record({ kind: small, source: small, ticks: whole, callbackPpm: whole, slippagePpm: whole }),
      { nil: undefined },
    ),
    children: fc.array(child, { maxLength: 3 }),
    twap: fc.option(
      fc.record({
        durationMs: fc.constantFrom(0, 300_000),
        intervalMs: fc.constantFrom(0, 30_000),
        slippagePpm: whole,
      }),
      { nil: undefined },
    ),
    builder: fc.constant(undefined),
    triggerTicks: fc.option(whole, { nil: undefined }),
    time: whole,
    atomic: fc.boolean(),
  });
  const any = fc.tuple(fc.constantFrom(...NAMES), message, target).map(([name, fields, aim]) => {
    const typeName = `nave.clob.v1.${name}`;
    const aimed = name === 'MsgAmendOrder' || name === 'MsgCancelOrder' ? aim : {};
    const items = [{ place: fields, amend: undefined, cancel: undefined }];
    return readMessage(typeName, { ...fields, ...aimed, items })!;
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(2), any), { maxLength: 40 }), (operations) => {
      const { keeper, journal } = clobFixture();
      for (const [owner, input] of operations) {
        const mark = journal.mark();
        try {
          if (input.action === 'place') keeper.place(owner, input);
          else if (input.action === 'amend') keeper.amend(owner, input);
          else if (input.action === 'cancel') keeper.cancel(owner, input, false);
          else if (input.action === 'cancelAll') keeper.cancelAll(owner, input);
          else if (input.action === 'scheduleCancel') keeper.scheduleCancel(owner, input);
          else keeper.batch(owner, input, { tx: 0, item: 0 }, false);
          journal.release(mark);
        } catch (error) {
          journal.rollback(mark);
          const { code } = error as AppError;
          assert.ok(code >= 1000 && code < 6000, String(error));
        }
      }
      keeper.endBlock();
      for (const { name, check } of clobInvariants(keeper.clob)) assert.equal(check(), undefined, name);
    }),
    { numRuns: 300 },
  );
});
