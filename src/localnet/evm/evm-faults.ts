import { Query } from '#proto/generated/nave.bridge.v1.ts';
import { hubQuery } from '#src/client/hub-query.ts';
import type { RpcSource } from '#src/relayer/rpc/rpc-source.ts';
import { OPERATORS, operatorName } from '../operators.ts';
import { pause } from '../pause.ts';
import { FINAL_DEPTH } from './chain-limits.ts';
import { ForgedView } from './forged-view.ts';
import type { RelayerProcess } from './relayer-process.ts';
import type { RpcProxy } from './rpc-proxy.ts';

/** How many of what is injected; 0 nothing. */
export interface EvmFaults {
  /** Relayers both of whose endpoints show the same forged chains. */
  readonly relayerLies: number;
  /** Relayers that are killed again and again. */
  readonly relayerDies: number;
  /** Blocks that are replaced again and again, on every chain. */
  readonly reorg: number;
  /** Relayers one of whose two endpoints never answers. */
  readonly rpcHangs: number;
}

/** What will happen, said before it does. Four operators of equal power: three are a quorum. */
export function warningsOf({ relayerLies, relayerDies, reorg, rpcHangs }: EvmFaults): string[] {
  const silent = new Set([
    ...Array.from({ length: rpcHangs }, (_, i) => hangingOperator(i)),
    ...Array.from({ length: relayerDies }, (_, i) => i),
  ]);
  const honest = Array.from({ length: OPERATORS }, (_, i) => i).filter(
    (operator) => operator < OPERATORS - relayerLies && !silent.has(operator),
  );
  return [
    ...(relayerLies > 0
      ? [`relayer-lies=${relayerLies}: forged deposits are voted for; ${lieOutcome(relayerLies)}`]
      : []),
    ...(relayerLies < 2 && honest.length < 3 && silent.size > 0
      ? [`${honest.length} of ${OPERATORS} relayers vote truly at all times: fewer than a quorum of 3, money waits`]
      : []),
    ...(reorg > FINAL_DEPTH
      ? [
          `reorg=${reorg}: finality is ${FINAL_DEPTH} blocks, so final blocks change; relayers stop voting for good and vote to isolate the spokes`,
        ]
      : reorg > 0
        ? [`reorg=${reorg}: within the finality of ${FINAL_DEPTH} blocks; transactions of replaced blocks are gone`]
        : []),
  ];
}

function lieOutcome(liars: number): string {
  if (liars === 1) return 'the others outvote them';
  return liars === 2 ? 'the votes are split, each spoke isolates itself' : 'they are a quorum, and money is invented';
}

const hangingOperator = (i: number): number => (2 * OPERATORS - 2 - i) % OPERATORS;

const DIE_AFTER_MS = 10_000;
const DEAD_FOR_MS = 10_000;
const REORG_EVERY_MS = 10_000;
const REPORT_EVERY_MS = 2_000;

export interface FaultyChain {
  readonly spoke: number;
  readonly vault: `0x${string}`;
  readonly domainSeparator: `0x${string}`;
  readonly source: RpcSource;
}

export interface FaultTargets {
  readonly faults: EvmFaults;
  readonly proxy: RpcProxy;
  /** In the order of the operators. */
  readonly relayers: readonly RelayerProcess[];
  /** Hub account of each operator's relayer. */
  readonly voters: readonly string[];
  readonly chains: readonly FaultyChain[];
  readonly hubRpc: string;
  readonly signal: AbortSignal;
  /** Told of what is done and what comes of it, one line each. */
  readonly tell: (line: string) => void;
}

/** Path of an endpoint at the proxy. */
export const endpointPath = (operator: number, spoke: number, source: number): string =>
  `local-${operator}/spoke-${spoke}/${source}`;

/**
 * Begins to inject. Liars are counted from the last operator down, hanging endpoints from the one before it, and the first
 * operators die: they are the first to submit.
 */
export async function injectEvmFaults(targets: FaultTargets): Promise<void> {
  const { faults } = targets;
  for (let i = 0; i < faults.relayerLies; i++) await makeLiar(targets, OPERATORS - 1 - i);
  for (let i = 0; i < faults.rpcHangs; i++) {
    const operator = hangingOperator(i);
    for (const { spoke } of targets.chains) targets.proxy.setMode(endpointPath(operator, spoke, 0), 'hang');
  }
  for (const relayer of targets.relayers.slice(0, faults.relayerDies)) void killAgainAndAgain(relayer, targets);
  if (faults.reorg > 0) for (const { source } of targets.chains) void reorgAgainAndAgain(source, targets);
}

/** Both endpoints of an operator show the same forged chain, from the next block on. */
async function makeLiar(targets: FaultTargets, operator: number): Promise<void> {
  const { proxy, chains, voters, hubRpc, signal } = targets;
  const relayer = voters[operator]!;
  for (const { spoke, vault, domainSeparator, source } of chains) {
    const from = BigInt((await source.request('eth_blockNumber', [])) as string) + 1n;
    const honestUpTo = async (): Promise<bigint> => {
      const { lastNonce } = await hubQuery(hubRpc, Query.voter, { spoke, relayer }, { signal });
      return BigInt(lastNonce);
    };
    const view = new ForgedView({ vault, domainSeparator, from, honestUpTo });
    for (const i of [0, 1]) proxy.setMode(endpointPath(operator, spoke, i), view);
    void reportOutvoted(targets, operator, spoke);
  }
}

async function reportOutvoted(targets: FaultTargets, operator: number, spoke: number): Promise<void> {
  const { voters, hubRpc, signal, tell } = targets;
  let before = Number.POSITIVE_INFINITY;
  while (!signal.aborted) {
    try {
      const { outvoted } = await hubQuery(hubRpc, Query.voter, { spoke, relayer: voters[operator]! }, { signal });
      if (outvoted > before)
        tell(`${operatorName(operator)} voted for a forged deposit on spoke ${spoke} and was outvoted`);
      before = outvoted;
    } catch {
      // a busy hub: the next look
    }
    await pause(REPORT_EVERY_MS, signal);
  }
}

async function killAgainAndAgain(relayer: RelayerProcess, { signal, tell }: FaultTargets): Promise<void> {
  while (!signal.aborted) {
    await pause(DIE_AFTER_MS, signal);
    if (signal.aborted) return;
    relayer.kill();
    tell(`relayer ${relayer.name} is killed`);
    await pause(DEAD_FOR_MS, signal);
    if (signal.aborted) return;
    relayer.start();
    tell(`relayer ${relayer.name} is started again`);
  }
}

/** The replaced blocks come back empty: transactions in them are gone. */
async function reorgAgainAndAgain(source: RpcSource, { faults, signal, tell }: FaultTargets): Promise<void> {
  while (!signal.aborted) {
    await pause(REORG_EVERY_MS, signal);
    if (signal.aborted) return;
    try {
      await source.request('anvil_reorg', [faults.reorg, []]);
      tell(`the last ${faults.reorg} blocks of ${source.name} are replaced`);
    } catch {
      // a chain that is too short for it yet, or busy: the next time
    }
  }
}
