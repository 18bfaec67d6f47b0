import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeMeta, encodeMeta, packRecords, storedValue, unpackRecords } from '#src/db/record-codec.ts';

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

test('a stored value is its slot and the value', () => {
  assert.deepEqual(storedValue(0x01020304, Uint8Array.of(9)), Uint8Array.of(1, 2, 3, 4, 9));
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
