import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BlockBudget } from '#src/engine/solo/block-budget.ts';

const MOST = 200_000;

test('the budget comes to what the step time allows at the measured speed', () => {
  const budget = new BlockBudget(25, MOST);
  assert.equal(budget.weight, 2_000);
  for (let i = 0; i < 60; i++) budget.measured(budget.weight, budget.weight * 0.005);
  assert.ok(Math.abs(budget.weight - 5_000) < 50, `${budget.weight}`);
});

test('a slow block counts at once, a fast one little by little', () => {
  const budget = new BlockBudget(25, MOST);
  budget.measured(2_000, 10);
  assert.equal(budget.weight, 5_000);
  budget.measured(5_000, 100);
  assert.ok(budget.weight < 2_100);
  const slow = budget.weight;
  budget.measured(slow, slow * 0.005);
  assert.ok(budget.weight > slow && budget.weight < 2_500);
});

test('the budget is never below 1,024 nor above what a block may weigh; small blocks teach it nothing', () => {
  const budget = new BlockBudget(25, MOST);
  for (let i = 0; i < 20; i++) budget.measured(2_000, 10_000);
  assert.equal(budget.weight, 1_024);
  for (let i = 0; i < 300; i++) budget.measured(2_000, 0);
  assert.equal(budget.weight, MOST);
  budget.measured(100, 1_000);
  assert.equal(budget.weight, MOST);
});

test('without a step time every block may be full', () => {
  const budget = new BlockBudget(Number.POSITIVE_INFINITY, MOST);
  budget.measured(2_000, 10_000);
  assert.equal(budget.weight, MOST);
});
