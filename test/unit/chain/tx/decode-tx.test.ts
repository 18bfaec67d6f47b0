import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { concat } from '#chain/lib/bytes.ts';
import { AppError } from '#chain/lib/errors.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';
import { decodeTx } from '#chain/tx/decode-tx.ts';
import { MsgSend } from '#proto/generated/cosmos.bank.v1beta1.ts';
import { AuthInfo, TxBody, TxRaw } from '#proto/generated/cosmos.tx.v1beta1.ts';
import { MsgBatch, MsgCancelOrder, MsgPlaceOrder } from '#proto/generated/nave.clob.v1.ts';
import { MsgLiquidate } from '#proto/generated/nave.liquidation.v1.ts';
import { any, signTestTx, testKey } from '#test/support/signed-tx.ts';

const key = testKey(1);
const other = testKey(2);
const place = any(MsgPlaceOrder, { sender: key.text, market: 1, side: 1, lots: 5, ticks: 9 });
const good = signTestTx(key, { messages: [place] });
const decode = (raw: Uint8Array) => decodeTx(raw, nobleCrypto);
const malformed = (raw: Uint8Array, why: RegExp) =>
  assert.throws(
    () => decode(raw),
    (error) => error instanceof AppError && error.code === 1001 && why.test(error.message),
    String(why),
  );
const body = (change: object) => signTestTx(key, { messages: [place], body: change });
const auth = (change: object) => signTestTx(key, { messages: [place], auth: change });
const info = (change: object) => auth({ signerInfos: [{ modeInfo: { single: { mode: 1 } }, ...change }] });

test('a good tx is decoded once into everything its bytes say', () => {
  const raw = signTestTx(key, {
    messages: [
      place,
      any(MsgPlaceOrder, { sender: key.text, owner: other.text, market: 2, tif: 4 }),
      any(MsgCancelOrder, { sender: key.text, market: 2, orderId: 4 }),
    ],
    sequence: 12,
  });
  const tx = decode(raw);
  assert.deepEqual(tx.nonce, { kind: 'sequence', sequence: 12 });
  assert.equal(tx.signerText, key.text);
  assert.deepEqual(
    tx.messages.map(({ owner }) => owner),
    [key.address, other.address, key.address],
  );
  assert.equal(tx.lane, 3);
  assert.equal(tx.weight, 2 + 100 + 1);
  assert.equal(tx.gasUsed, 103_000n);
  assert.equal(tx.gasWanted, 7n);
  assert.deepEqual(
    tx.costs.map(({ owner, orders, cancels }) => ({ owner, orders, cancels })),
    [
      { owner: key.address, orders: 1, cancels: 1 },
      { owner: other.address, orders: 2, cancels: 0 },
    ],
  );
  assert.deepEqual(tx.hash, nobleCrypto.sha256(raw));
});

test('the target of a liquidation is not charged for it', () => {
  const raw = signTestTx(key, { messages: [any(MsgLiquidate, { sender: key.text, owner: other.text })] });
  const tx = decode(raw);
  assert.deepEqual(tx.messages[0]!.owner, key.address);
  assert.deepEqual(tx.costs, []);
});

test('the envelope holds one signer, one signature and nothing else', () => {
  const parts = TxRaw.decode(good);
  malformed(TxRaw.encode({ ...parts, signatures: [] }), /one signature/);
  malformed(TxRaw.encode({ ...parts, signatures: [parts.signatures[0]!, parts.signatures[0]!] }), /one signature/);
  malformed(concat(good, new Uint8Array([0x22, 0x01, 0x00])), /unknown field/);
  malformed(concat(good, good), /repeated|out of order/);
  malformed(new Uint8Array(0), /one signature/);
  malformed(auth({ signerInfos: [] }), /one signer/);
  malformed(auth({ signerInfos: [{}, {}] }), /one signer/);
  malformed(auth({ tip: {} }), /tips/);
  malformed(auth({ fee: { granter: key.text } }), /granter/);
  malformed(auth({ fee: { payer: other.text } }), /payer/);
  malformed(auth({ fee: { gasLimit: 2n ** 63n } }), /gas_limit/);
  decode(auth({ fee: { payer: key.text, gasLimit: 2n ** 63n - 1n, amount: [{ denom: 'x', amount: 'y' }] } }));
  malformed(
    info({ publicKey: { typeUrl: '/cosmos.crypto.ed25519.PubKey', value: new Uint8Array(2) } }),
    /not supported/,
  );
  malformed(info({ publicKey: { typeUrl: '/cosmos.crypto.secp256k1.PubKey', value: new Uint8Array(0) } }), /33 bytes/);
  malformed(info({ sequence: 2n ** 53n }), /sequence/);
});

