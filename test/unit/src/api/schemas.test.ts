import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TSchema } from 'typebox';
import {
  AccountSchema,
  AgentSchema,
  BalanceSchema,
  FeesSchema,
  LimitsSchema,
  PositionSchema,
  SubaccountStateSchema,
} from '#src/api/schemas/account.ts';
import { BatchSchema, DepositSchema, SpokeStateSchema, WithdrawalSchema } from '#src/api/schemas/bridge.ts';
import { OracleStateSchema, SolvencyReportSchema, StatusSchema } from '#src/api/schemas/chain.ts';
import { ErrorSchema } from '#src/api/schemas/envelope.ts';
import {
  AccountEventSchema,
  FundingPaymentSchema,
  LedgerEntrySchema,
  TransferSchema,
} from '#src/api/schemas/history.ts';
import {
  AssetSchema,
  BboSchema,
  BookSnapshotSchema,
  FundingRateSchema,
  MarketSchema,
  TickerSchema,
  TradeSchema,
} from '#src/api/schemas/market.ts';
import { FillSchema, OrderInputSchema, OrderSchema } from '#src/api/schemas/order.ts';
import { TxItemSchema, TxResultSchema } from '#src/api/schemas/tx.ts';

/** Schema of the rows of a list, or of the list `field` of these. */
function itemsOf(schema: TSchema, field?: string): TSchema {
  const { items } = schema as unknown as { readonly items: ObjectSchema & TSchema };
  return field === undefined ? items : itemsOf(items.properties[field] as unknown as TSchema);
}

