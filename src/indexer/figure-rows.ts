import type { ViewBalance, ViewPosition } from '#chain/view/account-types.ts';
import type { BalanceRow, PositionFactsRow, PositionRow } from './rows.ts';

/** A position of the view with what the indexer gathered since it was opened. */
export function positionRow(position: ViewPosition, facts: PositionFactsRow | undefined): PositionRow {
  return {
    market: position.market,
    subaccount: position.subaccount,
    isolated: position.isolated,
    lots: position.lots,
    entry: String(position.entry),
    mark: String(position.mark),
    notional: String(position.notional),
    unrealizedPnl: String(position.unrealizedPnl),
    pendingFunding: String(position.pendingFunding),
    realizedPnl: facts?.realizedPnl ?? '0',
    fundingPaid: facts?.fundingPaid ?? '0',
    feesPaid: facts?.feesPaid ?? '0',
    initialMargin: String(position.initialMargin),
    maintenanceMargin: String(position.maintenanceMargin),
    imPpmSetting: position.imPpmSetting ?? null,
    liquidationPrice: position.liquidationPrice === undefined ? null : String(position.liquidationPrice),
    adlDecile: position.adlDecile ?? null,
    openedAtMs: facts?.openedAtMs ?? 0,
    updatedHeight: facts?.updatedHeight ?? position.updatedHeight,
  };
}

export function balanceRow(balance: ViewBalance, subaccount: number): BalanceRow {
  return {
    asset: balance.asset,
    subaccount,
    amount: String(balance.amount),
    value: String(balance.value),
    weightedInitial: String(balance.weightedInitial),
    weightedMaintenance: String(balance.weightedMaintenance),
    withdrawable: String(balance.withdrawable),
    inFlight: String(balance.inFlight),
  };
}

/** A position that ended in this block: its size and figures are 0, what it gathered stays. */
export function closedPositionRow(
  market: number,
  subaccount: number,
  facts: PositionFactsRow,
  mark: bigint,
): PositionRow {
  return {
    market,
    subaccount,
    isolated: subaccount > 255,
    lots: 0,
    entry: '0',
    mark: String(mark),
    notional: '0',
    unrealizedPnl: '0',
    pendingFunding: '0',
    realizedPnl: facts.realizedPnl,
    fundingPaid: facts.fundingPaid,
    feesPaid: facts.feesPaid,
    initialMargin: '0',
    maintenanceMargin: '0',
    imPpmSetting: null,
    liquidationPrice: null,
    adlDecile: null,
    openedAtMs: facts.openedAtMs,
    updatedHeight: facts.updatedHeight,
  };
}
