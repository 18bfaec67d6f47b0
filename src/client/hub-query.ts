import { findBase64, toHex } from '#chain/lib/bytes.ts';
import { errorCodes, isErrorCode } from '#chain/lib/error-codes.ts';
import type { Codec } from '#chain/lib/protobuf.ts';
import { NaveError, UnreachableError } from './nave-error.ts';
import type { Fetch } from './rest-client.ts';

/** A query of the generated services: `Query.nextSet` of `nave.bridge.v1`. */
export interface QueryMethod<Q, R> {
  readonly path: string;
  readonly request: Codec<Q>;
  readonly response: Codec<R>;
}

export interface HubQueryOptions {
  readonly timeoutMs?: number;
  readonly fetch?: Fetch;
  readonly signal?: AbortSignal;
}

/**
 * Asks committed state over the CometBFT-compatible RPC (`abci_query`), for what REST has no route. Throws NaveError with
 * the hub's code, or UnreachableError when no answer came.
 */
export async function hubQuery<Q, R>(
  rpc: string,
  { path, request, response }: QueryMethod<Q, R>,
  value: Q,
  options: HubQueryOptions = {},
): Promise<R> {
  const params = { path, data: toHex(request.encode(value)), height: '0', prove: false };
  const limit = AbortSignal.timeout(options.timeoutMs ?? 10_000);
  const { signal, fetch = (input, init) => globalThis.fetch(input, init) } = options;
  let answer: unknown;
  try {
    const reply = await fetch(rpc, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'abci_query', params }),
      signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
    });
    answer = await reply.json();
  } catch (cause) {
    signal?.throwIfAborted();
    throw new UnreachableError(`no answer to ${path} from ${rpc}`, { cause });
  }
  const { code, log, bytes } = readAnswer(answer, path);
  if (code !== 0) throw refused(code, log);
  try {
    return response.decode(bytes);
  } catch (cause) {
    throw new UnreachableError(`${path}: the value is not what was asked for`, { cause });
  }
}

type Loose = { readonly [field: string]: Loose } | undefined;

/** Throws UnreachableError for anything that is not the shape of an answer. */
function readAnswer(answer: unknown, path: string): { code: number; log: string; bytes: Uint8Array } {
  const { result, error } = (answer ?? {}) as { readonly result?: Loose; readonly error?: Loose };
  const response = result?.response;
  if (typeof response !== 'object' || response === null) {
    const text = error?.message as unknown;
    throw new UnreachableError(`${path}: ${typeof text === 'string' ? text : 'not an answer of a hub'}`);
  }
  const { code = 0, log, value } = response as { code?: unknown; log?: unknown; value?: unknown };
  const bytes = findBase64(typeof value === 'string' ? value : '');
  if (typeof code !== 'number' || bytes === undefined) throw new UnreachableError(`${path}: not an answer of a hub`);
  return { code, log: typeof log === 'string' ? log : '', bytes };
}

function refused(code: number, log: string): NaveError {
  const known = isErrorCode(code) ? errorCodes[code] : undefined;
  return new NaveError({
    code,
    name: known?.name ?? 'UNKNOWN',
    message: log === '' ? (known?.text ?? `refused with ${code}`) : log,
    details: {},
    retryable: known?.retryable ?? false,
    retryAfterMs: null,
  });
}
