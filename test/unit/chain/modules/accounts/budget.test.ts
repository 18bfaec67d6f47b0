import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError } from '#chain/lib/errors.ts';
import { accountsFixture, testAddress } from '#test/support/accounts-fixture.ts';

const refused = (details: object) => (error: unknown) => {
  assert.ok(error instanceof AppError);
  assert.equal(error.code, 5002);
  assert.deepEqual(error.details, details);
  return true;
};

function spender() {
  const fixture = accountsFixture('10');
  const { keeper } = fixture;
  const owner = testAddress(1);
  const number = keeper.create(owner);
  const spend = (orders: number, cancels = 0): void => {
    keeper.checkBudget({ owner, orders, cancels });
    keeper.spendBudget({ owner, orders, cancels });
  };
  return { ...fixture, number, spend };
}

test('a budget of 10 is 10 orders and 20 cancels, and a tx that does not fit whole is refused', () => {
  const { keeper, number, spend } = spender();
  spend(8);
  assert.throws(() => spend(3), refused({ limit: 10, used: 8 }));
  spend(2);
  assert.equal(keeper.budgetOf(number).orders.used, 10);
  spend(0, 20);
  assert.throws(() => spend(0, 2), refused({ limit: 20, used: 20, nextAt: 0 }));
});

test('a spent counter lets one action through every 10 s and no more', () => {
  const { keeper, number, spend, block } = spender();
  spend(10);
  spend(1);
  const first = block.timeMs;
  assert.throws(() => spend(1), refused({ limit: 10, used: 10, nextAt: first + 10_000 }));
  block.timeMs += 9_999;
  assert.throws(() => spend(1));
  block.timeMs += 1;
  assert.throws(() => spend(2));
  spend(1);
  assert.equal(keeper.budgetOf(number).orders.used, 10);
});

test('each USDC traded is one action more, at once', () => {
  const { keeper, number, spend } = spender();
  spend(10);
  keeper.addVolume(number, 3_999_999);
  spend(3);
  assert.deepEqual(keeper.budgetOf(number).orders, { limit: 13, used: 13, nextAtMs: 0 });
});

test('open orders grow by one per 5 M USDC traded, to 5,000', () => {
  const { keeper, number } = spender();
  assert.equal(keeper.maxOpenOrders(number), 1_000);
  keeper.addVolume(number, 9_999_999_999_999);
  assert.equal(keeper.maxOpenOrders(number), 1_001);
  for (let i = 0; i < 4; i++) keeper.addVolume(number, Number.MAX_SAFE_INTEGER);
  assert.equal(keeper.maxOpenOrders(number), 5_000);
});
