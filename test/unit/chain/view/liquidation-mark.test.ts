import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AccountFacts, MarketFacts } from '#chain/modules/margin/account-facts.ts';
import { equities } from '#chain/modules/margin/equity.ts';
import { maintenanceRequirement } from '#chain/modules/margin/requirement.ts';
import { liquidationMark } from '#chain/view/liquidation-mark.ts';

const TOP = 10_000_000n;
const tiers = [
  { upTo: 1_000_000_000n, imPpm: 25_000, mmPpm: 12_500 },
  { upTo: null, imPpm: 100_000, mmPpm: 50_000 },
];
const market = (id: number, mark: bigint): MarketFacts => ({ id, mark, confidence: 5n, funding: 0n, tiers });

function account(quote: bigint, positions: readonly (readonly [lots: bigint, mark: bigint])[]): AccountFacts {
  return {
    quote,
    holdings: [],
    cells: positions.map(([lots, mark], i) => ({
      market: market(i + 1, mark),
      lots,
      entry: lots * mark,
      fundingAt: 0n,
      bidLots: 0n,
      askLots: 0n,
      reserve: 0n,
      userPpm: 0n,
    })),
  };
}

const isLiquidatable = (facts: AccountFacts): boolean => equities(facts).maintenance < maintenanceRequirement(facts);

function at(facts: AccountFacts, mark: bigint): AccountFacts {
  const cells = facts.cells.map((cell) => (cell.market.id === 1 ? { ...cell, market: market(1, mark) } : cell));
  return { ...facts, cells };
}

test('at the returned mark the account is liquidatable, one step on the safe side it is not', () => {
  const lots = fc.bigInt({ min: -5_000n, max: 5_000n });
  const mark = fc.bigInt({ min: 10_000n, max: 1_000_000n });
  fc.assert(
    fc.property(
      fc.bigInt({ min: -1_000_000_000n, max: 10n ** 10n }),
      lots,
      mark,
      lots,
      mark,
      (quote, a, markA, b, markB) => {
        const facts = account(quote, [
          [a, markA],
          [b, markB],
        ]);
        const found = liquidationMark(facts, 1, TOP);
        if (a === 0n) {
          assert.equal(found, undefined);
        } else if (found === undefined) {
          assert.equal(isLiquidatable(at(facts, a > 0n ? 0n : TOP)), false);
        } else {
          const safer = a > 0n ? found + 1n : found - 1n;
          assert.equal(isLiquidatable(at(facts, found)), true);
          if (safer >= 0n && safer <= TOP) assert.equal(isLiquidatable(at(facts, safer)), false);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('a market without a position has none', () => {
  assert.equal(liquidationMark(account(1n, [[5n, 10_000n]]), 7, TOP), undefined);
});
