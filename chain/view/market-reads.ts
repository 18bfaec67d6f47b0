import { toHex } from '../lib/bytes.ts';
import type { Market } from '../modules/markets/types.ts';
import type { Keepers } from '../wiring.ts';
import type { BridgeViews } from './bridge-reads.ts';
import type {
  ViewAsset,
  ViewFunding,
  ViewMarket,
  ViewMarketStatus,
  ViewOracle,
  ViewOracleSource,
  ViewPrices,
} from './market-types.ts';

/** Reads of markets, prices, funding, oracle and assets. */
export class MarketReads {
  private readonly keepers: Keepers;
  private readonly bridge: BridgeViews;
  /** One view a market object: parameters are replaced whole. */
  private readonly made = new WeakMap<Market, ViewMarket>();

  constructor(keepers: Keepers, bridge: BridgeViews) {
    this.keepers = keepers;
    this.bridge = bridge;
  }

  all(): readonly ViewMarket[] {
    const { markets } = this.keepers;
    return markets.ids.map((id) => this.view(markets.get(id)));
  }

  find(id: number): ViewMarket | undefined {
    const market = this.keepers.markets.find(id);
    return market === undefined ? undefined : this.view(market);
  }

  findByTicker(ticker: string): ViewMarket | undefined {
    const market = this.keepers.markets.findByTicker(ticker);
    return market === undefined ? undefined : this.view(market);
  }

  status(id: number): ViewMarketStatus {
    const { status, reasons, sinceMs, untilMs, oracleMode } = this.keepers.markets.state(id);
    return { status, reasons, sinceMs, untilMs: untilMs === 0 ? undefined : untilMs, oracleMode };
  }

  prices(id: number): ViewPrices {
    const { hasIndex, hasMark, indexPrice, indexAtMs, confidence, markPrice } = this.keepers.markets.state(id);
    return {
      index: hasIndex ? indexPrice : undefined,
      indexAtMs: indexAtMs === 0 ? undefined : indexAtMs,
      confidence: hasIndex ? confidence : undefined,
      mark: hasMark ? markPrice : undefined,
      lastTicks: this.keepers.clob.queries.lastTrade(id).ticks,
    };
  }

  funding(id: number): ViewFunding {
    const { index, lastRate, predictedRate, validSamples, nextFundingAtMs } = this.keepers.funding.find(id);
    return {
      fundingIndex: index,
      lastRatePpb: Number(lastRate),
      predictedRatePpb: predictedRate === undefined ? undefined : Number(predictedRate),
      nextFundingAtMs,
      validSamples,
    };
  }

  oracle(id: number): ViewOracle {
    const { markets, oracle } = this.keepers;
    const { feed, group } = markets.get(id);
    const state = oracle.feedState(feed);
    const { hasIndex, hasMark, indexPrice, markPrice } = markets.state(id);
    return {
      mode: state.mode,
      modeReasons: state.reason === undefined ? [] : [state.reason],
      modeSinceMs: state.modeSinceMs,
      basis: hasIndex && hasMark ? markPrice - indexPrice : undefined,
      sources: this.sources(feed),
      guards: { ...oracle.guards(group) },
      twap5m: undefined,
    };
  }

  assets(): readonly ViewAsset[] {
    return this.keepers.assets.all().map((asset) => ({
      id: asset.id,
      symbol: asset.symbol,
      denom: asset.denom,
      decimals: asset.decimals,
      imPpm: asset.imPpm,
      mmPpm: asset.mmPpm,
      haircutPpm: asset.haircutPpm,
      discountPpm: asset.discountPpm,
      cap: asset.cap ?? undefined,
      price: asset.valid && asset.index > 0n ? asset.index : undefined,
      routes: this.bridge.routes(asset.id),
    }));
  }

  private view(market: Market): ViewMarket {
    const known = this.made.get(market);
    if (known !== undefined) return known;
    const view: ViewMarket = {
      ...market,
      tiers: market.tiers.map(({ upTo, imPpm, mmPpm }) => ({ upTo: upTo ?? undefined, imPpm, mmPpm })),
      feed: {
        id: toHex(market.feed),
        group: market.group,
        sources: ['P'],
      },
    };
    this.made.set(market, view);
    return view;
  }

  /** P from the stored update; voted classes appear with the votes. */
  private sources(feed: Uint8Array): ViewOracleSource[] {
    const stored = this.keepers.oracle.prices.get(feed);
    if (stored === undefined) return [];
    const state = this.keepers.oracle.feedState(feed);
    return [
      {
        class: 'P',
        price: stored.price,
        confidence: stored.confidence,
        observedAtMs: stored.publishTime * 1000,
        valid: state.valid,
        powerPpm: undefined,
        deviationPpm: undefined,
      },
    ];
  }
}
