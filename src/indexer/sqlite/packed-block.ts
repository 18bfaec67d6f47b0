import type { AccountEventRow, IndexedBlock, TradeRow, TxItemRow, TxRow } from '../rows.ts';
import { fillOf, orderOf } from './event-parts.ts';
import { LineWriter } from './line-writer.ts';
import { eventText, tradeText } from './row-text.ts';

/**
 * A block's rows as they cross to the writer and lie on disk: lines of JSON in UTF-8. One head, then trades, account events,
 * txs. Nothing stands there twice: fills, payments, transfers, ledger entries and orders are parts of their account events,
 * and txs name the events' lines.
 */
export interface PackedBlock {
  readonly height: number;
  readonly timeMs: number;
  /** Lines end with a line feed. */
  readonly lines: Uint8Array<ArrayBuffer>;
}

/** What is a line of its own, or part of an account event. */
type Listed = 'trades' | 'accountEvents' | 'txs' | 'fills' | 'orders' | 'fundingPayments' | 'ledger' | 'transfers';

/** The first line: all that is left, and how many lines of each kind follow. */
export interface PackedHead extends Omit<IndexedBlock, Listed> {
  readonly counts: { readonly trades: number; readonly events: number; readonly txs: number };
}

/** A tx whose orders and fills are lines of account events of its block. */
export interface PackedTx extends Omit<TxRow, 'items'> {
  readonly items: readonly (Omit<TxItemRow, 'order' | 'fills'> & {
    readonly order: number | null;
    readonly fills: readonly number[];
  })[];
}

/** Lines a block can have; 2^31 heights of them stay below 2^53. */
const LINES = 2 ** 22;

/** Where a line is kept: rises by block and line. */
export const lineAddress = (height: number, line: number): number => height * LINES + line;
export const heightOfLine = (address: number): number => Math.floor(address / LINES);

/** What a line takes at most in most blocks: an order with its event, or a tx. */
const LINE_BYTES = 1_600;
const HEAD_BYTES = 65_536;

/** O(rows); the bytes are in a buffer of their own, to be transferred. */
export function packBlock(block: IndexedBlock): PackedBlock {
  const {
    trades,
    accountEvents,
    txs,
    fills: _f,
    orders: _o,
    fundingPayments: _p,
    ledger: _l,
    transfers: _t,
    ...rest
  } = block;
  const head: PackedHead = {
    ...rest,
    counts: { trades: trades.length, events: accountEvents.length, txs: txs.length },
  };
  const first = 1 + trades.length;
  const lineOf = new Map<object, number>();
  const lines = new LineWriter(HEAD_BYTES + LINE_BYTES * (trades.length + accountEvents.length + txs.length));
  lines.add(JSON.stringify(head));
  for (const trade of trades) lines.add(tradeText(trade));
  for (const [i, event] of accountEvents.entries()) {
    const { data } = event;
    if ('order' in data && data.order !== null) lineOf.set(data.order, first + i);
    if (data.event === 'OrderFilled') lineOf.set(data.fill, first + i);
    lines.add(eventText(event));
  }
  for (const tx of txs) lines.add(JSON.stringify(packTx(tx, lineOf)));
  const { height, timeMs } = block.block;
  return { height, timeMs, lines: lines.finish() };
}

function packTx(tx: TxRow, lineOf: ReadonlyMap<object, number>): PackedTx {
  const line = (row: object): number => {
    const found = lineOf.get(row);
    if (found === undefined) throw new Error(`a row of tx ${tx.hash} belongs to no account event`);
    return found;
  };
  const items = tx.items.map(({ order, fills, ...item }) => ({
    ...item,
    order: order === null ? null : line(order),
    fills: fills.map(line),
  }));
  return { ...tx, items };
}

/** The tx with the rows it names; `eventAt` reads an account event by its line. */
export function unpackTx(tx: PackedTx, eventAt: (line: number) => AccountEventRow): TxRow {
  const items = tx.items.map(
    ({ order, fills, ...item }): TxItemRow => ({
      ...item,
      order: order === null ? null : orderOf(eventAt(order)),
      fills: fills.map((line) => fillOf(eventAt(line))),
    }),
  );
  return { ...tx, items };
}

/** Lines of a block in order, for the writer. */
export interface BlockLines {
  readonly head: PackedHead;
  readonly trades: readonly TradeRow[];
  readonly events: readonly AccountEventRow[];
  /** Hash and line of each tx. */
  readonly txs: readonly { readonly hash: string; readonly line: number }[];
}

/** How the line of a tx begins: the hash is its first field. */
export const txLineStart = (hash: string): string => `{"hash":"${hash}"`;

const HASH_FROM = '{"hash":"'.length;
const HASH_TO = HASH_FROM + 64;

export function readLines(lines: readonly string[]): BlockLines {
  const head = JSON.parse(lines[0]!) as PackedHead;
  const firstEvent = 1 + head.counts.trades;
  const firstTx = firstEvent + head.counts.events;
  const parse = <Row>(from: number, to: number): Row[] => lines.slice(from, to).map((line) => JSON.parse(line) as Row);
  return {
    head,
    trades: parse<TradeRow>(1, firstEvent),
    events: parse<AccountEventRow>(firstEvent, firstTx),
    // All but the hash of a tx is read by nobody here.
    txs: lines
      .slice(firstTx, firstTx + head.counts.txs)
      .map((line, i) => ({ hash: line.slice(HASH_FROM, HASH_TO), line: firstTx + i })),
  };
}