test('a body with unknown or foreign parts is refused', () => {
  malformed(body({ memo: 'é'.repeat(129) }), /memo/);
  decode(body({ memo: 'é'.repeat(128) }));
  malformed(body({ extensionOptions: [{ typeUrl: '/nave.tx.v1.TypedData' }] }), /extension/);
  malformed(body({ extensionOptions: [{ typeUrl: '/x' }] }), /extension/);
  malformed(body({ nonCriticalExtensionOptions: [{ typeUrl: '/x' }] }), /extension/);
  malformed(info({ modeInfo: { single: { mode: 191 } } }), /TypedData/);
  malformed(signTestTx(key, { messages: [] }), /no message/);
  malformed(signTestTx(key, { messages: [{ typeUrl: '/nave.clob.v1.MsgNope', value: new Uint8Array(0) }] }), /unknown/);
  malformed(
    signTestTx(key, { messages: [{ typeUrl: '/nave.clob.v1.OrderPlaced', value: new Uint8Array(0) }] }),
    /unknown/,
  );
  const twice = { typeUrl: place.typeUrl, value: concat(place.value, place.value) };
  malformed(signTestTx(key, { messages: [twice] }), /repeated|out of order/);
  malformed(signTestTx(key, { messages: [any(MsgPlaceOrder, { sender: 'nave1qq' })] }), /nave1/);
  malformed(signTestTx(key, { messages: [any(MsgPlaceOrder, { sender: key.text.toUpperCase() })] }), /nave1/);
  malformed(signTestTx(key, { messages: [any(MsgPlaceOrder, { sender: key.text, owner: '0x00' })] }), /owner/);
  const foreign = any(MsgSend, { fromAddress: other.text, toAddress: key.text });
  malformed(signTestTx(key, { messages: [place, foreign] }), /same signer/);
});

test('unordered txs need a timeout and sequence 0', () => {
  const timeoutTimestamp = { seconds: 1_795_000_000n, nanos: 123_000 };
  const tx = decode(body({ unordered: true, timeoutTimestamp }));
  assert.deepEqual(tx.nonce, { kind: 'unordered', timeoutNs: 1_795_000_000_000_123_000n });
  malformed(body({ unordered: true }), /timeout_timestamp/);
  malformed(
    signTestTx(key, { messages: [place], sequence: 1, body: { unordered: true, timeoutTimestamp } }),
    /sequence 0/,
  );
  malformed(body({ timeoutTimestamp: { seconds: -1n } }), /out of range/);
  malformed(body({ timeoutTimestamp: { nanos: 1_000_000_000 } }), /out of range/);
  malformed(body({ timeoutTimestamp: { seconds: 2n ** 62n } }), /out of range/);
  assert.equal(decode(body({ timeoutTimestamp })).timeoutNs, 1_795_000_000_000_123_000n);
  assert.equal(decode(body({ timeoutHeight: 2n ** 64n - 1n })).timeoutHeight, Number.MAX_SAFE_INTEGER);
});

test('far oversized bytes are not decoded', () => {
  assert.throws(
    () => decode(new Uint8Array(262_145)),
    (error) => error instanceof AppError && error.code === 5006,
  );
});

test('random bytes and mutated txs give a named refusal or a tx that encodes to the same bytes', () => {
  const batch = any(MsgBatch, {
    sender: key.text,
    items: [{ place: { market: 1, children: [{ kind: 1 }] } }, { cancel: { clientOrderId: 'a' } }],
  });
  const seeds = [good, signTestTx(key, { messages: [batch, place], body: { memo: 'hello', unordered: true } })];
  const check = (raw: Uint8Array): void => {
    try {
      const tx = decode(raw);
      assert.deepEqual(TxBody.encode(TxBody.decode(tx.bodyBytes)), tx.bodyBytes);
      assert.deepEqual(AuthInfo.encode(AuthInfo.decode(tx.authInfoBytes)), tx.authInfoBytes);
    } catch (error) {
      assert.ok(error instanceof AppError, String(error));
      assert.equal(error.code, 1001);
    }
  };
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), check), { numRuns: 2000 });
  const change = fc.record({ at: fc.nat(), byte: fc.nat(255), kind: fc.nat(2) });
  fc.assert(
    fc.property(fc.constantFrom(...seeds), fc.array(change, { minLength: 1, maxLength: 3 }), (seed, changes) => {
      const bytes = [...seed];
      for (const { at, byte, kind } of changes) {
        if (kind === 0) bytes[at % bytes.length] = byte;
        else bytes.splice(at % bytes.length, kind === 1 ? 1 : 0, ...(kind === 1 ? [] : [byte]));
      }
      check(Uint8Array.from(bytes));
    }),
    { numRuns: 4000 },
  );
});
