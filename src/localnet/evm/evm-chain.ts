import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Address, Hex, LocalAccount } from 'viem';
import { numberToHex } from 'viem';
import { Query } from '#proto/generated/nave.bridge.v1.ts';
import { hubQuery } from '#src/client/hub-query.ts';
import type { NaveClient } from '#src/client/nave-client.ts';
import { writeFileAtomic } from '#src/node/home.ts';
import { deployAndRegister } from '#src/relayer/deployment/register-spoke.ts';
import { releasedCode } from '#src/relayer/deployment/released-code.ts';
import { readSpokeFile, type SpokeClaim, type SpokeFile } from '#src/relayer/deployment/spoke-file.ts';
import { deployTestToken } from '#src/relayer/deployment/test-tokens.ts';
import { RpcSource } from '#src/relayer/rpc/rpc-source.ts';
import { STREAM_SLOTS } from '#src/relayer/rpc/vault-proof.ts';
import type { FundedAccount } from '../accounts.ts';
import { AnvilProcess } from './anvil-process.ts';
import { fundChain, fundGas } from './chain-money.ts';
import { type EvmChain, LOCAL_TOKENS, spokePlan } from './chain-plan.ts';
import { nudgeFinality } from './finality-nudge.ts';

/** Its `finalized` block needs a state that can be proven: after a restart only new blocks have one. */
const FRESH_BLOCKS = 3;

/** A chain that runs, with its tokens, before the hub knows of it. */
export interface RunningChain {
  readonly plan: EvmChain;
  readonly anvil: AnvilProcess;
  readonly source: RpcSource;
  readonly tokens: readonly Address[];
  readonly folder: string;
}

export interface ChainOptions {
  readonly plan: EvmChain;
  readonly port: number;
  readonly folder: string;
  readonly people: readonly FundedAccount[];
  /** Pays for tokens and vault. */
  readonly deployer: LocalAccount;
  readonly signal: AbortSignal;
  /** Told at once, so that a start that fails later stops it. */
  readonly onStarted: (anvil: AnvilProcess) => void;
}

/** Starts a chain or goes on with it; tokens and gas are there when this resolves. */
export async function startChain(options: ChainOptions): Promise<RunningChain> {
  const { plan, port, folder, people, deployer, signal } = options;
  const anvil = await AnvilProcess.start({ chainId: plan.chainId, port, folder }).catch((error: Error) => {
    const hint = /in use/.test(error.message) ? `; port ${port} is taken, --port-offset N takes others` : '';
    throw new Error(`${plan.name}: ${error.message}${hint}`);
  });
  options.onStarted(anvil);
  nudgeFinality(anvil.url, signal);
  const source = new RpcSource({ name: plan.name, url: anvil.url, timeoutMs: 10_000, signal });
  await source.request('anvil_mine', [numberToHex(FRESH_BLOCKS)]);
  await fundGas(source, [deployer.address]);
  const tokens: Address[] = [];
  for (const { code } of LOCAL_TOKENS) tokens.push(await deployTestToken(code, source, deployer, 50));
  await fundChain(source, tokens, people);
  return { plan, anvil, source, tokens, folder };
}

/** Deploys the chain's vault and registers it; on a later start finds both. */
export async function connectChain(
  chain: RunningChain,
  client: NaveClient,
  rpc: string,
  deployer: LocalAccount,
): Promise<SpokeClaim> {
  const { plan, source, tokens, folder } = chain;
  const saved = join(folder, 'spoke.json');
  const before = existsSync(saved) ? (JSON.parse(readFileSync(saved, 'utf8')) as SpokeFile) : undefined;
  const { file } = await deployAndRegister({
    plan: before ?? spokePlan(plan, tokens),
    source,
    account: deployer,
    code: releasedCode('spoke-vault'),
    client,
    rpc,
    pollingIntervalMs: 50,
    onPlanned: (planned) => writeFileAtomic(saved, `${JSON.stringify(planned)}\n`),
  });
  const claim = readSpokeFile(file);
  await requireOwnHistory(chain, claim, rpc);
  return claim;
}

const EVENT_NONCE_MASK = (1n << 64n) - 1n;

/** A chain that was not stopped in order comes back as it was a minute before; the hub has seen more, and that is for ever. */
async function requireOwnHistory({ plan, source }: RunningChain, { vault }: SpokeClaim, rpc: string): Promise<void> {
  const { spokes } = await hubQuery(rpc, Query.spokes, {});
  const applied = BigInt(spokes.find(({ spoke }) => spoke === plan.spoke)?.eventNonce ?? 0);
  const [, counters] = STREAM_SLOTS;
  const slot = numberToHex(counters, { size: 32 });
  const word = BigInt((await source.request('eth_getStorageAt', [vault, slot, 'latest'])) as Hex);
  const emitted = word & EVENT_NONCE_MASK;
  if (applied <= emitted) return;
  throw new Error(
    `${plan.name} has lost blocks: its vault is at event ${emitted}, the hub has applied ${applied}. --reset begins anew`,
  );
}
