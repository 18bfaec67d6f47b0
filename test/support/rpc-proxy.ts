/** Stands before an RPC endpoint and spoils what comes back: forged, cut, late, refused, or nothing at all. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RpcCall {
  readonly method: string;
  readonly params: readonly unknown[];
}

/** What to do with one call; undefined passes it on untouched. */
export type Fault =
  | { readonly kind: 'hang' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'error'; readonly code: number; readonly message: string }
  /** Only the first half of the bytes. */
  | { readonly kind: 'truncate' }
  /** Another result in place of the true one. */
  | { readonly kind: 'rewrite'; readonly change: (result: unknown) => unknown };

export class RpcProxy {
  /** Decides for each call. */
  fault: ((call: RpcCall) => Fault | undefined) | undefined;
  readonly calls: RpcCall[] = [];
  private readonly upstream: string;
  private readonly server: http.Server;
  private address = '';

  private constructor(upstream: string) {
    this.upstream = upstream;
    this.server = http.createServer((request, response) => {
      this.serve(request, response).catch(() => request.socket.destroy());
    });
  }

  static async start(upstream: string): Promise<RpcProxy> {
    const proxy = new RpcProxy(upstream);
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    proxy.address = `http://127.0.0.1:${(proxy.server.address() as AddressInfo).port}`;
    return proxy;
  }

  get url(): string {
    return this.address;
  }

  /** Spoils the calls of one method. */
  spoil(method: string, fault: Fault): void {
    this.fault = (call) => (call.method === method ? fault : undefined);
  }

  heal(): void {
    this.fault = undefined;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString();
    const call = JSON.parse(body) as RpcCall & { readonly id: number };
    this.calls.push({ method: call.method, params: call.params });
    const fault = this.fault?.(call);
    switch (fault?.kind) {
      case 'hang':
        return;
      case 'drop':
        request.socket.destroy();
        return;
      case 'status':
        response.writeHead(fault.status).end('spoiled');
        return;
      case 'error': {
        const error = { code: fault.code, message: fault.message };
        response.end(JSON.stringify({ jsonrpc: '2.0', id: call.id, error }));
        return;
      }
      default: {
        const answer = await fetch(this.upstream, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        });
        const text = await answer.text();
        response.end(fault === undefined ? text : spoiled(fault, text));
      }
    }
  }
}

function spoiled(fault: Extract<Fault, { kind: 'truncate' | 'rewrite' }>, text: string): string {
  if (fault.kind === 'truncate') return text.slice(0, text.length / 2);
  const answer = JSON.parse(text) as { result?: unknown };
  return JSON.stringify({ ...answer, result: fault.change(answer.result) });
}
