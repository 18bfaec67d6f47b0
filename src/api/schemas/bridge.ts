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

export const SPOKE_STATES = ['active', 'no_outflow', 'no_inflow', 'paused', 'isolated', 'retired'] as const;
export const DEPOSIT_STATES = ['seen', 'quorum', 'credited', 'quarantined', 'refunded'] as const;
export const WITHDRAWAL_STATES = [
  'requested',
  'delayed',
  'ready',
  'signed',
  'queued_on_spoke',
  'executed',
  'push_failed',
  'claimed',
  'expired',
  'cancelled',
  'refunded',
] as const;
export const BATCH_STATES = ['collecting', 'complete', 'submitted', 'expired'] as const;

/** Amounts in whole coins of `asset`; of a token that has no asset in the token's own units. */
export const DepositSchema = named('Deposit', {
  id: Text,
  spoke: Integer,
  eventNonce: Integer,
  account: AccountText,
  asset: nullable(Text),
  token: Text,
  amount: Decimal,
  sender: Text,
  refundTo: Text,
  state: Text,
  reason: nullable(Text),
  votesPpm: Integer,
  blockNumber: Integer,
  blockHash: Text,
  evmTxHash: nullable(Text),
  seenAt: TimeMs,
  creditedAt: nullable(TimeMs),
  refundId: nullable(Text),
  updatedHeight: Height,
});
export type Deposit = Static<typeof DepositSchema>;

export const WithdrawalSchema = named('Withdrawal', {
  id: Text,
  spoke: Integer,
  account: AccountText,
  subaccount: Integer,
  asset: Text,
  amount: Decimal,
  fee: Decimal,
  received: Decimal,
  to: Text,
  hubRef: Text,
  state: Text,
  blockedBy: list(Text),
  queuePosition: nullable(Integer),
  expectedAt: nullable(TimeMs),
  readyAt: nullable(TimeMs),
  batchId: nullable(Text),
  epoch: nullable(Integer),
  splitFrom: nullable(Text),
  evmTxHash: nullable(Text),
  history: list(fields({ state: Text, at: TimeMs, height: Height })),
  cancellable: Flag,
  claimable: Flag,
  updatedHeight: Height,
});
export type Withdrawal = Static<typeof WithdrawalSchema>;

const flowLimit = fields({ limit: Decimal, used: Decimal });

export const SpokeStateSchema = named('SpokeState', {
  spoke: Integer,
  name: Text,
  chainId: Integer,
  vault: Text,
  state: oneOf(SPOKE_STATES),
  stateUntil: nullable(TimeMs),
  reason: nullable(Text),
  breaker: Text,
  lagMs: Integer,
  normalLagMs: Integer,
  eventNonce: Integer,
  epoch: Integer,
  lock: fields({ softUntil: nullable(TimeMs), hardScope: Integer }),
  assets: list(
    fields({
      asset: Text,
      token: Text,
      escrow: Decimal,
      bucketCap: Decimal,
      bucketAvailable: Decimal,
      instantMax: Decimal,
      queued: Decimal,
      inFlight: Decimal,
      depositRoom: Decimal,
      withdrawalFee: Decimal,
      limitHour: flowLimit,
      limitDay: flowLimit,
    }),
  ),
});
export type SpokeState = Static<typeof SpokeStateSchema>;

export const BatchSchema = named('Batch', {
  id: Text,
  spoke: Integer,
  epoch: Integer,
  batchNonce: Integer,
  digest: Text,
  notBefore: TimeMs,
  deadline: TimeMs,
  items: list(
    fields({
      id: Text,
      asset: nullable(Text),
      token: Text,
      to: Text,
      amount: Decimal,
      hubRef: Text,
    }),
  ),
  signedPpm: Integer,
  state: Text,
  calldata: nullable(Text),
});
export type Batch = Static<typeof BatchSchema>;

/** `expectedAt` is null while something holds it back. */
export const WithdrawalQuoteSchema = named('WithdrawalQuote', {
  amount: Decimal,
  fee: Decimal,
  received: Decimal,
  instant: Flag,
  expectedAt: nullable(TimeMs),
  blockedBy: list(Text),
});
export type WithdrawalQuoteAnswer = Static<typeof WithdrawalQuoteSchema>;
