import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Changes what one relayer sees of one chain. */
export interface ProxyFault {
  /** The answer to a call instead of the chain's; may ask the chain itself. Rejects as the chain does. */
  answer(method: string, params: readonly unknown[], ask: AskChain): Promise<unknown>;
}

export type AskChain = (method: string, params: readonly unknown[]) => Promise<unknown>;

/** What an endpoint does: nothing special, never answers, or a fault's answers. */
export type EndpointMode = 'honest' | 'hang' | ProxyFault;

interface Endpoint {
  readonly target: URL;
  mode: EndpointMode;
}

interface Call {
  readonly id: unknown;
  readonly method: string;
  readonly params?: readonly unknown[];
}

const MAX_BODY = 1 << 20;

/** A refusal of the chain, handed on as it came. */
class ChainError extends Error {
  readonly error: unknown;

  constructor(error: unknown) {
    super('refused by the chain');
    this.error = error;
  }
}

/**
 * The RPC endpoints that relayers read: one server, a path for each relayer, chain and source, all passed through to the
 * chain until told otherwise. Localnets only.
 */
export class RpcProxy {
  private readonly server: Server;
  private readonly agent = new Agent({ keepAlive: true });
  private readonly endpoints = new Map<string, Endpoint>();

  constructor() {
    this.server = createServer((incoming, outgoing) => this.handle(incoming, outgoing));
  }

  /** `port` 0 takes a free one. */
  async listen(port: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.server.once('error', reject);
    this.server.listen(port, '127.0.0.1', resolve);
    await promise;
  }

  /** Opens a path to a chain and returns its URL. */
  addEndpoint(path: string, target: string): string {
    this.endpoints.set(`/${path}`, { target: new URL(target), mode: 'honest' });
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/${path}`;
  }

  setMode(path: string, mode: EndpointMode): void {
    const endpoint = this.endpoints.get(`/${path}`);
    if (endpoint === undefined) throw new Error(`no endpoint ${path}`);
    endpoint.mode = mode;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    this.agent.destroy();
    await closed;
  }

  private handle(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const endpoint = this.endpoints.get(incoming.url ?? '');
    if (endpoint === undefined) {
      outgoing.writeHead(404).end();
      return;
    }
    const { mode, target } = endpoint;
    if (mode === 'hang') {
      incoming.resume();
      return;
    }
    if (mode !== 'honest') {
      this.answer(incoming, outgoing, target, mode).catch(() => outgoing.destroy());
      return;
    }
    const { 'content-length': length } = incoming.headers;
    const headers = { 'content-type': 'application/json', ...(length !== undefined && { 'content-length': length }) };
    const passed = request(target, { method: 'POST', agent: this.agent, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, { 'content-type': 'application/json' });
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  }

  private async answer(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    target: URL,
    fault: ProxyFault,
  ): Promise<void> {
    const { id, method, params = [] } = JSON.parse(await readBody(incoming)) as Call;
    const ask: AskChain = (asked, given) => this.ask(target, asked, given);
    let answer: object;
    try {
      answer = { result: await fault.answer(method, params, ask) };
    } catch (error) {
      if (!(error instanceof ChainError)) throw error;
      answer = { error: error.error };
    }
    outgoing
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ jsonrpc: '2.0', id, ...answer }));
  }

  private async ask(target: URL, method: string, params: readonly unknown[]): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const headers = { 'content-type': 'application/json' };
    request(target, { method: 'POST', agent: this.agent, headers }, resolve)
      .on('error', reject)
      .end(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
    const { result, error } = JSON.parse(await readBody(await promise)) as { result?: unknown; error?: unknown };
    if (error !== undefined && error !== null) throw new ChainError(error);
    return result;
  }
}

async function readBody(message: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of message as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > 32 * MAX_BODY) throw new Error('body too large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
