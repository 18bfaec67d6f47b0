import { confidencePerLot, perLot } from '#chain/lib/per-lot.ts';
import { feeOf, splitPot, tradeFees } from '#chain/modules/fees/trade-fees.ts';
import { impactPrices } from '#chain/modules/funding/impact-price.ts';
import { fundingIndexStep, hourlyRate, premium } from '#chain/modules/funding/rate.ts';
import { fundingStep } from '#chain/modules/funding/step.ts';
import { collateralSums, weightedValue } from '#chain/modules/margin/collateral.ts';
import { canRest, decideFill, findSweepRefusal, findWithdrawRefusal } from '#chain/modules/margin/decision.ts';
import { pendingFunding } from '#chain/modules/margin/equity.ts';
import { applyFill, openInterestAfter } from '#chain/modules/margin/fill.ts';
import { accountReport } from '#chain/modules/margin/health.ts';
import { priceBand, quantumsPerTickLot } from '#chain/modules/margin/price-units.ts';
import type { ScaledMarket } from '#chain/modules/margin/requirement.ts';
import { baseInitialMargin, initialMargin, maintenanceMargin, openInterestScale } from '#chain/modules/margin/tiers.ts';
import type {
  NaiveAccount,
  NaiveAsset,
  NaiveBook,
  NaiveLevel,
  NaiveMarket,
  NaiveWorld,
} from '#test/support/naive-margin-types.ts';
import { accountFacts, assetFacts, marketFacts } from './risk-decode.ts';

type Input = Record<string, never>;
type RiskFunction = (input: Input) => unknown;

const markOf = (m: NaiveMarket): bigint => perLot(m.mark, m.lotE12);

function scaled(world: NaiveWorld, market: string, oi: bigint): ScaledMarket {
  const m = world.markets[market]!;
  return { market: Number(market), scalePpm: openInterestScale(oi * markOf(m), m.oiLower, m.oiUpper) };
}

function tiers(i: { market: NaiveMarket; notional: bigint; oi?: bigint; userPpm?: bigint }): unknown {
  const list = marketFacts(i.market).tiers;
  const s = i.oi === undefined ? 0n : openInterestScale(i.oi * markOf(i.market), i.market.oiLower, i.market.oiUpper);
  return {
    mm: maintenanceMargin(i.notional, list),
    im0: baseInitialMargin(i.notional, list),
    s,
    im: initialMargin(i.notional, list, s, i.userPpm ?? 0n),
  };
}

function account(i: { account: NaiveAccount; world: NaiveWorld; action?: { market: string; oi: bigint } }): unknown {
  const action = i.action ? scaled(i.world, i.action.market, i.action.oi) : undefined;
  const r = accountReport(accountFacts(i.account, i.world), action);
  return {
    E: r.plain,
    Emm: r.maintenance,
    Eim: r.initial,
    Eb: r.closing,
    Ew: r.withdrawal,
    IMR: r.initialRequirement,
    MMR: r.maintenanceRequirement,
    free: r.freeCollateral,
    withdrawable: r.withdrawable,
    withdrawableQuote: r.withdrawableQuote,
    healthPpm: r.healthPpm,
    liquidatable: r.liquidatable,
  };
}

interface FillCase {
  before: NaiveAccount;
  after: NaiveAccount;
  world: NaiveWorld;
  market: string;
  oi: bigint;
  sender: boolean;
}

function withdrawal(account: NaiveAccount, world: NaiveWorld, asset: string, amount: bigint): string | undefined {
  const quote = asset === 'USDC' ? account.quote - amount : account.quote;
  const balances =
    asset === 'USDC' ? account.balances : { ...account.balances, [asset]: (account.balances[asset] ?? 0n) - amount };
  return findWithdrawRefusal(accountFacts({ ...account, quote, balances }, world), asset === 'USDC');
}

