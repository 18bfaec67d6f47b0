import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { IdIndex } from '#chain/modules/clob/id-index.ts';
import { NumberField, PackedRows } from '#chain/modules/clob/packed-fields.ts';
import { Journal } from '#chain/state/journal.ts';

function build() {
  const rows = new PackedRows(8);
  const field = new NumberField(new Journal(), rows, 0);
  const ids: number[] = [];
  const index = new IdIndex(field);
  const push = (id: number): number => {
    const row = ids.push(id) - 1;
    rows.ensure(row + 1);
    field.put(row, id);
    index.put(id, row);
    return row;
  };
  return { ids, index, push };
}

test('an id index finds every open order, old ones that share a cell with young ones too', () => {
  const step = fc.record({ jump: fc.constantFrom(1, 1, 1, 2, 1024, 65_536, 4_294_967_296), end: fc.nat(100) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const { ids, index, push } = build();
      const open: number[] = [];
      let id = 0;
      for (const { jump, end } of steps) {
        id += jump;
        const row = push(id);
        open.push(row);
        if (end < 40) {
          const [gone] = open.splice(end % open.length, 1);
          index.take(ids[gone!]!, gone!);
        }
      }
      for (const [row, one] of ids.entries()) assert.equal(index.find(one), open.includes(row) ? row : -1);
      for (const none of [0, -1, id + 1, id + 1024, 2 ** 52]) assert.equal(index.find(none), -1);
    }),
    { numRuns: 200 },
  );
});

test('an id index grows when many old orders stay open', () => {
  const { ids, index, push } = build();
  for (let i = 0; i < 20_000; i++) push(i * 7 + 1);
  for (let i = 0; i < 20_000; i++) assert.equal(index.find(ids[i]!), i);
});
