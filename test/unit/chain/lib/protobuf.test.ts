import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex, toHex } from '#chain/lib/bytes.ts';
import { WireError } from '#chain/lib/wire-error.ts';
import { ModeInfo } from '#proto/generated/cosmos.tx.v1beta1.ts';
import { Timestamp } from '#proto/generated/google.protobuf.ts';
import { MsgApproveAgent } from '#proto/generated/nave.accounts.v1.ts';
import { MsgAmendOrder, MsgPlaceOrder } from '#proto/generated/nave.clob.v1.ts';

const refused = (hex: string, why: RegExp, codec: { decode(bytes: Uint8Array): unknown } = MsgPlaceOrder) =>
  assert.throws(
    () => codec.decode(fromHex(hex)),
    (error) => error instanceof WireError && why.test(error.message),
    hex,
  );

test('each departure from the canonical form is refused by name', () => {
  assert.equal(MsgPlaceOrder.decode(fromHex('1801')).subaccount, 1);
  refused('1800', /explicit default/);
  refused('0a00', /explicit default/);
  refused('5000', /explicit default/);
  refused('18011801', /repeated/);
  refused('20011801', /out of order/);
  refused('988000', /not minimal|unknown/);
  refused('188100', /not minimal/);
  refused('18808080808001', /above 2\^32/);
  refused('38ffffffffffffffffff01', /above 2\^53|too long/);
  refused('3880808080808080808080', /too long|truncated/);
  refused('5002', /boolean/);
  refused('9a0101', /unknown field/);
  refused('1a01', /unknown field or wire type/);
  refused('0a05616263', /truncated/);
  refused('0a01ff', /UTF-8/);
  refused('0a03eda080', /UTF-8/);
  refused('18', /truncated/);
  refused('1881', /truncated/);
  refused('7a020800', /explicit default/);
});

test('presence of optional and oneof fields is kept, two of a oneof are refused', () => {
  const amend = MsgAmendOrder.decode(fromHex('28003800'));
  assert.equal(amend.orderId, 0);
  assert.equal(amend.ticks, 0);
  assert.equal(amend.lots, undefined);
  assert.equal(toHex(MsgAmendOrder.encode(amend)), '28003800');
  refused('28003200', /oneof/, MsgAmendOrder);
  assert.throws(
    () => MsgAmendOrder.encode({ ...amend, clientOrderId: 'a' }),
    (error) => error instanceof WireError,
  );
});

test('repeated numbers are packed, and only packed', () => {
  assert.deepEqual(MsgApproveAgent.decode(fromHex('2a020102')).markets, [1, 2]);
  assert.deepEqual(MsgApproveAgent.decode(fromHex('2a020000')).markets, [0, 0]);
  refused('28012802', /unknown field or wire type/, MsgApproveAgent);
  refused('2a00', /explicit default/, MsgApproveAgent);
  refused('2a01012a0102', /repeated/, MsgApproveAgent);
});

test('negative and wide integers are exact', () => {
  for (const [seconds, nanos] of [
    [-1n, -1],
    [2n ** 63n - 1n, 2147483647],
    [-(2n ** 63n), -2147483648],
  ] as const) {
    const bytes = Timestamp.encode({ seconds, nanos });
    assert.deepEqual(Timestamp.decode(bytes), { seconds, nanos });
  }
  refused('10ffffffff0f', /outside 32 bits/, Timestamp);
});

test('nesting has an end', () => {
  let bytes = new Uint8Array(0);
  for (let i = 0; i < 60; i++) {
    const inner = Uint8Array.from([0x12, bytes.length, ...bytes]);
    bytes = Uint8Array.from([0x12, inner.length, ...inner]);
    if (bytes.length > 120) break;
  }
  assert.throws(() => ModeInfo.decode(bytes), WireError);
});

test('values a field cannot carry are refused when encoding', () => {
  const encode = (change: object) => () => MsgPlaceOrder.encode({ ...MsgPlaceOrder.fromPartial({}), ...change });
  for (const change of [
    { subaccount: -1 },
    { subaccount: 2 ** 32 },
    { lots: 2 ** 53 },
    { lots: 1.5 },
    { lots: Number.NaN },
    { postOnly: 1 },
    { sender: 5 },
    { clientOrderId: '\ud800' },
    { trigger: 7 },
  ]) {
    assert.throws(encode(change), WireError, JSON.stringify(change));
  }
});

test('a buffer view is read like its bytes, and results do not depend on what was read before', () => {
  const place = MsgPlaceOrder.fromPartial({ sender: 'nave1', clientOrderId: 'é'.repeat(20), lots: 7 });
  const bytes = MsgPlaceOrder.encode(place);
  assert.deepEqual(MsgPlaceOrder.decode(Buffer.concat([Buffer.from([9]), bytes]).subarray(1)), place);
  assert.throws(() => MsgPlaceOrder.decode(bytes.subarray(0, 10)));
  assert.deepEqual(MsgPlaceOrder.decode(bytes), place);
});

test('texts of the lengths that are kept are read right whatever was read before', () => {
  const texts = [
    `nave1${'q'.repeat(38)}`,
    `nave1${'p'.repeat(33)}qqqqq`,
    `é${'q'.repeat(41)}`,
    `/${'q'.repeat(42)}`,
    `/nave.clob.v1.MsgPlaceOrder`,
    `/nave.clob.v2.MsgPlaceOrder`,
    `/${'x'.repeat(99)}`,
    `/${'é'.repeat(20)}`,
    '/short',
  ];
  for (const owner of [...texts, ...texts.toReversed(), ...texts]) {
    assert.equal(MsgPlaceOrder.decode(MsgPlaceOrder.encode(MsgPlaceOrder.fromPartial({ owner }))).owner, owner);
  }
  const bytes = MsgPlaceOrder.encode(MsgPlaceOrder.fromPartial({ owner: texts[0]! }));
  bytes[10] = 0xff;
  for (let i = 0; i < 2; i++) assert.throws(() => MsgPlaceOrder.decode(bytes), /UTF-8/);
});
