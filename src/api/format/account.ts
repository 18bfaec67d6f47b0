import { formatEvmAddress } from '#chain/lib/address.ts';
import type { Address } from '#chain/lib/units.ts';
import type {
  ViewAgent,
  ViewFees,
  ViewFigures,
  ViewLimit,
  ViewLimits,
  ViewSubaccount,
} from '#chain/view/account-types.ts';
import type { ChainView } from '#chain/view.ts';
import { balanceRow, positionRow } from '#src/indexer/figure-rows.ts';
import type { BalanceRow, PositionFactsRow, PositionRow } from '#src/indexer/rows.ts';
import type {
  Account,
  Agent,
  Balance,
  Fees,
  Limits,
  MarginFigures,
  Position,
  SubaccountState,
} from '../schemas/account.ts';
import { accountKey, accountText } from './account-text.ts';
import type { MarketNames } from './market-names.ts';
import { assetAmount, usd, usdc } from './money.ts';

/** What the indexer knows beside the state. */
export interface AccountFacts {
  positionFacts(account: string, subaccount: number, market: number): PositionFactsRow | undefined;
}

const FIRST_CHILD = 256;

export function formatPosition(names: MarketNames, row: PositionRow): Position {
  const units = names.get(row.market);
  const entry = BigInt(row.entry);
  return {
    market: units.ticker,
    subaccount: row.subaccount,
    isolated: row.isolated,
    side: row.lots < 0 ? 'short' : 'long',
    size: units.size(row.lots),
    entryPrice: row.lots === 0 ? '0' : usd(units.averagePrice(entry, BigInt(row.lots))),
    entryNotional: usdc(entry),
    mark: usd(row.mark),
    notional: usdc(row.notional),
    unrealizedPnl: usdc(row.unrealizedPnl),
    pendingFunding: usdc(row.pendingFunding),
    realizedPnl: usdc(row.realizedPnl),
    fundingPaid: usdc(row.fundingPaid),
    feesPaid: usdc(row.feesPaid),
    initialMargin: usdc(row.initialMargin),
    maintenanceMargin: usdc(row.maintenanceMargin),
    imPpmSetting: row.imPpmSetting,
    liquidationPrice: row.liquidationPrice === null ? null : usd(row.liquidationPrice),
    adlDecile: row.adlDecile,
    openedAt: row.openedAtMs,
    updatedHeight: row.updatedHeight,
  };
}

export function formatBalance(row: BalanceRow, decimals: number): Balance {
  const amount = (value: string): string => assetAmount(value, decimals);
  return {
    asset: row.asset,
    subaccount: row.subaccount,
    amount: amount(row.amount),
    value: usdc(row.value),
    weightedInitial: usdc(row.weightedInitial),
    weightedMaintenance: usdc(row.weightedMaintenance),
    withdrawable: amount(row.withdrawable),
    inFlight: amount(row.inFlight),
  };
}

function formatFigures(figures: ViewFigures): Pick<SubaccountState, Exclude<keyof ViewFigures, never>> {
  return {
    equity: usdc(figures.equity),
    equityMaintenance: usdc(figures.equityMaintenance),
    equityInitial: usdc(figures.equityInitial),
    equityWithdraw: usdc(figures.equityWithdraw),
    equityClosing: usdc(figures.equityClosing),
    initialMargin: usdc(figures.initialMargin),
    maintenanceMargin: usdc(figures.maintenanceMargin),
    freeCollateral: usdc(figures.freeCollateral),
    withdrawable: usdc(figures.withdrawable),
    quote: usdc(figures.quote),
    unrealizedPnl: usdc(figures.unrealizedPnl),
    pendingFunding: usdc(figures.pendingFunding),
    notional: usdc(figures.notional),
    healthPpm: figures.healthPpm,
    liquidatable: figures.liquidatable,
  };
}