function isolated(i: {
  parent: NaiveAccount;
  childAfter: NaiveAccount;
  margin: bigint;
  world: NaiveWorld;
  market: string;
  oi: bigint;
}): string {
  const refusal = withdrawal(i.parent, i.world, 'USDC', i.margin);
  if (refusal !== undefined) return `parent:${refusal}`;
  const before = { quote: i.margin, holdings: [], cells: [] };
  const verdict = decideFill(before, accountFacts(i.childAfter, i.world), scaled(i.world, i.market, i.oi), true);
  return verdict === 'open' ? 'ok' : 'child:margin';
}

function fills(i: {
  account: NaiveAccount;
  market: NaiveMarket;
  fills: { side: string; lots: bigint; ticks: bigint; feePpm: bigint }[];
}): unknown {
  const start = i.account.positions.find((p) => p.market === i.market.id);
  let quote = i.account.quote;
  let position = { lots: start?.lots ?? 0n, entry: start?.entry ?? 0n };
  let fundingAt = start?.funding ?? i.market.funding;
  return i.fills.map((x) => {
    const total = x.lots * x.ticks * quantumsPerTickLot(i.market.tickPrice, i.market.lotE12);
    const funding = pendingFunding(i.market.funding, fundingAt, position.lots);
    fundingAt = i.market.funding;
    const filled = applyFill(position.lots, position.entry, x.side === 'buy' ? x.lots : -x.lots, total);
    const fee = feeOf(total, x.feePpm);
    quote += funding + filled.realised - fee;
    position = filled;
    return { quote, lots: filled.lots, entry: filled.entry, realised: filled.realised, funding, fee };
  });
}

const orNull = (x: bigint | undefined): bigint | null => x ?? null;
/** The book the caller of the product hands over: orders of at least 1,000 ms. */
const aged = (levels: readonly NaiveLevel[], now: bigint) =>
  levels
    .filter((level) => now - level.placedAt >= 1_000n)
    .map((level) => ({ ticks: Number(level.ticks), lots: Number(level.lots) }));

function impactOf(m: NaiveMarket, book: NaiveBook, now: bigint) {
  return impactPrices(aged(book.bids, now), aged(book.asks, now), {
    quantumsPerTickLot: quantumsPerTickLot(m.tickPrice, m.lotE12),
    lotE12: m.lotE12,
    impactNotional: m.impactNotional,
  });
}

function fundingRun(i: {
  state: Record<'time' | 'total' | 'valid' | 'funding' | 'fundingPool' | 'fundingA' | 'insurance', bigint>;
  market: NaiveMarket;
  blocks: { time: bigint; mode: string; index: bigint | null; book: NaiveBook }[];
}): unknown {
  let s = i.state;
  return i.blocks.map((block) => {
    const step = fundingStep(
      { index: s.funding, total: s.total, valid: Number(s.valid) },
      { pool: s.fundingPool, claims: s.fundingA },
      {
        timeMs: Number(block.time),
        previousTimeMs: Number(s.time),
        indexPrice: block.index ?? undefined,
        mode: block.mode.toLowerCase() as 'normal' | 'caution' | 'frozen',
        group: i.market.group,
        lotE12: i.market.lotE12,
      },
      () => impactOf(i.market, block.book, block.time),
    );
    const swept = step.hour?.dust ?? 0n;
    s = {
      ...s,
      time: block.time,
      total: step.state.total,
      valid: BigInt(step.state.valid),
      funding: step.state.index,
      fundingPool: s.fundingPool - swept,
      insurance: s.insurance + swept,
    };
    return { ...s, rate: step.hour === undefined ? null : step.hour.rate };
  });
}

function settleFunding(i: { account: NaiveAccount; market: NaiveMarket }): unknown {
  const position = i.account.positions.find((p) => p.market === i.market.id);
  const lots = position?.lots ?? 0n;
  const from = position?.funding ?? i.market.funding;
  const pay = pendingFunding(i.market.funding, from, lots);
  return {
    pay,
    quote: i.account.quote + pay,
    fundingPool: (i.market.fundingPool ?? 0n) - pay,
    fundingA: (i.market.fundingA ?? 0n) + (i.market.funding - from) * lots,
  };
}

