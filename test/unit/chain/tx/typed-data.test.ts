import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { privateKeyToAccount } from 'viem/accounts';
import { formatAddress } from '#chain/lib/address.ts';
import { findHex, fromHex, toHex } from '#chain/lib/bytes.ts';
import { typeHash } from '#chain/lib/eip712.ts';
import { AppError } from '#chain/lib/errors.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';
import { decodeTx } from '#chain/tx/decode-tx.ts';
import { runSignatureTask } from '#chain/tx/signature-task.ts';
import {
  txFromTypedData,
  typedDataOf,
  typedDataTask,
  typedDataTxBytes,
  walletDigest,
} from '#chain/tx/typed-data-tx.ts';
import { domainSeparator, typedDataDomain, typedDataTypes, typesFor } from '#chain/tx/typed-data-types.ts';
import { MsgWithdraw } from '#proto/generated/nave.bridge.v1.ts';
import { MsgPlaceOrder } from '#proto/generated/nave.clob.v1.ts';
import { testRegistry } from '#test/support/tx-registry.ts';
import domains from '#test/vectors/data/bridge/domain.json' with { type: 'json' };
import keys from '#test/vectors/data/bridge/keys.json' with { type: 'json' };

const account = privateKeyToAccount(keys.hot[0]!.privateKey as `0x${string}`);
const hubSalt = findHex(domains[0]!.hubSalt)!;
const owner = formatAddress(fromHex(account.address));
const domain = typedDataDomain(31337, hubSalt);
const NONCE = 1795000000000123;

/** The worked example of api-types §5. */
const example = {
  owner: '0x487b38fFd7B522c0b8610146B63DBb492B281c8A',
  subaccount: 0,
  market: 'BTC-USD',
  side: 'buy',
  orderType: 'limit',
  size: '0.25',
  price: '64250.5',
  timeInForce: 'gtc',
  postOnly: true,
  reduceOnly: false,
  selfTrade: 'cancel_maker',
  clientOrderId: 'mm-000017',
  expiresAt: 0,
  trigger: [],
  children: [
    {
      kind: 'stop',
      source: 'mark',
      triggerPrice: '61000',
      orderType: 'market',
      price: '60000',
      size: '',
      clientOrderId: '',
    },
  ],
  twap: [],
  builder: [],
  nonce: NONCE,
};
const SIGNATURE =
  '0xb469e50f419ba5c2537cafed1411a51fe682eac131163b1708bf24b66f0dd7ce582f133f14ea3d2c613f6c386bac1133b84135083df138e9123530d8d84a75521b';
const typedData = { domain, primaryType: 'PlaceOrder', message: example };

const messageOf = (message: MsgPlaceOrder) => MsgPlaceOrder.encode(message);
const code = (expected: number) => (error: unknown) => error instanceof AppError && error.code === expected;

test('type hash, domain, digest and signature are those of the worked example', async () => {
  assert.equal(
    toHex(typeHash(nobleCrypto, typedDataTypes, 'PlaceOrder')),
    '6de902f8af8b8db0bef60589e3309173f40c0aeb02ecb1a51f0458b7a6880bed',
  );
  assert.equal(
    toHex(domainSeparator(nobleCrypto, domain)),
    '0212dfde2dcfa7e0fb630770e726dd2f327425b227ca07d12a9f81f28e7d8073',
  );
  assert.equal(
    toHex(walletDigest(nobleCrypto, typedData)),
    '8cff47aa064da114c40b9d6dc418849c52dce9e0c3c7c25b92ea73453d194a69',
  );
  const signed = await account.signTypedData({ ...typedData, types: typesFor('PlaceOrder') } as never);
  assert.equal(signed, SIGNATURE);
});

