import assert from 'node:assert/strict';
import { test } from 'node:test';
import { naiveResult, newExchange, runBlock } from '#test/support/naive-book.ts';
import { OperationStream, STREAM_MIXES, type StreamMix } from '#test/support/naive-book-stream.ts';
import { TradingExchange } from '#test/vectors/trading-exchange.ts';

const SEEDS = Number(process.env.NAVE_SEEDS ?? 12);
const BLOCKS = 60;

/** Runs one stream on the naive book, the product, and the product restarted before each block. */
function compare(seed: number, mix: StreamMix): number {
  const stream = new OperationStream(seed, mix);
  const naive = newExchange(stream.setup);
  const fast = new TradingExchange(stream.setup);
  let restarted = new TradingExchange(stream.setup);
  for (let height = 1; height <= BLOCKS; height++) {
    const block = stream.next(naive);
    const from = naive.lines.length;
    runBlock(naive, block);
    const lines = naive.lines.slice(from);
    assert.deepEqual(fast.run(block), lines, `seed ${seed}, height ${height}`);
    restarted = restarted.restarted();
    assert.deepEqual(restarted.run(block), lines, `seed ${seed}, height ${height}, restarted`);
  }
  assert.deepEqual(fast.result(), naiveResult(naive), `seed ${seed}`);
  assert.deepEqual(restarted.result(), naiveResult(naive), `seed ${seed}, restarted`);
  const values = (x: TradingExchange) =>
    [...x.records].map(([key, { value }]) => [key, Buffer.from(value).toString('hex')]).sort();
  assert.deepEqual(values(restarted), values(fast), `seed ${seed}: records`);
  return naive.lines.length;
}

for (const [name, mix] of Object.entries(STREAM_MIXES)) {
  test(`the fast book agrees with the naive one on random operations: ${name}`, () => {
    let events = 0;
    for (let seed = 1; seed <= SEEDS; seed++) events += compare(seed, mix);
    assert.ok(events > SEEDS * BLOCKS, `only ${events} events`);
  });
}
