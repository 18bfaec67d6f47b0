/** The objects of test/vectors/data/risk/README.md as plain bigint values: slow, obvious, independent of the product. */
export interface NaiveTier {
  upTo: bigint | null;
  imPpm: bigint;
  mmPpm: bigint;
}

export interface NaiveMarket {
  id: string;
  group: 'A' | 'B' | 'C';
  tickPrice: bigint;
  lotE12: bigint;
  tiers: NaiveTier[];
  oiLower: bigint;
  oiUpper: bigint;
  impactNotional: bigint;
  minNotional: bigint;
  bandPpm: bigint;
  insuranceCap: bigint;
  mark: bigint;
  index: bigint;
  conf: bigint;
  funding: bigint;
  oi: bigint;
  mode: 'NORMAL' | 'CAUTION' | 'FROZEN';
  fundingPool?: bigint;
  fundingA?: bigint;
}

export interface NaiveAsset {
  decimals: bigint;
  imPpm: bigint;
  mmPpm: bigint;
  k: bigint;
  discountPpm: bigint;
  stable?: boolean;
  index: bigint;
  conf: bigint;
  valid?: boolean;
}

export interface NaiveWorld {
  markets: Record<string, NaiveMarket>;
  assets: Record<string, NaiveAsset>;
}

export interface NaivePosition {
  market: string;
  lots: bigint;
  entry: bigint;
  funding: bigint;
}

export interface NaiveOrder {
  market: string;
  side: 'buy' | 'sell';
  lots: bigint;
  ticks: bigint;
  reduceOnly: boolean;
}

export interface NaiveAccount {
  owner: string;
  quote: bigint;
  balances: Record<string, bigint>;
  positions: NaivePosition[];
  orders: NaiveOrder[];
  userIm: Record<string, bigint>;
}

export interface NaiveLevel {
  ticks: bigint;
  lots: bigint;
  placedAt: bigint;
}

export interface NaiveBook {
  bids: NaiveLevel[];
  asks: NaiveLevel[];
}
