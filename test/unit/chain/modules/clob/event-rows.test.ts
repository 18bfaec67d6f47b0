import { test } from 'node:test';
import fc from 'fast-check';
import { clobEventRows } from '#chain/modules/clob/event-rows.ts';
import { CANCEL_REASONS } from '#chain/modules/clob/types.ts';
import { EventLog } from '#chain/state/event-log.ts';
import { Journal } from '#chain/state/journal.ts';
import { address20, assertRowsWriteTheirEvents, emitRow, safe, unsigned } from '#test/support/event-rows.ts';

const TEXTS = ['', 'a', 'é€😀', 'x'.repeat(36)];
const log = new EventLog(new Journal());
const kinds = clobEventRows(log, { address: address20 }, (row) => TEXTS[row]!);
const u32 = fc.nat({ max: 0xffffffff });
const flags = fc.nat({ max: 255 });
const code = fc.nat({ max: 3 });
const owner = fc.integer({ min: 0, max: 1_000 });

const placed = fc.tuple(
  ...[u32, unsigned, owner, u32, unsigned, fc.integer({ min: -1, max: TEXTS.length - 1 }), code],
  ...[flags, unsigned, unsigned, code, code, unsigned, unsigned],
);
const canceled = fc.tuple(
  ...[u32, unsigned, owner, u32, unsigned, unsigned, fc.nat({ max: CANCEL_REASONS.length - 1 })],
);
const filled = fc.tuple(
  ...[u32, unsigned, unsigned, owner, u32, unsigned, unsigned, owner, u32, unsigned, code, unsigned, unsigned],
  ...[safe, safe, safe, unsigned, unsigned, fc.integer({ min: -1, max: 1_000 }), flags],
);

test('rows of the order book write the bytes of the events they read', () => {
  const row = fc.oneof(
    placed.map((cells) => [kinds.placed, cells] as const),
    canceled.map((cells) => [kinds.canceled, cells] as const),
    filled.map((cells) => [kinds.filled, cells] as const),
  );
  fc.assert(
    fc.property(fc.array(row, { maxLength: 8 }), (rows) => {
      for (const [kind, cells] of rows) emitRow(log, kind, cells);
      assertRowsWriteTheirEvents(log);
      log.take();
    }),
    { numRuns: 500 },
  );
});
