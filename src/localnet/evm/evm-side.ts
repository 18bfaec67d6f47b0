import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { bytesToHex } from 'viem';
import type { SpokeInfo } from '#proto/generated/nave.bridge.v1.ts';
import { Query, SpokeState } from '#proto/generated/nave.bridge.v1.ts';
import { hubQuery } from '#src/client/hub-query.ts';
import type { NaveClient } from '#src/client/nave-client.ts';
import type { FundedAccount } from '../accounts.ts';
import type { LocalnetSpoke } from '../contract.ts';
import { OPERATORS, readOperatorKeys } from '../operators.ts';
import type { Progress } from '../progress.ts';
import { waitFor } from '../wait-for.ts';
import type { AnvilProcess } from './anvil-process.ts';
import { evmAccount } from './chain-money.ts';
import { type EvmChain, evmChains, LOCAL_TOKENS } from './chain-plan.ts';
import { connectChain, type RunningChain, startChain } from './evm-chain.ts';
import { type EvmFaults, endpointPath, injectEvmFaults, warningsOf } from './evm-faults.ts';
import { makeFirstDeposits } from './first-deposits.ts';
import { RelayerProcess } from './relayer-process.ts';
import { RpcProxy } from './rpc-proxy.ts';

/** Relayers report at once when they start: an older report is of the time before this start. */
const FRESH_LAG_MS = 15_000;
const PROXY_PORT = 8560;
const RELAYER_METRICS_PORT = 9470;

export interface EvmSideOptions {
  readonly root: string;
  readonly chains: number;
  readonly port: (base: number) => number;
  readonly people: readonly FundedAccount[];
  /** Signs the registrations and pays for the deployments. */
  readonly authority: FundedAccount;
  readonly signal: AbortSignal;
  readonly note: (who: string, error: unknown) => void;
  /** For the terminal: what faults do. */
  readonly tell: (line: string) => void;
  /** Called when `pids` has changed. */
  readonly onPids: () => void;
  /** Called with a reason when a chain ended by itself. */
  readonly onBroken: (why: string) => void;
}

export interface HubAddresses {
  readonly rpc: string;
  readonly rest: string;
}

/** The EVM chains of a localnet with their vaults and relayers. */
export class EvmSide {
  private readonly options: EvmSideOptions;
  private readonly plans: readonly EvmChain[];
  private readonly anvils: AnvilProcess[] = [];
  private readonly proxy = new RpcProxy();
  private chains: readonly RunningChain[] = [];
  private relayers: readonly RelayerProcess[] = [];
  private stopping: Promise<void> | undefined;

  constructor(options: EvmSideOptions) {
    this.options = options;
    this.plans = evmChains(options.chains);
  }

  /** Chains, tokens and the endpoints of the relayers: all that does not need the hub. */
  async startChains(): Promise<void> {
    const { root, port, people, authority, signal, onBroken } = this.options;
    await this.proxy.listen(port(PROXY_PORT));
    this.chains = await Promise.all(
      this.plans.map((plan) =>
        startChain({
          plan,
          port: port(plan.port),
          folder: join(root, 'chains', plan.name),
          people,
          deployer: evmAccount(authority),
          signal,
          onStarted: (anvil) => {
            this.anvils.push(anvil);
            anvil.onExit((code) => {
              if (this.stopping === undefined) onBroken(`${plan.name} (anvil) ended with exit code ${code}`);
            });
          },
        }),
      ),
    );
  }

