import type {
  batchChanged,
  depositChanged,
  vaultEventApplied,
  vaultEventQuarantined,
  withdrawalChanged,
} from '../modules/bridge/events.ts';

export type DepositChanged = ReturnType<typeof depositChanged>;
export type WithdrawalChanged = ReturnType<typeof withdrawalChanged>;
export type BatchChanged = ReturnType<typeof batchChanged>;
export type VaultEventApplied = ReturnType<typeof vaultEventApplied>;
export type VaultEventQuarantined = ReturnType<typeof vaultEventQuarantined>;
