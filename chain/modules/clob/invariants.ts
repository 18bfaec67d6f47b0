import type { Invariant } from '../../module.ts';
import type { Book } from './book.ts';
import type { Clob } from './clob.ts';
import type { Ladder } from './ladder.ts';
import { BUY, RESTING, SELL, SIDES, UNTRIGGERED, WAITING } from './order-table.ts';

/** What must hold after every block. Each walks all orders: every block in tests, sampled in production. */
export function clobInvariants(clob: Clob): Invariant[] {
  return [
    { name: 'clob: books are not crossed', check: () => eachBook(clob, findCrossed) },
    { name: 'clob: book = state', check: () => eachBook(clob, (book) => findBookFault(clob, book)) },
    { name: 'clob: orders are in a settled state', check: () => findUnsettled(clob) },
    {
      name: 'clob: reduce-only orders fit their positions',
      check: () => eachBook(clob, (book) => findUnfit(clob, book)),
    },
    { name: 'clob: reserved lots are those of resting orders', check: () => findWrongReserve(clob) },
    { name: 'clob: counters of open orders', check: () => findWrongCount(clob) },
  ];
}

function eachBook(clob: Clob, find: (book: Book) => string | undefined): string | undefined {
  for (const book of clob.books.all()) {
    const fault = find(book);
    if (fault !== undefined) return `market ${book.market.id}: ${fault}`;
  }
  return undefined;
}

function findCrossed(book: Book): string | undefined {
  const bid = book.best(BUY);
  const ask = book.best(SELL);
  return bid !== 0 && ask !== 0 && bid >= ask ? `bid ${bid} at or above ask ${ask}` : undefined;
}

/** The ladders hold exactly the resting orders, prices in order, first in time first. */
function findBookFault(clob: Clob, book: Book): string | undefined {
  const o = clob.orders;
  const resting = [0, 0];
  for (const row of liveRows(clob)) {
    if (o.market.get(row) === book.market.id && o.state.get(row) === RESTING) resting[o.side.get(row)]!++;
  }
  for (const side of [BUY, SELL]) {
    const ladder = book.sides[side]!;
    if (ladder.levels > book.market.maxLevels) return `${SIDES[side]}: ${ladder.levels} levels`;
    const walked = walkSide(clob, ladder, side);
    if (typeof walked === 'string') return `${SIDES[side]}: ${walked}`;
    if (walked !== resting[side]) return `${SIDES[side]}: ${walked} listed, ${resting[side]} resting`;
  }
  return undefined;
}

/** Number of orders of a side, or what is wrong with it. */
function walkSide(clob: Clob, ladder: Ladder, side: number): number | string {
  const o = clob.orders;
  let listed = 0;
  let levels = 0;
  let last = 0;
  for (let ticks = ladder.best; ticks !== 0; ticks = ladder.worse(ticks)) {
    if (last !== 0 && !ladder.isBetter(last, ticks)) return `level ${ticks} after ${last}`;
    let seq = 0;
    for (let row = ladder.head(ticks); row >= 0; row = ladder.after(row)) {
      if (o.ticks.get(row) !== ticks || o.side.get(row) !== side) return `order ${o.id.get(row)} in the wrong level`;
      if (o.seq.get(row) <= seq) return `order ${o.id.get(row)} out of time`;
      seq = o.seq.get(row);
      listed++;
    }
    if (seq === 0) return `level ${ticks} is empty`;
    last = ticks;
    levels++;
  }
  if (levels !== ladder.levels) return `${levels} levels walked, ${ladder.levels} counted`;
  return last === ladder.worst() ? listed : `worst level ${ladder.worst()}, last ${last}`;
}

function findUnsettled(clob: Clob): string | undefined {
  const o = clob.orders;
  for (const row of liveRows(clob)) {
    const name = `order ${o.market.get(row)}-${o.id.get(row)}`;
    const state = o.state.get(row);
    if (state < RESTING) return `${name} is active`;
    if ((o.remaining(row) === 0) !== (state === WAITING)) return `${name} has ${o.remaining(row)} lots left`;
    if (o.dueOf(row) !== 0 && state !== UNTRIGGERED) return `${name} is due`;
    if (clob.books.findOrder(o.market.get(row), o.id.get(row)) !== row) return `${name} is not indexed`;
  }
  return undefined;
}

function findUnfit(clob: Clob, book: Book): string | undefined {
  const o = clob.orders;
  const sums = new Map<string, number>();
  for (const row of liveRows(clob)) {
    if (o.market.get(row) !== book.market.id || o.state.get(row) !== RESTING || !o.isReduceOnly(row)) continue;
    const key = `${o.row.get(row)}/${o.side.get(row)}`;
    sums.set(key, (sums.get(key) ?? 0) + o.remaining(row));
  }
  for (const [key, lots] of sums) {
    const [holder, side] = key.split('/').map(Number) as [number, number];
    const reducible = clob.reducible(holder, book.market.id, side);
    if (lots > reducible) return `subaccount row ${holder}: ${lots} reduce-only lots, position ${reducible}`;
  }
  return undefined;
}

function findWrongReserve(clob: Clob): string | undefined {
  const o = clob.orders;
  const sums = new Map<string, number>();
  for (const row of liveRows(clob)) {
    const reserves = o.state.get(row) === RESTING && !o.isReduceOnly(row);
    if (reserves !== o.handle.get(row) >= 0) return `order ${o.market.get(row)}-${o.id.get(row)}: handle`;
    if (!reserves) continue;
    const key = `${o.row.get(row)}/${o.market.get(row)}/${o.side.get(row)}`;
    sums.set(key, (sums.get(key) ?? 0) + o.remaining(row));
  }
  for (const [key, lots] of sums) {
    const [holder, market, side] = key.split('/').map(Number) as [number, number, number];
    const reserved = clob.margin.restingLots(holder, market, SIDES[side]!);
    if (reserved !== lots) return `subaccount row ${holder}, market ${market}: ${reserved} reserved, ${lots} resting`;
  }
  return undefined;
}

function findWrongCount(clob: Clob): string | undefined {
  const o = clob.orders;
  const open = new Map<number, number>();
  const conditional = new Map<string, number>();
  for (const row of liveRows(clob)) {
    const owner = o.owner.get(row);
    open.set(owner, (open.get(owner) ?? 0) + 1);
    const key = `${owner}/${o.market.get(row)}`;
    if (o.isConditional(row)) conditional.set(key, (conditional.get(key) ?? 0) + 1);
  }
  for (const [owner, count] of open) {
    if (clob.open.ofOwner.get(owner) !== count)
      return `owner ${owner}: ${count} open, ${clob.open.ofOwner.get(owner)} counted`;
  }
  for (const [key, count] of conditional) {
    const [owner, market] = key.split('/').map(Number) as [number, number];
    const counted = clob.books.get(market).conditional.get(owner);
    if (counted !== count) return `owner ${owner}, market ${market}: ${count} conditional, ${counted} counted`;
  }
  return undefined;
}

function* liveRows(clob: Clob): Iterable<number> {
  const { table } = clob.orders;
  for (let row = 0; row < table.rows; row++) if (table.isLive(row)) yield row;
}
