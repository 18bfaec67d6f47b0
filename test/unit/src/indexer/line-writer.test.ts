import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LineWriter } from '#src/indexer/sqlite/line-writer.ts';

test('lines are the UTF-8 of the texts, however many more bytes they take than expected', () => {
  const texts = fc.array(fc.string({ unit: 'grapheme', maxLength: 200 }), { maxLength: 50 });
  fc.assert(
    fc.property(texts, fc.integer({ min: 0, max: 300 }), (lines, expected) => {
      const writer = new LineWriter(expected);
      for (const line of lines) writer.add(line);
      const text = lines.map((line) => `${line}\n`).join('');
      assert.deepEqual(Buffer.from(writer.finish()), Buffer.from(text));
    }),
  );
});
