import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 as nodeCrc } from 'node:zlib';
import fc from 'fast-check';
import { crc32 } from '#src/client/crc32.ts';
import { followBook, LocalBook } from '#src/client/local-book.ts';
import type { Frame, SubscriptionHandlers } from '#src/client/socket-types.ts';

const frame = (type: Frame['type'], seq: number, data: object): Frame => ({
  sub: 's',
  channel: 'book',
  type,
  seq,
  prevSeq: null,
  height: seq,
  time: 0,
  data,
});

test('the checksum is that of the specification', () => {
  const book = new LocalBook();
  assert.equal(book.checksum(), 0);
  const bids = [
    ['64250', '1.5'],
    ['64249.5', '2'],
  ];
  assert.equal(book.apply(frame('snapshot', 1, { checksum: 866447198, bids, asks: [['64250.5', '0.25']] })), true);
  assert.equal(book.apply(frame('checksum', 1, { checksum: 1 })), false);
  fc.assert(fc.property(fc.string({ unit: 'binary-ascii' }), (text) => assert.equal(crc32(text), nodeCrc(text))));
});

test('a book kept from deltas is the list of all levels set, best first', () => {
  const price = fc.integer({ min: 1, max: 60 }).map((n) => String(n / 2));
  const size = fc.integer({ min: 0, max: 3 }).map(String);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), price, size), { maxLength: 200 }), (changes) => {
      const book = new LocalBook();
      const plain = { bids: new Map<string, string>(), asks: new Map<string, string>() };
      for (const [isBid, at, total] of changes) {
        const side = isBid ? 'bids' : 'asks';
        book.apply(frame('update', 1, { bids: [], asks: [], [side]: [[at, total]] }));
        if (total === '0') plain[side].delete(at);
        else plain[side].set(at, total);
      }
      const sorted = (side: Map<string, string>, sign: number) =>
        [...side].sort(([a], [b]) => sign * (Number(a) - Number(b)));
      assert.deepEqual(book.bids, sorted(plain.bids, -1));
      assert.deepEqual(book.asks, sorted(plain.asks, 1));
    }),
  );
});

test('a checksum that does not fit asks for a fresh snapshot', () => {
  const state: { handlers?: SubscriptionHandlers; resyncs: number; shown: number[] } = { resyncs: 0, shown: [] };
  followBook(
    (_params, handlers) => {
      state.handlers = handlers;
      return { lastSeq: undefined, resync: () => state.resyncs++, close: () => {} };
    },
    'BTC-USD',
    (book) => state.shown.push(book.seq),
  );
  const { onFrame } = state.handlers!;
  onFrame(frame('snapshot', 3, { bids: [['1', '1']], asks: [] }));
  onFrame(frame('update', 4, { bids: [['2', '1']], asks: [], checksum: 12 }));
  onFrame(frame('snapshot', 5, { bids: [['1', '1']], asks: [], checksum: crc32('1:1') }));
  assert.deepEqual(state.shown, [3, 5]);
  assert.equal(state.resyncs, 1);
});
