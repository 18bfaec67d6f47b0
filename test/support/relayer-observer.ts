/** Observers over given endpoints of a vault chain. */
import { Registry } from 'prom-client';
import type { HubPort } from '#src/relayer/hub-port.ts';
import { createRelayerMetrics } from '#src/relayer/metrics.ts';
import { Observer, type ObserverOptions } from '#src/relayer/observer/observer.ts';
import { RpcSource } from '#src/relayer/rpc/rpc-source.ts';
import type { VaultChain } from './vault-chain.ts';

export interface ObserverChoice extends Partial<Omit<ObserverOptions, 'group'>> {
  /** Endpoints; default: the chain itself, twice. */
  readonly urls?: readonly string[];
  readonly required?: number;
  readonly timeoutMs?: number;
}

export function testObserver(chain: VaultChain, hub: HubPort, choice: ObserverChoice = {}): Observer {
  const { urls = [chain.anvil.url, chain.anvil.url], required = 2, timeoutMs = 10_000, ...rest } = choice;
  const sources = urls.map((url, i) => new RpcSource({ name: `rpc${i}`, url, timeoutMs }));
  return new Observer({
    spoke: 1,
    hub,
    group: { sources, required },
    finality: { kind: 'finalized' },
    metrics: createRelayerMetrics(new Registry()),
    ...rest,
  });
}
