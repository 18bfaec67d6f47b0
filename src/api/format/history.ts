import type {
  AccountEventData,
  AccountEventRow,
  FundingPaymentRow,
  FundingRateRow,
  LedgerRow,
  TransferRow,
} from '#src/indexer/rows.ts';
import { codeName } from '../error-body.ts';
import type { AccountEvent, FundingPayment, LedgerEntry, Transfer } from '../schemas/history.ts';
import type { FundingRate } from '../schemas/market.ts';
import { formatBalance, formatPosition } from './account.ts';
import { accountText } from './account-text.ts';
import type { AssetNames } from './asset-names.ts';
import { formatDeposit, formatWithdrawal } from './bridge.ts';
import type { MarketNames } from './market-names.ts';
import { assetAmount, fundingIndex, rate, usd, usdc } from './money.ts';
import { formatFill, formatOrder, hashOrNull } from './order.ts';

export function formatFundingRate(row: FundingRateRow): FundingRate {
  return {
    time: row.timeMs,
    rate: rate(row.ratePpb),
    premium: row.premiumPpb === null ? null : rate(row.premiumPpb),
    indexPrice: usd(row.indexPrice ?? '0'),
    validSamples: row.validSamples,
    fundingIndex: fundingIndex(row.fundingIndex),
  };
}

export function formatFundingPayment(names: MarketNames, row: FundingPaymentRow): FundingPayment {
  const units = names.get(row.market);
  return {
    market: units.ticker,
    subaccount: row.subaccount,
    payment: usdc(row.payment),
    positionSize: units.size(row.positionLots),
    indexFrom: fundingIndex(row.indexFrom),
    indexTo: fundingIndex(row.indexTo),
    seq: row.seq,
    time: row.timeMs,
    height: row.height,
  };
}

export function formatLedgerEntry(assets: AssetNames, row: LedgerRow): LedgerEntry {
  const decimals = assets.decimals(row.asset);
  return {
    seq: row.seq,
    subaccount: row.subaccount,
    asset: row.asset,
    change: assetAmount(row.change, decimals),
    balance: assetAmount(row.balance, decimals),
    reason: row.reason,
    refId: row.refId === '' ? null : row.refId,
    time: row.timeMs,
    height: row.height,
    txHash: hashOrNull(row.txHash),
  };
}

export function formatTransfer(assets: AssetNames, row: TransferRow): Transfer {
  return {
    id: row.id,
    kind: row.kind,
    asset: row.asset,
    amount: assetAmount(row.amount, assets.decimals(row.asset)),
    from: { account: accountText(row.fromAccount), subaccount: row.fromSubaccount },
    to: { account: accountText(row.toAccount), subaccount: row.toSubaccount },
    seq: row.seq,
    time: row.timeMs,
    height: row.height,
    txHash: hashOrNull(row.txHash),
  };
}

/** The `data` of an account event (spec: api-types §2 AccountEvent). */
function eventFacts(names: MarketNames, assets: AssetNames, row: AccountEventRow): Record<string, unknown> {
  const data: AccountEventData = row.data;
  switch (data.event) {
    case 'OrderPlaced':
    case 'OrderTriggered':
      return { order: formatOrder(names, data.order) };
    case 'OrderAmended':
      return { order: formatOrder(names, data.order), reason: data.reason, priority: data.priority };
    case 'OrderCanceled':
      return {
        order: formatOrder(names, data.order),
        remaining: names.get(data.order.market).size(data.remaining),
        reason: data.reason,
      };
    case 'OrderRejected':
      return {
        action: data.action,
        market: data.market === 0 ? null : (names.find(data.market)?.ticker ?? null),
        orderId: data.orderId === 0 ? null : `${data.market}-${data.orderId}`,
        clientOrderId: data.clientOrderId === '' ? null : data.clientOrderId,
        code: data.code,
        name: codeName(data.code),
        details: data.details,
        txHash: hashOrNull(row.txHash),
      };
    case 'OrderFilled':
      return {
        fill: formatFill(names, data.fill),
        order: data.order === null ? null : formatOrder(names, data.order),
      };
    case 'CancelScheduled':
      return { scheduledAt: data.scheduledAtMs === 0 ? null : data.scheduledAtMs };
    case 'PositionChanged':
      return { position: formatPosition(names, data.position) };
    case 'FundingPaid':
      return { payment: formatFundingPayment(names, data.payment) };
    case 'BalanceChanged':
      return {
        balance: formatBalance(data.balance, assets.decimals(data.balance.asset)),
        entries: data.entries.map((entry) => formatLedgerEntry(assets, entry)),
      };
    case 'TransferChanged':
      return { object: formatTransfer(assets, data.transfer) };
    case 'DepositChanged':
      return { object: formatDeposit(data.deposit) };
    case 'WithdrawalChanged':
      return { object: formatWithdrawal(assets, data.withdrawal) };
    case 'Liquidated':
      return { receiptId: data.receiptId };
    default:
      return { object: data.object };
  }
}

export function formatAccountEvent(names: MarketNames, assets: AssetNames, row: AccountEventRow): AccountEvent {
  return {
    seq: row.seq,
    height: row.height,
    time: row.timeMs,
    phase: row.phase,
    tx: row.tx < 0 ? null : row.tx,
    item: row.item < 0 ? null : row.item,
    event: row.data.event,
    subaccount: row.subaccount,
    data: eventFacts(names, assets, row),
  };
}
