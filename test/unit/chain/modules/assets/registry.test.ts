import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvariantError } from '#chain/lib/errors.ts';
import { assetCodec } from '#chain/modules/assets/codec.ts';
import { USDC } from '#chain/modules/assets/types.ts';
import { OracleChain, USDT_FEED } from '#test/support/oracle-chain.ts';

test('assets are found by id, denom, symbol and feed', () => {
  const { keeper } = new OracleChain().begin().assets;
  assert.equal(keeper.find(2)?.symbol, 'USDT');
  assert.equal(keeper.findByDenom('neth')?.id, 3);
  assert.equal(keeper.findBySymbol('wBTC')?.id, 4);
  assert.equal(keeper.findByFeed(USDT_FEED)?.id, 2);
  assert.deepEqual(
    [keeper.find(9), keeper.findByDenom('x'), keeper.findBySymbol('usdt')],
    [undefined, undefined, undefined],
  );
  assert.equal(keeper.findByFeed(new Uint8Array(32)), undefined);
});

test('USDC is one dollar and takes no other price', () => {
  const { keeper } = new OracleChain().begin().assets;
  const usdc = keeper.find(USDC);
  assert.deepEqual([usdc?.index, usdc?.confidence, usdc?.valid], [10n ** 12n, 0n, true]);
  assert.throws(() => keeper.setPrice(USDC, { index: 1n, confidence: 0n, valid: true }), InvariantError);
});

test('the version rises with every change of a price and with nothing else', () => {
  const { keeper } = new OracleChain().begin().assets;
  const price = { index: 5n, confidence: 1n, valid: true };
  const start = keeper.version;
  keeper.setPrice(2, price);
  assert.equal(keeper.version, start + 1);
  keeper.setPrice(2, { ...price });
  assert.equal(keeper.version, start + 1);
  keeper.setPrice(2, { ...price, valid: false });
  assert.equal(keeper.version, start + 2);
});

test('new parameters keep the price; symbol and decimals never change', () => {
  const { keeper } = new OracleChain().begin().assets;
  keeper.setPrice(3, { index: 5n, confidence: 1n, valid: true });
  const { index: _, confidence: __, valid: ___, ...eth } = keeper.find(3)!;
  keeper.put({ ...eth, imPpm: 1 });
  assert.deepEqual([keeper.find(3)?.imPpm, keeper.find(3)?.index], [1, 5n]);
  assert.throws(() => keeper.put({ ...eth, decimals: 8 }), InvariantError);
});

test('a registration that is rolled back is gone', () => {
  const chain = new OracleChain().begin();
  const { keeper } = chain.assets;
  const mark = chain.journal.mark();
  const feed = new Uint8Array(32).fill(1);
  keeper.put({ ...keeper.find(3)!, id: 6, symbol: 'NEW', denom: 'unew', feed });
  assert.equal(keeper.all().length, 6);
  chain.journal.rollback(mark);
  assert.deepEqual([keeper.all().length, keeper.find(6), keeper.findByDenom('unew')], [5, undefined, undefined]);
  assert.deepEqual(chain.broken(), []);
});

test('records decode to what was encoded', () => {
  const { keeper } = new OracleChain().begin().assets;
  for (const [, asset] of keeper.source.entries()) assert.deepEqual(assetCodec.decode(assetCodec.encode(asset)), asset);
});
