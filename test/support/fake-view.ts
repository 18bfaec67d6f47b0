import { toHex } from '#chain/lib/bytes.ts';
import type { Address, Side } from '#chain/lib/units.ts';
import type {
  ViewAccount,
  ViewBalance,
  ViewPosition,
  ViewSubaccount,
  ViewSubaccountReader,
} from '#chain/view/account-types.ts';
import type { TrialRequest, TrialResult, ViewChain } from '#chain/view/chain-types.ts';
import type {
  ViewBook,
  ViewLevel,
  ViewLevelOrder,
  ViewMarket,
  ViewMarketStatus,
  ViewPrices,
} from '#chain/view/market-types.ts';
import type { ViewOrder, ViewOrderFilter } from '#chain/view/order-types.ts';
import type { ChainView } from '#chain/view.ts';
import { FakeBridge } from './fake-bridge.ts';

/** BTC-USD: tick 0.5, lot 0.0001, so q = 50 Quote per tick and lot. */
export const BTC: ViewMarket = {
  id: 1,
  ticker: 'BTC-USD',
  base: 'BTC',
  tickPrice: 500_000_000_000n,
  lotE12: 100_000_000n,
  quantumsPerTickLot: 50,
  minNotional: 10_000_000,
  maxOrderLots: 10_000_000,
  maxPositionLots: 20_000_000,
  maxTicks: 2_000_000,
  bandPpm: 100_000,
  maxLevels: 65_536,
  maxMakers: 500,
  maxFires: 5_000,
  impactNotional: 50_000_000_000n,
  tiers: [
    { upTo: 50_000_000_000_000n, imPpm: 25_000, mmPpm: 12_500 },
    { upTo: undefined, imPpm: 50_000, mmPpm: 25_000 },
  ],
  openInterestLower: 100_000_000_000_000n,
  openInterestUpper: 200_000_000_000_000n,
  liquidationFeePpm: 5_000,
  feeOverride: undefined,
  feed: { id: 'e62df6c8', group: 'A', sources: ['P', 'C'] },
  updatedHeight: 1,
};

/** ETH-USD: tick 0.01, lot 0.001. */
export const ETH: ViewMarket = {
  ...BTC,
  id: 2,
  ticker: 'ETH-USD',
  base: 'ETH',
  tickPrice: 10_000_000_000n,
  lotE12: 1_000_000_000n,
  quantumsPerTickLot: 10,
};

const NO_FIGURES = {
  equity: 0n,
  equityMaintenance: 0n,
  equityInitial: 0n,
  equityWithdraw: 0n,
  equityClosing: 0n,
  initialMargin: 0n,
  maintenanceMargin: 0n,
  freeCollateral: 0n,
  withdrawable: 0n,
  quote: 0n,
  unrealizedPnl: 0n,
  pendingFunding: 0n,
  notional: 0n,
  healthPpm: 1_000_000_000_000,
  liquidatable: false,
} as const;

export interface FakeSubaccount {
  quote: bigint;
  healthPpm: number;
  positions: Map<number, { lots: number; entry: bigint }>;
}

/**
 * A read model that tests write by hand: the shape of the real one without its rules. Orders are kept in the order they
 * rested; prices, balances and positions are what the test says.
 */
export class FakeView implements ChainView {
  height = 0;
  timeMs = 1_790_000_000_000;
  readonly list: ViewMarket[] = [BTC, ETH];
  readonly status = new Map<number, ViewMarketStatus>();
  readonly price = new Map<number, ViewPrices>();
  readonly open: ViewOrder[] = [];
  readonly seqs = new Map<string, number>();
  readonly bridge = new FakeBridge();
  readonly holdersOf = new Map<string, { address: Address; subs: Map<number, FakeSubaccount> }>();

  chain(): ViewChain {
    return {
      chainId: 'nave-local-1',
      genesisHash: new Uint8Array(32).fill(7),
      hubSalt: new Uint8Array(32).fill(9),
      height: this.height,
      timeMs: this.timeMs,
      appHash: new Uint8Array(32).fill(this.height % 256),
      restartPhase: 'none',
    };
  }

