import type { Static } from 'typebox';
import {
  AccountText,
  Decimal,
  Facts,
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

export const FundingPaymentSchema = named('FundingPayment', {
  market: Text,
  subaccount: Integer,
  payment: Decimal,
  positionSize: Decimal,
  indexFrom: Decimal,
  indexTo: Decimal,
  seq: Integer,
  time: TimeMs,
  height: Height,
});
export type FundingPayment = Static<typeof FundingPaymentSchema>;

export const LedgerEntrySchema = named('LedgerEntry', {
  seq: Integer,
  subaccount: Integer,
  asset: Text,
  change: Decimal,
  balance: Decimal,
  reason: Text,
  refId: nullable(Text),
  time: TimeMs,
  height: Height,
  txHash: nullable(Text),
});
export type LedgerEntry = Static<typeof LedgerEntrySchema>;

const party = fields({ account: AccountText, subaccount: Integer });

export const TRANSFER_KINDS = ['subaccount', 'account', 'isolated_fund', 'isolated_sweep', 'bank'] as const;

export const TransferSchema = named('Transfer', {
  id: Text,
  kind: oneOf(TRANSFER_KINDS),
  asset: Text,
  amount: Decimal,
  from: party,
  to: party,
  seq: Integer,
  time: TimeMs,
  height: Height,
  txHash: nullable(Text),
});
export type Transfer = Static<typeof TransferSchema>;

export const AccountEventSchema = named('AccountEvent', {
  seq: Integer,
  height: Height,
  time: TimeMs,
  phase: oneOf(['begin', 'tx', 'end']),
  tx: nullable(Integer),
  item: nullable(Integer),
  event: Text,
  subaccount: Integer,
  data: Facts,
});
export type AccountEvent = Static<typeof AccountEventSchema>;

export const EventPageSchema = list(AccountEventSchema);
