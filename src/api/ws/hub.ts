import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { AppError } from '#chain/lib/errors.ts';
import type { IndexedBlock } from '#src/indexer/rows.ts';
import type { ApiDeps } from '../deps.ts';
import { asAppError, errorBody, RetryLater } from '../error-body.ts';
import type { AssetNames } from '../format/asset-names.ts';
import type { MarketNames } from '../format/market-names.ts';
import type { RateLimiter } from '../rate-limiter.ts';
import { txBytesOf } from '../rest/routes/tx-routes.ts';
import { checker } from '../rest/validation.ts';
import type { TxResults } from '../tx-results.ts';
import { CancelOnDisconnect } from './cancel-on-disconnect.ts';
import { Channels } from './channels.ts';
import { CLOSE, Connection, type Reply, type RequestHandler } from './connection.ts';
import {
  type CancelOnDisconnectParams,
  CancelOnDisconnectSchema,
  EmptySchema,
  type SubscribeItem,
  SubscribeItemSchema,
  SubscribeListSchema,
  type TxParams,
  TxParamsSchema,
  UnsubscribeSchema,
} from './requests.ts';
import { StreamRegistry } from './stream-registry.ts';
import { Subscription } from './subscription.ts';

const TICK_MS = 1000;
const DEFAULT_WAIT_MS = 10_000;

export interface HubParts {
  readonly deps: ApiDeps;
  readonly names: MarketNames;
  readonly assets: AssetNames;
  readonly results: TxResults;
  readonly reads: RateLimiter;
  readonly txs: RateLimiter;
  /** Resolves when the state that the view shows was published. */
  published(): Promise<boolean>;
}

interface Ack {
  readonly sub: string;
  readonly channel: unknown;
  readonly params: unknown;
  readonly resumed: boolean;
  readonly seq: number;
  readonly height: number;
  readonly limits: { readonly remaining: number; readonly resetMs: number };
}

/** All WebSocket clients: who is connected, what they asked for, and each block's frames (spec: api-types §4). */
export class Hub implements RequestHandler {
  private readonly deps: ApiDeps;
  private readonly parts: HubParts;
  private readonly channels: Channels;
  private readonly streams: StreamRegistry;
  private readonly server: WebSocketServer;
  private readonly connections = new Set<Connection>();
  private readonly ofIp = new Map<string, number>();
  private readonly checks = {
    item: checker(SubscribeItemSchema),
    list: checker(SubscribeListSchema),
    unsubscribe: checker(UnsubscribeSchema),
    empty: checker(EmptySchema),
    tx: checker(TxParamsSchema),
    cancels: checker(CancelOnDisconnectSchema),
  };
  private nextName = 1;
  private beatAtMs: number;
  private readonly stopTicks: () => void;

  constructor(parts: HubParts) {
    this.parts = parts;
    this.deps = parts.deps;
    const { clock, config } = parts.deps;
    this.channels = new Channels(parts.deps, parts.names, parts.assets);
    this.streams = new StreamRegistry(config.ws.resumeHeights);
    this.server = new WebSocketServer({
      noServer: true,
      maxPayload: config.ws.maxFrameBytes,
      perMessageDeflate: { threshold: 1024, serverNoContextTakeover: true, clientNoContextTakeover: true },
    });
    this.beatAtMs = clock.now();
    this.stopTicks = clock.every(TICK_MS, () => this.tick());
  }

  get size(): number {
    return this.connections.size;
  }

  /** Takes an HTTP upgrade of /v1/ws. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, ip: string): void {
    this.server.handleUpgrade(request, socket, head, (client) => this.connect(client, ip, socket));
  }

  /** Fans a committed block out: each stream computes its bodies once, each subscriber gets at most one frame of it. */
  publish(block: IndexedBlock): void {
    this.streams.publish(block, (error) => this.failed(error));
  }

  /** Hands over what clients armed, says goodbye. */
  async stop(): Promise<void> {
    this.stopTicks();
    await Promise.all([...this.connections].map((connection) => connection.cancels.fireNow()));
    this.closeAll(CLOSE.stopping, 'the node stops');
    this.server.close();
  }

  closeAll(code: number, reason: string): void {
    for (const connection of this.connections) connection.close(code, reason);
  }

  closed(connection: Connection): void {
    if (!this.connections.delete(connection)) return;
    const left = (this.ofIp.get(connection.ip) ?? 1) - 1;
    if (left === 0) this.ofIp.delete(connection.ip);
    else this.ofIp.set(connection.ip, left);
    for (const subscription of connection.subscriptions.values()) this.streams.leave(subscription);
    connection.subscriptions.clear();
    connection.cancels.fire();
  }

  failed(error: unknown): void {
    this.deps.log.error({ err: error }, 'websocket request failed');
  }

  async request(connection: Connection, method: string, params: unknown): Promise<Reply> {
    if (method === 'tx') {
      this.checks.tx(params);
      return this.tx(connection, params as TxParams);
    }
    this.charge(connection, 1);
    switch (method) {
      case 'subscribe':
        return this.subscribe(connection, params);
      case 'unsubscribe':
        this.checks.unsubscribe(params);
        return { result: this.unsubscribe(connection, (params as { sub: string }).sub) };
      case 'subscriptions':
        this.checks.empty(params);
        return {
          result: [...connection.subscriptions.values()].map((one) => this.ack(connection, one, false, one.seq ?? 0)),
        };
      case 'ping': {
        this.checks.empty(params);
        const { height, timeMs } = this.deps.view.chain();
        return { result: { time: timeMs, height, nodeTime: this.deps.clock.now() } };
      }
      case 'cancelOnDisconnect':
        this.checks.cancels(params);
        return { result: await connection.cancels.arm(params as CancelOnDisconnectParams) };
      default:
        throw new AppError(8005, `No method ${method.slice(0, 40)}.`);
    }
  }