  markets(): readonly ViewMarket[] {
    return this.list;
  }
  findMarket(id: number): ViewMarket | undefined {
    return this.list.find((market) => market.id === id);
  }
  findMarketByTicker(ticker: string): ViewMarket | undefined {
    return this.list.find((market) => market.ticker === ticker);
  }
  marketStatus(id: number): ViewMarketStatus {
    const open = { status: 'active', reasons: [], sinceMs: 0, untilMs: undefined, oracleMode: 'normal' } as const;
    return this.status.get(id) ?? open;
  }
  prices(id: number): ViewPrices {
    const none = { index: undefined, indexAtMs: undefined, confidence: undefined, mark: undefined, lastTicks: 0 };
    return this.price.get(id) ?? none;
  }
  openInterest(): number {
    return 12_345;
  }
  holders(): { longs: number; shorts: number } {
    return { longs: 3, shorts: 4 };
  }
  funding() {
    return {
      fundingIndex: -1_234_567_890_123n,
      lastRatePpb: 12_500,
      predictedRatePpb: -7,
      nextFundingAtMs: this.timeMs + 1_000,
      validSamples: 300,
    };
  }
  oracle() {
    return {
      mode: 'normal',
      modeReasons: [],
      modeSinceMs: 1,
      basis: -5_000_000_000n,
      sources: [
        {
          class: 'P',
          price: 64_250_250_000_000_000n,
          confidence: 12_000_000_000_000n,
          observedAtMs: 5,
          valid: true,
          powerPpm: undefined,
          deviationPpm: undefined,
        },
      ],
      guards: { maxAgeToOpenMs: 5_000, jumpPpm: 30_000 },
      twap5m: 64_249_000_000_000_000n,
    } as const;
  }
  openInterestScalePpm(): number {
    return 0;
  }
  book(id: number, levels: number): ViewBook<ViewLevel> {
    const orders = this.bookOrders(id, levels);
    const sum = (rows: readonly ViewLevelOrder[]): ViewLevel[] => {
      const byTicks = new Map<number, number>();
      for (const [ticks, lots] of rows) byTicks.set(ticks, (byTicks.get(ticks) ?? 0) + lots);
      return [...byTicks];
    };
    return { bids: sum(orders.bids), asks: sum(orders.asks) };
  }
  bookOrders(id: number, levels: number): ViewBook<ViewLevelOrder> {
    const side = (wanted: Side): ViewLevelOrder[] => {
      const resting = this.open.filter((one) => one.market === id && one.side === wanted && one.status === 'open');
      const sign = wanted === 'buy' ? -1 : 1;
      const sorted = resting.sort((a, b) => sign * (a.ticks - b.ticks) || a.seq - b.seq);
      const prices = [...new Set(sorted.map((one) => one.ticks))].slice(0, levels === 0 ? undefined : levels);
      const last = prices.at(-1);
      return sorted
        .filter((one) => last !== undefined && sign * (one.ticks - last) <= 0)
        .map((one) => [one.ticks, one.lots - one.filled, one.id]);
    };
    return { bids: side('buy'), asks: side('sell') };
  }

  assets() {
    const usdc = {
      id: 1,
      symbol: 'USDC',
      denom: 'uusdc',
      decimals: 6,
      imPpm: 1_000_000,
      mmPpm: 1_000_000,
      haircutPpm: 0,
      discountPpm: 0,
      cap: undefined,
      price: 1_000_000_000_000n,
      routes: [
        { spoke: 1, chainId: 31_337, token: '0xabc', tokenDecimals: 6, minDeposit: 1_000_000n, withdrawalFee: 0n },
      ],
    };
    const eth = {
      ...usdc,
      id: 3,
      symbol: 'ETH',
      denom: 'neth',
      decimals: 9,
      cap: 25_000_000_000_000n,
      price: undefined,
    };
    return [usdc, eth];
  }

  orders(owner: Address, filter: ViewOrderFilter = {}): readonly ViewOrder[] {
    const key = toHex(owner);
    return this.open.filter(
      (one) =>
        toHex(one.owner) === key &&
        (filter.subaccount === undefined || one.subaccount === filter.subaccount) &&
        (filter.market === undefined || one.market === filter.market),
    );
  }
  findOrder(market: number, orderId: number): ViewOrder | undefined {
    return this.open.find((one) => one.market === market && one.id === orderId);
  }

