import { hash as digest } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { ApiDeps } from './deps.ts';
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
  const results = new TxResults({
    view,
    indexer,
    gateway,
    clock,
    format: new TxFormat(view, names),
    hashOf: (bytes) => digest('sha256', bytes, 'hex').toUpperCase(),
  });
  const gate = new HeightGate(clock, () => view.chain().height);
  const routes = allRoutes({ deps, names, assets: new AssetNames(view), results });
  let stopping = false;
  const server = buildServer({
    deps,
    routes,
    gate,
    reads: new RateLimiter(config.reads.weightPerMinute, config.reads.weightPerMinute / 60, now),
    txs: new RateLimiter(config.txs.burst, config.txs.perSecond, now),
    isStopping: () => stopping,
  });
  const document = openApi(routes, deps.node.version);
  server.get('/v1/openapi.json', (_request, reply) => reply.send(document));
  server.get('/docs', (_request, reply) => reply.type('text/html; charset=utf-8').send(docsPage(routes)));
  const unsubscribe = indexer.subscribe((block) => {
    gate.advance();
    results.onBlock(block);
  });
  return {
    server,
    routes,
    async start() {
      await server.listen({ host: config.host, port: config.port });
      return (server.server.address() as { port: number }).port;
    },
    async stop() {
      stopping = true;
      unsubscribe();
      gate.release();
      results.release();
      await server.close();
    },
  };
}
