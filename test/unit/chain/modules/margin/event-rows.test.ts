import { test } from 'node:test';
import fc from 'fast-check';
import { MOST_ENTRIES, marginEventRows } from '#chain/modules/margin/event-rows.ts';
import { LEDGER_REASONS } from '#chain/modules/margin/types.ts';
import { highOfBig, lowOfBig } from '#chain/modules/margin/wide.ts';
import { EventLog } from '#chain/state/event-log.ts';
import { Journal } from '#chain/state/journal.ts';
import { address20, assertRowsWriteTheirEvents, emitRow, safe, unsigned } from '#test/support/event-rows.ts';

const log = new EventLog(new Journal());
const kinds = marginEventRows(
  log,
  { addressOf: address20, subaccount: (row) => row % 7 },
  { market: (slot) => slot * 3 },
);
const row = fc.nat({ max: 1_000 });
const EDGE = 2n ** 53n;
/** Of any size, often at the edge of the safe integers. */
const wide = fc
  .oneof(
    fc.maxSafeInteger().map(BigInt),
    fc.bigInt({ min: EDGE - 40n, max: EDGE + 40n }),
    fc.bigInt({ min: -EDGE - 40n, max: 40n - EDGE }),
    fc.bigInt({ min: -(2n ** 83n), max: 2n ** 83n }),
  )
  .map((value) => [highOfBig(value), lowOfBig(value)] as const);

const position = fc
  .tuple(row, row, unsigned, safe, safe, safe, safe, safe, wide)
  .map(([slot, of, seq, lots, entry, change, realised, fee, index]) => [
    ...[slot, of, seq, lots, entry, change, realised, fee],
    ...index,
  ]);
const entry = fc.tuple(fc.nat({ max: LEDGER_REASONS.length - 1 }), fc.oneof(safe, fc.integer({ min: -30, max: 30 })));
const balance = fc
  .tuple(row, unsigned, wide, fc.array(entry, { maxLength: MOST_ENTRIES }))
  .map(([of, seq, left, entries]) => {
    const unused = Array.from({ length: 2 * (MOST_ENTRIES - entries.length) }, () => Number.NaN);
    return [of, seq, ...left, entries.length, ...entries.flat(), ...unused];
  });

test('rows of margin write the bytes of the events they read, however large the balance', () => {
  const rows = fc.oneof(
    position.map((cells) => [kinds.position, cells] as const),
    balance.map((cells) => [kinds.balance, cells] as const),
  );
  fc.assert(
    fc.property(fc.array(rows, { maxLength: 8 }), (some) => {
      for (const [kind, cells] of some) emitRow(log, kind, cells);
      assertRowsWriteTheirEvents(log);
      log.take();
    }),
    { numRuns: 500 },
  );
});
