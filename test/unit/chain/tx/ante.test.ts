import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AppError as AppErrorType } from '#chain/lib/errors.ts';
import { AppError } from '#chain/lib/errors.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';
import { type AnteContext, type AnteOptions, chargeAnte, checkAnte, checkSignature } from '#chain/tx/ante.ts';
import { decodeTx } from '#chain/tx/decode-tx.ts';
import type { KeyAlgo } from '#chain/tx/decoded-tx.ts';
import { SignatureCache } from '#chain/tx/signature-cache.ts';
import { TxRaw } from '#proto/generated/cosmos.tx.v1beta1.ts';
import { MsgWithdraw } from '#proto/generated/nave.bridge.v1.ts';
import { MsgBatch, MsgPlaceOrder } from '#proto/generated/nave.clob.v1.ts';
import { MsgSubmitPythUpdate } from '#proto/generated/nave.oracle.v1.ts';
import { accountsFixture } from '#test/support/accounts-fixture.ts';
import { any, signTestTx, type TestTx, testKey } from '#test/support/signed-tx.ts';
import { testRegistry } from '#test/support/tx-registry.ts';

const ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n * 2n + 1n;

/** A chain of one account, number 0, that signs with `key`. */
function setup(algo: KeyAlgo = 'secp256k1', budget = '100') {
  const fixture = accountsFixture(budget);
  const key = testKey(7, algo);
  fixture.keeper.create(key.address);
  const context = (): AnteContext => ({
    accounts: fixture.keeper,
    chainId: 'nave-test',
    hubSalt: fixture.block.hubSalt,
    registry: testRegistry,
    crypto: nobleCrypto,
    height: fixture.block.height,
    timeMs: fixture.block.timeMs,
  });
  const place = any(MsgPlaceOrder, { sender: key.text, market: 1 });
  const sign = (tx: Partial<TestTx> = {}) => signTestTx(key, { messages: [place], ...tx });
  const check = (raw: Uint8Array, options: AnteOptions = { signature: 'check' }) => {
    const tx = decodeTx(raw, nobleCrypto);
    checkAnte(tx, context(), options);
    return tx;
  };
  const deliver = (raw: Uint8Array) => chargeAnte(check(raw), fixture.keeper);
  const unordered = (ms: number, nanos = 0) => {
    const timeMs = fixture.block.timeMs + ms;
    const seconds = Math.floor(timeMs / 1000);
    const timeoutTimestamp = { seconds: BigInt(seconds), nanos: (timeMs - seconds * 1000) * 1_000_000 + nanos };
    return { unordered: true, timeoutTimestamp };
  };
  return { ...fixture, key, context, place, sign, check, deliver, unordered };
}

const refused = (raw: () => unknown, code: number, details?: Record<string, unknown>): AppErrorType => {
  let caught: unknown;
  try {
    raw();
  } catch (error) {
    caught = error;
  }
  assert.ok(caught instanceof AppError, `expected ${code}, got ${String(caught)}`);
  assert.equal(caught.code, code, caught.message);
  for (const [name, value] of Object.entries(details ?? {})) assert.deepEqual(caught.details[name], value, name);
  return caught;
};

test('both key types sign; the key of the first tx is kept and may be left out afterwards', () => {
  for (const algo of ['secp256k1', 'ethsecp256k1'] as const) {
    const { keeper, deliver, sign } = setup(algo);
    const parts = TxRaw.decode(sign());
    deliver(sign());
    assert.equal(keeper.facts(0).keyAlgo, algo);
    assert.equal(keeper.sequence(0), 1);
    deliver(sign({ sequence: 1, auth: { signerInfos: [{ modeInfo: { single: { mode: 1 } }, sequence: 1n }] } }));
    assert.equal(keeper.sequence(0), 2);
    assert.equal(parts.signatures[0]!.length, 64);
  }
});

test('an unknown account comes before a bad signature', () => {
  const { sign, check } = setup();
  const stranger = testKey(8);
  const raw = signTestTx(stranger, { messages: [any(MsgPlaceOrder, { sender: stranger.text })], chainId: 'x' });
  refused(() => check(raw), 1004, { account: stranger.text });
  refused(() => check(sign({ chainId: 'other-1' })), 1003, { signMode: 'direct' });
});

