import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IdRows } from '#chain/lib/id-rows.ts';

test('ids keep their rows, small and large, and the others have none', () => {
  const rows = new IdRows();
  const ids = [1, 2, 63, 64, 65, 1000, 4095, 4096, 4097, 2 ** 31, 2 ** 32 - 1];
  ids.forEach((id, row) => {
    assert.equal(rows.get(id), -1);
    rows.add(id, row);
  });
  assert.equal(rows.size, ids.length);
  assert.deepEqual(
    ids.map((id) => rows.get(id)),
    ids.map((_, row) => row),
  );
  for (const id of [0, 3, 66, 4094, 5000, 2 ** 31 + 1]) assert.equal(rows.get(id), -1);
});
