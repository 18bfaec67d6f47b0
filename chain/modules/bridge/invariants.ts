import type { Invariant } from '../../module.ts';
import type { BridgeKeeper } from './keeper.ts';

/** What holds after every block. Each walks the bridge's records. */
export function bridgeInvariants(keeper: BridgeKeeper): Invariant[] {
  const { base } = keeper;
  const { store, deps } = base;
  const sumByAsset = (rows: readonly { readonly asset: number; readonly amount: bigint }[]): Map<number, bigint> => {
    const sums = new Map<number, bigint>();
    for (const { asset, amount } of rows) sums.set(asset, (sums.get(asset) ?? 0n) + amount);
    return sums;
  };
  const findPoolFault = (pool: 'withdrawals' | 'refunds', sums: Map<number, bigint>): string | undefined => {
    for (const { id } of deps.assets.all()) {
      const held = deps.bank.balance(pool, id);
      if (held !== (sums.get(id) ?? 0n)) return `asset ${id}: pool ${pool} ${held}, records ${sums.get(id) ?? 0n}`;
    }
    return undefined;
  };
  return [
    {
      name: 'bridge: the pool of withdrawals is the sum of those not final',
      check: () =>
        findPoolFault(
          'withdrawals',
          sumByAsset(store.withdrawals.entries().flatMap(([, one]) => (one.migrationTo === 0 ? [one] : []))),
        ),
    },
    {
      name: 'bridge: the refund ledger is the sum of quarantined deposits',
      check() {
        const open = store.quarantine.entries().flatMap(([, { asset, amount, refundId }]) => {
          return amount === undefined || refundId !== 0 ? [] : [{ asset, amount }];
        });
        return findPoolFault('refunds', sumByAsset(open));
      },
    },
    {
      name: 'bridge: committed is what ready and signed withdrawals will take, and escrow covers it',
      check() {
        for (const [[spoke, token], { asset, committed, inTransit }] of store.routes.entries()) {
          let sum = 0n;
          for (const [[at], one] of store.withdrawals.entries()) {
            const isWaiting = one.state === 'requested' || one.state === 'delayed';
            if (at === spoke && one.asset === asset && !isWaiting) sum += one.amount - one.fee;
          }
          if (sum !== committed) return `spoke ${spoke} token ${token.join()}: committed ${committed}, not ${sum}`;
          if (committed + inTransit > deps.bank.escrow(spoke, asset))
            return `spoke ${spoke} asset ${asset}: escrow is short`;
        }
        return undefined;
      },
    },
    {
      name: 'bridge: one move of escrow an asset and vault, and nothing in transit beside it',
      check() {
        for (const [[spoke, token], { migration, inTransit }] of store.routes.entries()) {
          const one = migration === 0 ? undefined : store.withdrawals.get([spoke, migration]);
          if (migration !== 0 && one?.migrationTo === undefined)
            return `spoke ${spoke} token ${token.join()}: ${migration}`;
          if (one !== undefined && store.routes.get([one.migrationTo, token])?.inTransit !== 0n)
            return `move ${migration}`;
          if (inTransit < 0n) return `spoke ${spoke} token ${token.join()}: ${inTransit} in transit`;
        }
        return undefined;
      },
    },
    {
      name: 'bridge: every spoke has its set, ids and nonces behind its counters',
      check() {
        for (const spoke of store.ids()) {
          const { epoch, setHeight, nextId, nextBatch } = store.status(spoke);
          if (!store.sets.has([[spoke, epoch], setHeight])) return `spoke ${spoke} has no set of epoch ${epoch}`;
          for (const [[at, id]] of store.withdrawals.entries()) if (at === spoke && id >= nextId) return `id ${id}`;
          for (const [[at, id]] of store.batches.entries()) if (at === spoke && id >= nextBatch) return `batch ${id}`;
        }
        return undefined;
      },
    },
    {
      name: 'bridge: an id is in one open batch at most',
      check() {
        const seen = new Set<string>();
        for (const spoke of store.ids()) {
          for (const nonce of store.openBatches.list(spoke)) {
            for (const { id } of store.batches.get([spoke, nonce])!.items) {
              if (seen.has(`${spoke}/${id}`)) return `${spoke}/${id}`;
              seen.add(`${spoke}/${id}`);
            }
          }
        }
        return undefined;
      },
    },
  ];
}
