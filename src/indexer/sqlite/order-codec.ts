import { ORDER_TYPES, SIDES, STPS, TIFS } from '../project/clob-enums.ts';
import type { FillRow, OrderRow, Place, TradeRow } from '../rows.ts';
import type { RecordReader } from './record-reader.ts';
import type { RecordWriter } from './record-writer.ts';

/** Rows of the book as records: the fields in one order, known texts of the event around them not repeated. */

const STATUSES = ['open', 'untriggered', 'waiting', 'twap', 'filled', 'canceled'] as const;
const ROLES = ['maker', 'taker'] as const;
const LIQUIDATIONS = [null, 'slice', 'insured', 'takeover', 'adl'] as const;

export function writePlace(to: RecordWriter, row: Place, knownHash = ''): void {
  to.number(row.height).number(row.ord).number(row.timeMs).number(row.tx).hex(row.txHash, knownHash);
}

export function readPlace(from: RecordReader, knownHash = ''): Place {
  return {
    height: from.number(),
    ord: from.number(),
    timeMs: from.number(),
    tx: from.number(),
    txHash: from.hash(knownHash),
  };
}

export function writeTrade(to: RecordWriter, row: TradeRow): void {
  writePlace(to, row);
  to.number(row.market).number(row.id).number(row.ticks).number(row.lots).number(row.quote);
  to.choice(SIDES, row.side).flag(row.liquidation);
}

export function readTrade(from: RecordReader): TradeRow {
  return {
    ...readPlace(from),
    market: from.number(),
    id: from.number(),
    ticks: from.number(),
    lots: from.number(),
    quote: from.number(),
    side: from.choice(SIDES)!,
    liquidation: from.flag(),
  };
}

/** What the event around a row says already. */
export interface Known {
  readonly account: string;
  readonly txHash: string;
}

export function writeFill(to: RecordWriter, row: FillRow, known: Known): void {
  writePlace(to, row, known.txHash);
  to.hex(row.account, known.account).number(row.subaccount).number(row.market).number(row.tradeId);
  to.number(row.orderId).text(row.clientOrderId).choice(SIDES, row.side).choice(ROLES, row.role);
  to.number(row.ticks).number(row.lots).number(row.quote).number(row.fee).number(row.feePpm).number(row.builderFee);
  to.text(row.realizedPnl).number(row.positionLots).number(row.orderRemaining).choice(LIQUIDATIONS, row.liquidation);
  to.text(row.receiptId).number(row.seq);
}

export function readFill(from: RecordReader, known: Known): FillRow {
  return {
    ...readPlace(from, known.txHash),
    account: from.address(known.account),
    subaccount: from.number(),
    market: from.number(),
    tradeId: from.number(),
    orderId: from.number(),
    clientOrderId: from.text(),
    side: from.choice(SIDES)!,
    role: from.choice(ROLES),
    ticks: from.number(),
    lots: from.number(),
    quote: from.number(),
    fee: from.number(),
    feePpm: from.number(),
    builderFee: from.number(),
    realizedPnl: from.text(),
    positionLots: from.number(),
    orderRemaining: from.number(),
    liquidation: from.choice(LIQUIDATIONS),
    receiptId: from.text(),
    seq: from.number(),
  };
}

export function writeOrder(to: RecordWriter, row: OrderRow, known: Known): void {
  to.number(row.market).number(row.id).hex(row.account, known.account).number(row.subaccount);
  to.text(row.clientOrderId).choice(SIDES, row.side).choice(ORDER_TYPES, row.type).choice(TIFS, row.tif);
  to.number(row.ticks).number(row.lots).number(row.placedLots).number(row.filled).number(row.filledQuote);
  to.number(row.fee).flag(row.postOnly).flag(row.reduceOnly).choice(STPS, row.stp).number(row.expiresAtMs);
  to.choice(STATUSES, row.status).text(row.reason).optional(row.trigger);
  to.number(row.parentId).number(row.childIds.length);
  for (const id of row.childIds) to.number(id);
  to.number(row.childLots).optional(row.twap).optional(row.builder);
  to.hex(row.signer, known.account).number(row.seq).hex(row.txHash, known.txHash);
  to.number(row.createdAtMs).number(row.createdHeight).number(row.updatedAtMs).number(row.updatedHeight);
  to.number(row.closedAtMs);
}

export function readOrder(from: RecordReader, known: Known): OrderRow {
  return {
    market: from.number(),
    id: from.number(),
    account: from.address(known.account),
    subaccount: from.number(),
    clientOrderId: from.text(),
    side: from.choice(SIDES)!,
    type: from.choice(ORDER_TYPES)!,
    tif: from.choice(TIFS)!,
    ticks: from.number(),
    lots: from.number(),
    placedLots: from.number(),
    filled: from.number(),
    filledQuote: from.number(),
    fee: from.number(),
    postOnly: from.flag(),
    reduceOnly: from.flag(),
    stp: from.choice(STPS)!,
    expiresAtMs: from.number(),
    status: from.choice(STATUSES),
    reason: from.text(),
    trigger: from.optional(),
    parentId: from.number(),
    childIds: Array.from({ length: from.number() }, () => from.number()),
    childLots: from.number(),
    twap: from.optional(),
    builder: from.optional(),
    signer: from.address(known.account),
    seq: from.number(),
    txHash: from.hash(known.txHash),
    createdAtMs: from.number(),
    createdHeight: from.number(),
    updatedAtMs: from.number(),
    updatedHeight: from.number(),
    closedAtMs: from.number(),
  };
}
