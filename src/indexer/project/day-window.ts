import type { DayTotals } from '../indexer-types.ts';
import type { MinuteRow } from '../rows.ts';
import type { BlockDraft } from './block-draft.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Minutes of trades of the last day, per market; the same rows candles are made of. */
export class DayWindow {
  private readonly markets = new Map<number, MinuteRow[]>();

  constructor(rows: readonly MinuteRow[]) {
    for (const row of rows) this.minutes(row.market).push(row);
  }

  add(draft: BlockDraft, market: number, ticks: number, lots: number, quote: number): void {
    const minutes = this.minutes(market);
    const startMs = draft.timeMs - (draft.timeMs % MINUTE_MS);
    const last = minutes.at(-1);
    const row: MinuteRow =
      last?.startMs === startMs
        ? {
            ...last,
            high: Math.max(last.high, ticks),
            low: Math.min(last.low, ticks),
            close: ticks,
            lots: last.lots + lots,
            turnover: String(BigInt(last.turnover) + BigInt(quote)),
            trades: last.trades + 1,
          }
        : {
            market,
            startMs,
            open: ticks,
            high: ticks,
            low: ticks,
            close: ticks,
            lots,
            turnover: String(quote),
            trades: 1,
          };
    if (last?.startMs === startMs) minutes[minutes.length - 1] = row;
    else minutes.push(row);
    draft.minutes.set(`${market} ${startMs}`, row);
    while (minutes.length > 0 && minutes[0]!.startMs <= draft.timeMs - DAY_MS - MINUTE_MS) minutes.shift();
  }

  /** Totals of the minutes that began in the 24 hours up to `nowMs`. O(minutes with trades). */
  totals(market: number, nowMs: number): DayTotals | undefined {
    const rows = this.minutes(market).filter((row) => row.startMs > nowMs - DAY_MS);
    if (rows.length === 0) return undefined;
    let high = 0;
    let low = Number.MAX_SAFE_INTEGER;
    let lots = 0n;
    let turnover = 0n;
    for (const row of rows) {
      high = Math.max(high, row.high);
      low = Math.min(low, row.low);
      lots += BigInt(row.lots);
      turnover += BigInt(row.turnover);
    }
    return { open: rows[0]!.open, high, low, lots, turnover };
  }

  private minutes(market: number): MinuteRow[] {
    let minutes = this.markets.get(market);
    if (minutes === undefined) {
      minutes = [];
      this.markets.set(market, minutes);
    }
    return minutes;
  }
}
