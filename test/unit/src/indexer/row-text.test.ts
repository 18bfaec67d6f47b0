import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AccountEventRow, FillRow, OrderRow, TradeRow } from '#src/indexer/rows.ts';
import { eventText, tradeText } from '#src/indexer/sqlite/row-text.ts';

const int = fc.maxSafeInteger();
const flag = fc.boolean();
const amount = fc.bigInt().map(String);
const hex = (digits: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${digits}}$`));
const oneOf = <T extends string>(...values: T[]) => fc.constantFrom(...values);
const name = fc.string({ unit: 'binary', maxLength: 40 });

// Fields in the order in which the projector writes them.
const place = { height: int, ord: int, timeMs: int, tx: int, txHash: hex(64) };

const order: fc.Arbitrary<OrderRow> = fc.record({
  market: int,
  id: int,
  account: hex(40),
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
  builder: fc.option(fc.record({ account: hex(40), feePpm: int })),
  signer: hex(40),
  seq: int,
  txHash: hex(64),
  createdAtMs: int,
  createdHeight: int,
  updatedAtMs: int,
  updatedHeight: int,
  closedAtMs: int,
});

const fill: fc.Arbitrary<FillRow> = fc.record({
  ...place,
  account: hex(40),
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

const data: fc.Arbitrary<AccountEventRow['data']> = fc.oneof(
  fc.record({ event: oneOf('OrderPlaced', 'OrderTriggered'), order }),
  fc.record({ event: fc.constant('OrderCanceled' as const), order, remaining: int, reason: oneOf('user', 'expired') }),
  fc.record({ event: fc.constant('OrderFilled' as const), fill, order: fc.option(order) }),
  fc.record({ event: fc.constant('CancelScheduled' as const), scheduledAtMs: int }),
);

const event: fc.Arbitrary<AccountEventRow> = fc.record({
  ...place,
  account: hex(40),
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

test('rows written field by field are the JSON they would be', () => {
  fc.assert(fc.property(event, (row) => assert.equal(eventText(row), JSON.stringify(row))));
  fc.assert(fc.property(trade, (row) => assert.equal(tradeText(row), JSON.stringify(row))));
});
