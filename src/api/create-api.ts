import { hash as digest } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { ApiDeps } from './deps.ts';
import { asyncApi } from './docs/asyncapi.ts';
import { docsPage } from './docs/docs-page.ts';
import { openApi } from './docs/openapi.ts';
import { AssetNames } from './format/asset-names.ts';
import { MarketNames } from './format/market-names.ts';
import { TxFormat } from './format/tx.ts';
import { RateLimiter } from './rate-limiter.ts';
import { HeightGate } from './rest/height-gate.ts';
import type { Route } from './rest/route.ts';
import { allRoutes } from './rest/routes/all-routes.ts';
import { buildServer } from './rest/server.ts';
import { TxResults } from './tx-results.ts';
import { CLOSE } from './ws/connection.ts';
import { Hub } from './ws/hub.ts';

/** A block is executed before it is durable; nobody sees its state until it is. Far longer than that ever takes. */
const PUBLISH_WAIT_MS = 2_000;

export interface Api {
  /** For tests: requests without a socket. */
  readonly server: FastifyInstance;
  readonly routes: readonly Route[];
  /** Listens at the configured host and port; resolves to the port in use. */
  start(): Promise<number>;
  /** Answers new requests with 9004, closes WebSockets with 1001, then the listener. */
  stop(): Promise<void>;
}

/** REST and WebSocket over a read model, an indexer and a way into the pool. Follows the indexer's blocks by itself. */
export function createApi(deps: ApiDeps): Api {
  const { view, indexer, gateway, clock, config } = deps;
  const now = (): number => clock.now();
  const names = new MarketNames(view);
  const assets = new AssetNames(view);
  const format = new TxFormat(view, names, assets);
  const results = new TxResults({
    view,
    indexer,
    gateway,
    clock,
    format,
    hashOf: (bytes) => digest('sha256', bytes, 'hex').toUpperCase(),
  });
  const gate = new HeightGate(clock, () => indexer.live.height);
  const published = (): Promise<boolean> => gate.wait(view.chain().height, PUBLISH_WAIT_MS);
  const routes = allRoutes({ deps, names, assets, results, format });
  const reads = new RateLimiter(config.reads.weightPerMinute, config.reads.weightPerMinute / 60, now);
  const txs = new RateLimiter(config.txs.burst, config.txs.perSecond, now);
  let stopping = false;
  let isBlind = !indexer.keepsHistory;
  const server = buildServer({
    deps,
    routes,
    gate,
    published,
    reads,
    txs,
    isStopping: () => stopping,
  });
  const document = openApi(routes, deps.node.version);
  server.get('/v1/openapi.json', (_request, reply) => reply.send(document));
  const frames = asyncApi(deps.node.version);
  server.get('/v1/asyncapi.json', (_request, reply) => reply.send(frames));
  server.get('/docs', (_request, reply) => reply.type('text/html; charset=utf-8').send(docsPage(routes)));
  const hub = new Hub({ deps, names, assets, results, reads, txs, published });
  server.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const path = request.url?.split('?')[0];
    if (path !== '/v1/ws') refuseUpgrade(socket, '404 Not Found');
    else if (stopping || isBlind) refuseUpgrade(socket, '503 Service Unavailable');
    else hub.upgrade(request, socket, head, clientIp(request, config.trustProxy));
  });
  const unsubscribe = indexer.subscribe((block) => {
    try {
      gate.advance();
      results.onBlock(block);
      hub.publish(block);
    } catch (error) {
      deps.log.error({ err: error, height: block.block.height }, 'a block was not published');
    }
  });
  // Without an index there are no frames: a client must hear that rather than wait for them.
  const forgetStop = indexer.onStopped(() => {
    isBlind = true;
    gate.advance();
    hub.closeAll(CLOSE.internal, 'this node has no history');
  });
  return {
    server,
    routes,
    async start() {
      await server.listen({ host: config.host, port: config.port });
      return (server.server.address() as { port: number }).port;
    },
    async stop() {
      if (stopping) return;
      stopping = true;
      unsubscribe();
      forgetStop();
      gate.release();
      results.release();
      await hub.stop();
      await server.close();
    },
  };
}

/** Address a connection counts against; the nearest proxy's word only when an own proxy stands before the node. */
function clientIp(request: IncomingMessage, trustProxy: boolean): string {
  const forwarded = request.headers['x-forwarded-for'];
  const first = typeof forwarded === 'string' ? forwarded.split(',')[0]?.trim() : undefined;
  return (trustProxy ? first : undefined) ?? request.socket.remoteAddress ?? '';
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
