import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DecodedTxs } from '#chain/block/decoded-txs.ts';
import { AppError } from '#chain/lib/errors.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';
import type { MessageHandler } from '#chain/module.ts';
import { TxRaw } from '#proto/generated/cosmos.tx.v1beta1.ts';
import { MsgPlaceOrder } from '#proto/generated/nave.clob.v1.ts';
import { any, signTestTx, testKey } from '#test/support/signed-tx.ts';

const key = testKey(1);
const good = TxRaw.decode(signTestTx(key, { messages: [any(MsgPlaceOrder, { sender: key.text, market: 1 })] }));
/** Another tx with the same message: decoding does not judge signatures. */
const txOf = (n: number, end: number): Uint8Array => {
  const signature = new Uint8Array(64).fill(n);
  signature.fill(end, 48);
  return TxRaw.encode({ ...good, signatures: [signature] });
};
const handled = new Map<string, MessageHandler>([['nave.clob.v1.MsgPlaceOrder', () => new Uint8Array(0)]]);

function counted(handlers = handled) {
  const seen = { decoded: 0 };
  const crypto = {
    ...nobleCrypto,
    sha256: (data: Uint8Array) => {
      seen.decoded++;
      return nobleCrypto.sha256(data);
    },
  };
  return { txs: new DecodedTxs(crypto, handlers), seen };
}

test('the same array is decoded once until its block, equal bytes in another array are another tx', () => {
  const { txs, seen } = counted();
  const raw = txOf(1, 1);
  const first = txs.get(raw);
  assert.equal(txs.get(raw), first);
  assert.equal(seen.decoded, 1);
  assert.notEqual(txs.get(raw.slice()), first);
  txs.forget([raw]);
  assert.notEqual(txs.get(raw), first);
  assert.equal(seen.decoded, 3);
});

test('txs with the same ending are all decoded right; the last eight are kept', () => {
  const { txs, seen } = counted();
  const same = Array.from({ length: 20 }, (_, n) => txOf(n, 9));
  for (const raw of same) assert.equal(txs.get(raw).raw, raw);
  assert.equal(seen.decoded, 20);
  const elsewhere = txOf(3, 10);
  txs.get(elsewhere);
  txs.get(elsewhere);
  assert.equal(seen.decoded, 21);
  for (const raw of same.slice(-8)) assert.equal(txs.get(raw).raw, raw);
  assert.equal(seen.decoded, 21);
});

test('forgetting leaves the neighbours and does not mind strangers', () => {
  const { txs, seen } = counted();
  const [a, b, c] = [txOf(1, 7), txOf(2, 7), txOf(3, 7)];
  for (const raw of [a, b, c]) txs.get(raw);
  txs.forget([b, txOf(4, 7), new Uint8Array(0), new Uint8Array(1)]);
  for (const raw of [a, c]) txs.get(raw);
  assert.equal(seen.decoded, 3);
  txs.get(b);
  assert.equal(seen.decoded, 4);
});

test('what is no tx, or has a message nobody handles, is refused each time', () => {
  const { txs } = counted(new Map());
  for (let i = 0; i < 2; i++) {
    for (const raw of [new Uint8Array(0), new Uint8Array(1), good.bodyBytes, txOf(1, 1)]) {
      assert.throws(() => txs.get(raw), AppError);
      assert.equal(txs.find(raw), undefined);
    }
  }
});
