import { AnswerTooLong, postJson } from './http-post.ts';
import { classifyRpcError, RpcError } from './rpc-error.ts';

export interface RpcSourceOptions {
  /** For logs and metrics, such as `31337/rpc0`. */
  readonly name: string;
  readonly url: string;
  /** For a whole answer, body included. */
  readonly timeoutMs: number;
  /** Longest answer read. */
  readonly maxBytes?: number;
  /** Ends every request. */
  readonly signal?: AbortSignal;
}

const DEFAULT_MAX_BYTES = 32 * 1024 * 1024;
/** After this many timeouts in a row an endpoint is left alone for a time: one that hangs must not hold up the others. */
const HANGS = 2;
/** Doubled with each further one. */
const LEFT_ALONE_MS = 10_000;
const LONGEST_ALONE_MS = 60_000;

/** One JSON-RPC endpoint of an EVM chain. No retries and no cache here: the callers decide, and judge every answer. */
export class RpcSource {
  readonly name: string;
  private readonly options: RpcSourceOptions;
  private id = 0;
  private hangs = 0;
  private aloneUntilMs = 0;

  constructor(options: RpcSourceOptions) {
    this.name = options.name;
    this.options = options;
  }

  /** The `result` of a call, unjudged. Throws RpcError. */
  async request(method: string, params: readonly unknown[]): Promise<unknown> {
    if (performance.now() < this.aloneUntilMs)
      throw new RpcError('unreachable', this.name, 'hung; left alone for a while');
    this.id += 1;
    const { id } = this;
    const answer = await this.post(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    if (typeof answer !== 'object' || answer === null) throw this.malformed('not a JSON-RPC answer');
    const { id: answered, error, result } = answer as { id?: unknown; error?: unknown; result?: unknown };
    if (error !== undefined && error !== null) throw this.failed(error);
    if (answered !== id) throw this.malformed('answer to another request');
    if (result === undefined) throw this.malformed('no result');
    return result;
  }

  private async post(body: string): Promise<unknown> {
    const { url, timeoutMs, signal, maxBytes = DEFAULT_MAX_BYTES } = this.options;
    const deadline = AbortSignal.timeout(timeoutMs);
    let status: number;
    let text: string;
    try {
      const limits = { maxBytes, signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]) };
      ({ status, text } = await postJson(url, body, limits));
      this.hangs = 0;
    } catch (error) {
      if (error instanceof AnswerTooLong) throw new RpcError('range', this.name, `answer ${error.message}`);
      signal?.throwIfAborted();
      if (deadline.aborted) this.hung();
      throw new RpcError('unreachable', this.name, deadline.aborted ? `no answer in ${timeoutMs} ms` : 'no connection');
    }
    if (status === 429) throw new RpcError('rate_limited', this.name, 'HTTP 429');
    if (status === 413) throw new RpcError('range', this.name, 'HTTP 413');
    if (status >= 500) throw new RpcError('unreachable', this.name, `HTTP ${status}`);
    try {
      return JSON.parse(text);
    } catch {
      throw this.malformed(`HTTP ${status}, no JSON`);
    }
  }

  private hung(): void {
    this.hangs += 1;
    if (this.hangs < HANGS) return;
    this.aloneUntilMs = performance.now() + Math.min(LONGEST_ALONE_MS, LEFT_ALONE_MS * 2 ** (this.hangs - HANGS));
  }

  private failed(error: unknown): RpcError {
    const { code, message, data } = error as { code?: unknown; message?: unknown; data?: unknown };
    const text = typeof message === 'string' ? message.slice(0, 300) : 'an error without a message';
    const failure = classifyRpcError(typeof code === 'number' ? code : 0, text);
    const isHex = typeof data === 'string' && /^0x[0-9a-f]*$/i.test(data);
    return new RpcError(failure, this.name, text, isHex ? data : undefined);
  }

  malformed(what: string): RpcError {
    return new RpcError('malformed', this.name, what);
  }
}
