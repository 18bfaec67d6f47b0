import type { AccountEventData, AccountEventRow, BalanceRow, LedgerRow, PositionRow } from '../rows.ts';
import {
  type FillKeys,
  type Known,
  type OrderKeys,
  readFill,
  readFillKeys,
  readOrder,
  readOrderKeys,
  readPlace,
  writeFill,
  writeFillKeys,
  writeOrder,
  writeOrderKeys,
  writePlace,
} from './order-codec.ts';
import type { RecordReader } from './record-reader.ts';
import type { RecordWriter } from './record-writer.ts';

const PHASES = ['begin', 'tx', 'end'] as const;

/** Names of events by the number they have on disk: append only. */
export const EVENTS = [
  'OrderPlaced',
  'OrderTriggered',
  'OrderAmended',
  'OrderCanceled',
  'OrderRejected',
  'OrderFilled',
  'CancelScheduled',
  'PositionChanged',
  'FundingPaid',
  'BalanceChanged',
  'TransferChanged',
  'DepositChanged',
  'WithdrawalChanged',
  'AgentChanged',
  'SettingsChanged',
  'Liquidated',
] as const satisfies readonly AccountEventData['event'][];

/**
 * What the tables need of an event. It stands first in the record: the writer reads no more of it.
 */
export interface EventKeys {
  readonly ord: number;
  readonly account: string;
  readonly subaccount: number;
  readonly seq: number;
  readonly event: AccountEventData['event'];
  readonly fill: FillKeys | undefined;
  readonly order: OrderKeys | undefined;
  readonly entries: readonly EntryKeys[];
  /** All of it where what it is found by is not kept apart. */
  readonly data: AccountEventData | undefined;
}

type EntryKeys = Pick<LedgerRow, 'ord' | 'asset' | 'reason'>;

export function writeEvent(to: RecordWriter, row: AccountEventRow): void {
  const { data } = row;
  to.number(row.ord).hex(row.account).number(row.subaccount).number(row.seq).choice(EVENTS, data.event);
  writeKeys(to, data);
  writePlace(to, row);
  to.choice(PHASES, row.phase).number(row.item);
  writeData(to, data, row);
}

export function readEventKeys(from: RecordReader): EventKeys {
  const ord = from.number();
  const account = from.address();
  const subaccount = from.number();
  const seq = from.number();
  const event = from.choice(EVENTS);
  const head = { ord, account, subaccount, seq, event };
  const none = { fill: undefined, order: undefined, entries: [], data: undefined };
  switch (event) {
    case 'OrderPlaced':
    case 'OrderTriggered':
    case 'OrderAmended':
    case 'OrderCanceled':
      return { ...head, ...none, order: readOrderKeys(from) };
    case 'OrderFilled': {
      const fill = readFillKeys(from);
      return { ...head, ...none, fill, order: from.flag() ? readOrderKeys(from) : undefined };
    }
    case 'BalanceChanged':
      return { ...head, ...none, entries: Array.from({ length: from.number() }, () => readEntryKeys(from)) };
    case 'FundingPaid':
    case 'TransferChanged':
      return { ...head, ...none, data: from.json<AccountEventData>() };
    default:
      return { ...head, ...none };
  }
}

export function readEvent(from: RecordReader): AccountEventRow {
  const keys = readEventKeys(from);
  const head = {
    ...readPlace(from),
    account: keys.account,
    subaccount: keys.subaccount,
    seq: keys.seq,
    phase: from.choice(PHASES),
    item: from.number(),
  };
  return { ...head, data: keys.data ?? readData(from, keys, head) };
}

function writeKeys(to: RecordWriter, data: AccountEventData): void {
  switch (data.event) {
    case 'OrderPlaced':
    case 'OrderTriggered':
    case 'OrderAmended':
    case 'OrderCanceled':
      writeOrderKeys(to, data.order);
      break;
    case 'OrderFilled':
      writeFillKeys(to, data.fill);
      to.flag(data.order !== null);
      if (data.order !== null) writeOrderKeys(to, data.order);
      break;
    case 'BalanceChanged':
      to.number(data.entries.length);
      for (const entry of data.entries) to.number(entry.ord).text(entry.asset).text(entry.reason);
      break;
    case 'FundingPaid':
    case 'TransferChanged':
      to.json(data);
      break;
  }
}

const readEntryKeys = (from: RecordReader): EntryKeys => ({
  ord: from.number(),
  asset: from.text(),
  reason: from.text(),
});

