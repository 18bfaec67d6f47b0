import { type Decimal, findDecimal, multiplesOf } from '#chain/lib/decimal.ts';
import { AppError } from '#chain/lib/errors.ts';
import type { ViewMarket } from '#chain/view/market-types.ts';
import type { ChainView } from '#chain/view.ts';
import { multiples, shortest } from './money.ts';

/** The facts of a market that never change, as texts need them. */
export class MarketUnits {
  readonly id: number;
  readonly ticker: string;
  readonly tick: Decimal;
  readonly lot: Decimal;
  readonly lotE12: bigint;
  readonly quantumsPerTickLot: number;

  constructor(market: ViewMarket) {
    this.id = market.id;
    this.ticker = market.ticker;
    this.tick = shortest(market.tickPrice, 12);
    this.lot = shortest(market.lotE12, 12);
    this.lotE12 = market.lotE12;
    this.quantumsPerTickLot = market.quantumsPerTickLot;
  }

  price(ticks: number): string {
    return multiples(ticks, this.tick);
  }

  /** Signed lots too. */
  size(lots: number): string {
    return multiples(lots, this.lot);
  }

  /** Price (1e-12 USD, floored) at which `lots` ≠ 0 cost `quote`. */
  averagePrice(quote: bigint, lots: bigint): bigint {
    const q = quote < 0n ? -quote : quote;
    const l = lots < 0n ? -lots : lots;
    return (q * 10n ** 18n) / (l * this.lotE12);
  }

  /** Price (1e-12 USD, floored) of quantums per lot. */
  perLotPrice(quantums: number): bigint {
    return this.averagePrice(BigInt(quantums), 1n);
  }

  orderId(id: number): string {
    return `${this.id}-${id}`;
  }

  /** Ticks of a price text. @throws AppError 2003 unless it is a whole number of ticks in 1..2^31 */
  parsePrice(text: string, field = 'price'): number {
    return this.parse(text, this.tick, field, 2003);
  }

  /** Lots of a size text. @throws AppError 2002 */
  parseSize(text: string, field = 'size'): number {
    return this.parse(text, this.lot, field, 2002);
  }

  private parse(text: string, step: Decimal, field: string, code: 2002 | 2003): number {
    const decimal = findDecimal(text);
    if (decimal === undefined) throw new AppError(8001, undefined, { field, reason: 'not a decimal' });
    const count = multiplesOf(decimal, step);
    if (count === undefined || count < 1n || count >= 2n ** 31n) {
      const unit = multiples(1, step);
      throw new AppError(code, `${field} ${text} is not a multiple of ${unit} in range.`, {
        min: unit,
        max: multiples(2 ** 31 - 1, step),
        unit,
      });
    }
    return Number(count);
  }
}

/** Tickers and units by market id, kept for the life of the process because they never change. */
export class MarketNames {
  private readonly view: ChainView;
  private readonly byId = new Map<number, MarketUnits>();

  constructor(view: ChainView) {
    this.view = view;
  }

  find(id: number): MarketUnits | undefined {
    const known = this.byId.get(id);
    if (known !== undefined) return known;
    const market = this.view.findMarket(id);
    if (market === undefined) return undefined;
    const units = new MarketUnits(market);
    this.byId.set(id, units);
    return units;
  }

  /** @throws Error for a market the chain never listed: a bug of ours */
  get(id: number): MarketUnits {
    const units = this.find(id);
    if (units === undefined) throw new Error(`market ${id} has no units`);
    return units;
  }

  /** @throws AppError 4001 for an unknown ticker */
  getByTicker(ticker: string): MarketUnits {
    const market = this.view.findMarketByTicker(ticker);
    if (market === undefined) throw new AppError(4001, `No market ${ticker.slice(0, 40)}.`);
    return this.get(market.id);
  }

  /** Ticker, '' for 0. */
  ticker(id: number): string {
    return id === 0 ? '' : this.get(id).ticker;
  }
}
