import type { Static } from 'typebox';
import {
  AccountText,
  Decimal,
  Flag,
  fields,
  Height,
  Integer,
  list,
  named,
  nullable,
  oneOf,
  Text,
  TimeMs,
} from './scalar.ts';

export const PositionSchema = named('Position', {
  market: Text,
  subaccount: Integer,
  isolated: Flag,
  side: oneOf(['long', 'short']),
  size: Decimal,
  entryPrice: Decimal,
  entryNotional: Decimal,
  mark: Decimal,
  notional: Decimal,
  unrealizedPnl: Decimal,
  pendingFunding: Decimal,
  realizedPnl: Decimal,
  fundingPaid: Decimal,
  feesPaid: Decimal,
  initialMargin: Decimal,
  maintenanceMargin: Decimal,
  imPpmSetting: nullable(Integer),
  liquidationPrice: nullable(Decimal),
  adlDecile: nullable(Integer),
  openedAt: TimeMs,
  updatedHeight: Height,
});
export type Position = Static<typeof PositionSchema>;

export const BalanceSchema = named('Balance', {
  asset: Text,
  subaccount: Integer,
  amount: Decimal,
  value: Decimal,
  weightedInitial: Decimal,
  weightedMaintenance: Decimal,
  withdrawable: Decimal,
  inFlight: Decimal,
});
export type Balance = Static<typeof BalanceSchema>;

const figures = {
  account: AccountText,
  subaccount: Integer,
  parent: nullable(Integer),
  isolatedMarket: nullable(Text),
  equity: Decimal,
  equityMaintenance: Decimal,
  equityInitial: Decimal,
  equityWithdraw: Decimal,
  equityClosing: Decimal,
  initialMargin: Decimal,
  maintenanceMargin: Decimal,
  freeCollateral: Decimal,
  withdrawable: Decimal,
  quote: Decimal,
  unrealizedPnl: Decimal,
  pendingFunding: Decimal,
  notional: Decimal,
  healthPpm: Integer,
  liquidatable: Flag,
  openOrders: Integer,
  scheduledCancelAt: nullable(TimeMs),
};

export const SubaccountStateSchema = named('SubaccountState', {
  ...figures,
  settings: list(fields({ market: Text, imPpm: Integer })),
  balances: list(BalanceSchema),
  positions: list(PositionSchema),
  accountSeq: Integer,
  updatedHeight: Height,
});
export type SubaccountState = Static<typeof SubaccountStateSchema>;

/** Data of the `margin` channel: SubaccountState without its lists. */
export const MarginFiguresSchema = named('MarginFigures', { ...figures, accountSeq: Integer, updatedHeight: Height });
export type MarginFigures = Static<typeof MarginFiguresSchema>;

export const AccountSchema = named('Account', {
  account: AccountText,
  evmAddress: Text,
  exists: Flag,
  keyAlgo: nullable(Text),
  accountNumber: Integer,
  sequence: Integer,
  subaccounts: list(Integer),
  equity: Decimal,
  volume30d: Decimal,
  referrer: nullable(AccountText),
  accountSeq: Integer,
});
export type Account = Static<typeof AccountSchema>;

export const FeesSchema = named('Fees', {
  tier: Integer,
  takerPpm: Integer,
  makerPpm: Integer,
  volume30d: Decimal,
  next: nullable(fields({ takerPpm: Integer, makerPpm: Integer, volume: Decimal })),
  referrer: nullable(AccountText),
  overrides: list(fields({ market: Text, takerPpm: Integer, makerPpm: Integer })),
});
export type Fees = Static<typeof FeesSchema>;

const limit = { limit: Integer, used: Integer, nextAt: nullable(TimeMs) };
export const LimitSchema = fields(limit);

export const LimitsSchema = named('Limits', {
  openOrders: LimitSchema,
  conditional: list(fields({ market: Text, ...limit })),
  orderBudget: LimitSchema,
  cancelBudget: LimitSchema,
  nonces: LimitSchema,
  closedClientOrderIds: LimitSchema,
});
export type Limits = Static<typeof LimitsSchema>;

export const AgentSchema = named('Agent', {
  agent: AccountText,
  name: Text,
  expiresAt: TimeMs,
  markets: list(Text),
  maxNotionalPerDay: nullable(Decimal),
  usedToday: Decimal,
  canTransfer: Flag,
});
export type Agent = Static<typeof AgentSchema>;