test('the wallet’s JSON becomes the one transaction, which decodes and verifies', () => {
  const raw = txFromTypedData(nobleCrypto, { typedData, signature: SIGNATURE }, hubSalt, testRegistry);
  const tx = decodeTx(raw, nobleCrypto);
  assert.equal(tx.signerText, owner);
  assert.deepEqual(tx.nonce, { kind: 'unordered', timeoutNs: BigInt(NONCE) * 1000n });
  const place = tx.messages[0]!.value as MsgPlaceOrder;
  assert.equal(place.lots, 2500);
  assert.equal(place.ticks, 128501);
  assert.equal(place.children[0]!.triggerTicks, 122000);
  const task = typedDataTask(nobleCrypto, tx, hubSalt, testRegistry);
  assert.equal(toHex(task.digest), '8cff47aa064da114c40b9d6dc418849c52dce9e0c3c7c25b92ea73453d194a69');
  assert.equal(runSignatureTask(nobleCrypto, task), true);
});

test('a signature for another sender, digest or s does not pass', () => {
  const raw = txFromTypedData(nobleCrypto, { typedData, signature: SIGNATURE }, hubSalt, testRegistry);
  const place = decodeTx(raw, nobleCrypto).messages[0]!.value as MsgPlaceOrder;
  const signature = findHex(SIGNATURE)!;
  const task = (message: MsgPlaceOrder, bytes: Uint8Array) => {
    const tx = decodeTx(typedDataTxBytes(MsgPlaceOrder.typeName, messageOf(message), NONCE, 31337, bytes), nobleCrypto);
    return typedDataTask(nobleCrypto, tx, hubSalt, testRegistry);
  };
  assert.equal(runSignatureTask(nobleCrypto, task({ ...place, lots: 2501 }, signature)), false);
  const other = formatAddress(new Uint8Array(20).fill(9));
  assert.equal(runSignatureTask(nobleCrypto, task({ ...place, sender: other }, signature)), false);
  const flipped = signature.slice();
  flipped[64] = 28;
  assert.equal(runSignatureTask(nobleCrypto, task(place, flipped)), false);
  flipped[64] = 0;
  assert.throws(() => task(place, flipped), code(1003));
  assert.throws(() => task(place, signature.slice(0, 64)), code(1003));
  const high = signature.slice();
  high[32] = 0xff;
  assert.throws(() => task(place, high), code(1003));
});

test('a message that says more than its typed data, or has no text, is malformed', () => {
  const raw = txFromTypedData(nobleCrypto, { typedData, signature: SIGNATURE }, hubSalt, testRegistry);
  const place = decodeTx(raw, nobleCrypto).messages[0]!.value as MsgPlaceOrder;
  const check = (message: MsgPlaceOrder) => {
    const bytes = typedDataTxBytes(MsgPlaceOrder.typeName, messageOf(message), NONCE, 31337, findHex(SIGNATURE)!);
    typedDataTask(nobleCrypto, decodeTx(bytes, nobleCrypto), hubSalt, testRegistry);
  };
  check(place);
  assert.throws(() => check({ ...place, side: 0 }), code(1001));
  assert.throws(() => check({ ...place, stp: 9 }), code(1001));
  assert.throws(() => check({ ...place, owner: '' }), code(1001));
  assert.throws(() => check({ ...place, market: 77 }), code(1003));
});

test('wallet JSON of a wrong form is refused by name', () => {
  const submit = (change: object, request: object = {}) =>
    txFromTypedData(
      nobleCrypto,
      { typedData: { ...typedData, ...request, message: { ...example, ...change } }, signature: SIGNATURE },
      hubSalt,
      testRegistry,
    );
  assert.throws(() => submit({ surprise: 1 }), code(8001));
  assert.throws(() => submit({ postOnly: 'true' }), code(8001));
  assert.throws(() => submit({ size: '0.00001' }), code(2002));
  assert.throws(() => submit({ price: '1e5' }), code(2003));
  assert.throws(() => submit({ size: '0.250' }), code(1001));
  assert.throws(() => submit({ market: 'XXX-USD' }), code(1003));
  assert.throws(() => submit({}, { domain: { ...domain, salt: `0x${'00'.repeat(32)}` } }), code(1002));
  assert.throws(() => submit({}, { primaryType: 'Mail' }), code(8001));
  assert.throws(() => submit({ nonce: 2 ** 60 }), code(8001));
});

