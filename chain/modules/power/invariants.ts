import { toHex } from '../../lib/bytes.ts';
import type { Invariant } from '../../module.ts';
import type { PowerKeeper } from './keeper.ts';

/** What holds after every block. */
export function powerInvariants(power: PowerKeeper): Invariant[] {
  return [
    {
      name: 'power: no spoke key and no consensus key belongs to two validators',
      check() {
        const seen = new Set<string>();
        for (const one of power.all()) {
          const keys = [toHex(one.hot), toHex(one.cold)];
          if (one.consensusKey !== undefined) keys.push(toHex(one.consensusKey));
          for (const key of keys) {
            if (seen.has(key)) return `key ${key} is used twice`;
            seen.add(key);
          }
        }
        return undefined;
      },
    },
    {
      name: 'power: total power is a safe integer',
      check: () => (Number.isSafeInteger(3 * power.totalPower()) ? undefined : 'total power is too large'),
    },
  ];
}
