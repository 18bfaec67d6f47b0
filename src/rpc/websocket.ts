import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { dispatch } from './dispatch.ts';
import { errorReply, parseError, textOf } from './json-rpc.ts';
import { jsonArgs, textArg } from './params.ts';
import type { MethodContext } from './rpc-context.ts';
import type { Subscriber, Subscriptions } from './subscriptions.ts';

export interface WebSocketLimits {
  readonly maxBodyBytes: number;
  readonly maxConnections: number;
  /** Bytes a reader may leave unread before it counts as slow. */
  readonly maxQueuedBytes: number;
  /** A connection that answers no ping for two of these is closed. */
  readonly pingMs: number;
}

const QUERY = [{ name: 'query', kind: 'text' }] as const;
/** Requests of one connection under way at a time: the next ones wait in its socket. */
const MAX_CONCURRENT = 64;
const TRY_AGAIN_LATER = 1013;
const LAST_WORDS_MS = 2000;

/** JSON-RPC over `/websocket`, with subscriptions. */
export class RpcWebSockets {
  private readonly server: WebSocketServer;
  private readonly context: MethodContext;
  private readonly subscriptions: Subscriptions;
  private readonly limits: WebSocketLimits;
  private readonly alive = new WeakSet<WebSocket>();
  private readonly ping: NodeJS.Timeout;

  constructor(context: MethodContext, subscriptions: Subscriptions, limits: WebSocketLimits) {
    this.context = context;
    this.subscriptions = subscriptions;
    this.limits = limits;
    this.server = new WebSocketServer({ noServer: true, maxPayload: limits.maxBodyBytes });
    this.ping = setInterval(() => this.pingAll(), limits.pingMs).unref();
  }

  /** Takes upgrades of `/websocket` from the HTTP server. */
  attach(http: Server): void {
    http.on('upgrade', (request, socket, head) => {
      const isOurs = new URL(request.url ?? '/', 'http://localhost').pathname === '/websocket';
      if (!isOurs || this.server.clients.size >= this.limits.maxConnections) {
        socket.end(`HTTP/1.1 ${isOurs ? '503 Service Unavailable' : '404 Not Found'}\r\nConnection: close\r\n\r\n`);
        return;
      }
      this.server.handleUpgrade(request, socket, head, (connection) => this.accept(connection));
    });
  }

  private accept(connection: WebSocket): void {
    const subscriber: Subscriber = {
      send: (frame) => connection.send(frame),
      isSlow: () => connection.bufferedAmount > this.limits.maxQueuedBytes,
      drop: (reason) => {
        connection.close(TRY_AGAIN_LATER, reason);
        setTimeout(() => connection.terminate(), LAST_WORDS_MS).unref();
      },
    };
    let underWay = 0;
    this.alive.add(connection);
    connection.on('pong', () => this.alive.add(connection));
    connection.on('close', () => this.subscriptions.forget(subscriber));
    connection.on('error', (error) => this.context.log?.warn({ err: error }, 'rpc connection failed'));
    connection.on('message', (data) => {
      this.alive.add(connection);
      if (++underWay >= MAX_CONCURRENT) connection.pause();
      const answered = this.answer(subscriber, (data as Buffer).toString('utf8')).then((reply) => {
        if (reply !== undefined && connection.readyState === connection.OPEN) connection.send(JSON.stringify(reply));
        if (--underWay < MAX_CONCURRENT && connection.isPaused) connection.resume();
      });
      answered.catch((error) => this.context.log?.error({ err: error }, 'rpc reply failed'));
    });
  }

  private async answer(subscriber: Subscriber, text: string): Promise<object | undefined> {
    let request: unknown;
    try {
      request = JSON.parse(text);
    } catch (error) {
      return errorReply(undefined, parseError(`error unmarshaling request: ${textOf(error)}`));
    }
    return dispatch(this.context, request, (method, params, id) => {
      if (method === 'subscribe') {
        this.subscriptions.subscribe(subscriber, id, textArg(jsonArgs(QUERY, params), 'query'));
      } else if (method === 'unsubscribe') {
        this.subscriptions.unsubscribe(subscriber, textArg(jsonArgs(QUERY, params), 'query'));
      } else if (method === 'unsubscribe_all') {
        this.subscriptions.unsubscribeAll(subscriber);
      } else return undefined;
      return {};
    });
  }

  private pingAll(): void {
    for (const connection of this.server.clients) {
      if (!this.alive.has(connection)) connection.terminate();
      else {
        this.alive.delete(connection);
        connection.ping();
      }
    }
  }

  /** Says goodbye to everybody; resolves when all connections are gone. */
  async close(): Promise<void> {
    clearInterval(this.ping);
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const connection of this.server.clients) {
      connection.close(1001, 'the node is stopping');
      setTimeout(() => connection.terminate(), LAST_WORDS_MS).unref();
    }
    await closed;
  }
}
