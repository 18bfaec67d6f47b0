import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TxMsgData } from 'cosmjs-types/cosmos/base/abci/v1beta1/abci';
import { AppError } from '#chain/lib/errors.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';
import { decodeTx } from '#chain/tx/decode-tx.ts';
import { failureResult, successResult } from '#chain/tx/tx-result.ts';
import { MsgSend } from '#proto/generated/cosmos.bank.v1beta1.ts';
import { MsgCancelOrder, MsgPlaceOrder, MsgPlaceOrderResponse } from '#proto/generated/nave.clob.v1.ts';
import { any, signTestTx, testKey } from '#test/support/signed-tx.ts';

const key = testKey(3);
const friend = testKey(4);
const tx = decodeTx(
  signTestTx(key, {
    messages: [
      any(MsgSend, {
        fromAddress: key.text,
        toAddress: friend.text,
        amount: [
          { denom: 'neth', amount: '5' },
          { denom: 'uusdc', amount: '7' },
        ],
      }),
      any(MsgPlaceOrder, { sender: key.text, owner: friend.text, market: 3, clientOrderId: 'c1' }),
      any(MsgCancelOrder, { sender: key.text, market: 3, orderId: 9 }),
    ],
  }),
  nobleCrypto,
);
const responses = [
  new Uint8Array(0),
  MsgPlaceOrderResponse.encode({ orderId: 12, childOrderIds: [13], filled: 4 }),
  new Uint8Array(0),
];

const plain = (events: ReturnType<typeof successResult>['events']) =>
  events.map(({ type, attributes }) => [type, attributes.map(({ key: name, value }) => `${name}=${value}`).join(' ')]);

test('a tx that ran answers each message as CosmJS reads it, and is found by sender and ids', () => {
  const result = successResult(tx, responses);
  assert.deepEqual([result.code, result.gasWanted, result.gasUsed], [0, 7n, 13_000n]);
  const { msgResponses } = TxMsgData.decode(result.data);
  assert.deepEqual(
    msgResponses.map(({ typeUrl }) => typeUrl),
    [
      '/cosmos.bank.v1beta1.MsgSendResponse',
      '/nave.clob.v1.MsgPlaceOrderResponse',
      '/nave.clob.v1.MsgCancelOrderResponse',
    ],
  );
  assert.deepEqual(MsgPlaceOrderResponse.decode(msgResponses[1]!.value).childOrderIds, [13]);
  assert.deepEqual(plain(result.events), [
    ['message', `action=/cosmos.bank.v1beta1.MsgSend sender=${key.text} module=bank`],
    ['transfer', `recipient=${friend.text} sender=${key.text} amount=5neth,7uusdc`],
    [
      'message',
      `action=/nave.clob.v1.MsgPlaceOrder sender=${key.text} module=clob owner=${friend.text} market=3 order_id=12 client_order_id=c1`,
    ],
    ['message', `action=/nave.clob.v1.MsgCancelOrder sender=${key.text} module=clob market=3 order_id=9`],
  ]);
  assert.ok(result.events.every(({ attributes }) => attributes.every(({ index }) => index)));
});

test('a refused tx says code, codespace and words, and has no data', () => {
  const error = new AppError(1005, 'account sequence mismatch, expected 5, got 9', { expected: 5 });
  const result = failureResult(tx, error);
  assert.equal(result.codespace, 'auth');
  assert.equal(result.log, 'account sequence mismatch, expected 5, got 9');
  assert.deepEqual([result.code, result.data.length, result.events.length, result.gasUsed], [1005, 0, 0, 13_000n]);
  assert.equal(failureResult(undefined, error).gasUsed, 0n);
});
