import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newExchange, runBlock } from '#test/support/naive-book.ts';
import { bookDigest } from '#test/support/naive-book-digest.ts';
import { OperationStream, STREAM_MIXES } from '#test/support/naive-book-stream.ts';
import { TradingExchange } from '#test/vectors/trading-exchange.ts';

const BLOCKS = 50;

for (const [name, mix] of Object.entries(STREAM_MIXES)) {
  test(`a dropped branch of random operations leaves book, queues and counters as they were: ${name}`, () => {
    for (let seed = 101; seed <= 104; seed++) {
      const stream = new OperationStream(seed, mix);
      const naive = newExchange(stream.setup);
      const fast = new TradingExchange(stream.setup);
      for (let height = 1; height <= BLOCKS; height++) {
        const block = stream.next(naive);
        const before = { digest: bookDigest(fast.keeper.clob), state: fast.result() };
        fast.try(block);
        const after = { digest: bookDigest(fast.keeper.clob), state: fast.result() };
        assert.deepEqual(after, before, `seed ${seed}, height ${height}`);
        runBlock(naive, block);
        const from = naive.lines.length;
        assert.deepEqual(
          fast.run(block).length > 0,
          from > 0 && naive.lines.some((line) => line.startsWith(`${height} `)),
        );
      }
      assert.deepEqual(bookDigest(fast.restarted().keeper.clob), bookDigest(fast.keeper.clob), `seed ${seed}: rebuilt`);
    }
  });
}
