import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SubaccountSums } from '#chain/modules/margin/sums.ts';
import { USDC } from '#chain/modules/margin/types.ts';
import { Journal } from '#chain/state/journal.ts';
import { Random } from '#test/support/naive-margin-random.ts';

test('the sum of money is exact on both sides of 2^53, and a rollback puts it back', () => {
  const journal = new Journal();
  const sums = new SubaccountSums(journal);
  const random = new Random(11);
  let expected = 0n;
  const mark = journal.mark();
  for (let i = 0; i < 5_000; i++) {
    // Of all sizes: around 2^10 to beyond 2^52.
    const change = random.int(-(2 ** 31), 2 ** 31 - 1) * 2 ** random.int(0, 21) + random.int(-9, 9);
    assert.ok(Number.isSafeInteger(change));
    const isBig = random.int(0, 3) === 0;
    if (isBig) sums.addMoneyBig(BigInt(change) * 1_000n);
    else sums.addMoney(change);
    expected += BigInt(change) * (isBig ? 1_000n : 1n);
    assert.equal(sums.of(USDC), expected);
  }
  sums.addBalance(7, 5n);
  sums.addBalance(7, -2n);
  assert.deepEqual([sums.of(7), sums.of(9)], [3n, 0n]);
  journal.rollback(mark);
  assert.deepEqual([sums.of(USDC), sums.of(7)], [0n, 0n]);
});