/** What there is most of field by field, the rest as JSON. */
function writeData(to: RecordWriter, data: AccountEventData, known: Known): void {
  switch (data.event) {
    case 'OrderPlaced':
    case 'OrderTriggered':
      writeOrder(to, data.order, known);
      break;
    case 'OrderAmended':
      to.text(data.reason).text(data.priority);
      writeOrder(to, data.order, known);
      break;
    case 'OrderCanceled':
      to.number(data.remaining).text(data.reason);
      writeOrder(to, data.order, known);
      break;
    case 'OrderFilled':
      writeFill(to, data.fill, known);
      if (data.order !== null) writeOrder(to, data.order, known);
      break;
    case 'PositionChanged':
      writePosition(to, data.position);
      break;
    case 'BalanceChanged':
      writeBalance(to, data.balance);
      for (const entry of data.entries) writeEntry(to, entry, known);
      break;
    case 'FundingPaid':
    case 'TransferChanged':
      break;
    default:
      to.json(data);
  }
}

function readData(from: RecordReader, { event, fill, order, entries }: EventKeys, known: Known): AccountEventData {
  switch (event) {
    case 'OrderPlaced':
    case 'OrderTriggered':
      return { event, order: readOrder(from, order!, known) };
    case 'OrderAmended': {
      const [reason, priority] = [from.text(), from.text()];
      return { event, order: readOrder(from, order!, known), reason, priority };
    }
    case 'OrderCanceled': {
      const [remaining, reason] = [from.number(), from.text()];
      return { event, order: readOrder(from, order!, known), remaining, reason };
    }
    case 'OrderFilled': {
      const whole = readFill(from, fill!, known);
      return { event, fill: whole, order: order === undefined ? null : readOrder(from, order, known) };
    }
    case 'PositionChanged':
      return { event, position: readPosition(from) };
    case 'BalanceChanged': {
      const balance = readBalance(from);
      return { event, balance, entries: entries.map((keys) => readEntry(from, keys, known)) };
    }
    default:
      return from.json<AccountEventData>();
  }
}

function writePosition(to: RecordWriter, row: PositionRow): void {
  to.number(row.market).number(row.subaccount).flag(row.isolated).number(row.lots).text(row.entry).text(row.mark);
  to.text(row.notional).text(row.unrealizedPnl).text(row.pendingFunding).text(row.realizedPnl).text(row.fundingPaid);
  to.text(row.feesPaid).text(row.initialMargin).text(row.maintenanceMargin).optional(row.imPpmSetting);
  to.optional(row.liquidationPrice).optional(row.adlDecile).number(row.openedAtMs).number(row.updatedHeight);
}

function readPosition(from: RecordReader): PositionRow {
  return {
    market: from.number(),
    subaccount: from.number(),
    isolated: from.flag(),
    lots: from.number(),
    entry: from.text(),
    mark: from.text(),
    notional: from.text(),
    unrealizedPnl: from.text(),
    pendingFunding: from.text(),
    realizedPnl: from.text(),
    fundingPaid: from.text(),
    feesPaid: from.text(),
    initialMargin: from.text(),
    maintenanceMargin: from.text(),
    imPpmSetting: from.optional(),
    liquidationPrice: from.optional(),
    adlDecile: from.optional(),
    openedAtMs: from.number(),
    updatedHeight: from.number(),
  };
}

function writeBalance(to: RecordWriter, row: BalanceRow): void {
  to.text(row.asset).number(row.subaccount).text(row.amount).text(row.value).text(row.weightedInitial);
  to.text(row.weightedMaintenance).text(row.withdrawable).text(row.inFlight);
}

function readBalance(from: RecordReader): BalanceRow {
  return {
    asset: from.text(),
    subaccount: from.number(),
    amount: from.text(),
    value: from.text(),
    weightedInitial: from.text(),
    weightedMaintenance: from.text(),
    withdrawable: from.text(),
    inFlight: from.text(),
  };
}

function writeEntry(to: RecordWriter, row: LedgerRow, known: Known): void {
  to.number(row.height).number(row.timeMs).number(row.tx).hex(row.txHash, known.txHash);
  to.hex(row.account, known.account).number(row.subaccount).text(row.change).text(row.balance);
  to.text(row.refId).number(row.seq);
}

function readEntry(from: RecordReader, { ord, asset, reason }: EntryKeys, known: Known): LedgerRow {
  const height = from.number();
  return {
    height,
    ord,
    timeMs: from.number(),
    tx: from.number(),
    txHash: from.hash(known.txHash),
    account: from.address(known.account),
    subaccount: from.number(),
    asset,
    change: from.text(),
    balance: from.text(),
    reason,
    refId: from.text(),
    seq: from.number(),
  };
}
