import type { RelayerConfig, RelayerDeps, SpokeSettings } from './relayer-types.ts';
import type { SourceGroup } from './rpc/agreement.ts';
import { RpcSource } from './rpc/rpc-source.ts';

const RPC_TIMEOUT_MS = 10_000;

/** The endpoints of a spoke, named by number: URLs carry API keys. */
export function sourceGroup(
  { spoke, rpc }: SpokeSettings,
  { requiredSources, rpcTimeoutMs = RPC_TIMEOUT_MS }: RelayerConfig,
  { metrics, signal }: RelayerDeps,
): SourceGroup {
  return {
    sources: rpc.map(
      (url, i) => new RpcSource({ name: `spoke${spoke}/rpc${i}`, url, timeoutMs: rpcTimeoutMs, signal }),
    ),
    required: requiredSources,
    onFailure: ({ source, failure }) => metrics.rpcFailures.inc({ spoke, source, failure }),
  };
}
