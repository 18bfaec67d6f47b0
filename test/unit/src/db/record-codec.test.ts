import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ChangedRecords } from '#chain/state/changed-records.ts';
import { decodeMeta, encodeMeta, packRecords, storeChanges, unpackRecords } from '#src/db/record-codec.ts';

const record = fc.record(
  {
    key: fc.uint8Array({ maxLength: 60 }),
    value: fc.option(fc.uint8Array({ maxLength: 300 }), { nil: undefined }),
    slot: fc.nat(0x7fffffff),
  },
  { noNullPrototype: true },
);
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });

test('records come out of a packet as they went in, removed and empty ones too', () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 30 }), (records) => {
      const unpacked = unpackRecords(packRecords(records));
      assert.deepEqual(
        unpacked.map(({ key, value, slot }) => ({ key: key.slice(), value: value?.slice(), slot })),
        records,
      );
    }),
  );
});

test('changed records reach a batch in their order: removed ones as such, others with their slot before the value', () => {
  const change = record.map(({ key, ...rest }) => ({ key: Uint8Array.from([7, ...key]), ...rest }));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
      const seen: [string, Uint8Array, Uint8Array?][] = [];
      storeChanges(ChangedRecords.of(changes), {
        put: (key, value) => seen.push(['put', key.slice(), value.slice()]),
        del: (key) => seen.push(['del', key.slice()]),
      });
      const slotAnd = (slot: number, value: Uint8Array) =>
        Uint8Array.from([slot >>> 24, slot >>> 16, slot >>> 8, slot, ...value]);
      assert.deepEqual(
        seen,
        changes.map(({ key, value, slot }) =>
          value === undefined ? ['del', key] : ['put', key, slotAnd(slot, value)],
        ),
      );
    }),
  );
});

const meta = fc.record(
  {
    chainId: fc.stringMatching(/^[a-z][a-z0-9-]{2,48}$/),
    height: fc.maxSafeNat(),
    version: fc.nat(0xffffffff),
    slotsUsed: fc.nat(0x7fffffff),
    stateRoot: hash,
    eventsRoot: hash,
    appHash: hash,
  },
  { noNullPrototype: true },
);

test('the facts of a stored height are read back', () => {
  fc.assert(fc.property(meta, (facts) => assert.deepEqual(decodeMeta(encodeMeta(facts)), facts)));
});

test('bytes that are not the facts of a height are refused', () => {
  fc.assert(
    fc.property(meta, fc.nat(), (facts, at) => {
      const bytes = encodeMeta(facts);
      assert.throws(() => decodeMeta(bytes.subarray(0, at % bytes.length)));
      assert.throws(() => decodeMeta(Uint8Array.from([...bytes, 0])));
      assert.throws(() => decodeMeta(Uint8Array.from([2, ...bytes.subarray(1)])));
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        const found = decodeMeta(bytes);
        assert.deepEqual(encodeMeta(found), bytes);
      } catch (error) {
        assert.ok(error instanceof Error);
      }
    }),
  );
});
