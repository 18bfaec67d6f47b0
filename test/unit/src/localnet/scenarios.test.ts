import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proSigner } from '#src/localnet/hermes/encode-update.ts';
import type { Scenario } from '#src/localnet/prices/price-path.ts';
import { PricePublisher, type PublishedFeed } from '#src/localnet/prices/publisher.ts';
import { routerKey } from '#src/localnet/public-keys.ts';
import { BTC, ETH, OracleChain } from '#test/support/oracle-chain.ts';

const DOGE = 5;

/** What a market looked like in one block. */
interface Look {
  readonly mode: string;
  readonly status: string;
  /** USD, 0 = no valid index. */
  readonly index: number;
  readonly open: boolean;
}

/** The default localnet fed by a scenario for some seconds, a block a second; looks per market. */
function play(scenario: Scenario, seconds: number): Map<number, Look[]> {
  const chain = new OracleChain().begin();
  const feeds = chain.oracle.keeper.feeds().map(
    (feed): PublishedFeed => ({
      id: feed.id,
      symbol: feed.symbol,
      start: Number(feed.listingPrice) / 1e12,
      stable: feed.symbol === 'USDT/USD',
      exponent: feed.exponent,
    }),
  );
  const signers = [0, 1, 2].map((index) => ({ index, privateKey: routerKey(index).privateKey }));
  const publisher = new PricePublisher({
    feeds,
    signer: proSigner(0, signers),
    scenario,
    seed: 11,
    startSecond: chain.second + 1,
  });
  const looks = new Map<number, Look[]>([BTC, ETH, DOGE].map((id) => [id, []]));
  const all = feeds.map((feed) => feed.id);
  for (let second = 0; second < seconds; second++) {
    // Published one second ahead of the last block (two are allowed): fresh in the next one.
    chain.oracle.keeper.submit([publisher.slotAt(chain.second + 1).slice(all)]);
    chain.next(1000);
    for (const [id, list] of looks) {
      const { oracleMode: mode, status, hasIndex, indexPrice } = chain.markets.keeper.state(id);
      const open = chain.markets.keeper.isOpenToClosing(id);
      list.push({ mode, status, index: hasIndex ? Number(indexPrice) / 1e12 : 0, open });
    }
  }
  assert.deepEqual(chain.broken(), []);
  return looks;
}

test('calm and volatile: every market trades in every block', () => {
  for (const scenario of ['calm', 'volatile'] as const) {
    for (const [id, looks] of play(scenario, 120)) {
      assert.ok(
        looks.every(({ mode, status }) => mode === 'normal' && status === 'active'),
        `${scenario} ${id}`,
      );
    }
  }
});

test('a true crash is followed block by block and stays open to liquidation', () => {
  const looks = play('crash', 680).get(BTC)!;
  assert.ok(looks.every(({ mode, index, open }) => mode === 'normal' && index > 0 && open));
  assert.ok(looks[670]!.index < 0.88 * looks[50]!.index);
});

test('a venue that prints a spike never moves the index', () => {
  const looks = play('one-venue-lies', 190);
  for (const { index } of looks.get(ETH)!) assert.ok(index === 0 || Math.abs(index / 2_500 - 1) < 0.02, String(index));
  const without = looks.get(ETH)!.flatMap(({ index }, second) => (index === 0 ? [second] : []));
  assert.deepEqual(without, [60, 61, 120, 121, 180, 181]);
  assert.ok(looks.get(ETH)!.every(({ mode, index, open }) => mode === 'normal' && open === index > 0));
  assert.ok(looks.get(BTC)!.every(({ status }) => status === 'active'));
});

test('a dead feed goes reduce-only, without mark, frozen, and comes back through caution; the others trade on', () => {
  const looks = play('feed-dies', 310);
  const phases: string[] = [];
  for (const { mode, status } of looks.get(DOGE)!) {
    const phase = `${mode} ${status}`;
    if (phases.at(-1) !== phase) phases.push(phase);
  }
  assert.deepEqual(phases, [
    'normal active',
    'normal reduce_only',
    'normal post_only',
    'frozen cancel_only',
    'caution reduce_only',
    'normal active',
  ]);
  const thawing = looks.get(DOGE)!.filter(({ mode }) => mode === 'caution');
  assert.ok(thawing.length >= 60 && thawing.every(({ open }) => !open), `${thawing.length} s`);
  assert.ok(looks.get(BTC)!.every(({ status }) => status === 'active'));
});
