import type { Attestation } from './attestation.ts';
import type { BridgeBase } from './base.ts';
import { DepositReads } from './deposit-reads.ts';
import type { Deposits } from './deposits.ts';
import type { Gates } from './gates.ts';
import type { VaultLimits } from './vault-limits.ts';
import { WithdrawalReads } from './withdrawal-reads.ts';
import type { Withdrawals } from './withdrawals.ts';

/** All that readers of committed state ask of the bridge; nothing here changes anything. */
export class BridgeReads {
  readonly withdrawals: WithdrawalReads;
  readonly deposits: DepositReads;

  constructor(
    base: BridgeBase,
    parts: {
      readonly gates: Gates;
      readonly limits: VaultLimits;
      readonly withdrawals: Withdrawals;
      readonly attestation: Attestation;
      readonly deposits: Deposits;
    },
  ) {
    this.withdrawals = new WithdrawalReads(base, parts);
    this.deposits = new DepositReads(base, parts.attestation, parts.deposits);
  }
}
