import type { BlockRow, IndexedBlock, TradeRow } from '../rows.ts';
import { type EventKeys, readEventKeys, writeEvent } from './event-codec.ts';
import { readTrade, writeTrade } from './order-codec.ts';
import type { RecordReader } from './record-reader.ts';
import { RecordWriter } from './record-writer.ts';
import { readTxHash, writeTx } from './tx-codec.ts';

/**
 * A block's rows as they cross to the writer and lie on disk: records, called lines, one after the other. One head, then
 * trades, account events, txs. Nothing stands there twice: fills, payments, transfers, ledger entries and orders are parts of
 * their account events, and txs name the events' lines.
 */
export interface PackedBlock {
  readonly height: number;
  readonly timeMs: number;
  readonly lines: Uint8Array<ArrayBuffer>;
}

/** What is a line of its own, or part of an account event. */
type Listed = 'trades' | 'accountEvents' | 'txs' | 'fills' | 'orders' | 'fundingPayments' | 'ledger' | 'transfers';

/** The first line: all that is left, and how many lines of each kind follow. */
export interface PackedHead extends Omit<IndexedBlock, Listed> {
  readonly counts: { readonly trades: number; readonly events: number; readonly txs: number };
}

/** Lines a block can have; 2^31 heights of them stay below 2^53. */
const LINES = 2 ** 22;

/** Where a line is kept: rises by block and line. */
export const lineAddress = (height: number, line: number): number => height * LINES + line;
export const heightOfLine = (address: number): number => Math.floor(address / LINES);

/** What a line takes in most blocks: an order with its event, or a tx. */
const LINE_BYTES = 300;
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
  const lines = new RecordWriter(HEAD_BYTES + LINE_BYTES * (trades.length + accountEvents.length + txs.length));
  lines.begin().json(head).end();
  for (const trade of trades) {
    lines.begin();
    writeTrade(lines, trade);
    lines.end();
  }
  for (const [i, event] of accountEvents.entries()) {
    const { data } = event;
    if ('order' in data && data.order !== null) lineOf.set(data.order, first + i);
    if (data.event === 'OrderFilled') lineOf.set(data.fill, first + i);
    lines.begin();
    writeEvent(lines, event);
    lines.end();
  }
  const find = (row: object): number => {
    const found = lineOf.get(row);
    if (found === undefined)
      throw new Error(`a row of a tx of block ${block.block.height} belongs to no account event`);
    return found;
  };
  for (const tx of txs) {
    lines.begin();
    writeTx(lines, tx, find);
    lines.end();
  }
  const { height, timeMs } = block.block;
  return { height, timeMs, lines: lines.finish() };
}

/** Lines of a block in order, for the writer. */
export interface BlockLines {
  readonly head: PackedHead;
  readonly trades: readonly TradeRow[];
  readonly events: readonly EventKeys[];
  /** Hash (32 bytes, a view) and line of each tx. */
  readonly txs: readonly { readonly hash: Uint8Array; readonly line: number }[];
}

export const readHead = (line: RecordReader): PackedHead => line.json();
export const readBlockRow = (line: RecordReader): BlockRow => readHead(line).block;

/** @param lines one reader a line, at its begin */
export function readLines(lines: readonly RecordReader[]): BlockLines {
  const head = readHead(lines[0]!);
  const firstEvent = 1 + head.counts.trades;
  const firstTx = firstEvent + head.counts.events;
  return {
    head,
    trades: lines.slice(1, firstEvent).map(readTrade),
    events: lines.slice(firstEvent, firstTx).map(readEventKeys),
    // All but the hash of a tx is read by nobody here.
    txs: lines
      .slice(firstTx, firstTx + head.counts.txs)
      .map((line, i) => ({ hash: readTxHash(line), line: firstTx + i })),
  };
}