test('a withdrawal shows its spoke’s chain and checksummed recipient', async () => {
  const message = MsgWithdraw.fromPartial({
    owner,
    asset: 'ETH',
    amount: '1500000000',
    spoke: 1,
    to: account.address,
    maxFee: '',
  });
  const request = typedDataOf(MsgWithdraw.typeName, message, NONCE, domain, testRegistry);
  assert.equal(request.message.amount, '1.5');
  assert.equal(request.message.spokeChainId, 31337);
  const signature = await account.signTypedData(request as never);
  const bytes = typedDataTxBytes(MsgWithdraw.typeName, MsgWithdraw.encode(message), NONCE, 31337, findHex(signature)!);
  const task = typedDataTask(nobleCrypto, decodeTx(bytes, nobleCrypto), hubSalt, testRegistry);
  assert.equal(runSignatureTask(nobleCrypto, task), true);
  const json = JSON.parse(JSON.stringify(request));
  assert.deepEqual(txFromTypedData(nobleCrypto, { typedData: json, signature }, hubSalt, testRegistry), bytes);
});

test('a domain whose fields cannot become texts or numbers is refused by name', () => {
  const hostile = { toString: false };
  for (const name of ['chainId', 'salt']) {
    const request = { ...typedData, domain: { ...domain, [name]: hostile } };
    const attempt = () =>
      txFromTypedData(nobleCrypto, { typedData: request, signature: SIGNATURE }, hubSalt, testRegistry);
    assert.throws(attempt, (error: AppError) => error.code === 8001 || error.code === 1002);
  }
});

test('whatever JSON a wallet or a stranger sends, the answer is a transaction or a named refusal', () => {
  const attempt = (request: unknown, signature: string): void => {
    try {
      const raw = txFromTypedData(nobleCrypto, { typedData: request, signature }, hubSalt, testRegistry);
      decodeTx(raw, nobleCrypto);
    } catch (error) {
      assert.ok(error instanceof AppError, String(error));
    }
  };
  const anything = fc.jsonValue() as fc.Arbitrary<unknown>;
  const field = fc.constantFrom(...Object.keys(example));
  fc.assert(fc.property(anything, fc.string(), attempt), { numRuns: 300 });
  fc.assert(
    fc.property(field, anything, (name, value) => {
      attempt({ ...typedData, message: { ...example, [name]: value } }, SIGNATURE);
      attempt({ ...typedData, domain: { ...domain, [name]: value, chainId: value } }, SIGNATURE);
    }),
    { numRuns: 300 },
  );
  const child = fc.constantFrom(...Object.keys(example.children[0]!));
  fc.assert(
    fc.property(child, anything, (name, value) => {
      attempt(
        { ...typedData, message: { ...example, children: [{ ...example.children[0], [name]: value }] } },
        SIGNATURE,
      );
    }),
    { numRuns: 300 },
  );
});

test('typed-data transactions whose bytes were touched anywhere are refused or do not verify', () => {
  const raw = txFromTypedData(nobleCrypto, { typedData, signature: SIGNATURE }, hubSalt, testRegistry);
  fc.assert(
    fc.property(fc.nat({ max: raw.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const touched = raw.slice();
      touched[at]! ^= flip;
      try {
        const task = typedDataTask(nobleCrypto, decodeTx(touched, nobleCrypto), hubSalt, testRegistry);
        assert.equal(runSignatureTask(nobleCrypto, task), false);
      } catch (error) {
        assert.ok(error instanceof AppError, String(error));
      }
    }),
    { numRuns: 300 },
  );
});
