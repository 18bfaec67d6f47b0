import type { Deposit } from '#src/api/schemas/bridge.ts';
import { type FollowOptions, follow } from './follow.ts';
import type { NaveClient } from './nave-client.ts';
import { NaveError } from './nave-error.ts';

const ENDS: readonly string[] = ['credited', 'quarantined', 'refunded'];

/** Credited, or put aside until somebody asks for its refund. */
export const isDepositFinal = ({ state }: Deposit): boolean => ENDS.includes(state);

/** What the hub knows of a deposit; undefined until a relayer has reported it. Throws NaveError, UnreachableError. */
export async function findDeposit(
  client: NaveClient,
  wanted: { readonly id: string; readonly account: string },
): Promise<Deposit | undefined> {
  const spoke = Number(wanted.id.split('-')[0]);
  const query = { spoke, order: 'desc', limit: 1000 } as const;
  try {
    for await (const row of client.rest.pages<Deposit>(`accounts/${wanted.account}/deposits`, query)) {
      if (row.id === wanted.id) return row;
    }
  } catch (error) {
    // An account comes into being with its first credit.
    if (!(error instanceof NaveError && (error.code === 1004 || error.code === 8002))) throw error;
  }
  return undefined;
}

/** Resolves once the deposit is credited or quarantined; see `follow` for what is thrown. */
export function followDeposit(
  client: NaveClient,
  wanted: { readonly id: string; readonly account: string },
  options: FollowOptions<Deposit> = {},
): Promise<Deposit> {
  return follow(
    client,
    {
      what: `deposit ${wanted.id}`,
      account: wanted.account,
      read: () => findDeposit(client, wanted),
      describe: ({ state, reason, refundId }) => `${state} ${reason} ${refundId}`,
      isFinal: isDepositFinal,
    },
    options,
  );
}
