import type { Invariant } from '../../module.ts';
import { USDC } from '../assets/types.ts';
import type { BankKeeper } from './keeper.ts';

/** What holds after every block; the solvency identity of risk §10 spans margin and is checked where both are known. */
export function bankInvariants(bank: BankKeeper): Invariant[] {
  return [
    { name: 'bank: no ledger is negative or unknown', check: () => bank.findBroken() },
    {
      name: 'bank: the fees of a block were split',
      check() {
        const left = bank.balance('fees', USDC);
        return left === 0n ? undefined : `${left} left in the fee pot`;
      },
    },
  ];
}
