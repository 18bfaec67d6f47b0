import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { naiveReport, qtlOf } from '#test/support/naive-margin.ts';
import {
  naiveCanFill,
  naiveCanOpenIsolated,
  naiveCanRest,
  naiveCanSweep,
  naiveCanWithdraw,
} from '#test/support/naive-margin-decisions.ts';
import {
  type NaiveFundingState,
  naiveFee,
  naiveFill,
  naiveFundingStep,
  naiveSettle,
  naiveTradeFees,
} from '#test/support/naive-margin-fills.ts';
import type { NaiveAccount, NaiveBook, NaiveMarket, NaiveWorld } from '#test/support/naive-margin-types.ts';
import { decodeVector, encodeVector } from '#test/vectors/risk-decode.ts';

interface Input {
  account: NaiveAccount;
  world: NaiveWorld;
  market: never;
  before: NaiveAccount;
  after: NaiveAccount;
  parent: NaiveAccount;
  childAfter: NaiveAccount;
  oi: bigint;
  sender: boolean;
  action?: { market: string; oi: bigint };
  asset: string;
  amount: bigint;
  margin: bigint;
  fills: { side: string; lots: bigint; ticks: bigint; feePpm: bigint }[];
  state: NaiveFundingState;
  blocks: { time: bigint; mode: NaiveMarket['mode']; index: bigint | null; book: NaiveBook }[];
  quote: bigint;
  takerPpm: bigint;
  makerPpm: bigint;
  builderPpm: bigint;
  referred: boolean;
  liquidation: boolean;
}

function fills(i: Input): unknown {
  const market: NaiveMarket = i.market;
  return i.fills.map((x) => {
    const quote = x.lots * x.ticks * qtlOf(market);
    const { realised, funding } = naiveFill(i.account, market, x.side === 'buy' ? x.lots : -x.lots, quote);
    const fee = naiveFee(quote, x.feePpm);
    i.account.quote -= fee;
    const p = i.account.positions.find((one) => one.market === market.id);
    return { quote: i.account.quote, lots: p?.lots ?? 0n, entry: p?.entry ?? 0n, realised, funding, fee };
  });
}

function settle(i: Input): unknown {
  const market: NaiveMarket = i.market;
  const pay = naiveSettle(i.account, market);
  return { pay, quote: i.account.quote, fundingPool: market.fundingPool, fundingA: market.fundingA };
}

const naive: Readonly<Record<string, (i: Input) => unknown>> = {
  account: (i) => naiveReport(i.account, i.world, i.action),
  canFill: (i) => naiveCanFill(i.before, i.after, i.world, { market: i.market, oi: i.oi }, i.sender),
  canRest: (i) => naiveCanRest(i.before, i.after, i.world, { market: i.market, oi: i.oi }),
  canWithdraw: (i) => naiveCanWithdraw(i.account, i.world, i.asset, i.amount),
  canSweep: (i) => naiveCanSweep(i.account),
  canOpenIsolated: (i) =>
    naiveCanOpenIsolated(i.parent, i.childAfter, i.margin, i.world, { market: i.market, oi: i.oi }),
  fills,
  settleFunding: settle,
  fundingRun: (i) =>
    i.blocks.map((block) => {
      const rate = naiveFundingStep(i.state, i.market, block);
      return { ...i.state, rate };
    }),
  tradeFees: (i) => naiveTradeFees(i.quote, i.takerPpm, i.makerPpm, i.referred, i.builderPpm, i.liquidation),
};

test('the naive engine gives the expected result of every vector of its functions', () => {
  let run = 0;
  for (const file of ['account', 'decisions', 'fills', 'funding', 'random']) {
    const path = new URL(`../../../../vectors/data/risk/${file}.json`, import.meta.url);
    const { cases } = JSON.parse(readFileSync(path, 'utf8')) as {
      cases: { name: string; fn: string; input: unknown; expected: unknown }[];
    };
    for (const { name, fn, input, expected } of cases) {
      const call = naive[fn];
      if (call === undefined) continue;
      run++;
      assert.deepEqual(encodeVector(call(decodeVector(input) as Input)), expected, `${file}: ${name}`);
    }
  }
  assert.ok(run >= 150, `only ${run} vectors`);
});
