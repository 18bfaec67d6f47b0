import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { accountsFixture, testAddress } from '#test/support/accounts-fixture.ts';
import { collected } from '#test/support/collected.ts';

const DAY = 86_400_000;

test('the volume of 30 days is what a list of all trades says, whatever the gaps', () => {
  const trade = fc.record({ gap: fc.integer({ min: 0, max: 40 * DAY }), quote: fc.maxSafeNat() });
  fc.assert(
    fc.property(fc.array(trade, { maxLength: 30 }), fc.integer({ min: 0, max: 70 * DAY }), (trades, last) => {
      const { keeper, block, module } = accountsFixture();
      const owner = keeper.create(testAddress(1));
      const all: { day: number; quote: bigint }[] = [];
      const check = (): void => {
        const today = Math.floor(block.timeMs / DAY);
        const inside = all.filter(({ day }) => day >= today - 30 && day < today);
        assert.equal(
          keeper.volume30d(owner),
          inside.reduce((sum, { quote }) => sum + quote, 0n),
        );
        const lifetime = all.reduce((sum, { quote }) => sum + quote, 0n);
        assert.equal(keeper.volumes.lifetime(owner), lifetime);
        assert.equal(BigInt(keeper.volumes.lifetimeUsdc(owner)), lifetime / 1_000_000n);
      };
      for (const { gap, quote } of trades) {
        block.timeMs += gap;
        check();
        keeper.addVolume(owner, quote);
        all.push({ day: Math.floor(block.timeMs / DAY), quote: BigInt(quote) });
        check();
      }
      block.timeMs += last;
      check();
      for (const rule of module.invariants) assert.equal(rule.check(), undefined);
    }),
  );
});

test('a reader on a new day writes nothing', () => {
  const { keeper, block } = accountsFixture();
  const owner = keeper.create(testAddress(1));
  keeper.addVolume(owner, 5_000_000);
  collected(keeper.sources[0]!);
  block.timeMs += 2 * DAY;
  assert.equal(keeper.volume30d(owner), 5_000_000n);
  assert.equal(collected(keeper.sources[0]!).length, 0);
});
