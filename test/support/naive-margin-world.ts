import { confidencePerLot, perLot } from '#chain/lib/per-lot.ts';
import type { ClobSettlement } from '#chain/modules/clob/expected.ts';
import type { FeeAccounts } from '#chain/modules/fees/expected.ts';
import { DEFAULT_FEE_PARAMS } from '#chain/modules/fees/params.ts';
import { FeeRates } from '#chain/modules/fees/rates.ts';
import { FillSettlement } from '#chain/modules/fees/settlement.ts';
import type { MarginAccounts, MarginAsset, MarginMarket } from '#chain/modules/margin/expected.ts';
import { MarginKeeper } from '#chain/modules/margin/keeper.ts';
import { SafeColumn } from '#chain/state/columns.ts';
import { EventLog } from '#chain/state/event-log.ts';
import { Journal } from '#chain/state/journal.ts';
import type { NaiveAsset, NaiveMarket, NaiveTier, NaiveWorld } from './naive-margin-types.ts';

/** Modules margin, fees on plain neighbours, beside the naive world that holds the same prices. */
const E6 = 10n ** 6n;
const E12 = 10n ** 12n;

const tier = (upTo: bigint | null, imPpm: bigint, mmPpm: bigint): NaiveTier => ({
  upTo: upTo === null ? null : upTo * E6,
  imPpm,
  mmPpm,
});
const TIERS = {
  A: [tier(50_000_000n, 25_000n, 12_500n), tier(150_000_000n, 50_000n, 25_000n), tier(null, 100_000n, 50_000n)],
  B: [tier(20_000_000n, 50_000n, 25_000n), tier(null, 100_000n, 50_000n)],
  C: [tier(1_000_000n, 200_000n, 100_000n), tier(null, 330_000n, 165_000n)],
};

function market(id: string, group: 'A' | 'B' | 'C', tickPrice: bigint, lotE12: bigint, cents: bigint): NaiveMarket {
  const price = (cents * E12) / 100n;
  return {
    id,
    group,
    tickPrice,
    lotE12,
    tiers: TIERS[group],
    oiLower: 4_000_000n * E6,
    oiUpper: 8_000_000n * E6,
    impactNotional: 6_000n * E6,
    minNotional: 10n * E6,
    bandPpm: 50_000n,
    insuranceCap: 100_000n * E6,
    mark: price,
    index: price,
    conf: 0n,
    funding: 0n,
    oi: 0n,
    mode: 'NORMAL',
    fundingPool: 0n,
    fundingA: 0n,
  };
}

function asset(
  decimals: bigint,
  imPpm: bigint,
  mmPpm: bigint,
  k: bigint,
  discountPpm: bigint,
  usd: bigint,
): NaiveAsset {
  return { decimals, imPpm, mmPpm, k, discountPpm, stable: usd === 1n, index: usd * E12, conf: 0n, valid: true };
}

export const ASSET_IDS: Readonly<Record<string, number>> = { USDC: 1, USDT: 2, ETH: 3 };

export function naiveWorld(): NaiveWorld {
  return {
    markets: {
      '1': market('1', 'A', 10n ** 11n, 10n ** 8n, 6_000_000n),
      '2': market('2', 'B', 10n ** 9n, 10n ** 10n, 15_000n),
      '3': market('3', 'C', 10n ** 7n, 10n ** 12n, 10n),
    },
    assets: {
      USDT: asset(6n, 970_000n, 980_000n, 13n, 20_000n, 1n),
      ETH: asset(9n, 800_000n, 880_000n, 150n, 50_000n, 3_000n),
    },
  };
}

/** 20 bytes that say the number. */
export function addressOf(owner: number): Uint8Array {
  const bytes = new Uint8Array(20);
  new DataView(bytes.buffer).setUint32(16, owner + 1);
  return bytes;
}

class WorldAccounts implements MarginAccounts, FeeAccounts {
  readonly volumes = new Map<number, bigint>();
  readonly referrers = new Map<number, number>();
  private readonly seqs: SafeColumn;
  known: number;
  constructor(journal: Journal, known: number) {
    this.known = known;
    this.seqs = new SafeColumn(journal);
  }
  findNumber(address: Uint8Array): number {
    const owner = new DataView(address.buffer, address.byteOffset).getUint32(16) - 1;
    return owner < this.known && address.subarray(0, 16).every((byte) => byte === 0) ? owner : -1;
  }
  address(owner: number): Uint8Array {
    return addressOf(owner);
  }
  create(address: Uint8Array): number {
    this.known = new DataView(address.buffer, address.byteOffset).getUint32(16);
    return this.known - 1;
  }
  nextAccountSeq(owner: number): number {
    this.seqs.ensure(owner + 1);
    const next = this.seqs.data[owner]! + 1;
    this.seqs.set(owner, next);
    return next;
  }
  volume30d(owner: number): bigint {
    return this.volumes.get(owner) ?? 0n;
  }
  today(): number {
    return 0;
  }
  /** Volumes are set from outside: nothing may be kept. */
  keptTier(): number {
    return -1;
  }
  keepTier(): void {}
  addVolume(): void {}
  referrer(owner: number): number {
    return this.referrers.get(owner) ?? -1;
  }
}

