import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type {
  AccountEventRow,
  BalanceRow,
  FillRow,
  LedgerRow,
  OrderRow,
  PositionRow,
  TradeRow,
} from '#src/indexer/rows.ts';
import { readEvent, writeEvent } from '#src/indexer/sqlite/event-codec.ts';
import { readTrade, writeTrade } from '#src/indexer/sqlite/order-codec.ts';
import { RecordReader, recordBounds } from '#src/indexer/sqlite/record-reader.ts';
import { RecordWriter } from '#src/indexer/sqlite/record-writer.ts';

const int = fc.maxSafeInteger();
const flag = fc.boolean();
const amount = fc.bigInt().map(String);
const account = fc.stringMatching(/^([0-9a-f]{40})?$/);
const hash = fc.stringMatching(/^([0-9A-F]{64})?$/);
const oneOf = <T extends string>(...values: T[]) => fc.constantFrom(...values);
const name = fc.string({ unit: 'binary', maxLength: 40 });

const place = { height: int, ord: int, timeMs: int, tx: int, txHash: hash };

const order: fc.Arbitrary<OrderRow> = fc.record({
  market: int,
  id: int,
  account,
  subaccount: int,
  clientOrderId: name,
  side: oneOf('buy', 'sell'),
  type: oneOf('limit', 'market'),
  tif: oneOf('gtc', 'gtt', 'ioc', 'fok'),
  ticks: int,
  lots: int,
  placedLots: int,
  filled: int,
  filledQuote: int,
  fee: int,
  postOnly: flag,
  reduceOnly: flag,
  stp: oneOf('cancel_maker', 'cancel_taker', 'cancel_both', 'decrement'),
  expiresAtMs: int,
  status: oneOf('open', 'untriggered', 'waiting', 'twap', 'filled', 'canceled'),
  reason: oneOf('', 'user', 'stp'),
  trigger: fc.option(
    fc.record({
      kind: oneOf('stop', 'take_profit', 'trailing'),
      source: oneOf('mark', 'index', 'last'),
      ticks: int,
      callbackPpm: int,
      slippagePpm: int,
      best: int,
      due: flag,
      triggeredAtMs: int,
    }),
  ),
  parentId: int,
  childIds: fc.array(int, { maxLength: 3 }),
  childLots: int,
  twap: fc.option(
    fc.record({ durationMs: int, intervalMs: int, slippagePpm: int, slices: int, nextSlice: int, nextSliceAtMs: int }),
  ),
  builder: fc.option(fc.record({ account, feePpm: int })),
  signer: account,
  seq: int,
  txHash: hash,
  createdAtMs: int,
  createdHeight: int,
  updatedAtMs: int,
  updatedHeight: int,
  closedAtMs: int,
});

const fill: fc.Arbitrary<FillRow> = fc.record({
  ...place,
  account,
  subaccount: int,
  market: int,
  tradeId: int,
  orderId: int,
  clientOrderId: name,
  side: oneOf('buy', 'sell'),
  role: oneOf('maker', 'taker'),
  ticks: int,
  lots: int,
  quote: int,
  fee: int,
  feePpm: int,
  builderFee: int,
  realizedPnl: amount,
  positionLots: int,
  orderRemaining: int,
  liquidation: fc.option(oneOf('slice', 'insured', 'takeover', 'adl')),
  receiptId: oneOf('', '12-3'),
  seq: int,
});

const position: fc.Arbitrary<PositionRow> = fc.record({
  market: int,
  subaccount: int,
  isolated: flag,
  lots: int,
  entry: amount,
  mark: amount,
  notional: amount,
  unrealizedPnl: amount,
  pendingFunding: amount,
  realizedPnl: amount,
  fundingPaid: amount,
  feesPaid: amount,
  initialMargin: amount,
  maintenanceMargin: amount,
  imPpmSetting: fc.option(int),
  liquidationPrice: fc.option(amount),
  adlDecile: fc.option(int),
  openedAtMs: int,
  updatedHeight: int,
});

const balance: fc.Arbitrary<BalanceRow> = fc.record({
  asset: name,
  subaccount: int,
  amount,
  value: amount,
  weightedInitial: amount,
  weightedMaintenance: amount,
  withdrawable: amount,
  inFlight: amount,
});

const entry: fc.Arbitrary<LedgerRow> = fc.record({
  ...place,
  account,
  subaccount: int,
  asset: name,
  change: amount,
  balance: amount,
  reason: name,
  refId: name,
  seq: int,
});

const data: fc.Arbitrary<AccountEventRow['data']> = fc.oneof(
  fc.record({ event: oneOf('OrderPlaced', 'OrderTriggered'), order }),
  fc.record({ event: fc.constant('OrderAmended' as const), order, reason: oneOf('user', 'margin'), priority: name }),
  fc.record({ event: fc.constant('OrderCanceled' as const), order, remaining: int, reason: oneOf('user', 'expired') }),
  fc.record({ event: fc.constant('OrderFilled' as const), fill, order: fc.option(order) }),
  fc.record({ event: fc.constant('PositionChanged' as const), position }),
  fc.record({ event: fc.constant('BalanceChanged' as const), balance, entries: fc.array(entry, { maxLength: 3 }) }),
  fc.record({ event: fc.constant('CancelScheduled' as const), scheduledAtMs: fc.nat() }),
);

const event: fc.Arbitrary<AccountEventRow> = fc.record({
  ...place,
  account,
  subaccount: int,
  seq: int,
  phase: oneOf('begin', 'tx', 'end'),
  item: int,
  data,
});

const trade: fc.Arbitrary<TradeRow> = fc.record({
  ...place,
  market: int,
  id: int,
  ticks: int,
  lots: int,
  quote: int,
  side: oneOf('buy', 'sell'),
  liquidation: flag,
});

function roundTrip<Row>(row: Row, write: (to: RecordWriter, row: Row) => void, read: (from: RecordReader) => Row): Row {
  const writer = new RecordWriter(0);
  writer.begin();
  write(writer, row);
  writer.end();
  const lines = writer.finish();
  const bytes = Buffer.from(lines.buffer, lines.byteOffset, lines.length);
  const [bound] = recordBounds(bytes);
  return read(new RecordReader(bytes, bound!.from, bound!.to));
}

test('rows are read from records as they were written', () => {
  fc.assert(
    fc.property(event, (row) => assert.deepEqual(roundTrip(row, writeEvent, readEvent), structuredClone(row))),
    { numRuns: 500 },
  );
  fc.assert(fc.property(trade, (row) => assert.deepEqual(roundTrip(row, writeTrade, readTrade), structuredClone(row))));
});