test('a signature fits one chain, account number, sequence and message only', () => {
  const { sign, check, key } = setup();
  check(sign());
  refused(() => check(sign({ chainId: 'nave-test2' })), 1003, { expected: key.text });
  refused(() => check(sign({ accountNumber: 1 })), 1003);
  const parts = TxRaw.decode(sign());
  const swapped = TxRaw.encode({ ...parts, bodyBytes: TxRaw.decode(sign({ body: { memo: 'x' } })).bodyBytes });
  refused(() => check(swapped), 1003);
});

test('high s, other lengths and other keys are refused before any curve work', () => {
  const { sign, check, context } = setup();
  const parts = TxRaw.decode(sign());
  const signature = parts.signatures[0]!;
  const s = signature.slice(32).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const high = signature.slice();
  for (let i = 0, rest = ORDER - s; i < 32; i++, rest >>= 8n) high[63 - i] = Number(rest & 255n);
  const replace = (bytes: Uint8Array) => TxRaw.encode({ ...parts, signatures: [bytes] });
  const noCurve = { ...nobleCrypto, verifySecp256k1: () => assert.fail('verified') };
  const collect = (raw: Uint8Array) => checkSignature(decodeTx(raw, nobleCrypto), { ...context(), crypto: noCurve });
  refused(() => collect(replace(high)), 1003, { hint: 's is above n/2' });
  refused(() => collect(replace(signature.slice(1))), 1003);
  refused(() => collect(replace(new Uint8Array(0))), 1003);
  const stranger = testKey(9);
  const foreign = signTestTx(stranger, { messages: [any(MsgPlaceOrder, { sender: testKey(7).text })] });
  refused(() => collect(foreign), 1003, { recovered: stranger.text });
  const wrongUrl = { ...testKey(7), algo: 'ethsecp256k1' as const };
  const error = refused(
    () => collect(signTestTx(wrongUrl, { messages: [any(MsgPlaceOrder, { sender: testKey(7).text })] })),
    1003,
  );
  assert.match(String(error.details.hint), /secp256k1: use that type URL/);
  const flipped = signature.slice();
  flipped[5]! ^= 1;
  refused(() => check(replace(flipped)), 1003);
});

test('amino, textual and unspecified modes are 1003', () => {
  const { sign, check } = setup();
  for (const modeInfo of [{ single: { mode: 127 } }, { single: { mode: 2 } }, { single: {} }, { multi: {} }]) {
    refused(() => check(sign({ auth: { signerInfos: [{ modeInfo }] } })), 1003);
  }
});

test('the ordered sequence is exact and says what it expected', () => {
  const { sign, check, deliver } = setup();
  deliver(sign());
  const error = refused(() => check(sign()), 1005, { nonce: 0, expected: 1 });
  assert.equal(error.message, 'account sequence mismatch, expected 1, got 0');
  refused(() => check(sign({ sequence: 2 })), 1005);
  check(sign({ sequence: 3 }), { signature: 'check', expectedSequence: 3 });
});

test('an unordered nonce is unique, not past and at most 10 minutes ahead', () => {
  const { sign, check, deliver, unordered, block, keeper } = setup();
  const raw = sign({ body: unordered(60_000) });
  deliver(raw);
  refused(() => check(raw), 1005, { usedHeight: 1 });
  check(sign({ body: unordered(60_000, 1) }));
  refused(() => check(sign({ body: unordered(0) })), 1006, { time: block.timeMs, timeout: block.timeMs });
  check(sign({ body: unordered(0, 1) }));
  check(sign({ body: unordered(600_000) }));
  refused(() => check(sign({ body: unordered(600_000, 1) })), 1006);
  assert.equal(keeper.sequence(0), 0);
  block.timeMs += 60_000;
  keeper.beginBlock();
  refused(() => check(raw), 1006);
});

test('timeouts of ordered txs are kept too', () => {
  const { sign, check, unordered, block } = setup();
  check(sign({ body: { timeoutTimestamp: unordered(1).timeoutTimestamp } }));
  refused(() => check(sign({ body: { timeoutTimestamp: unordered(0).timeoutTimestamp } })), 1006);
  block.height = 10;
  check(sign({ body: { timeoutHeight: 10n } }));
  refused(() => check(sign({ body: { timeoutHeight: 9n } })), 1006);
});

