import type { Attestation } from './attestation.ts';
import type { BridgeBase } from './base.ts';
import { BatchReads } from './batch-reads.ts';
import type { Batches } from './batches.ts';
import { DepositReads } from './deposit-reads.ts';
import type { Deposits } from './deposits.ts';
import type { Fees } from './fees.ts';
import type { Flows } from './flows.ts';
import type { Gates } from './gates.ts';
import type { Latency } from './latency.ts';
import { SpokeReads } from './spoke-reads.ts';
import type { SpokeStates } from './spoke-states.ts';
import type { ValidatorSets } from './validator-sets.ts';
import type { VaultLimits } from './vault-limits.ts';
import { WithdrawalReads } from './withdrawal-reads.ts';
import type { Withdrawals } from './withdrawals.ts';

/** All that readers of committed state ask of the bridge; nothing here changes anything. */
export class BridgeReads {
  readonly spokes: SpokeReads;
  readonly withdrawals: WithdrawalReads;
  readonly deposits: DepositReads;
  readonly batches: BatchReads;

  constructor(
    base: BridgeBase,
    parts: {
      readonly states: SpokeStates;
      readonly latency: Latency;
      readonly flows: Flows;
      readonly fees: Fees;
      readonly limits: VaultLimits;
      readonly gates: Gates;
      readonly withdrawals: Withdrawals;
      readonly attestation: Attestation;
      readonly deposits: Deposits;
      readonly sets: ValidatorSets;
      readonly batches: Batches;
    },
  ) {
    this.spokes = new SpokeReads(base, parts);
    this.withdrawals = new WithdrawalReads(base, parts);
    this.deposits = new DepositReads(base, parts.attestation, parts.deposits);
    this.batches = new BatchReads(base, parts.sets, parts.batches);
  }
}
