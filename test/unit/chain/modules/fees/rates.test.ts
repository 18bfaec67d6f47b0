import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GenesisError } from '#chain/lib/genesis-error.ts';
import { canPayRebates, DEFAULT_FEE_TIERS, tierIndex } from '#chain/modules/fees/fee-tiers.ts';
import { FeesKeeper } from '#chain/modules/fees/keeper.ts';
import { DEFAULT_FEE_PARAMS, feeParamsCodec, readFeeParams } from '#chain/modules/fees/params.ts';
import { MarginWorld } from '#test/support/naive-margin-world.ts';

const MILLION = 1_000_000_000_000n;

test('a tier begins at its volume to the quantum', () => {
  for (const [i, tier] of DEFAULT_FEE_TIERS.entries()) {
    assert.equal(tierIndex(DEFAULT_FEE_TIERS, tier.volume), i);
    if (i > 0) assert.equal(tierIndex(DEFAULT_FEE_TIERS, tier.volume - 1n), i - 1);
  }
});

test('rates follow the owner’s volume', () => {
  const w = new MarginWorld(2);
  assert.deepEqual([w.rates.takerPpm(0, 1), w.rates.makerPpm(0, 1)], [400, 100]);
  w.accounts.volumes.set(0, 100n * MILLION);
  assert.deepEqual([w.rates.takerPpm(0, 1), w.rates.makerPpm(0, 1)], [230, 0]);
  assert.equal(w.rates.tier(0), 4);
});

test('tiers that a referred taker could not pay rebates from are refused', () => {
  assert.equal(canPayRebates(DEFAULT_FEE_TIERS), true);
  assert.equal(canPayRebates([{ takerPpm: 125, makerPpm: -108 }]), true);
  assert.equal(canPayRebates([{ takerPpm: 125, makerPpm: -109 }]), false);
});

test('parameters survive their codec', () => {
  assert.deepEqual(feeParamsCodec.decode(feeParamsCodec.encode(DEFAULT_FEE_PARAMS)), DEFAULT_FEE_PARAMS);
});

test('genesis reads tiers and names the field that breaks a rule', () => {
  const tier = (volume: string, takerPpm: string, makerPpm: string) => ({ volume, takerPpm, makerPpm });
  const read = (value: unknown) => readFeeParams({ value, path: 'app_state.fees' });
  assert.deepEqual(read({}), DEFAULT_FEE_PARAMS);
  assert.deepEqual(read({ tiers: [tier('0', '300', '-20')], builderMaxPpm: '1000' }), {
    tiers: [{ volume: 0n, takerPpm: 300, makerPpm: -20 }],
    builderMaxPpm: 1000,
  });
  const refused: [unknown, string][] = [
    [{ tiers: [tier('1', '300', '0')] }, 'app_state.fees.tiers'],
    [{ tiers: [] }, 'app_state.fees.tiers'],
    [{ tiers: [tier('0', '300', '0'), tier('0', '200', '0')] }, 'app_state.fees.tiers[1].volume'],
    [{ tiers: [tier('0', '20', '-20')] }, 'app_state.fees.tiers'],
    [{ builderMaxPpm: '1001' }, 'app_state.fees.builderMaxPpm'],
    [{ takerPpm: '1' }, 'app_state.fees.takerPpm'],
  ];
  for (const [value, path] of refused) {
    assert.throws(
      () => read(value),
      (error: unknown) => error instanceof GenesisError && error.path === path,
      path,
    );
  }
});

test('the end of a block splits the pot and says so only when there was one', () => {
  const w = new MarginWorld(1);
  let pot = 101n;
  const keeper = new FeesKeeper(w.context, {
    margin: w.margin,
    rates: w.rates,
    accounts: w.accounts,
    params: { get: () => DEFAULT_FEE_PARAMS },
    pot: {
      accrueFee: () => {},
      splitFees: (shares) => {
        const split = shares(pot);
        pot = 0n;
        return split;
      },
    },
  });
  keeper.splitPot();
  keeper.splitPot();
  assert.deepEqual(
    w.events.take().map((placed) => placed.event),
    [{ type: 'nave.fees.v1.PotSplit', vault: '30', validators: '50', insurance: '21' }],
  );
});
