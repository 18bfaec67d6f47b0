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

/** What a fill is found by. */
export type FillKeys = Pick<FillRow, 'market' | 'orderId' | 'receiptId'>;

export function writeFillKeys(to: RecordWriter, row: FillKeys): void {
  to.number(row.market).number(row.orderId).text(row.receiptId);
}

export function readFillKeys(from: RecordReader): FillKeys {
  return { market: from.number(), orderId: from.number(), receiptId: from.text() };
}

/** All but the keys. */
export function writeFill(to: RecordWriter, row: FillRow, known: Known): void {
  writePlace(to, row, known.txHash);
  to.hex(row.account, known.account).number(row.subaccount).number(row.tradeId);
  to.text(row.clientOrderId).choice(SIDES, row.side).choice(ROLES, row.role);
  to.number(row.ticks).number(row.lots).number(row.quote).number(row.fee).number(row.feePpm).number(row.builderFee);
  to.text(row.realizedPnl).number(row.positionLots).number(row.orderRemaining).choice(LIQUIDATIONS, row.liquidation);
  to.number(row.seq);
}

export function readFill(from: RecordReader, keys: FillKeys, known: Known): FillRow {
  return {
    ...readPlace(from, known.txHash),
    account: from.address(known.account),
    subaccount: from.number(),
    market: keys.market,
    tradeId: from.number(),
    orderId: keys.orderId,
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
    receiptId: keys.receiptId,
    seq: from.number(),
  };
}

/** What an order is found by. */
export type OrderKeys = Pick<
  OrderRow,
  'market' | 'id' | 'subaccount' | 'clientOrderId' | 'status' | 'closedAtMs' | 'createdHeight'
>;

export function writeOrderKeys(to: RecordWriter, row: OrderKeys): void {
  to.number(row.market).number(row.id).number(row.subaccount).text(row.clientOrderId).choice(STATUSES, row.status);
  to.number(row.closedAtMs).number(row.createdHeight);
}

export function readOrderKeys(from: RecordReader): OrderKeys {
  return {
    market: from.number(),
    id: from.number(),
    subaccount: from.number(),
    clientOrderId: from.text(),
    status: from.choice(STATUSES),
    closedAtMs: from.number(),
    createdHeight: from.number(),
  };
}

/** All but the keys. */
export function writeOrder(to: RecordWriter, row: OrderRow, known: Known): void {
  to.hex(row.account, known.account).choice(SIDES, row.side).choice(ORDER_TYPES, row.type).choice(TIFS, row.tif);
  to.number(row.ticks).number(row.lots).number(row.placedLots).number(row.filled).number(row.filledQuote);
  to.number(row.fee).flag(row.postOnly).flag(row.reduceOnly).choice(STPS, row.stp).number(row.expiresAtMs);
  to.text(row.reason).optional(row.trigger).number(row.parentId).number(row.childIds.length);
  for (const id of row.childIds) to.number(id);
  to.number(row.childLots).optional(row.twap).optional(row.builder);
  to.hex(row.signer, known.account).number(row.seq).hex(row.txHash, known.txHash);
  to.number(row.createdAtMs).number(row.updatedAtMs).number(row.updatedHeight);
}

export function readOrder(from: RecordReader, keys: OrderKeys, known: Known): OrderRow {
  return {
    market: keys.market,
    id: keys.id,
    account: from.address(known.account),
    subaccount: keys.subaccount,
    clientOrderId: keys.clientOrderId,
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
    status: keys.status,
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
    createdHeight: keys.createdHeight,
    updatedAtMs: from.number(),
    updatedHeight: from.number(),
    closedAtMs: keys.closedAtMs,
  };
}
