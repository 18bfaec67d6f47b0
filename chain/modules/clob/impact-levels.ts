import type { Clob } from './clob.ts';
import { BUY, SELL } from './order-table.ts';

/** One price and the lots that count there. */
export interface ImpactLevel {
  readonly ticks: number;
  readonly lots: number;
}

/**
 * Levels of a side, best first, with the lots of orders that took their place at least `minAgeMs` before `nowMs` (spec:
 * risk §5). Called in the begin phase, so that the book is that of the end of the previous block. O(levels walked).
 */
export function* impactLevels(
  clob: Clob,
  market: number,
  side: 'buy' | 'sell',
  nowMs: number,
  minAgeMs: number,
): Iterable<ImpactLevel> {
  const book = clob.books.peek(market);
  if (book === undefined) return;
  const o = clob.orders;
  const ladder = book.sides[side === 'buy' ? BUY : SELL];
  for (let ticks = ladder.best; ticks !== 0; ticks = ladder.worse(ticks)) {
    let lots = 0;
    for (let row = ladder.head(ticks); row >= 0; row = ladder.after(row)) {
      if (o.restedAt.get(row) + minAgeMs <= nowMs) lots += o.remaining(row);
    }
    if (lots > 0) yield { ticks, lots };
  }
}