/** SubaccountState without its lists: what the margin channel sends. */
export function formatMarginFigures(names: MarketNames, view: ChainView, sub: ViewSubaccount): MarginFigures {
  const child = sub.number >= FIRST_CHILD;
  const key = accountKey(sub.owner);
  return {
    account: accountText(key),
    subaccount: sub.number,
    parent: child ? sub.number % FIRST_CHILD : null,
    isolatedMarket: child ? names.ticker(Math.floor(sub.number / FIRST_CHILD)) : null,
    ...formatFigures(sub),
    openOrders: sub.openOrders,
    scheduledCancelAt: sub.scheduledCancelAtMs ?? null,
    accountSeq: view.accountSeq(sub.owner),
    updatedHeight: sub.updatedHeight,
  };
}

export function formatSubaccount(
  names: MarketNames,
  view: ChainView,
  facts: AccountFacts,
  sub: ViewSubaccount,
): SubaccountState {
  const key = accountKey(sub.owner);
  const { accountSeq, updatedHeight, ...figures } = formatMarginFigures(names, view, sub);
  return {
    ...figures,
    settings: sub.settings.map(({ market, imPpm }) => ({ market: names.ticker(market), imPpm })),
    balances: sub.balances.map((balance) => formatBalance(balanceRow(balance, sub.number), balance.decimals)),
    positions: sub.positions.map((position) =>
      formatPosition(names, positionRow(position, facts.positionFacts(key, sub.number, position.market))),
    ),
    accountSeq,
    updatedHeight,
  };
}

export function formatAccount(view: ChainView, address: Address): Account {
  const account = view.findAccount(address);
  const key = accountKey(address);
  return {
    account: accountText(key),
    evmAddress: formatEvmAddress(address),
    exists: account !== undefined,
    keyAlgo: account?.keyAlgo ?? null,
    accountNumber: account?.accountNumber ?? 0,
    sequence: account?.sequence ?? 0,
    subaccounts: account?.subaccounts ?? [],
    equity: usdc(account?.equity ?? 0n),
    volume30d: usdc(account?.volume30d ?? 0n),
    referrer: account?.referrer === undefined ? null : accountText(accountKey(account.referrer)),
    accountSeq: view.accountSeq(address),
  };
}

export function formatFees(names: MarketNames, fees: ViewFees): Fees {
  return {
    tier: fees.tier,
    takerPpm: fees.takerPpm,
    makerPpm: fees.makerPpm,
    volume30d: usdc(fees.volume30d),
    next:
      fees.next === undefined
        ? null
        : { takerPpm: fees.next.takerPpm, makerPpm: fees.next.makerPpm, volume: usdc(fees.next.volume) },
    referrer: fees.referrer === undefined ? null : accountText(accountKey(fees.referrer)),
    overrides: fees.overrides.map(({ market, takerPpm, makerPpm }) => ({
      market: names.ticker(market),
      takerPpm,
      makerPpm,
    })),
  };
}

export const formatLimit = (limit: ViewLimit): Limits['openOrders'] => ({
  limit: limit.limit,
  used: limit.used,
  nextAt: limit.nextAtMs ?? null,
});

export function formatLimits(names: MarketNames, limits: ViewLimits): Limits {
  return {
    openOrders: formatLimit(limits.openOrders),
    conditional: limits.conditional.map((limit) => ({ market: names.ticker(limit.market), ...formatLimit(limit) })),
    orderBudget: formatLimit(limits.orderBudget),
    cancelBudget: formatLimit(limits.cancelBudget),
    nonces: formatLimit(limits.nonces),
    closedClientOrderIds: formatLimit(limits.closedClientOrderIds),
  };
}

export function formatAgent(names: MarketNames, agent: ViewAgent): Agent {
  return {
    agent: accountText(accountKey(agent.agent)),
    name: agent.name,
    expiresAt: agent.expiresAtMs,
    markets: agent.markets.map((market) => names.ticker(market)),
    maxNotionalPerDay: agent.maxNotionalPerDay === undefined ? null : usdc(agent.maxNotionalPerDay),
    usedToday: usdc(agent.usedToday),
    canTransfer: agent.canTransfer,
  };
}
