/** The events readers of blocks decode, as values (state/event-log.ts). */
export type {
  CancelScheduled,
  ClobEvent,
  OrderAmended,
  OrderCanceled,
  OrderFilled,
  OrderPlaced,
  OrderRejected,
  OrderTriggered,
} from '../modules/clob/events.ts';
export type {
  BalanceChanged,
  FundingPaid,
  PositionChanged,
  SettingsChanged,
  TransferChanged,
} from '../modules/margin/events.ts';
export type {
  BatchChanged,
  DepositChanged,
  VaultEventApplied,
  VaultEventQuarantined,
  WithdrawalChanged,
} from './bridge-event-types.ts';
