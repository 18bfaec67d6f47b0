export type RpcFailure =
  /** No answer, a broken connection, 5xx, a timeout. */
  | 'unreachable'
  | 'rate_limited'
  /** The block range or the answer would be too large: ask for less. */
  | 'range'
  /** The call reverted; `data` has the revert data. */
  | 'revert'
  /** The node refused the request with an error of its own. */
  | 'refused'
  /** An answer that breaks the format: a lie or a fault, never to be used. */
  | 'malformed';

/** One endpoint did not give a usable answer. `source` is its number, not its URL: URLs carry API keys. */
export class RpcError extends Error {
  override name = 'RpcError';
  readonly failure: RpcFailure;
  readonly source: string;
  readonly data: string | undefined;

  constructor(failure: RpcFailure, source: string, message: string, data?: string) {
    super(`${source}: ${message}`);
    this.failure = failure;
    this.source = source;
    this.data = data;
  }
}

const RANGE =
  /block range|range (is )?too (large|wide)|too many (results|logs|blocks)|more than \d+ results|response size|limit exceeded|query timeout/i;
const RATE = /rate limit|too many requests|exceeded.*(quota|capacity|compute)|throttl/i;

/** Class of a JSON-RPC error object. -32005 is EIP-1474's "limit exceeded": of rate or of range, by its text. */
export function classifyRpcError(code: number, message: string): RpcFailure {
  if (code === 3 || /revert/i.test(message)) return 'revert';
  if (code === 429 || RATE.test(message)) return 'rate_limited';
  if (code === -32005 || RANGE.test(message)) return 'range';
  return 'refused';
}