  /** Vaults, registration, relayers, first deposits. `client` signs as the authority. */
  async connect(client: NaveClient, hub: HubAddresses, progress: Progress): Promise<LocalnetSpoke[]> {
    const { signal, authority } = this.options;
    const claims = await progress.step('Vaults deployed and registered', () =>
      Promise.all(this.chains.map((chain) => connectChain(chain, client, hub.rpc, evmAccount(authority)))),
    );
    await progress.step('Relayers', async () => {
      flushCompileCache();
      this.startRelayers(hub);
      await waitFor(signal, 60_000, 'votes of a quorum on every chain', async () => {
        const { spokes: known } = await hubQuery(hub.rpc, Query.spokes, {}, { signal });
        return this.plans.every(({ spoke }) => isFollowed(known.find((one) => one.spoke === spoke)));
      });
    });
    const spokes = this.chains.map(
      ({ plan, anvil, tokens }, i): LocalnetSpoke => ({
        id: plan.spoke,
        name: plan.name,
        chainId: plan.chainId,
        rpc: anvil.url,
        vault: claims[i]!.vault,
        tokens: LOCAL_TOKENS.map(({ symbol, decimals, asset }, at) => ({
          symbol,
          address: tokens[at]!,
          decimals,
          hubAsset: asset,
        })),
      }),
    );
    const { people } = this.options;
    await makeFirstDeposits({ client, people, spokes, signal, progress });
    return spokes;
  }

  /** Process ids by name. */
  get pids(): Record<string, number> {
    const relayers = this.relayers.flatMap(({ name, pid }) => (pid === undefined ? [] : [[`relayer-${name}`, pid]]));
    const chains = this.chains.map(({ plan, anvil }) => [plan.name, anvil.pid]);
    return Object.fromEntries([...chains, ...relayers]) as Record<string, number>;
  }

  /** Begins to inject faults; what the user should know of them, and of spokes that do not work. */
  async inject(faults: EvmFaults, hub: HubAddresses): Promise<string[]> {
    const { spokes } = await hubQuery(hub.rpc, Query.spokes, {});
    await injectEvmFaults({
      faults,
      proxy: this.proxy,
      relayers: this.relayers,
      voters: Array.from({ length: OPERATORS }, (_, i) => readOperatorKeys(this.options.root, i).relayer.address),
      chains: this.chains.map(({ plan, source }) => {
        const { spoke, vault, domainSeparator } = spokes.find((one) => one.spoke === plan.spoke)!;
        return { spoke, vault: bytesToHex(vault), domainSeparator: bytesToHex(domainSeparator), source };
      }),
      hubRpc: hub.rpc,
      signal: this.options.signal,
      tell: this.options.tell,
    });
    const stuck = spokes.filter(({ state }) => state !== SpokeState.ACTIVE);
    return [
      ...warningsOf(faults),
      ...stuck.map(({ name, reason }) => `${name} is closed (${reason}): nave query bridge spokes says more`),
    ];
  }

  /** Relayers first: they would count a chain that goes away as a failure. A second call waits for the first. */
  stop(): Promise<void> {
    this.stopping ??= this.stopAll();
    return this.stopping;
  }

  private async stopAll(): Promise<void> {
    await Promise.all(this.relayers.map((relayer) => relayer.stop()));
    await this.proxy.stop();
    await Promise.all(this.anvils.map((anvil) => anvil.stop()));
  }

  private startRelayers(hub: HubAddresses): void {
    const { root, port, note, onPids } = this.options;
    this.relayers = Array.from(
      { length: OPERATORS },
      (_, index) =>
        new RelayerProcess({
          root,
          index,
          hub,
          spokes: this.chains.map(({ plan: { spoke }, anvil }) => ({
            spoke,
            rpc: [0, 1].map((i) => this.proxy.addEndpoint(endpointPath(index, spoke, i), anvil.url)),
          })),
          metricsPort: port(RELAYER_METRICS_PORT + index),
          onRestart: onPids,
          onExit: (name, code) => note(`relayer ${name}`, new Error(`ended with exit code ${code}; starting it again`)),
        }),
    );
    for (const relayer of this.relayers) relayer.start();
  }
}

/**
 * Its constructor is attested and a quorum looked at it lately. One that is isolated or retired is not waited for: the rest
 * goes on without it.
 */
function isFollowed(spoke: SpokeInfo | undefined): boolean {
  if (spoke === undefined || spoke.state === SpokeState.PAUSED) return false;
  return spoke.lagMs <= FRESH_LAG_MS || spoke.state === SpokeState.ISOLATED || spoke.state === SpokeState.RETIRED;
}
