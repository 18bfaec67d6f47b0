import { formatMultiples } from '#chain/lib/decimal.ts';
import type { TypedDataMarket } from '#chain/tx/typed-data-registry.ts';

/** A price in USD as the nearest tick of a market, at least one, in human units. */
export function priceText(market: TypedDataMarket, price: number): string {
  const step = Number(market.tickSize.value) / 10 ** market.tickSize.scale;
  return formatMultiples(BigInt(Math.max(1, Math.round(price / step))), market.tickSize);
}

/** A size worth about `usd` at `price`, at least one lot, in human units. */
export function sizeText(market: TypedDataMarket, usd: number, price: number): string {
  const step = Number(market.lotSize.value) / 10 ** market.lotSize.scale;
  return formatMultiples(BigInt(Math.max(1, Math.round(usd / price / step))), market.lotSize);
}

export interface Quote {
  readonly side: 'buy' | 'sell';
  readonly price: string;
  readonly size: string;
}

const LEVELS = 6;
const FIRST_BPS = 2;
const STEP_BPS = 3;

/**
 * A ladder of quotes on both sides of a price: sizes grow with the distance; the side that would add to the position is
 * smaller, so that the maker comes back to flat.
 */
export function ladder(
  market: TypedDataMarket,
  price: number,
  usdPerLevel: number,
  positionUsd: number,
  limitUsd: number,
): Quote[] {
  const lean = Math.max(-1, Math.min(1, positionUsd / limitUsd));
  return (['buy', 'sell'] as const).flatMap((side) =>
    Array.from({ length: LEVELS }, (_, i): Quote => {
      const bps = FIRST_BPS + i * STEP_BPS;
      const away = price * (bps / 10_000);
      const weight = (1 + i / 2) * (1 - (side === 'buy' ? lean : -lean) * 0.9);
      return {
        side,
        price: priceText(market, side === 'buy' ? price - away : price + away),
        size: sizeText(market, Math.max(20, usdPerLevel * weight), price),
      };
    }),
  );
}
