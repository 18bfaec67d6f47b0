import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventsRoot } from '#chain/block/events-root.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';
import { merkleRoot } from '#chain/lib/merkle.ts';
import { clobEventRows } from '#chain/modules/clob/event-rows.ts';
import { type ChainEvent, EventLog, type PlacedEvent } from '#chain/state/event-log.ts';
import { Journal } from '#chain/state/journal.ts';
import { messages } from '#proto/generated/messages.ts';
import { BlockEvent } from '#proto/generated/nave.chain.v1.ts';
import { CancelScheduled, OrderRejected } from '#proto/generated/nave.clob.v1.ts';
import { emitRow } from '#test/support/event-rows.ts';

/** The same root by the letter of chain §2: each event's bytes, an envelope around them, a leaf of each. */
function naiveRoot(events: readonly PlacedEvent[]): Uint8Array {
  const leaves = events.map(({ phase, tx, item, event }) =>
    BlockEvent.encode({
      phase: { begin: 1, tx: 2, end: 3 }[phase],
      tx: tx + 1,
      item: item + 1,
      type: event.type,
      data: messages.get(`/${event.type}`)!.encode(event),
    }),
  );
  return merkleRoot(leaves, nobleCrypto);
}

const rejected = (details: string): ChainEvent => ({
  type: OrderRejected.typeName,
  ...OrderRejected.fromPartial({ action: 'place', code: 2001, details }),
});
const empty: ChainEvent = { type: CancelScheduled.typeName, ...CancelScheduled.fromPartial({}) };

test('an events root is that of the events’ own encodings, whatever their length', () => {
  for (const lengths of [[], [0], [1, 90, 127], [128, 129, 16_383], [16_384, 70_000, 5, 100]]) {
    const log = new EventLog(new Journal());
    for (const length of lengths) {
      log.at('tx', 3, 200);
      log.emit(rejected('x'.repeat(length)));
      log.at('end');
      log.emit(empty);
    }
    assert.deepEqual(eventsRoot(log, nobleCrypto), naiveRoot(log.since(0)));
  }
});

test('rows and objects are hashed in the order they were emitted, without those of a dropped branch', () => {
  const journal = new Journal();
  const log = new EventLog(journal);
  const kinds = clobEventRows(log, { address: () => new Uint8Array(20).fill(7) }, () => 'mine');
  const canceled = (order: number): void => emitRow(log, kinds.canceled, [1, order, 5, 0, order, 9, 3]);
  log.at('begin');
  log.emit(rejected('first'));
  for (let i = 0; i < 6; i++) {
    log.at('tx', i, i % 3);
    canceled(i + 1);
    const mark = journal.mark();
    log.emit(rejected('dropped'));
    canceled(99);
    journal.rollback(mark);
    emitRow(log, kinds.placed, [1, i, 5, 0, i, 0, 1, 0, 1_000 * i, 10, 0, 0, 1_795_000_000_000, i]);
  }
  log.emit(rejected('last'));
  const events = log.since(0);
  assert.equal(events.length, 14);
  assert.deepEqual(eventsRoot(log, nobleCrypto), naiveRoot(events));
  assert.deepEqual(log.take(), events);
});
