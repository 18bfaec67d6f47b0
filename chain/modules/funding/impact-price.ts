import { ceilDiv, minBig } from '../../lib/math.ts';

const E18 = 10n ** 18n;

export interface BookLevel {
  readonly ticks: number;
  readonly lots: number;
}

/** Facts of a market that turn ticks into Price. */
export interface ImpactMarket {
  readonly quantumsPerTickLot: bigint;
  readonly lotE12: bigint;
  /** Quote. */
  readonly impactNotional: bigint;
}

/**
 * Average Price of trading impactNotional against `levels`, best first: bid side floored, ask side rounded up; undefined
 * when the side holds less (spec: risk §5). O(levels walked).
 */
export function findImpactPrice(
  levels: Iterable<BookLevel>,
  side: 'bid' | 'ask',
  market: ImpactMarket,
): bigint | undefined {
  let quote = 0n;
  let lots = 0n;
  for (const level of levels) {
    const price = BigInt(level.ticks) * market.quantumsPerTickLot;
    const take = minBig(BigInt(level.lots), ceilDiv(market.impactNotional - quote, price));
    quote += take * price;
    lots += take;
    if (quote >= market.impactNotional) {
      const numerator = quote * E18;
      const denominator = lots * market.lotE12;
      return side === 'bid' ? numerator / denominator : ceilDiv(numerator, denominator);
    }
  }
  return undefined;
}

/** Both impact prices; neither exists when one side is too thin. */
export function impactPrices(
  bids: Iterable<BookLevel>,
  asks: Iterable<BookLevel>,
  market: ImpactMarket,
): { readonly bid: bigint | undefined; readonly ask: bigint | undefined } {
  const bid = findImpactPrice(bids, 'bid', market);
  const ask = bid === undefined ? undefined : findImpactPrice(asks, 'ask', market);
  return ask === undefined ? { bid: undefined, ask: undefined } : { bid, ask };
}
