import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AppError } from '#chain/lib/errors.ts';
import { accountsFixture, testAddress } from '#test/support/accounts-fixture.ts';
import { collected } from '#test/support/collected.ts';

const NS = 1_000_000n;

test('a nonce is remembered until the block time has reached its timeout, to the nanosecond', () => {
  const { keeper, block } = accountsFixture();
  const signer = keeper.create(testAddress(1));
  const at = BigInt(block.timeMs + 250) * NS;
  for (const timeout of [at, at + 1n, at + NS]) keeper.useNonce(signer, timeout);
  assert.equal(keeper.nonceAllowance(signer).used, 3);
  block.timeMs += 249;
  keeper.beginBlock();
  assert.equal(keeper.nonceUsedHeight(signer, at), 1);
  block.timeMs += 1;
  keeper.beginBlock();
  assert.equal(keeper.nonceUsedHeight(signer, at), undefined);
  assert.equal(keeper.nonceUsedHeight(signer, at + 1n), 1);
  block.timeMs += 1;
  keeper.beginBlock();
  assert.equal(keeper.nonceAllowance(signer).used, 0);
  assert.equal(keeper.sources[1]!.size, 0);
});

test('nonces of different signers do not meet, and 16,384 live ones are the limit', () => {
  const { keeper, block } = accountsFixture();
  const [first, second] = [keeper.create(testAddress(1)), keeper.create(testAddress(2))];
  const timeout = BigInt(block.timeMs + 1000) * NS;
  for (let i = 0; i < 16_384; i++) {
    keeper.checkNonceRoom(first);
    keeper.useNonce(first, timeout + BigInt(i));
  }
  assert.equal(keeper.nonceUsedHeight(second, timeout), undefined);
  assert.throws(
    () => keeper.checkNonceRoom(first),
    (error) => error instanceof AppError && error.code === 5005,
  );
  keeper.checkNonceRoom(second);
});

test('a dropped branch takes its nonces, expiries and accounts with it; records bring all of it back', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('use' as const), signer: fc.nat(3), after: fc.integer({ min: 1, max: 900 }) }),
    fc.record({ kind: fc.constant('time' as const), ms: fc.integer({ min: 1, max: 400 }) }),
    fc.record({ kind: fc.constant('create' as const), n: fc.integer({ min: 4, max: 12 }) }),
    fc.constant({ kind: 'drop' as const }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const fixture = accountsFixture();
      const { keeper, block, journal } = fixture;
      for (let n = 0; n < 4; n++) keeper.create(testAddress(n));
      let known = new Map<string, bigint>();
      let kept = new Map(known);
      let keptTime = block.timeMs;
      let mark = journal.mark();
      for (const one of steps) {
        if (one.kind === 'use') {
          const timeout = BigInt(block.timeMs + one.after) * NS + BigInt(one.after);
          if (keeper.nonceUsedHeight(one.signer, timeout) === undefined) keeper.useNonce(one.signer, timeout);
          known.set(`${one.signer}/${timeout}`, timeout);
        } else if (one.kind === 'time') {
          block.timeMs += one.ms;
          keeper.beginBlock();
          for (const [key, timeout] of known) if (timeout <= BigInt(block.timeMs) * NS) known.delete(key);
        } else if (one.kind === 'create') {
          keeper.create(testAddress(one.n));
        } else {
          journal.rollback(mark);
          known = new Map(kept);
          block.timeMs = keptTime;
          mark = journal.mark();
        }
        assert.equal(keeper.sources[1]!.size, known.size);
        for (const [key, timeout] of known) {
          assert.notEqual(keeper.nonceUsedHeight(Number(key.split('/')[0]), timeout), undefined);
        }
        if (one.kind === 'time') {
          journal.release(mark);
          mark = journal.mark();
          kept = new Map(known);
          keptTime = block.timeMs;
        }
      }
      journal.release(mark);

      const copy = accountsFixture();
      const slots = { next: 0 };
      for (const [i, source] of keeper.sources.entries()) {
        for (const { key, value } of collected(source)) {
          if (value !== undefined) copy.keeper.sources[i]!.load({ key, value, slot: slots.next++ });
        }
      }
      copy.module.rebuild();
      for (const [key, timeout] of known) {
        assert.notEqual(copy.keeper.nonceUsedHeight(Number(key.split('/')[0]), timeout), undefined);
      }
      assert.equal(copy.keeper.table.count, keeper.table.count);
      for (const { module } of [fixture, copy]) {
        for (const rule of module.invariants) assert.equal(rule.check(), undefined);
      }
    }),
  );
});
