import { Agent, request } from 'node:http';
import { WebSocket } from 'ws';

/** Loopback address of client `i`: the API limits connections and txs per address, as it should. */
export const sourceOf = (i: number): string => `127.0.1.${1 + i}`;

/** Posts txs from one source address over kept connections. */
export class TxPoster {
  private readonly agent: Agent;
  private readonly url: URL;
  private readonly localAddress: string;

  constructor(rest: string, localAddress: string) {
    this.agent = new Agent({ keepAlive: true, maxSockets: 8 });
    this.url = new URL('/v1/tx', rest);
    this.localAddress = localAddress;
  }

  /** Resolves with the HTTP status. */
  post(tx: Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/octet-stream', 'content-length': tx.length };
      const options = { method: 'POST', agent: this.agent, localAddress: this.localAddress, headers };
      const post = request(this.url, options, (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0));
      });
      post.on('error', reject);
      post.end(tx);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

/** An open WebSocket from one source address; every text frame goes to `onText`. */
export async function openSocket(ws: string, localAddress: string, onText: (text: string) => void): Promise<WebSocket> {
  const socket = new WebSocket(ws, { localAddress, perMessageDeflate: false });
  socket.on('message', (data: Buffer) => onText(data.toString('latin1')));
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });
  return socket;
}
