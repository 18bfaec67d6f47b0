import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Codec, PartialMessage } from '#chain/lib/protobuf.ts';
import { messageCost } from '#chain/tx/cost.ts';
import { messageLane } from '#chain/tx/lane.ts';
import { messageWeight } from '#chain/tx/weight.ts';
import { txMessages } from '#proto/generated/messages.ts';
import { MsgAttest } from '#proto/generated/nave.bridge.v1.ts';
import { MsgAmendOrder, MsgBatch, MsgPlaceOrder } from '#proto/generated/nave.clob.v1.ts';
import { MsgOracleVote, MsgSubmitPythUpdate } from '#proto/generated/nave.oracle.v1.ts';

/** Lane, weight, orders, cancels. */
function row<T>(codec: Codec<T>, message: PartialMessage<T>): [number, number, number, number] {
  const value = codec.fromPartial(message);
  const { orders, cancels } = messageCost(codec.typeName, value);
  return [messageLane(codec.typeName, value), messageWeight(codec.typeName, value), orders, cancels];
}
const child = { kind: 1 };

test('places: lane 2 only post-only without trigger; fok, children and TWAP cost more', () => {
  assert.deepEqual(row(MsgPlaceOrder, {}), [3, 2, 1, 0]);
  assert.deepEqual(row(MsgPlaceOrder, { postOnly: true }), [2, 2, 1, 0]);
  assert.deepEqual(row(MsgPlaceOrder, { postOnly: true, trigger: { kind: 1 } }), [3, 2, 1, 0]);
  assert.deepEqual(row(MsgPlaceOrder, { tif: 4 }), [3, 100, 2, 0]);
  assert.deepEqual(row(MsgPlaceOrder, { children: [child, child] }), [3, 6, 3, 0]);
  assert.deepEqual(row(MsgPlaceOrder, { tif: 4, children: [child] }), [3, 102, 3, 0]);
  assert.deepEqual(row(MsgPlaceOrder, { twap: { durationMs: 600_000, intervalMs: 30_000 } }), [3, 5, 20, 0]);
  assert.deepEqual(row(MsgPlaceOrder, { twap: {} }), [3, 5, 1, 0]);
  assert.deepEqual(row(MsgPlaceOrder, { twap: { durationMs: 2 ** 52, intervalMs: 1 } }), [3, 5, 2_880, 0]);
  assert.deepEqual(row(MsgAmendOrder, {}), [3, 2, 1, 0]);
  assert.deepEqual(row(MsgAmendOrder, { postOnly: true }), [2, 2, 1, 0]);
});

test('a batch is the sum of its items and takes their latest lane', () => {
  const cancel = { cancel: {} };
  assert.deepEqual(row(MsgBatch, { items: [cancel, cancel] }), [1, 2, 0, 2]);
  assert.deepEqual(row(MsgBatch, { items: [cancel, { place: { postOnly: true } }] }), [2, 3, 1, 1]);
  assert.deepEqual(row(MsgBatch, { items: [cancel, { amend: {} }] }), [3, 3, 1, 1]);
  assert.deepEqual(row(MsgBatch, { items: [] }), [3, 0, 0, 0]);
});

test('prices, votes and attestations ride in lane 0, free, by their number of items', () => {
  const updates = [new Uint8Array(1), new Uint8Array(1)];
  assert.deepEqual(row(MsgSubmitPythUpdate, { updates }), [0, 1_000, 0, 0]);
  assert.deepEqual(row(MsgOracleVote, { quotes: [{}, {}, {}] }), [0, 13, 0, 0]);
  assert.deepEqual(row(MsgAttest, {}), [0, 10, 0, 0]);
});

test('every other message has the plain row or one of the table', () => {
  const special: Record<string, [number, number, number, number]> = {
    '/nave.clob.v1.MsgCancelOrder': [1, 1, 0, 1],
    '/nave.clob.v1.MsgCancelAllOrders': [1, 20, 0, 1],
    '/nave.clob.v1.MsgScheduleCancel': [1, 1, 1, 0],
    '/nave.clob.v1.MsgPlaceOrder': [3, 2, 1, 0],
    '/nave.clob.v1.MsgAmendOrder': [3, 2, 1, 0],
    '/nave.clob.v1.MsgBatch': [3, 0, 0, 0],
    '/nave.oracle.v1.MsgSubmitPythUpdate': [0, 500, 0, 0],
    '/nave.oracle.v1.MsgUpdateSignerSet': [0, 10, 0, 0],
    '/nave.oracle.v1.MsgOracleVote': [0, 10, 0, 0],
    '/nave.bridge.v1.MsgAttest': [0, 10, 0, 0],
    '/nave.bridge.v1.MsgSignBatch': [0, 10, 0, 0],
    '/nave.bridge.v1.MsgSignSet': [0, 10, 0, 0],
    '/nave.bridge.v1.MsgVoteSpokeState': [3, 10, 0, 0],
    '/nave.liquidation.v1.MsgLiquidate': [3, 100, 0, 0],
    '/nave.liquidation.v1.MsgLiquidateCollateral': [3, 10, 0, 0],
    '/nave.accounts.v1.MsgRevokeAgent': [3, 10, 0, 0],
    '/nave.validators.v1.MsgRegister': [3, 10, 0, 0],
    '/nave.validators.v1.MsgBond': [3, 10, 0, 0],
    '/nave.validators.v1.MsgUnbond': [3, 10, 0, 0],
    '/nave.validators.v1.MsgUnjail': [3, 10, 0, 0],
    '/nave.validators.v1.MsgRotateKey': [3, 10, 0, 0],
  };
  for (const [url, { request }] of txMessages) assert.deepEqual(row(request, {}), special[url] ?? [3, 10, 1, 0], url);
});
