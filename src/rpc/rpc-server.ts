import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { CommitWaiter } from './commit-waiter.ts';
import { addRoutes } from './http-routes.ts';
import { errorReply, invalidRequest } from './json-rpc.ts';
import type { MethodContext, NodeIdentity, RpcDeps } from './rpc-context.ts';
import { Subscriptions } from './subscriptions.ts';
import { RpcWebSockets } from './websocket.ts';

export interface RpcConfig {
  readonly identity: NodeIdentity;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Value of Access-Control-Allow-Origin; empty for none. Default `*`. */
  readonly cors?: string;
  /** Largest request, default 1,000,000 bytes as in CometBFT. */
  readonly maxBodyBytes?: number;
  /** Default 900 connections, WebSockets included. */
  readonly maxConnections?: number;
  /** WebSocket clients with subscriptions, default 200; the same number may wait in broadcast_tx_commit. */
  readonly maxSubscribers?: number;
  /** Subscriptions of one client, default 20. */
  readonly maxSubscriptionsPerClient?: number;
  /** Unread bytes that make a subscriber slow, default 8 MiB. */
  readonly maxQueuedBytes?: number;
  readonly pingMs?: number;
}

const REQUEST_TIMEOUT_MS = 30_000;

/** The CometBFT-compatible RPC of the solo engine: HTTP GET, JSON-RPC POST, WebSocket. */
export class RpcServer {
  private readonly config: RpcConfig;
  private readonly http: FastifyInstance;
  private readonly sockets: RpcWebSockets;
  private readonly subscriptions: Subscriptions;
  private readonly commits: CommitWaiter;
  private readonly stopListening: () => void;

  constructor(config: RpcConfig, deps: RpcDeps) {
    const { maxBodyBytes = 1_000_000, maxConnections = 900, maxSubscribers = 200 } = config;
    this.config = config;
    this.commits = new CommitWaiter(maxSubscribers);
    this.subscriptions = new Subscriptions({
      maxSubscribers,
      maxPerSubscriber: config.maxSubscriptionsPerClient ?? 20,
    });
    const rpcAddress = (): string => `tcp://${config.host}:${this.port}`;
    const context: MethodContext = { ...deps, identity: config.identity, commits: this.commits, rpcAddress };
    this.http = fastify({
      bodyLimit: maxBodyBytes,
      requestTimeout: REQUEST_TIMEOUT_MS,
      forceCloseConnections: true,
      routerOptions: { maxParamLength: maxBodyBytes },
    });
    this.http.server.maxConnections = maxConnections;
    this.http.setErrorHandler((error: { statusCode?: number; message: string }, _request, reply) => {
      reply.code(error.statusCode ?? 500);
      return errorReply(undefined, invalidRequest(error.message));
    });
    this.allowOrigins(config.cors ?? '*');
    addRoutes(this.http, context);
    this.sockets = new RpcWebSockets(context, this.subscriptions, {
      maxBodyBytes,
      maxConnections,
      maxQueuedBytes: config.maxQueuedBytes ?? 8 * 1024 * 1024,
      pingMs: config.pingMs ?? 27_000,
    });
    this.sockets.attach(this.http.server);
    this.stopListening = deps.engine.onBlock((block) => {
      this.subscriptions.publish(block);
      this.commits.publish(block);
    });
  }

  private allowOrigins(origin: string): void {
    if (origin === '') return;
    this.http.addHook('onRequest', async (request, reply) => {
      reply.header('access-control-allow-origin', origin);
      if (request.method !== 'OPTIONS') return;
      reply.header('access-control-allow-methods', 'GET, POST, OPTIONS');
      reply.header('access-control-allow-headers', 'Origin, Accept, Content-Type, X-Requested-With, X-Server-Time');
      await reply.code(204).send();
    });
    this.http.options('/*', (_request, reply) => reply.code(204).send());
  }

  /** Port in use; 0 before start. */
  get port(): number {
    return (this.http.server.address() as AddressInfo | null)?.port ?? 0;
  }

  /** Rejects when the port is taken. */
  async start(): Promise<void> {
    await this.http.listen({ host: this.config.host, port: this.config.port });
  }

  async stop(): Promise<void> {
    this.stopListening();
    this.subscriptions.close();
    this.commits.close();
    await this.sockets.close();
    await this.http.close();
  }
}
