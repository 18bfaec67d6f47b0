import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type PathFeed, PricePath, type Scenario } from '#src/localnet/prices/price-path.ts';

const BTC: PathFeed = { symbol: 'BTC/USD', start: 85_000, stable: false };
const ETH: PathFeed = { symbol: 'ETH/USD', start: 2_500, stable: false };
const DOGE: PathFeed = { symbol: 'DOGE/USD', start: 0.15, stable: false };
const USDT: PathFeed = { symbol: 'USDT/USD', start: 1, stable: true };

function walk(feed: PathFeed, scenario: Scenario, seed: number, seconds: number): (number | undefined)[] {
  const path = new PricePath(feed, scenario, seed);
  return Array.from({ length: seconds }, (_, second) => path.at(second)?.price);
}

test('the same seed gives the same path, another seed or feed another one', () => {
  assert.deepEqual(walk(BTC, 'calm', 1, 100), walk(BTC, 'calm', 1, 100));
  assert.notDeepEqual(walk(BTC, 'calm', 1, 100), walk(BTC, 'calm', 2, 100));
  const ratios = (feed: PathFeed): number[] => walk(feed, 'calm', 1, 100).map((price) => price! / feed.start);
  assert.notDeepEqual(ratios(BTC), ratios(ETH));
});

test('a skipped second is walked through', () => {
  const path = new PricePath(BTC, 'volatile', 3);
  assert.equal(path.at(50)?.price, walk(BTC, 'volatile', 3, 51)[50]);
});

test('an hour of calm stays near its start, and a stablecoin nearer', () => {
  for (const price of walk(BTC, 'calm', 5, 3600)) assert.ok(Math.abs(price! / 85_000 - 1) < 0.05);
  for (const price of walk(USDT, 'volatile', 5, 3600)) assert.ok(Math.abs(price! - 1) < 0.005);
});

test('a crash takes 15 % in ten minutes and never jumps', () => {
  const crash = walk(BTC, 'crash', 9, 700);
  const calm = walk(BTC, 'calm', 9, 700);
  assert.ok(Math.abs(crash[680]! / calm[680]! - 0.85) < 1e-9);
  for (let i = 1; i < crash.length; i++) assert.ok(Math.abs(crash[i]! / crash[i - 1]! - 1) < 0.01);
});

test('feed-dies silences one feed for three minutes', () => {
  const doge = walk(DOGE, 'feed-dies', 1, 300);
  assert.notEqual(doge[59], undefined);
  assert.equal(doge[60], undefined);
  assert.equal(doge[239], undefined);
  assert.notEqual(doge[240], undefined);
  assert.ok(walk(BTC, 'feed-dies', 1, 300).every((price) => price !== undefined));
});

test('one-venue-lies prints 15 % too high for two seconds of a minute, on one feed', () => {
  const truth = walk(ETH, 'calm', 1, 130);
  const lies = walk(ETH, 'one-venue-lies', 1, 130);
  const wrong = lies.flatMap((price, second) => (Math.abs(price! / truth[second]! - 1) > 0.1 ? [second] : []));
  assert.deepEqual(wrong, [60, 61, 120, 121]);
  assert.deepEqual(walk(BTC, 'one-venue-lies', 1, 130), walk(BTC, 'calm', 1, 130));
});