export class MarginWorld {
  readonly naive: NaiveWorld;
  readonly journal = new Journal();
  readonly events = new EventLog(this.journal);
  readonly block = {
    chainId: 'nave-local',
    hubSalt: new Uint8Array(32),
    height: 1,
    timeMs: 1_000_000,
    previousTimeMs: 999_000,
  };
  readonly context = { journal: this.journal, events: this.events, block: this.block };
  readonly accounts: WorldAccounts;
  /** [pot of fees, insurance], journaled as bank's are. */
  readonly pools: SafeColumn;
  readonly margin: MarginKeeper;
  readonly rates: FeeRates;
  readonly settlement: ClobSettlement;
  feeOverride: { takerPpm: number; makerPpm: number } | undefined;
  private assetVersion = 1;
  private readonly params = new Map<string, MarginMarket>();

  constructor(owners = 8, naive: NaiveWorld = naiveWorld()) {
    this.naive = naive;
    this.accounts = new WorldAccounts(this.journal, owners);
    this.pools = new SafeColumn(this.journal);
    const marketOf = (id: number): MarginMarket | undefined => this.marketParams(String(id));
    const override = { find: () => ({ feeOverride: this.feeOverride }) };
    this.rates = new FeeRates({ get: () => DEFAULT_FEE_PARAMS }, this.accounts, override);
    const version = (): number => this.assetVersion;
    this.margin = new MarginKeeper(this.context, {
      accounts: this.accounts,
      markets: { ids: Object.keys(this.naive.markets).map(Number), find: marketOf },
      prices: {
        marginMark: (id) => Number(perLot(this.naive.markets[id]!.mark, this.naive.markets[id]!.lotE12)),
        confidence: (id) => Number(confidencePerLot(this.naive.markets[id]!.conf, this.naive.markets[id]!.lotE12)),
      },
      assets: {
        get version() {
          return version();
        },
        find: (id) => this.asset((name) => ASSET_IDS[name] === id),
        findBySymbol: (symbol) => this.asset((name) => name === symbol),
        findByDenom: (denom) => this.asset((name) => name.toLowerCase() === denom),
      },
      fees: this.rates,
    });
    const pot = {
      accrueFee: (quote: number) => this.pools.set(0, this.pools.data[0]! + quote),
      splitFees: () => ({ vault: 0n, validators: 0n, insurance: 0n }),
    };
    this.settlement = new FillSettlement(this.journal, this.margin, this.rates, this.accounts, pot);
    this.margin.rebuild();
  }

  /** Drops cached parameters after a test changed the naive market's. */
  changeParams(): void {
    this.params.clear();
    this.margin.refreshPrices();
  }

  private marketParams(id: string): MarginMarket | undefined {
    const m = this.naive.markets[id];
    if (m === undefined) return undefined;
    const known = this.params.get(id) ?? {
      id: Number(id),
      quantumsPerTickLot: Number((m.tickPrice * m.lotE12) / 10n ** 18n),
      tiers: m.tiers.map((t) => ({ upTo: t.upTo, imPpm: Number(t.imPpm), mmPpm: Number(t.mmPpm) })),
      openInterestLower: m.oiLower,
      openInterestUpper: m.oiUpper,
    };
    this.params.set(id, known);
    return known;
  }

  private asset(matches: (name: string) => boolean): MarginAsset | undefined {
    const name = Object.keys(ASSET_IDS).find(matches);
    if (name === undefined) return undefined;
    const a = this.naive.assets[name] ?? asset(6n, E6, E6, 0n, 0n, 1n);
    return {
      id: ASSET_IDS[name]!,
      symbol: name,
      denom: name.toLowerCase(),
      decimals: Number(a.decimals),
      imPpm: Number(a.imPpm),
      mmPpm: Number(a.mmPpm),
      haircutPpm: Number(a.k),
      discountPpm: Number(a.discountPpm),
      stable: a.stable === true,
      index: a.index,
      confidence: a.conf,
      valid: a.valid !== false,
    };
  }

  /** Brings margin to the naive world's prices and funding indices. */
  refresh(): void {
    this.assetVersion++;
    this.margin.refreshPrices();
    for (const m of Object.values(this.naive.markets)) this.margin.setFundingIndex(Number(m.id), m.funding);
  }
}
