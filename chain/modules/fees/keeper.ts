import type { ChainContext } from '../../module.ts';
import type { ClobSettlement } from '../clob/types.ts';
import type { PotSplit } from './events.ts';
import type { FeeAccounts, FeePot, SettlementMargin } from './expected.ts';
import type { FeeParams } from './params.ts';
import type { FeeRates } from './rates.ts';
import { FillSettlement } from './settlement.ts';
import { splitPot } from './trade-fees.ts';

export interface FeesDeps {
  readonly margin: SettlementMargin;
  readonly rates: FeeRates;
  readonly accounts: FeeAccounts;
  readonly pot: FeePot;
  readonly params: { get(): FeeParams };
}

/** Fees: what fills cost, and where the pot of a block goes. */
export class FeesKeeper {
  readonly rates: FeeRates;
  readonly settlement: ClobSettlement;
  private readonly context: ChainContext;
  private readonly deps: FeesDeps;

  constructor(context: ChainContext, deps: FeesDeps) {
    this.context = context;
    this.deps = deps;
    this.rates = deps.rates;
    this.settlement = new FillSettlement(context.journal, deps.margin, deps.rates, deps.accounts, deps.pot);
  }

  get params(): FeeParams {
    return this.deps.params.get();
  }

  /** Fee step of the end phase (spec: chain §4). */
  splitPot(): void {
    const split = this.deps.pot.splitFees(splitPot);
    if (split.vault === 0n && split.validators === 0n && split.insurance === 0n) return;
    const event: PotSplit = {
      type: 'nave.fees.v1.PotSplit',
      vault: split.vault.toString(),
      validators: split.validators.toString(),
      insurance: split.insurance.toString(),
    };
    this.context.events.emit(event);
  }
}
