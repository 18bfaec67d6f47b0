import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type GenesisJson, withBalance, withBridge } from '#chain/genesis/localnet.ts';
import { findAddress } from '#chain/lib/address.ts';
import { type HomePaths, homePaths, writeFileAtomic } from '#src/node/home.ts';
import { initHome } from '#src/node/init-home.ts';
import { localnetAccounts } from './accounts.ts';
import { contractFile } from './contract.ts';
import { addOperators } from './operators.ts';

export const LOCALNET_CHAIN = 'nave-local-1';
const USDC_UNIT = 1_000_000n;

/** Facts that must stay the same over restarts: where the price paths begin. */
interface LocalnetMeta {
  readonly seed: number;
  readonly startSecond: number;
}

export interface LocalnetHome {
  readonly root: string;
  readonly node: HomePaths;
  readonly meta: LocalnetMeta;
  readonly genesis: GenesisJson;
  /** False: this start goes on with an earlier chain. */
  readonly isNew: boolean;
}

/** Pids of the localnet that wrote `localnet.json` last, by name, as far as they live. */
function livingPids(root: string): Readonly<Record<string, number>> {
  const file = contractFile(root);
  if (!existsSync(file)) return {};
  try {
    const { pids } = JSON.parse(readFileSync(file, 'utf8')) as { pids: Record<string, number> };
    return Object.fromEntries(Object.entries(pids).filter(([, pid]) => isAlive(pid)));
  } catch {
    return {};
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  // one that nobody waits for keeps its number: orphans in a container without an init
  return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, 'latin1'));
}

/** Pid of a localnet that already runs in this folder. */
export const findRunning = (root: string): number | undefined => livingPids(root).localnet;

/** True while children of a starter that was killed are still writing their state. */
export const hasOrphans = (root: string): boolean => Object.keys(livingPids(root)).some((name) => name !== 'localnet');

export interface HomeOptions {
  readonly seed: number;
  readonly reset: boolean;
  /** People's money comes by deposits on EVM chains; else genesis issues it. */
  readonly evm: boolean;
}

/** Opens the folder of a localnet, made anew when there is none or `reset` asks for it. */
export function openLocalnetHome(root: string, { seed, reset, evm }: HomeOptions): LocalnetHome {
  if (reset) rmSync(root, { recursive: true, force: true });
  const node = homePaths(join(root, 'node'));
  const metaFile = join(root, 'localnet-meta.json');
  const isNew = !existsSync(node.genesis) || !existsSync(metaFile);
  if (isNew) {
    const now = new Date();
    initHome({
      paths: node,
      moniker: 'local-0',
      chainId: LOCALNET_CHAIN,
      now,
      adapt: (genesis) => adapt(genesis, root, evm),
    });
    const meta: LocalnetMeta = { seed, startSecond: Math.floor(now.getTime() / 1000) };
    writeFileAtomic(metaFile, `${JSON.stringify(meta)}\n`);
  }
  const meta = JSON.parse(readFileSync(metaFile, 'utf8')) as LocalnetMeta;
  const genesis = JSON.parse(readFileSync(node.genesis, 'utf8')) as GenesisJson;
  return { root, node, meta, genesis, isNew };
}

/** Withdrawals are batched at once, and a short halt (a restart) delays them by seconds only. */
const BRIDGE_PARAMS = { batchIntervalMs: '250', pauseBlocks: '10' } as const;

function adapt(genesis: GenesisJson, root: string, evm: boolean): GenesisJson {
  const { people, bots } = localnetAccounts();
  const authority = bots.find(({ name }) => name === 'authority')!;
  const prepared = withBridge(addOperators(genesis, root), findAddress(authority.address)!, BRIDGE_PARAMS);
  return [...people, ...bots]
    .filter(({ usdc, deposits }) => usdc > 0n && !(evm && deposits))
    .reduce((all, { address, usdc }) => withBalance(all, findAddress(address)!, 'USDC', usdc * USDC_UNIT), prepared);
}
