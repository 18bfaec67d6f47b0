import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventsRoot } from '#chain/block/events-root.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';
import { merkleRoot } from '#chain/lib/merkle.ts';
import type { PlacedEvent } from '#chain/state/event-log.ts';
import { messages } from '#proto/generated/messages.ts';
import { BlockEvent } from '#proto/generated/nave.chain.v1.ts';
import { CancelScheduled, OrderRejected } from '#proto/generated/nave.clob.v1.ts';

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

const rejected = (details: string): PlacedEvent => ({
  phase: 'tx',
  tx: 3,
  item: 200,
  event: { type: OrderRejected.typeName, ...OrderRejected.fromPartial({ action: 'place', code: 2001, details }) },
});

test('an events root is that of the events’ own encodings, whatever their length', () => {
  const empty: PlacedEvent = {
    phase: 'end',
    tx: -1,
    item: -1,
    event: { type: CancelScheduled.typeName, ...CancelScheduled.fromPartial({}) },
  };
  for (const lengths of [[], [0], [1, 90, 127], [128, 129, 16_383], [16_384, 70_000, 5, 100]]) {
    const events = lengths.flatMap((length) => [rejected('x'.repeat(length)), empty]);
    assert.deepEqual(eventsRoot(events, nobleCrypto), naiveRoot(events));
  }
});
