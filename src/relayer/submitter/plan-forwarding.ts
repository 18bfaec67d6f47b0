import type { HubSpoke } from '../hub-port.ts';
import { readBalance, readVault } from '../rpc/chain-reader.ts';
import { firstAnswer } from '../rpc/first-answer.ts';
import type { RpcSource } from '../rpc/rpc-source.ts';
import { forwardJob, type SpokeJob } from './spoke-jobs.ts';

const DEPOSITS_ON = 1;

interface Intake {
  readonly flags: number;
  readonly decimals: number;
  readonly hubDecimals: number;
  readonly minDeposit: bigint;
  readonly depositCap: bigint;
}

/**
 * Escrow of a predecessor's vault that waits at the forwarder of this spoke (spec: bridge-abi §2 Successor), when its vault
 * takes it. Only what the hub counts as in transit: an arrival that the hub sees before the payout would be quarantined.
 */
export async function planForwarding(spoke: HubSpoke, sources: readonly RpcSource[]): Promise<readonly SpokeJob[]> {
  const { forwarder, vault, routes } = spoke;
  if (forwarder === undefined) return [];
  const jobs: SpokeJob[] = [];
  for (const { token, inTransit = 0n } of routes) {
    if (inTransit === 0n) continue;
    const held = await firstAnswer(sources, 'balance', (source) => readBalance(source, token, forwarder));
    if (held === 0n) continue;
    const intake = await firstAnswer(sources, 'token', (source) =>
      readVault<Intake>(source, vault, 'tokenConfig', [token]),
    );
    const [, escrow] = await firstAnswer(sources, 'capacity', (source) =>
      readVault<readonly [bigint, bigint, bigint]>(source, vault, 'capacity', [token]),
    );
    if (isTaken(held, intake, escrow)) jobs.push(forwardJob(forwarder, token, inTransit));
  }
  return jobs;
}

/** As the forwarder counts: whole hub units under the deposit cap, and no less than the vault's minimum. */
function isTaken(held: bigint, intake: Intake, escrow: bigint): boolean {
  const { flags, decimals, hubDecimals, minDeposit, depositCap } = intake;
  const room = depositCap - escrow;
  const amount = held < room ? held : room;
  const unit = decimals > hubDecimals ? 10n ** BigInt(decimals - hubDecimals) : 1n;
  return (flags & DEPOSITS_ON) !== 0 && amount - (amount % unit) >= minDeposit;
}
