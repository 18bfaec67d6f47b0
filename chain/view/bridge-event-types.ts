import type { batchChanged, depositChanged, vaultEventApplied, withdrawalChanged } from '../modules/bridge/events.ts';

export type DepositChanged = ReturnType<typeof depositChanged>;
export type WithdrawalChanged = ReturnType<typeof withdrawalChanged>;
export type BatchChanged = ReturnType<typeof batchChanged>;
/** Also the first fields of VaultEventQuarantined. */
export type VaultEventApplied = Pick<ReturnType<typeof vaultEventApplied>, 'spoke' | 'nonce' | 'kind'>;
