import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { InvariantError } from '#chain/lib/errors.ts';
import { USDC } from '#chain/modules/assets/types.ts';
import { OracleChain } from '#test/support/oracle-chain.ts';

const ETH = 3;
const bank = () => new OracleChain().begin().bank.keeper;

test('a pool never pays more than it holds, and never takes a negative amount', () => {
  const one = bank();
  one.credit('insurance', USDC, 5n);
  assert.throws(() => one.debit('insurance', USDC, 6n), InvariantError);
  assert.throws(() => one.debit('insurance', ETH, 1n), InvariantError);
  assert.throws(() => one.credit('insurance', USDC, -1n), InvariantError);
  assert.throws(() => one.debit('insurance', USDC, -1n), InvariantError);
  one.debit('insurance', USDC, 5n);
  assert.equal(one.balance('insurance', USDC), 0n);
  assert.equal(one.source.size, 0, 'an empty pool is no record');
});

test('the pot of a block is paid out by the shares, to nobody else and whole', () => {
  for (const pot of [0n, 1n, 2n, 9n, 10n, 11n, 999_999n]) {
    const one = bank();
    one.accrueFee(Number(pot) + 7);
    one.accrueFee(-7);
    assert.equal(one.balance('fees', USDC), pot);
    const split = one.splitFees((whole) => ({
      vault: whole / 4n,
      validators: whole / 3n,
      insurance: whole - whole / 4n - whole / 3n,
    }));
    assert.deepEqual(
      [
        one.balance('vault', USDC),
        one.balance('validators', USDC),
        one.balance('insurance', USDC),
        one.balance('fees', USDC),
      ],
      [split.vault, split.validators, split.insurance, 0n],
    );
    one.accrueFee(5);
    assert.throws(() => one.splitFees(() => ({ vault: 1n, validators: 1n, insurance: 1n })), InvariantError);
  }
});

test('fees of a dropped branch are dropped', () => {
  const chain = new OracleChain().begin();
  const one = chain.bank.keeper;
  one.accrueFee(100);
  const mark = chain.journal.mark();
  one.accrueFee(50);
  one.credit('insurance', USDC, 9n);
  chain.journal.rollback(mark);
  assert.equal(one.balance('fees', USDC), 100n);
  assert.equal(one.balance('insurance', USDC), 0n);
});

test('supply is the escrow of all spokes, the issued money of spoke 0 included', () => {
  const one = bank();
  one.addEscrow(0, USDC, 10n);
  one.addEscrow(17, USDC, 5n);
  one.addEscrow(2, USDC, 1n);
  one.addEscrow(17, ETH, 99n);
  one.removeEscrow(17, USDC, 5n);
  assert.equal(one.supply(USDC), 11n);
  assert.deepEqual(one.escrows(USDC), [
    [0, 10n],
    [2, 1n],
    [17, 0n],
  ]);
  assert.throws(() => one.removeEscrow(17, USDC, 1n), InvariantError);
});

test('moves between pools conserve the sum', () => {
  const pools = ['insurance', 'validators', 'vault', 'withdrawals', 'refunds', 'stake', 'proposals'] as const;
  const step = fc.record({
    from: fc.constantFrom(...pools),
    to: fc.constantFrom(...pools),
    amount: fc.bigInt({ min: 0n, max: 60n }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const one = bank();
      for (const pool of pools) one.credit(pool, USDC, 50n);
      for (const { from, to, amount } of steps) {
        if (one.balance(from, USDC) >= amount || from === to) {
          if (from === to && one.balance(from, USDC) < amount) continue;
          one.move(from, to, USDC, amount);
        }
      }
      const { insurance, fees, inFlight } = one.totals(USDC);
      assert.equal(insurance + fees + inFlight, 350n);
      assert.equal(one.findBroken(), undefined);
    }),
    { numRuns: 50 },
  );
});
