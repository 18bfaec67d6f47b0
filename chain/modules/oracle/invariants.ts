import { toHex } from '../../lib/bytes.ts';
import type { Invariant } from '../../module.ts';
import type { OracleKeeper } from './keeper.ts';

/** What holds after every block. */
export function oracleInvariants(oracle: OracleKeeper): Invariant[] {
  return [
    {
      name: 'oracle: a valid index is positive and comes from a stored price',
      check() {
        for (const [id, state] of oracle.states.entries()) {
          if (!state.valid) continue;
          if (state.index <= 0n || oracle.prices.get(id) === undefined)
            return `feed ${toHex(id)} is valid without a price`;
        }
        return undefined;
      },
    },
    {
      name: 'oracle: every namespace has a current signer set and at most one pending',
      check() {
        for (const { name } of oracle.params.get().namespaces) {
          const current = oracle.signers.currentIndex(name);
          const pending = oracle.signers.source.entries().filter(([[one], set]) => one === name && set.pending);
          const wrong = pending.length > 1 || pending.some(([[, index]]) => index !== current + 1);
          if (wrong) return `namespace ${name} has a stray pending set`;
        }
        return undefined;
      },
    },
  ];
}