test('a nonce comes before an agent, an agent before the budget, the budget before the size', () => {
  const { check, key, sign, keeper, block } = setup('secp256k1', '5');
  const owner = testKey(20);
  const forOwner = any(MsgPlaceOrder, { sender: key.text, owner: owner.text, market: 1 });
  refused(() => check(sign({ messages: [forOwner], sequence: 1 })), 1005);
  refused(() => check(sign({ messages: [forOwner] })), 1007, { reason: 'unknown', agent: key.text });
  const number = keeper.create(owner.address);
  const terms = { name: '', expiresAt: block.timeMs + 1, markets: [], maxNotional: -1, canTransfer: false };
  keeper.approveAgent(number, 0, terms);
  check(sign({ messages: [forOwner] }));
  const withdraw = any(MsgWithdraw, { owner: owner.text });
  refused(() => check(signTestTx(key, { messages: [withdraw] })), 1003);
  const many = any(MsgBatch, {
    sender: key.text,
    owner: owner.text,
    items: Array.from({ length: 6 }, () => ({ place: { market: 1 } })),
  });
  refused(() => check(sign({ messages: [many] })), 5002, { limit: 5, used: 0 });
  const big = sign({ messages: [any(MsgPlaceOrder, { sender: key.text, clientOrderId: 'x'.repeat(66_000) })] });
  refused(() => check(big), 5006, { what: 'bytes' });
});

test('the agent’s nonce is its own, the owner’s budget pays', () => {
  const { deliver, key, sign, keeper, block } = setup('secp256k1', '5');
  const owner = testKey(20);
  const number = keeper.create(owner.address);
  const terms = { name: '', expiresAt: block.timeMs + 1, markets: [], maxNotional: -1, canTransfer: false };
  keeper.approveAgent(number, 0, terms);
  deliver(sign({ messages: [any(MsgPlaceOrder, { sender: key.text, owner: owner.text, market: 1 })] }));
  assert.equal(keeper.sequence(0), 1);
  assert.equal(keeper.sequence(number), 0);
  assert.equal(keeper.budgetOf(number).orders.used, 1);
  assert.equal(keeper.budgetOf(0).orders.used, 0);
});

test('more than 100 messages, or more weight than a block has, is 5006', () => {
  const { check, sign, key, place } = setup('secp256k1', '1000000');
  check(sign({ messages: Array.from({ length: 100 }, () => place) }));
  refused(() => check(sign({ messages: Array.from({ length: 101 }, () => place) })), 5006, { what: 'messages' });
  const fok = { place: { market: 1, tif: 4 } };
  const heavy = any(MsgBatch, { sender: key.text, items: Array.from({ length: 50 }, () => fok) });
  refused(() => check(sign({ messages: Array.from({ length: 41 }, () => heavy) })), 5006, { what: 'weight' });
  const updates = Array.from({ length: 101 }, () => new Uint8Array(1));
  const prices = any(MsgSubmitPythUpdate, { sender: key.text, updates });
  refused(() => check(sign({ messages: [prices] })), 5006, { what: 'weight', limit: 50_000 });
});

test('more than 8 price updates in a tx are 5021, however they are spread and whatever is beside them', () => {
  const { sign, check, key, place } = setup();
  const prices = (count: number) =>
    any(MsgSubmitPythUpdate, { sender: key.text, updates: Array.from({ length: count }, () => new Uint8Array(1)) });
  check(sign({ messages: [prices(8)] }));
  check(sign({ messages: [prices(4), place, prices(4)] }));
  for (const messages of [[prices(9)], [prices(8), prices(1)], [prices(5), place, prices(4)]]) {
    refused(() => check(sign({ messages })), 5021, { reason: 'count' });
  }
});

test('a good verdict is cached by hash, a bad one is not, and execution looks at none', () => {
  const { sign, context, check } = setup();
  const cache = new SignatureCache(2);
  const good = decodeTx(sign(), nobleCrypto);
  checkSignature(good, context(), cache);
  const blind = { ...context(), crypto: { ...nobleCrypto, verifySecp256k1: () => false } };
  checkSignature(good, blind, cache);
  const bad = decodeTx(sign({ chainId: 'x' }), nobleCrypto);
  refused(() => checkSignature(bad, context(), cache), 1003);
  assert.equal(cache.isVerified(bad.hashHex), false);
  cache.add('a');
  cache.add('b');
  assert.equal(cache.isVerified(good.hashHex), false);
  check(sign({ chainId: 'x' }), { signature: 'skip' });
});
