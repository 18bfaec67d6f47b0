import type { AccountEventRow, TxItemRow, TxRow } from '../rows.ts';
import { fillOf, orderOf } from './event-parts.ts';
import type { RecordReader } from './record-reader.ts';
import { GIVEN, type RecordWriter } from './record-writer.ts';

/** No order: lines of events begin at 1 behind the head. */
const NO_LINE = 0;

/** @param lineOf the line of the account event that holds an order or a fill of the tx */
export function writeTx(to: RecordWriter, tx: TxRow, lineOf: (row: object) => number): void {
  to.hex(tx.hash).number(tx.height).number(tx.index).number(tx.timeMs).number(tx.code).text(tx.message);
  to.json(tx.details).hex(tx.owner).number(tx.items.length);
  for (const item of tx.items) {
    to.number(item.index).text(item.action).number(item.code).optional(item.details);
    to.number(item.market).number(item.orderId).text(item.clientOrderId).text(item.asset);
    to.number(item.order === null ? NO_LINE : lineOf(item.order)).number(item.fills.length);
    for (const fill of item.fills) to.number(lineOf(fill));
  }
}

const HASH_BYTES = 32;

/** How the line of a tx begins: with its hash. */
export const txLineStart = (hash: string): Buffer =>
  Buffer.concat([Uint8Array.of(GIVEN, HASH_BYTES), Buffer.from(hash, 'hex')]);

/** The first value of a tx: 32 bytes, a view. */
export function readTxHash(from: RecordReader): Uint8Array {
  from.number();
  return from.raw();
}

/** @param eventAt reads an account event of the block by its line */
export function readTx(from: RecordReader, eventAt: (line: number) => AccountEventRow): TxRow {
  return {
    hash: from.hash(),
    height: from.number(),
    index: from.number(),
    timeMs: from.number(),
    code: from.number(),
    message: from.text(),
    details: from.json(),
    owner: from.address(),
    items: Array.from({ length: from.number() }, () => readItem(from, eventAt)),
  };
}

function readItem(from: RecordReader, eventAt: (line: number) => AccountEventRow): TxItemRow {
  const head = {
    index: from.number(),
    action: from.text(),
    code: from.number(),
    details: from.optional<Readonly<Record<string, unknown>>>(),
    market: from.number(),
    orderId: from.number(),
    clientOrderId: from.text(),
    asset: from.text(),
  };
  const order = from.number();
  const fills = Array.from({ length: from.number() }, () => fillOf(eventAt(from.number())));
  return { ...head, order: order === NO_LINE ? null : orderOf(eventAt(order)), fills };
}
