import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FrameBatch } from '#src/api/ws/frame-batch.ts';

/** Unmasked text frames as RFC 6455 §5.2 reads them. */
function received(bytes: Buffer): string[] {
  const texts: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    assert.equal(bytes[at], 0x81, 'a final text frame');
    const short = bytes[at + 1]!;
    const size = short < 126 ? 2 : short === 126 ? 4 : 10;
    const length =
      short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
    texts.push(bytes.toString('utf8', at + size, at + size + length));
    at += size + length;
  }
  return texts;
}

test('a batch is read as the frames that went in, whatever their lengths', () => {
  const lengths = [2, 125, 126, 127, 65_535, 65_536, 200_000];
  const texts = lengths.map((length) => JSON.stringify('x'.repeat(length - 2)));
  const batch = new FrameBatch();
  for (const text of texts) batch.add(Buffer.from(text.slice(0, 1)), Buffer.from(text.slice(1)));
  const bytes = batch.build();
  assert.equal(bytes.length, batch.bytes);
  assert.deepEqual(received(bytes), texts);
});

test('any texts, cut anywhere, come out whole and in order', () => {
  const frames = fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })), {
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(frames, (parts) => {
      const batch = new FrameBatch();
      for (const [head, tail] of parts) batch.add(Buffer.from(head), Buffer.from(tail));
      assert.deepEqual(
        received(batch.build()),
        parts.map(([head, tail]) => head + tail),
      );
    }),
  );
});