/** Field names of api-types §2, `?` = may be null; in inputs: may be left out. */
const TABLE: readonly (readonly [name: string, schema: TSchema, fields: string])[] = [
  [
    'Market',
    MarketSchema,
    'marketId market base quote kind status statusReasons statusSince statusUntil? oracleMode tickSize lotSize minNotional maxOrderSize maxPositionSize maxPrice bandPpm maxLevels maxMakers maxFires impactNotional maxLeverage tiers openInterestLower openInterestUpper liquidationFeePpm fundingIntervalMs feeOverride? feed types tifs stps triggers updatedHeight',
  ],
  ['Market.tiers', (MarketSchema.properties.tiers as unknown as { items: TSchema }).items, 'upTo? imPpm mmPpm'],
  ['Market.feed', MarketSchema.properties.feed, 'id group sources'],
  ['Asset', AssetSchema, 'asset denom decimals imPpm mmPpm haircutPpm discountPpm cap? price? routes'],
  [
    'Asset.routes',
    (AssetSchema.properties.routes as unknown as { items: TSchema }).items,
    'spoke chainId token tokenDecimals minDeposit withdrawalFee',
  ],
  [
    'Ticker',
    TickerSchema,
    'market status oracleMode last? bid? bidSize? ask? askSize? mark? index? confidence? open24h? high24h? low24h? volume24h turnover24h openInterest fundingRate predictedRate? nextFundingAt',
  ],
  ['BBO', BboSchema, 'market bid? ask?'],
  ['Trade', TradeSchema, 'id market price size quote side liquidation time height txHash?'],
  ['BookSnapshot', BookSnapshotSchema, 'market seq checksum bids asks'],
  ['FundingRate', FundingRateSchema, 'time rate premium? indexPrice validSamples fundingIndex'],
  [
    'Order',
    OrderSchema,
    'id market subaccount clientOrderId? side type tif price? size placedSize filled remaining avgPrice? filledQuote fee postOnly reduceOnly stp expiresAt? status reason? trigger? parentId? childIds childSize? twap? builder? signer? prioritySeq txHash? createdAt createdHeight updatedAt updatedHeight closedAt?',
  ],
  [
    'Order.trigger',
    OrderSchema.properties.trigger,
    'kind source price? callbackPpm? slippagePpm? best? due triggeredAt?',
  ],
  ['Order.twap', OrderSchema.properties.twap, 'durationMs intervalMs slippagePpm slices nextSlice nextSliceAt?'],
  [
    'Fill',
    FillSchema,
    'id orderId? clientOrderId? market subaccount side role price size quote fee feePpm builderFee realizedPnl positionSize orderRemaining? liquidation? receiptId? seq time height txHash?',
  ],
  [
    'Position',
    PositionSchema,
    'market subaccount isolated side size entryPrice entryNotional mark notional unrealizedPnl pendingFunding realizedPnl fundingPaid feesPaid initialMargin maintenanceMargin imPpmSetting? liquidationPrice? adlDecile? openedAt updatedHeight',
  ],
  ['Balance', BalanceSchema, 'asset subaccount amount value weightedInitial weightedMaintenance withdrawable inFlight'],
  [
    'SubaccountState',
    SubaccountStateSchema,
    'account subaccount parent? isolatedMarket? equity equityMaintenance equityInitial equityWithdraw equityClosing initialMargin maintenanceMargin freeCollateral withdrawable quote unrealizedPnl pendingFunding notional healthPpm liquidatable openOrders scheduledCancelAt? settings balances positions accountSeq updatedHeight',
  ],
  [
    'Account',
    AccountSchema,
    'account evmAddress exists keyAlgo? accountNumber sequence subaccounts equity volume30d referrer? accountSeq',
  ],
  ['Transfer', TransferSchema, 'id kind asset amount from to seq time height txHash?'],
  ['FundingPayment', FundingPaymentSchema, 'market subaccount payment positionSize indexFrom indexTo seq time height'],
  ['LedgerEntry', LedgerEntrySchema, 'seq subaccount asset change balance reason refId? time height txHash?'],
  ['Fees', FeesSchema, 'tier takerPpm makerPpm volume30d next? referrer? overrides'],
  ['Limits', LimitsSchema, 'openOrders conditional orderBudget cancelBudget nonces closedClientOrderIds'],
  ['Limit', LimitsSchema.properties.openOrders, 'limit used nextAt?'],
  ['Agent', AgentSchema, 'agent name expiresAt markets maxNotionalPerDay? usedToday canTransfer'],
  [
    'OracleState',
    OracleStateSchema,
    'market mode modeReasons modeSince index? mark? confidence? indexAt? basis? sources guards twap5m?',
  ],
  ['SolvencyReport', SolvencyReportSchema, 'ok assets'],
  [
    'SolvencyReport.assets',
    (SolvencyReportSchema.properties.assets as unknown as { items: TSchema }).items,
    'asset subaccounts entries insurance fees vault fundingPools inFlight escrow difference spokes',
  ],
  ['SolvencyReport.assets.spokes', itemsOf(SolvencyReportSchema.properties.assets, 'spokes'), 'spoke escrow counted'],
  [
    'Deposit',
    DepositSchema,
    'id spoke eventNonce account asset? token amount sender refundTo state reason? votesPpm blockNumber blockHash evmTxHash? seenAt creditedAt? refundId? updatedHeight',
  ],
  [
    'Withdrawal',
    WithdrawalSchema,
    'id spoke account subaccount asset amount fee received to hubRef state blockedBy queuePosition? expectedAt? readyAt? batchId? epoch? splitFrom? evmTxHash? history cancellable claimable updatedHeight',
  ],
  ['Withdrawal.history', itemsOf(WithdrawalSchema.properties.history), 'state at height'],
  [
    'SpokeState',
    SpokeStateSchema,
    'spoke name chainId vault state stateUntil? reason? breaker lagMs normalLagMs eventNonce epoch lock assets',
  ],
  ['SpokeState.lock', SpokeStateSchema.properties.lock, 'softUntil? hardScope'],
  [
    'SpokeState.assets',
    itemsOf(SpokeStateSchema.properties.assets),
    'asset token escrow bucketCap bucketAvailable instantMax queued inFlight depositRoom withdrawalFee limitHour limitDay',
  ],
  ['Batch', BatchSchema, 'id spoke epoch batchNonce digest notBefore deadline items signedPpm state calldata?'],
  ['TxResult', TxResultSchema, 'txHash status height? time? code name? message? details items budget?'],
  ['TxResult.items', TxItemSchema, 'index action code name? details? market? orderId? clientOrderId? order? fills'],
  ['AccountEvent', AccountEventSchema, 'seq height time phase tx? item? event subaccount data'],
  ['Error', ErrorSchema, 'code name message details retryable retryAfterMs?'],
  [
    'status',
    StatusSchema,
    'chainId genesisHash version engine lagMs syncing halted restartPhase historyHeight indexerHeight closedMarkets closedSpokes',
  ],
];

interface ObjectSchema {
  readonly properties: Readonly<Record<string, { readonly type?: string | readonly string[] }>>;
  readonly required?: readonly string[];
}

test('schemas have exactly the fields of the specification, always present, null only where it says so', () => {
  for (const [name, schema, expected] of TABLE) {
    const { properties, required } = schema as unknown as ObjectSchema;
    const fields = Object.entries(properties).map(([field, { type }]) => {
      const isNullable = Array.isArray(type) && type.includes('null');
      return isNullable ? `${field}?` : field;
    });
    assert.deepEqual(fields, expected.split(' '), name);
    assert.deepEqual([...(required ?? [])].sort(), Object.keys(properties).sort(), `${name}: a field may be missing`);
  }
});

test('OrderInput takes the fields of the specification and needs only market, side, type and size', () => {
  const { properties, required } = OrderInputSchema as unknown as ObjectSchema;
  assert.deepEqual(
    Object.keys(properties).sort(),
    'subaccount market side type size price tif postOnly reduceOnly clientOrderId stp expiresAt trigger twap builder children'
      .split(' ')
      .sort(),
  );
  assert.deepEqual([...(required ?? [])].sort(), ['market', 'side', 'size', 'type']);
});
