import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

export interface FakeRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Uint8Array;
}

/** What the fake answers: data of an envelope, a refusal, or nothing at all ('drop' ends the connection). */
export type FakeAnswer = { readonly data: unknown } | { readonly status: number; readonly error: object } | 'drop';

export interface FakeNode {
  readonly url: string;
  /** Open WebSockets, newest last. */
  readonly sockets: Set<WebSocket>;
  close(): Promise<void>;
}

export const BLOCK_TIME = 1_795_000_000_000;

/**
 * A node's REST and WebSocket without a chain: `answer` plays REST; `onSocket` gets every JSON request of a socket and may
 * answer through it. Listens on a free port.
 */
export async function fakeNode(
  answer: (request: FakeRequest) => FakeAnswer,
  onSocket: (socket: WebSocket, message: Readonly<Record<string, unknown>>) => void = () => {},
): Promise<FakeNode> {
  const server = createServer((request, response) => {
    void respond(request, response, answer);
  });
  const webSockets = new WebSocketServer({ server, path: '/v1/ws' });
  const sockets = new Set<WebSocket>();
  webSockets.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('message', (data: Buffer) => onSocket(socket, JSON.parse(data.toString('utf8'))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sockets,
    close: async () => {
      for (const socket of sockets) socket.terminate();
      webSockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (request: FakeRequest) => FakeAnswer,
): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const url = new URL(request.url!, 'http://x');
  const result = answer({ path: url.pathname, query: url.searchParams, body: new Uint8Array(Buffer.concat(parts)) });
  if (result === 'drop') {
    request.socket.destroy();
    return;
  }
  const isError = 'error' in result;
  response.writeHead(isError ? result.status : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(isError ? result.error : { height: 7, time: BLOCK_TIME, data: result.data }));
}
