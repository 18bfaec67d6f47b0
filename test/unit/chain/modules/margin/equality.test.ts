import assert from 'node:assert/strict';
import { test } from 'node:test';
import { marginInvariants } from '#chain/modules/margin/invariants.ts';
import { Random } from '#test/support/naive-margin-random.ts';
import { MarginTwin } from '#test/support/naive-margin-twin.ts';

const SEEDS = [1, 2, 3, 4, 5, 6];

test('random orders, fills, withdrawals and settings give the naive figures, with branches dropped in between', () => {
  const seen = new Map<string, number>();
  for (const seed of SEEDS) {
    const random = new Random(seed * 7919);
    const twin = new MarginTwin(random, 7);
    const accounts = twin.world.accounts;
    accounts.referrers.set(1, 2);
    accounts.referrers.set(4, 0);
    const invariants = marginInvariants(
      twin.world.margin,
      { totals: () => ({ insurance: 0n, fees: 0n, inFlight: 0n, escrow: 0n }) },
      () => [],
    );
    for (let block = 0; block < 40; block++) {
      twin.nextBlock();
      twin.compare();
      if (random.chance(400_000)) {
        twin.dropped(random.int(1, 15));
        twin.compare();
      }
      for (let i = 0; i < 12; i++) twin.step();
      twin.compare();
      for (const { name, check } of invariants) assert.equal(check(), undefined, `seed ${seed}: ${name}`);
    }
    for (const [name, count] of twin.verdicts) seen.set(name, (seen.get(name) ?? 0) + count);
  }
  for (const name of [
    'ok',
    'margin',
    'maker_unhealthy',
    'position_limit',
    'placed',
    'refused',
    'fast',
    'withdraw ok',
  ]) {
    assert.ok((seen.get(name) ?? 0) > 0, `${name} never happened: ${JSON.stringify([...seen])}`);
  }
});
