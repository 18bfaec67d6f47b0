import { createPublicClient, custom, type PublicClient } from 'viem';
import { RpcError } from './rpc-error.ts';
import type { RpcSource } from './rpc-source.ts';

/** What viem expects of a failing provider. Revert data stays where viem looks for it. */
class ProviderError extends Error {
  readonly code: number;
  readonly data: string | undefined;

  constructor({ failure, message, data }: RpcError) {
    super(message);
    this.code = failure === 'revert' ? 3 : failure === 'rate_limited' ? -32005 : -32000;
    this.data = data;
  }
}

/** A viem client over one endpoint: no cache, no retries of its own, polling only where a caller asks for it. */
export function viemClient(source: RpcSource): PublicClient {
  const request = async ({ method, params }: { method: string; params?: unknown }): Promise<unknown> => {
    try {
      return await source.request(method, Array.isArray(params) ? params : []);
    } catch (error) {
      throw error instanceof RpcError && error.failure !== 'unreachable' ? new ProviderError(error) : error;
    }
  };
  return createPublicClient({
    transport: custom({ request }, { retryCount: 0 }),
    cacheTime: 0,
    pollingInterval: 1_000,
  });
}
