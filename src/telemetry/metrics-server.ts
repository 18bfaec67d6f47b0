import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';

/** `/metrics` for Prometheus, `/health` (the process answers), `/ready` (it can serve) and, where given, `/status`. */
export class MetricsServer {
  private readonly http: FastifyInstance;

  constructor(registry: Registry, isReady: () => boolean, status?: () => object) {
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
    if (status !== undefined) this.http.get('/status', async () => status());
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
