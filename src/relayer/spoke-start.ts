import { isAddressEqual } from 'viem';
import type { FinalityRule } from './finality-rule.ts';
import type { HubSpoke } from './hub-port.ts';
import type { JobBoard } from './job-board.ts';
import { checkStart, StartRefused } from './observer/start-checks.ts';
import type { RelayerConfig, RelayerDeps, SpokeSettings } from './relayer-types.ts';
import { agreed, type SourceGroup } from './rpc/agreement.ts';
import { readVault } from './rpc/chain-reader.ts';
import type { RpcSource } from './rpc/rpc-source.ts';
import { checkVaultCode } from './vault-code.ts';
import { Waker } from './waker.ts';

const SAY_AGAIN_MS = 60_000;
const MOST_PAUSE_MS = 1_000;

export interface KnownSpoke {
  readonly spoke: HubSpoke;
  /** True when it was not there at the first look. */
  readonly isLate: boolean;
}

/**
 * The spoke as the hub has it, waiting for hub and registration and saying so once a minute; undefined when the signal fired
 * before.
 */
export async function awaitSpoke(
  { spoke: id }: SpokeSettings,
  config: RelayerConfig,
  deps: RelayerDeps,
  board: JobBoard,
): Promise<KnownSpoke | undefined> {
  const { hub, signal, onEvent } = deps;
  const pause = new Waker();
  let said: { text: string; atMs: number } | undefined;
  const say = (level: 'info' | 'warn', text: string): void => {
    const nowMs = performance.now();
    if (said?.text === text && nowMs - said.atMs < SAY_AGAIN_MS) return;
    said = { text, atMs: nowMs };
    onEvent({ level, spoke: id, message: text });
  };
  for (let isLate = false; !signal.aborted; ) {
    try {
      const spoke = (await hub.spokes()).find((one) => one.spoke === id);
      if (spoke !== undefined) return { spoke, isLate };
      isLate = true;
      board.setPhase(id, 'waiting_for_registration');
      say('info', `the hub has no spoke ${id} yet: waiting for its registration`);
    } catch (error) {
      if (signal.aborted) return undefined;
      const reason = error instanceof Error ? error.message : String(error);
      board.setPhase(id, 'waiting_for_hub', reason);
      say('warn', `the hub does not answer, waiting: ${reason}`);
    }
    await pause.wait(Math.min(config.intervalMs ?? MOST_PAUSE_MS, MOST_PAUSE_MS), signal);
  }
  return undefined;
}

/** The rule of the configuration, else of the registration. Throws StartRefused when neither says one. */
export function finalityOf({ finality }: SpokeSettings, spoke: HubSpoke): FinalityRule {
  const rule = finality ?? spoke.finality;
  if (rule === undefined) throw new StartRefused(`spokes.${spoke.spoke}.finality is not set and the hub names none`);
  return rule;
}

/**
 * What must fit before anything runs on a spoke: endpoints, chain, finality tag, domain, vault code, this validator's keys.
 * Throws StartRefused. Silence of endpoints is no reason: the jobs wait for them.
 */
export async function checkSpoke(
  spoke: HubSpoke,
  group: SourceGroup,
  rule: FinalityRule,
  config: RelayerConfig,
  { hub, keys, onEvent }: RelayerDeps,
): Promise<void> {
  const { spoke: id } = spoke;
  const warn = (message: string): void => onEvent({ level: 'warn', spoke: id, message });
  if (config.jobs.includes('observer') || config.jobs.includes('signer')) {
    await unlessSilent(warn, async () => {
      if ((await hub.voter(id)).isStranger !== true) return;
      throw new StartRefused(
        'the relayer key (keys.relayer) belongs to no validator of this hub: register its address, or use the registered key',
      );
    });
  }
  const { signer } = keys;
  if (config.jobs.includes('signer') && signer !== undefined) {
    await unlessSilent(warn, async () => {
      const current = (await hub.sets(id)).find(({ state }) => state === 'current');
      const isMember = current?.hot.some((word) => isAddressEqual(word.slice(0, 42) as `0x${string}`, signer.address));
      if (isMember === false)
        warn(`the hot key ${signer.address} is not in the present set: its signatures count later`);
    });
  }
  await unlessSilent(warn, () => checkStart(group, spoke, rule));
  await unlessSilent(warn, () => checkVaultCode(group, spoke.vault));
  if (group.required < 2) {
    await unlessSilent(warn, async () => {
      const view = (source: RpcSource) => readVault<{ devnet: boolean }>(source, spoke.vault, 'settings');
      if ((await agreed(group, 'settings', view)).devnet) return;
      throw new StartRefused('required-sources is 1: outside localnets two endpoints must agree, name a second one');
    });
  }
  const { watchtower } = keys;
  if (config.jobs.includes('watchtower') && watchtower !== undefined) {
    await unlessSilent(warn, async () => {
      const view = (source: RpcSource) => readVault<boolean>(source, spoke.vault, 'isLocker', [watchtower.address]);
      if (!(await agreed(group, 'locker', view))) {
        warn(`the watchtower's key ${watchtower.address} is no locker of the vault: it can sound the alarm, not lock`);
      }
    });
  }
}

/** Lets only a refusal through. */
async function unlessSilent(warn: (message: string) => void, check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } catch (error) {
    if (error instanceof StartRefused) throw error;
    warn(`not checked at start: ${error instanceof Error ? error.message : String(error)}`);
  }
}
