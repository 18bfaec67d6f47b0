import { createWalletClient, http } from 'viem';
import { deposit } from '#src/client/deposit.ts';
import type { NaveClient } from '#src/client/nave-client.ts';
import type { FundedAccount } from '../accounts.ts';
import type { LocalnetSpoke } from '../contract.ts';
import type { Progress } from '../progress.ts';
import { waitFor } from '../wait-for.ts';
import { evmAccount } from './chain-money.ts';

/** USDC that alice deposits on the first chain and bob on the last; what can be withdrawn there to begin with. */
const AMOUNT = '250000';

export interface FirstDeposits {
  /** Reads the hub. */
  readonly client: NaveClient;
  readonly people: readonly FundedAccount[];
  readonly spokes: readonly LocalnetSpoke[];
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/**
 * People's money comes over the bridge: what they own on the hub is locked in a vault. Does nothing for who has an account
 * on the hub already. Resolves when all of it is credited.
 */
export async function makeFirstDeposits(options: FirstDeposits): Promise<void> {
  const { client, people, spokes, signal, progress } = options;
  const exists = async ({ address }: FundedAccount): Promise<boolean> =>
    (await client.rest.get<{ exists: boolean }>(`accounts/${address}`)).data.exists;
  const depositors = people.filter(({ deposits }) => deposits);
  const known = await Promise.all(depositors.map(exists));
  const due = depositors
    .map((person, i) => ({ person, at: i === 0 ? 0 : spokes.length - 1 }))
    .filter((_, i) => known[i] === false);
  if (due.length === 0) return;
  const names = due.map(({ person, at }) => `${person.name} on ${spokes[at]!.name}`).join(', ');
  await progress.step(`First deposits: ${names}`, async () => {
    for (const { person, at } of due) {
      const { id, rpc } = spokes[at]!;
      const wallet = createWalletClient({ account: evmAccount(person), transport: http(rpc) });
      const order = { spoke: id, asset: 'USDC', amount: AMOUNT, to: person.address };
      await deposit(client, wallet, order, { pollingIntervalMs: 50 });
    }
    await waitFor(signal, 60_000, 'credit of the first deposits', async () =>
      (await Promise.all(due.map(({ person }) => exists(person)))).every(Boolean),
    );
  });
}
