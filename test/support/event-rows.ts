import assert from 'node:assert/strict';
import fc from 'fast-check';
import { toHex } from '#chain/lib/bytes.ts';
import { ProtobufWriter } from '#chain/lib/protobuf-writer.ts';
import type { EventLog, EventReader } from '#chain/state/event-log.ts';
import { messages } from '#proto/generated/messages.ts';

/** Fails unless each row of the log writes the bytes that its codec gives for the event it reads. */
export function assertRowsWriteTheirEvents(log: EventLog): void {
  const to = new ProtobufWriter();
  const reader: EventReader = {
    row(_phase, _tx, _item, kind, cells, at) {
      const { type, ...fields } = kind.read(cells, at);
      const codec = messages.get(`/${type}`)!;
      to.restart();
      kind.write(cells, at, to);
      assert.equal(kind.type, type);
      assert.equal(toHex(to.view()), toHex(codec.encode(fields)));
      assert.deepEqual(codec.decode(to.copy()), fields);
    },
    object(_phase, _tx, _item, event) {
      assert.fail(`${event.type} is no row`);
    },
  };
  log.visit(reader);
}

/** Emits a row with these cells. */
export function emitRow(log: EventLog, kind: number, cells: readonly number[]): void {
  const at = log.begin(kind, cells.length);
  log.cells.set(cells, at);
}

/** Safe integers ≥ 0, often where a varint grows by a byte. */
export const unsigned = fc.oneof(
  fc.maxSafeNat(),
  fc.nat({ max: 300 }),
  fc.constantFrom(2 ** 14, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER),
);
/** Of either sign; −0 is no integer of the wire. */
export const safe = fc.tuple(unsigned, fc.boolean()).map(([n, isNegative]) => (isNegative ? 0 - n : n));

/** 20 bytes that say the number; account 0 has none, as if its field were at its default. */
export function address20(owner: number): Uint8Array {
  if (owner === 0) return new Uint8Array(0);
  const bytes = new Uint8Array(20).fill(owner & 255);
  new DataView(bytes.buffer).setUint32(16, owner);
  return bytes;
}
