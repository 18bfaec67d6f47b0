import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ByteWriter } from '#chain/lib/bytes.ts';
import { ClientIdKey, isClientOrderId } from '#chain/modules/clob/client-id-key.ts';
import { ClientIdTexts } from '#chain/modules/clob/client-id-texts.ts';
import { HashIndex } from '#chain/modules/clob/hash-index.ts';
import { PackedRows } from '#chain/modules/clob/packed-fields.ts';

const FORM = /^[A-Za-z0-9._:-]{1,36}$/;
const ROW = 64;
const CHARS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-';

const anyId = fc
  .array(fc.constantFrom(...CHARS), { minLength: 1, maxLength: 36 })
  .map((characters) => characters.join(''));

function build() {
  const rows = new PackedRows(ROW);
  const texts = new ClientIdTexts(rows);
  return { rows, texts, index: new HashIndex(texts) };
}

test('a text has the form of a clientOrderId exactly when the rule says so', () => {
  const odd = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ maxLength: 40 }), anyId);
  fc.assert(fc.property(odd, (text) => assert.equal(isClientOrderId(text), FORM.test(text))));
  for (let code = 0; code < 0x1_0000; code += code < 512 ? 1 : 37) {
    const text = `a${String.fromCharCode(code)}`;
    if (isClientOrderId(text) !== FORM.test(text)) assert.fail(`character ${code}`);
  }
  for (const length of [0, 1, 35, 36, 37]) assert.equal(isClientOrderId('x'.repeat(length)), length > 0 && length < 37);
});

test('a row gives its text back, as a string and as bytes', () => {
  const { rows, texts } = build();
  const key = new ClientIdKey([1, 2]);
  rows.ensure(100);
  fc.assert(
    fc.property(anyId, fc.nat(99), fc.nat(2 ** 31 - 1), (text, row, holder) => {
      assert.equal(key.read(holder, text), true);
      texts.write(row, key);
      assert.equal(texts.text(row), text);
      assert.equal(texts.holder(row), holder);
      const out = new ByteWriter();
      texts.writeText(row, out);
      assert.equal(Buffer.from(out.finish()).toString('latin1'), text);
    }),
  );
});

test('what is no clientOrderId is not read, whatever was read before and after', () => {
  const key = new ClientIdKey([1, 2]);
  const step = fc.tuple(fc.nat(3), fc.constantFrom('', 'a', 'b', 'ab', 'ä', 'a b', 'a'.repeat(37)));
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      for (const [holder, text] of steps) {
        assert.equal(key.read(holder, text), FORM.test(text));
        if (!FORM.test(text)) continue;
        const fresh = new ClientIdKey([1, 2]);
        fresh.read(holder, text);
        assert.deepEqual([key.words, key.hash], [fresh.words, fresh.hash]);
      }
    }),
  );
});

test('an index agrees with a Map through any puts and removals, however many hashes collide', () => {
  const step = fc.record({ holder: fc.nat(3), text: fc.nat(400), remove: fc.boolean() });
  // All in one cell, in a few neighbouring ones (the last cell's neighbour is the first), or as they come.
  const spread = fc.constantFrom<(hash: number) => number>(
    () => 5,
    (hash) => (hash & 3) - 2,
    (hash) => hash & 31,
    (hash) => hash,
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 2_000, size: 'max' }), spread, (steps, spreadOf) => {
      const { rows, texts, index } = build();
      const key = new ClientIdKey([7, 8]);
      const model = new Map<string, number>();
      const read = (holder: number, text: string): void => {
        key.read(holder, text);
        key.hash = spreadOf(key.hash);
      };
      let next = 0;
      for (const { holder, text, remove } of steps) {
        const id = `${holder}/${text}`;
        key.read(holder ^ 1, 'other');
        read(holder, `t${text}`);
        const row = model.get(id) ?? -1;
        assert.equal(index.find(key.hash, key), row);
        if (row < 0) {
          rows.ensure(next + 1);
          texts.write(next, key);
          index.put(key.hash, next);
          model.set(id, next++);
        } else if (remove) {
          index.remove(key.hash, row);
          model.delete(id);
        }
        assert.equal(index.size, model.size);
      }
      for (const [id, row] of model) {
        const [holder, text] = id.split('/');
        key.read(9, 'other');
        read(Number(holder), `t${text}`);
        assert.equal(index.find(key.hash, key), row);
      }
      index.clear();
      assert.equal(index.find(key.hash, key), -1);
    }),
    { numRuns: 60 },
  );
});

test('who does not know the key cannot tell which texts share a cell: another key moves them all', () => {
  const texts = Array.from({ length: 20_000 }, (_, i) => `order-${i}`);
  const cellsOf = (tableKey: readonly [number, number]): Map<number, number[]> => {
    const key = new ClientIdKey(tableKey);
    const cells = new Map<number, number[]>();
    for (const [i, text] of texts.entries()) {
      key.read(1, text);
      const cell = key.hash & 0xffff;
      cells.set(cell, [...(cells.get(cell) ?? []), i]);
    }
    return cells;
  };
  const pairsIn = (cells: Iterable<readonly number[]>): number =>
    [...cells].reduce((pairs, { length }) => pairs + (length * (length - 1)) / 2, 0);
  const first = cellsOf([0x1234_5678, 0x9abc_def0]);
  // Chance gives 20,000² / 2 / 65,536 = 3,052 pairs, with a deviation of 55.
  assert.ok(Math.abs(pairsIn(first.values()) - 3_052) < 300, `${pairsIn(first.values())} pairs`);
  for (const other of [
    [0x1234_5679, 0x9abc_def0],
    [0x1234_5678, 0x9abc_def1],
  ] as const) {
    const key = new ClientIdKey(other);
    const again = [...first.values()].map((group) => {
      const cells = group.map((i) => key.read(1, texts[i]!) && key.hash & 0xffff);
      return group.filter((_, i) => cells.indexOf(cells[i]!) !== i);
    });
    const stillTogether = again.reduce((count, group) => count + group.length, 0);
    assert.ok(stillTogether < 10, `${stillTogether} texts still share their cell`);
  }
});
