import { ceilDivSafe, mulDivCeilSafe, mulDivFloorSafe } from '../../lib/math.ts';
import { PPM, type Ppm, type Ticks } from '../../lib/units.ts';
import type { ClobMarket } from './expected.ts';
import { BUY, SELL } from './order-table.ts';

/** The price band of a market around its mark, which is fixed for a block (spec: trading §4.3). */
export class PriceBand {
  private market: ClobMarket | undefined;
  private mark = 0;
  private ceiling = 0;
  private floor = 0;

  /**
   * Last price a taker of `side` may trade at, and an order of that side may rest at: buyers have a ceiling
   * ⌊M·(1e6 + band)/(1e6·q)⌋, sellers a floor ceil(M·(1e6 − band)/(1e6·q)). `mark` = M > 0.
   */
  edge(market: ClobMarket, mark: number, side: number): Ticks {
    if (mark !== this.mark || market !== this.market) {
      this.market = market;
      this.mark = mark;
      this.ceiling = away(mark, BUY, market.bandPpm, market.quantumsPerTickLot);
      this.floor = away(mark, SELL, market.bandPpm, market.quantumsPerTickLot);
    }
    return side === BUY ? this.ceiling : this.floor;
  }

  /** True when `ticks` lies beyond the band on the side's own end; never without a mark. */
  isBeyond(market: ClobMarket, mark: number, side: number, ticks: Ticks): boolean {
    if (mark === 0) return false;
    const edge = this.edge(market, mark, side);
    return side === BUY ? ticks > edge : ticks < edge;
  }
}

/** Worst price of a trailing stop or TWAP slice: `slippagePpm` away from M, clamped to 1..maxTicks (spec: trading §3.7). */
export function slippedTicks(market: ClobMarket, mark: number, side: number, slippagePpm: Ppm): Ticks {
  const ticks = away(mark, side, slippagePpm, market.quantumsPerTickLot);
  return Math.min(Math.max(ticks, 1), market.maxTicks);
}

/**
 * M ± ppm in ticks, rounded towards the mark. Dividing twice rounds as dividing once: ⌊⌊x/a⌋/b⌋ = ⌊x/(a·b)⌋, the same for
 * ceil. M ≤ maxTicks·q ≤ 2^53 / maxPositionLots, so that M·(1e6 + ppm)/1e6 stays below 2^53 for more than one lot.
 */
function away(mark: number, side: number, ppm: Ppm, quantumsPerTickLot: number): Ticks {
  if (side === BUY) return Math.floor(mulDivFloorSafe(mark, PPM + ppm, PPM) / quantumsPerTickLot);
  return ceilDivSafe(mulDivCeilSafe(mark, Math.max(0, PPM - ppm), PPM), quantumsPerTickLot);
}
