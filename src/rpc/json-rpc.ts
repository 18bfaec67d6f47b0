/** JSON-RPC 2.0 as CometBFT speaks it. */
export type RpcId = string | number;

export interface RpcRequest {
  /** Absent for a notification, which gets no reply. */
  readonly id?: RpcId;
  readonly method: string;
  readonly params: unknown;
}

export interface RpcFailure {
  readonly code: number;
  readonly message: string;
  readonly data?: string;
}

/** An answer with an error; the text is what clients match on. */
export class RpcError extends Error {
  override name = 'RpcError';
  readonly failure: RpcFailure;

  constructor(failure: RpcFailure) {
    super(failure.data ?? failure.message);
    this.failure = failure;
  }
}

export const parseError = (data: string): RpcFailure => ({ code: -32700, message: 'Parse error. Invalid JSON', data });
export const invalidRequest = (data: string): RpcFailure => ({ code: -32600, message: 'Invalid Request', data });
export const methodNotFound: RpcFailure = { code: -32601, message: 'Method not found' };
export const invalidParams = (data: string): RpcFailure => ({ code: -32602, message: 'Invalid params', data });
export const internalError = (data: string): RpcFailure => ({ code: -32603, message: 'Internal error', data });
export const serverError = (data: string): RpcFailure => ({ code: -32000, message: 'Server error', data });

export const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What a handler threw, as CometBFT reports it. */
export const failureOf = (error: unknown): RpcFailure =>
  error instanceof RpcError ? error.failure : internalError(textOf(error));

const withId = (id: RpcId | undefined): object => (id === undefined ? {} : { id });

export const successReply = (id: RpcId, result: unknown): object => ({ jsonrpc: '2.0', id, result });
export const errorReply = (id: RpcId | undefined, error: RpcFailure): object => ({
  jsonrpc: '2.0',
  ...withId(id),
  error,
});

/** One request of parsed JSON; throws RpcError. */
export function readRequest(value: unknown): RpcRequest {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RpcError(parseError('error unmarshaling request: expected an object'));
  }
  const { id, method, params } = value as { id?: unknown; method?: unknown; params?: unknown };
  const name = typeof method === 'string' ? method : '';
  if (id === undefined || id === null) return { method: name, params };
  if (typeof id !== 'string' && !Number.isSafeInteger(id)) {
    throw new RpcError(parseError('error unmarshaling request: json-rpc ID must be a string or a whole number'));
  }
  return { id: id as RpcId, method: name, params };
}
