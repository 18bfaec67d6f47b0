import type { AccountEventData, AccountEventRow, BalanceRow, LedgerRow, PositionRow } from '../rows.ts';
import { type Known, readFill, readOrder, readPlace, writeFill, writeOrder, writePlace } from './order-codec.ts';
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

export function writeEvent(to: RecordWriter, row: AccountEventRow): void {
  writePlace(to, row);
  to.hex(row.account).number(row.subaccount).number(row.seq).choice(PHASES, row.phase).number(row.item);
  to.choice(EVENTS, row.data.event);
  writeData(to, row.data, row);
}

export function readEvent(from: RecordReader): AccountEventRow {
  const place = readPlace(from);
  const head = {
    ...place,
    account: from.address(),
    subaccount: from.number(),
    seq: from.number(),
    phase: from.choice(PHASES),
    item: from.number(),
  };
  return { ...head, data: readData(from, from.choice(EVENTS), head) };
}

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
      to.flag(data.order !== null);
      if (data.order !== null) writeOrder(to, data.order, known);
      break;
    case 'PositionChanged':
      writePosition(to, data.position);
      break;
    case 'BalanceChanged':
      writeBalance(to, data.balance);
      to.number(data.entries.length);
      for (const entry of data.entries) writeEntry(to, entry, known);
      break;
    default:
      to.json(data);
  }
}

function readData(from: RecordReader, event: AccountEventData['event'], known: Known): AccountEventData {
  switch (event) {
    case 'OrderPlaced':
    case 'OrderTriggered':
      return { event, order: readOrder(from, known) };
    case 'OrderAmended': {
      const [reason, priority] = [from.text(), from.text()];
      return { event, order: readOrder(from, known), reason, priority };
    }
    case 'OrderCanceled': {
      const [remaining, reason] = [from.number(), from.text()];
      return { event, order: readOrder(from, known), remaining, reason };
    }
    case 'OrderFilled':
      return { event, fill: readFill(from, known), order: from.flag() ? readOrder(from, known) : null };
    case 'PositionChanged':
      return { event, position: readPosition(from) };
    case 'BalanceChanged': {
      const balance = readBalance(from);
      return { event, balance, entries: Array.from({ length: from.number() }, () => readEntry(from, known)) };
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
  writePlace(to, row, known.txHash);
  to.hex(row.account, known.account).number(row.subaccount).text(row.asset).text(row.change).text(row.balance);
  to.text(row.reason).text(row.refId).number(row.seq);
}

function readEntry(from: RecordReader, known: Known): LedgerRow {
  return {
    ...readPlace(from, known.txHash),
    account: from.address(known.account),
    subaccount: from.number(),
    asset: from.text(),
    change: from.text(),
    balance: from.text(),
    reason: from.text(),
    refId: from.text(),
    seq: from.number(),
  };
}