  async binaryTx(connection: Connection, bytes: Uint8Array): Promise<Reply> {
    this.chargeTx(connection);
    const { result } = await this.parts.results.submit(txBytesOf(this.deps.tx, bytes), 'sync', 0);
    return { result };
  }

  private async tx(connection: Connection, params: TxParams): Promise<Reply> {
    this.chargeTx(connection);
    const { mode, waitMs, ...form } = params;
    const bytes = txBytesOf(this.deps.tx, form);
    const { result } = await this.parts.results.submit(bytes, mode ?? 'sync', waitMs ?? DEFAULT_WAIT_MS);
    return { result };
  }

  private connect(client: WebSocket, ip: string, wire: Duplex): void {
    const { config, clock, gateway, node } = this.deps;
    const connection = new Connection(
      client,
      ip,
      config.ws,
      this,
      () => clock.now(),
      (one) => new CancelOnDisconnect(gateway, clock, (until) => one.sendJson({ type: 'cancelOnDisconnect', until })),
      wire,
    );
    this.connections.add(connection);
    const count = (this.ofIp.get(ip) ?? 0) + 1;
    this.ofIp.set(ip, count);
    if (node.isSyncing()) {
      connection.close(CLOSE.syncing, 'the node is catching up');
    } else if (count > config.ws.connectionsPerIp) {
      connection.sendJson({
        id: null,
        error: errorBody(new AppError(5011, undefined, { limit: config.ws.connectionsPerIp, used: count - 1 })),
      });
      connection.close(CLOSE.rate, 'connections');
    }
  }

  private async subscribe(connection: Connection, params: unknown): Promise<Reply> {
    if (typeof params !== 'object' || params === null || !('subs' in params)) {
      return this.subscribeOne(connection, params);
    }
    this.checks.list(params);
    const { subs } = params as { subs: readonly unknown[] };
    const replies = await Promise.all(
      subs.map((item) =>
        this.subscribeOne(connection, item).then(
          ({ result, after }): Reply => ({ result: { result }, ...(after === undefined ? {} : { after }) }),
          (error: unknown): Reply => ({ result: { error: errorBody(asAppError(error)) } }),
        ),
      ),
    );
    return {
      result: replies.map((reply) => reply.result),
      after: () => {
        for (const reply of replies) reply.after?.();
      },
    };
  }

  private async subscribeOne(connection: Connection, params: unknown): Promise<Reply> {
    this.checks.item(params);
    const item = params as SubscribeItem;
    const wanted = this.channels.want(item);
    const name = item.sub ?? `s${this.nextName++}`;
    if (connection.subscriptions.has(name)) {
      throw new AppError(8006, 'This name is in use.', { field: 'sub', reason: 'in use' });
    }
    const { subscriptionsPerIp } = this.deps.config.ws;
    const used = this.subscriptionsOf(connection.ip);
    if (used >= subscriptionsPerIp) throw new AppError(5012, undefined, { limit: subscriptionsPerIp, used });
    const stream = this.streams.get(wanted.key, wanted.create);
    const subscription = new Subscription(name, stream, { sub: name, ...wanted.params }, connection);
    connection.subscriptions.set(name, subscription);
    this.streams.join(subscription);
    try {
      await this.parts.published();
      const start = await stream.start(item.resumeFrom ?? undefined);
      return {
        result: this.ack(connection, subscription, start.resumed, start.seq),
        // The client may have unsubscribed while the start was read.
        after: () => {
          if (connection.subscriptions.get(name) === subscription) subscription.begin(start);
        },
      };
    } catch (error) {
      connection.subscriptions.delete(name);
      this.streams.leave(subscription);
      throw error;
    }
  }

  private unsubscribe(connection: Connection, name: string): { sub: string } {
    const subscription = connection.subscriptions.get(name);
    if (subscription === undefined) throw new AppError(8006, undefined, { field: 'sub', reason: 'unknown' });
    connection.subscriptions.delete(name);
    this.streams.leave(subscription);
    return { sub: name };
  }

  private ack(connection: Connection, one: Subscription, resumed: boolean, seq: number): Ack {
    const left = this.parts.reads.look(connection.ip);
    return {
      sub: one.name,
      channel: one.params.channel,
      params: one.params,
      resumed,
      seq,
      height: this.deps.view.chain().height,
      limits: { remaining: left.remaining, resetMs: left.resetMs },
    };
  }

  private subscriptionsOf(ip: string): number {
    let used = 0;
    for (const one of this.connections) if (one.ip === ip) used += one.subscriptions.size;
    return used;
  }

  private charge(connection: Connection, weight: number): void {
    const allowed = this.parts.reads.take(connection.ip, weight);
    if (!allowed.ok) throw new RetryLater(5010, allowed.retryAfterMs, { limit: allowed.limit });
  }

  private chargeTx(connection: Connection): void {
    const allowed = this.parts.txs.take(connection.ip, 1);
    if (!allowed.ok) throw new RetryLater(5010, allowed.retryAfterMs, { limit: allowed.limit });
    if (this.deps.node.isSyncing()) throw new AppError(9002);
  }

  private tick(): void {
    const now = this.deps.clock.now();
    const isBeat = now - this.beatAtMs >= this.deps.config.ws.heartbeatMs;
    if (isBeat) this.beatAtMs = now;
    const { height, timeMs } = this.deps.view.chain();
    const lagMs = Math.max(0, now - timeMs);
    const frame = JSON.stringify({ type: 'heartbeat', height, time: timeMs, nodeTime: now, lagMs });
    for (const connection of this.connections) {
      connection.checkIdle();
      if (isBeat) connection.beat(frame);
    }
  }
}
