import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';

/** `/metrics` for Prometheus, `/health` (the process answers) and `/ready` (it can serve). */
export class MetricsServer {
  private readonly http: FastifyInstance;

  constructor(registry: Registry, isReady: () => boolean) {
    this.http = fastify({ forceCloseConnections: true });
    this.http.get('/metrics', async (_request, reply) => {
      reply.type(registry.contentType);
      return registry.metrics();
    });
    this.http.get('/health', async () => ({ status: 'ok' }));
    this.http.get('/ready', async (_request, reply) => {
      const ready = isReady();
      return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'starting' });
    });
  }

  /** Resolves to the port in use. */
  async start(host: string, port: number): Promise<number> {
    await this.http.listen({ host, port });
    return (this.http.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    await this.http.close();
  }
}
