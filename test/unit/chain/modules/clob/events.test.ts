import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClobEvent, OrderFilled } from '#chain/modules/clob/events.ts';
import { messages } from '#proto/generated/messages.ts';
import { newExchange, runBlock } from '#test/support/naive-book.ts';
import { OperationStream, STREAM_MIXES } from '#test/support/naive-book-stream.ts';
import { TradingExchange } from '#test/vectors/trading-exchange.ts';

test('every event is its protobuf message, and each account counts its own without gaps', () => {
  const stream = new OperationStream(7, STREAM_MIXES.conditional!);
  const naive = newExchange(stream.setup);
  const fast = new TradingExchange(stream.setup);
  const kinds = new Set<string>();
  const last = new Map<string, number>();
  const count = (owner: Uint8Array, seq: number): void => {
    const name = Buffer.from(owner).toString('hex');
    assert.equal(seq, (last.get(name) ?? 0) + 1);
    last.set(name, seq);
  };
  for (let height = 1; height <= 80; height++) {
    const block = stream.next(naive);
    runBlock(naive, block);
    fast.run(block);
    for (const { event } of fast.taken) {
      kinds.add(event.type);
      const codec = messages.get(`/${event.type}`)!;
      const { type: _type, ...fields } = event as ClobEvent;
      assert.deepEqual(codec.decode(codec.encode(fields)), fields);
      if ('makerAccountSeq' in event) {
        const fill = event as OrderFilled;
        count(fill.maker, fill.makerAccountSeq);
        count(fill.taker, fill.takerAccountSeq);
      } else {
        const { owner, accountSeq } = event as Exclude<ClobEvent, OrderFilled>;
        count(owner, accountSeq);
      }
    }
  }
  assert.equal(kinds.size, 7, [...kinds].join());
});
