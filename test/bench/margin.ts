import { FastMargin } from '#chain/modules/margin/fast-margin.ts';
import { OPEN_INTEREST } from '#chain/modules/margin/layout.ts';
import { Random } from '#test/support/naive-margin-random.ts';
import { MarginWorld, naiveWorld } from '#test/support/naive-margin-world.ts';
import { type BenchRow, median } from './bench-row.ts';

const MARKETS = 10;
const ROUNDS = 7;
/** Peer: dYdX v4 health of accounts with 10 positions, checks a second of one core. */
const PEER_ARITHMETIC = 49_700;
const PEER_STATE = 16_300;

/** Accounts with a position in each of ten markets, even ones long, odd ones short, on the real keeper. */
function build(accounts: number): MarginWorld {
  const naive = naiveWorld();
  for (let id = 4; id <= MARKETS; id++) naive.markets[id] = { ...naive.markets['2']!, id: String(id) };
  for (const m of Object.values(naive.markets)) m.oiUpper = 0n;
  const world = new MarginWorld(accounts, naive);
  const random = new Random(5);
  const perLot = Object.keys(naive.markets).map(
    (id) => world.margin.marketRows.facts(world.margin.marketRows.slotOf(Number(id))).mark,
  );
  for (const m of Object.values(naive.markets)) m.funding = BigInt(random.int(-1_000_000_000, 1_000_000_000));
  const longs = Array.from({ length: MARKETS }, () => 0);
  for (let owner = 0; owner < accounts; owner++) {
    const sign = owner % 2 === 0 ? 1 : -1;
    world.margin.rows.restore(owner, 0, {
      quote: 10_000_000_000_000n,
      accountSeq: 0,
      updatedHeight: 0,
      holdings: [],
      positions: Object.keys(naive.markets).map((id, i) => {
        const lots = sign * random.int(1_000, 100_000);
        longs[i] = longs[i]! + Math.max(0, lots);
        return {
          market: Number(id),
          lots,
          entry: lots * Number(perLot[i]!),
          fundingAt: BigInt(random.int(-5_000, 5_000)),
        };
      }),
      settings: [],
    });
  }
  const { marketRows } = world.margin;
  for (const [i, lots] of longs.entries()) marketRows.numbers.set(marketRows.slotOf(i + 1), OPEN_INTEREST, lots);
  world.refresh();
  return world;
}

/** Checks a second: median of the rounds, best and worst in the detail. */
function measure(perRound: number, check: (i: number) => boolean): { rate: number; spread: string } {
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS + 2; round++) {
    const from = performance.now();
    let healthy = 0;
    for (let i = 0; i < perRound; i++) if (check(i)) healthy++;
    const rate = perRound / ((performance.now() - from) / 1000);
    if (healthy !== perRound) throw new Error(`${perRound - healthy} accounts failed the check`);
    if (round >= 2) rates.push(rate);
  }
  const million = (x: number): string => (x / 1e6).toFixed(2);
  return { rate: median(rates), spread: `${million(Math.min(...rates))}..${million(Math.max(...rates))} M/s` };
}

/** A resting order of one account taken by another, whole, on a branch that is kept. */
function fillOnce(world: MarginWorld, i: number): boolean {
  const { margin, settlement, journal } = world;
  const makerRow = margin.findRow((i * 2 + 1) % 1_000, 0);
  const takerRow = margin.findRow((i * 2) % 1_000, 0);
  const takerSide = i % 1_000 < 500 ? 'sell' : 'buy';
  const mark = journal.mark();
  const makerHandle = margin.addResting(makerRow, 2, takerSide === 'buy' ? 'sell' : 'buy', 10, 150_000);
  const verdict = settlement.fill({
    market: 2,
    ticks: 150_000,
    lots: 10,
    takerSide,
    takerRow,
    makerRow,
    makerHandle,
    makerRemainingAfter: 0,
    takerReduceOnly: false,
    makerReduceOnly: false,
    takerRestAfter: 0,
    takerLimit: 150_000,
    builder: -1,
    builderPpm: 0,
  });
  settlement.announce?.();
  journal.release(mark);
  if (i % 500 === 499) world.events.take();
  return verdict === 'ok';
}

/** Sums of a row are kept while prices and funding stay: an index that moves with each pass makes every check a whole one. */
function moveFunding(world: MarginWorld, i: number): void {
  world.margin.marketRows.setFunding(0, BigInt(i));
}

export function run(): BenchRow[] {
  const small = build(1_000);
  const { rows, marketRows, resting, exact } = small.margin;
  const fast = new FastMargin(rows, marketRows, resting, exact);
  const row = Array.from({ length: 1_000 }, (_, owner) => small.margin.findRow(owner, 0));
  const arithmetic = measure(400_000, (i) => {
    if (i % 1_000 === 0) moveFunding(small, i);
    return fast.initial(row[i % 1_000]!, -1, 0, undefined) && fast.equity >= fast.requirement;
  });
  const state = measure(400_000, (i) => {
    if (i % 1_000 === 0) moveFunding(small, i);
    return small.margin.checks.isOpenAllowed(small.margin.findRow(i % 1_000, 0), 0, 0);
  });
  const order = measure(200_000, (i) =>
    small.margin.canPlace(small.margin.findRow(i % 1_000, 0), 1, 'buy', 10, 600_000),
  );

  const settled = measure(20_000, (i) => fillOnce(small, i));
  const wide = build(100_000);
  const scattered = measure(200_000, (i) => {
    if (i % 100_000 === 0) moveFunding(wide, i);
    const owner = (i * 7_919) % 100_000;
    return wide.margin.checks.isOpenAllowed(wide.margin.findRow(owner, 0), 0, 0);
  });
  const slow = measure(2_000, (i) => {
    const report = small.margin.report(row[i % 1_000]!);
    return report.initial >= report.initialRequirement;
  });
  return [
    {
      name: 'margin check, 10 positions, arithmetic',
      value: arithmetic.rate,
      unit: 'op/s',
      target: { value: 2_000_000, atMost: false },
      peer: { name: 'dYdX v4 (all loaded)', value: PEER_ARITHMETIC },
      detail: `E_im against IMR on rows at hand, 1,000 accounts in turn, funding pending; ${arithmetic.spread}`,
    },
    {
      name: 'margin check, 10 positions, from state',
      value: state.rate,
      unit: 'op/s',
      target: { value: 1_000_000, atMost: false },
      peer: { name: 'dYdX v4 (keeper)', value: PEER_STATE },
      detail: `found by owner and subaccount, keeper's open rule, 1,000 accounts; ${state.spread}`,
    },
    {
      name: 'margin check, 10 positions, 1 M positions in memory',
      value: scattered.rate,
      unit: 'op/s',
      detail: `the same in no order over 100,000 accounts: every check misses the caches; ${scattered.spread}`,
    },
    {
      name: 'order check (fee tier, exposure, reserve), 10 positions',
      value: order.rate,
      unit: 'op/s',
      peer: { name: 'dYdX v4 (fee tier + CanUpdateSubaccounts)', value: 13_800 },
      detail: `check 13 of a placement, sums of the other positions at hand; ${order.spread}`,
    },
    {
      name: 'fill settled, both accounts with 10 positions',
      value: settled.rate,
      unit: 'op/s',
      detail: `reservation, both judged by the open rule, funding, fees, pot, four events, on a branch; ${settled.spread}`,
    },
    {
      name: 'margin report, exact bigint path, 10 positions',
      value: slow.rate,
      unit: 'op/s',
      detail: `what a bound beyond 2^53 and queries pay; ${slow.spread}`,
    },
  ];
}