  accountSeq(address: Address): number {
    return this.seqs.get(toHex(address)) ?? 0;
  }
  findAccount(address: Address): ViewAccount | undefined {
    const holder = this.holdersOf.get(toHex(address));
    if (holder === undefined) return undefined;
    return {
      address,
      keyAlgo: 'ethsecp256k1',
      accountNumber: 4,
      sequence: 2,
      subaccounts: [...holder.subs.keys()],
      equity: [...holder.subs.values()].reduce((sum, sub) => sum + sub.quote, 0n),
      volume30d: 1_500_000_000n,
      referrer: undefined,
    };
  }
  subaccountReader(owner: Address, number: number): ViewSubaccountReader | undefined {
    const found = this.findSubaccount(owner, number);
    return found === undefined
      ? undefined
      : {
          findPosition: (market) => found.positions.find((one) => one.market === market),
          findBalance: (asset) => found.balances.find((one) => one.asset === asset),
        };
  }
  findSubaccount(owner: Address, number: number): ViewSubaccount | undefined {
    const sub = this.holdersOf.get(toHex(owner))?.subs.get(number);
    if (sub === undefined) return undefined;
    const balance: ViewBalance = {
      asset: 'USDC',
      amount: sub.quote,
      decimals: 6,
      value: sub.quote,
      weightedInitial: sub.quote,
      weightedMaintenance: sub.quote,
      withdrawable: sub.quote,
      inFlight: 0n,
    };
    return {
      ...NO_FIGURES,
      owner,
      number,
      equity: sub.quote,
      quote: sub.quote,
      healthPpm: sub.healthPpm,
      openOrders: this.orders(owner, { subaccount: number }).length,
      scheduledCancelAtMs: undefined,
      settings: [{ market: 1, imPpm: 100_000 }],
      balances: [balance],
      positions: [...sub.positions].map(([market, { lots, entry }]) => position(market, number, lots, entry)),
      updatedHeight: this.height,
    };
  }
  subaccounts(owner: Address): readonly ViewSubaccount[] {
    const numbers = [...(this.holdersOf.get(toHex(owner))?.subs.keys() ?? [])];
    return numbers.map((number) => this.findSubaccount(owner, number)!);
  }
  positions(owner: Address, subaccount?: number): readonly ViewPosition[] {
    return this.subaccounts(owner)
      .filter((one) => subaccount === undefined || one.number === subaccount)
      .flatMap((one) => one.positions);
  }
  agents(owner: Address) {
    const agent = new Uint8Array(20).fill(0xaa);
    const named = { name: 'bot', expiresAtMs: 9, maxNotionalPerDay: 5_000_000n, usedToday: 1n, canTransfer: false };
    return this.holdersOf.has(toHex(owner)) ? [{ agent, markets: [1], ...named }] : [];
  }
  fees() {
    const next = { takerPpm: 350, makerPpm: 80, volume: 1_000_000_000_000n };
    return { tier: 0, takerPpm: 400, makerPpm: 100, volume30d: 0n, next, referrer: undefined, overrides: [] };
  }
  limits() {
    const limit = { limit: 1_000, used: 3 };
    return {
      openOrders: limit,
      conditional: [{ market: 1, limit: 100, used: 1 }],
      orderBudget: { limit: 10_000, used: 10_000, nextAtMs: this.timeMs + 10_000 },
      cancelBudget: limit,
      nonces: limit,
      closedClientOrderIds: limit,
    };
  }

  feeParams() {
    return {
      tiers: [{ volume: 0n, takerPpm: 400, makerPpm: 100 }],
      referralDiscountPpm: 40_000,
      referralSharePpm: 100_000,
      builderMaxPpm: 100,
    };
  }
  params() {
    return { accounts: { budgetBase: 10_000 }, clob: { maxOpenOrders: 5_000 } };
  }
  solvency() {
    const none = { insurance: 0n, fees: 0n, vault: 0n, fundingPools: 0n, inFlight: 0n, entries: 0n };
    const spokes = [{ spoke: 0, escrow: 5_000_000n, counted: 5_000_000n, isIsolated: false }];
    return [
      { asset: 'USDC', decimals: 6, subaccounts: 5_000_000n, ...none, escrow: 5_000_000n, difference: 0n, spokes },
    ];
  }
  proofHeights(): { first: number; last: number } {
    return { first: 1, last: this.height };
  }
  proof(owner: Address, _subaccount: number, height: number) {
    if (!this.holdersOf.has(toHex(owner))) return undefined;
    return {
      key: new Uint8Array([0x50, ...owner]),
      value: new Uint8Array([1, 2, 3]),
      slot: 5,
      path: [new Uint8Array(32).fill(1)],
      stateRoot: new Uint8Array(32).fill(2),
      eventsRoot: new Uint8Array(32).fill(3),
      stateVersion: 1,
      height,
    };
  }
  simulate(request: TrialRequest): TrialResult {
    const before = this.findSubaccount(request.owner, request.subaccount)!;
    const items = request.orders.map((order) => ({
      action: 'place' as const,
      code: (order.lots ?? 0) > 1_000_000 ? 3001 : 0,
      details: (order.lots ?? 0) > 1_000_000 ? { required: 5_000_000, available: 1 } : undefined,
      market: order.market,
    }));
    return {
      before,
      after: before,
      events: [],
      items: items.map(({ details, ...item }) => (details === undefined ? item : { ...item, details })),
    };
  }
}

function position(market: number, subaccount: number, lots: number, entry: bigint): ViewPosition {
  return {
    market,
    subaccount,
    isolated: subaccount > 255,
    lots,
    entry,
    mark: 64_250_250_000_000_000n,
    notional: 6_425_025n * BigInt(Math.abs(lots)),
    unrealizedPnl: 6_425_025n * BigInt(lots) - entry,
    pendingFunding: -3n,
    initialMargin: 1n,
    maintenanceMargin: 1n,
    imPpmSetting: undefined,
    liquidationPrice: 60_000_123_456_000_000n,
    adlDecile: 3,
    updatedHeight: 1,
  };
}