/** The product's functions by the name the vectors give them (risk §1–5, trading §5). */
const functions = {
  perLot: (i: { market: NaiveMarket; price: bigint; conf: bigint }) => ({
    qtl: quantumsPerTickLot(i.market.tickPrice, i.market.lotE12),
    perLot: perLot(i.price, i.market.lotE12),
    confPerLot: confidencePerLot(i.conf, i.market.lotE12),
  }),
  priceBand: (i: { market: NaiveMarket }) =>
    priceBand(markOf(i.market), quantumsPerTickLot(i.market.tickPrice, i.market.lotE12), i.market.bandPpm),
  weightedValue: (i: { value: bigint; basePpm: bigint; k: bigint }) => ({
    value: i.value,
    weighted: weightedValue(i.value, i.basePpm, i.k),
  }),
  collateral: (i: { account: NaiveAccount; world: { assets: Record<string, NaiveAsset> } }) =>
    collateralSums(
      Object.entries(i.account.balances).map(([name, amount]) => ({
        asset: assetFacts(name, i.world.assets[name]!),
        amount,
      })),
    ),
  tiers,
  account,
  canFill: (i: FillCase) =>
    decideFill(
      accountFacts(i.before, i.world),
      accountFacts(i.after, i.world),
      scaled(i.world, i.market, i.oi),
      i.sender,
    ),
  canRest: (i: FillCase) =>
    canRest(accountFacts(i.before, i.world), accountFacts(i.after, i.world), scaled(i.world, i.market, i.oi)),
  canWithdraw: (i: { account: NaiveAccount; world: NaiveWorld; asset: string; amount: bigint }) =>
    withdrawal(i.account, i.world, i.asset, i.amount),
  canSweep: (i: { account: NaiveAccount; world: NaiveWorld }) =>
    findSweepRefusal(accountFacts(i.account, i.world), i.account.orders.length > 0) ?? i.account.quote,
  canOpenIsolated: isolated,
  fills,
  openInterest: (i: { oi: bigint; changes: { before: bigint; after: bigint }[] }) => openInterestAfter(i.oi, i.changes),
  tradeFees: (i: {
    quote: bigint;
    takerPpm: bigint;
    makerPpm: bigint;
    referred: boolean;
    builderPpm: bigint;
    liquidation: boolean;
  }) => {
    const fees = tradeFees(i.quote, { ...i, isReferred: i.referred, isLiquidation: i.liquidation });
    return { ...fees, taker: fees.taker + fees.builder };
  },
  splitPot: (i: { pot: bigint }) => splitPot(i.pot),
  impactPrices: (i: { book: NaiveBook; market: NaiveMarket; now: bigint }) => {
    const { bid, ask } = impactOf(i.market, i.book, i.now);
    return { bid: orNull(bid), ask: orNull(ask) };
  },
  premium: (i: { index: bigint; bid: bigint | null; ask: bigint | null; group: 'A' | 'B' | 'C'; caution: boolean }) =>
    premium(i.index, i.bid ?? undefined, i.ask ?? undefined, i.group, i.caution),
  hourlyRate: (i: { total: bigint; valid: bigint; frozen: boolean }) => {
    const r = hourlyRate(i.total, Number(i.valid), i.frozen);
    return { avgP: orNull(r.average), rate8h: orNull(r.rate8h), rate: r.rate };
  },
  fundingIndexStep: (i: { index: bigint; market: NaiveMarket; rate: bigint }) =>
    fundingIndexStep(i.index, i.market.lotE12, i.rate),
  settleFunding,
  fundingRun,
};

export const riskFunctions: Readonly<Record<string, RiskFunction>> = functions as unknown as Record<
  string,
  RiskFunction
>;
