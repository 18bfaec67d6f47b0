import { equalBytes } from '../../lib/bytes.ts';
import type { Invariant } from '../../module.ts';
import type { AccountsKeeper } from './keeper.ts';
import { MAX_LIVE_NONCES } from './params.ts';
import { ringSum } from './volume-ring.ts';

/** What holds after every block. */
export function accountInvariants(accounts: AccountsKeeper): Invariant[] {
  const first = (find: (number: number) => string | undefined): string | undefined => {
    for (let number = 0; number < accounts.table.count; number++) {
      const broken = find(number);
      if (broken !== undefined) return `account ${number}: ${broken}`;
    }
    return undefined;
  };
  return [
    {
      name: 'account numbers are dense and found by address',
      check: () => {
        const { table, count } = accounts.table;
        if (table.size !== count) return `${table.size} records, ${count} numbers`;
        return first((number) => {
          const row = accounts.table.row(number);
          if (!table.isLive(row) || accounts.table.number.data[row] !== number) return 'its row is another account’s';
          const address = accounts.address(number);
          return accounts.findNumber(address) === number ? undefined : 'its address leads elsewhere';
        });
      },
    },
    {
      name: 'the volume of 30 days is the sum of its days',
      check: () =>
        first((number) => {
          const row = accounts.table.row(number);
          const sum = ringSum(accounts.table.ring.data[row]!);
          return sum === accounts.table.ringSum.data[row]
            ? undefined
            : `${accounts.table.ringSum.data[row]} is not ${sum}`;
        }),
    },
    {
      name: 'no signer has more live nonces than allowed, nobody refers himself',
      check: () =>
        first((number) => {
          const { used } = accounts.nonceAllowance(number);
          if (used < 0 || used > MAX_LIVE_NONCES) return `${used} live nonces`;
          const referrer = accounts.referrer(number);
          if (referrer < 0) return undefined;
          return equalBytes(accounts.address(referrer), accounts.address(number)) ? 'refers itself' : undefined;
        }),
    },
  ];
}
