import type { Deposit, Withdrawal } from '#src/api/schemas/bridge.ts';

const line = (text: string): void => void process.stdout.write(`${text}\n`);

/** `2026-11-23 06:05:12Z`, and how far from now. */
export function formatTime(atMs: number | null | undefined, nowMs: number = Date.now()): string {
  if (atMs === null || atMs === undefined) return '-';
  const text = `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const seconds = Math.round((atMs - nowMs) / 1000);
  if (Math.abs(seconds) >= 86_400) return text;
  return seconds > 0 ? `${text} (in ${seconds} s)` : `${text} (${-seconds} s ago)`;
}

/** What keeps a withdrawal, and its place in the queue. */
export function blockedText({ blockedBy, queuePosition }: Pick<Withdrawal, 'blockedBy' | 'queuePosition'>): string {
  if (blockedBy.length === 0) return '-';
  return `${blockedBy.join(' ')}${queuePosition === null ? '' : ` (number ${queuePosition})`}`;
}

/** One line a state of a deposit on its way. */
export function printDepositStep(row: Deposit | undefined): void {
  if (row === undefined) {
    line('waiting       for the block to be final and the relayers to report it');
    return;
  }
  const { state, amount, asset, account, votesPpm, reason } = row;
  const what = `${amount} ${asset ?? row.token}`;
  if (state === 'credited') line(`credited      ${what} to ${account}`);
  else if (state === 'quarantined') line(`quarantined   ${what}: ${reason ?? 'no reason given'}`);
  else line(`${state.padEnd(12)}  ${what}, ${Math.floor(votesPpm / 10_000)} % of the power voted`);
}

/** One line a state of a withdrawal on its way. */
export function printWithdrawalStep(row: Withdrawal | undefined): void {
  if (row === undefined) {
    line('waiting       for the hub');
    return;
  }
  const { state, received, asset, to, claimable, expectedAt } = row;
  const blocked = row.blockedBy.length === 0 ? '' : `, waits for ${blockedText(row)}`;
  const expected = expectedAt === null ? '' : `, expected ${formatTime(expectedAt)}`;
  if (state === 'executed' || state === 'claimed') {
    line(
      `${state.padEnd(12)}  ${received} ${asset} paid to ${to}${row.evmTxHash === null ? '' : `    tx ${row.evmTxHash}`}`,
    );
  } else if (claimable) line(`${state.padEnd(12)}  the token refused the payment: claim it on the vault for ${to}`);
  else if (state === 'refunded') line(`${state.padEnd(12)}  ${row.amount} ${asset} back in the account`);
  else line(`${state.padEnd(12)}  ${received} ${asset}${blocked}${expected}`);
}
