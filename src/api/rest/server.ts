import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import { AppError } from '#chain/lib/errors.ts';
import type { ChainView } from '#chain/view.ts';
import { PROTOCOL_LIMITS } from '../config.ts';
import type { ApiDeps } from '../deps.ts';
import { asAppError, errorBody, httpStatus, parameterError, RetryLater } from '../error-body.ts';
import type { RateLimiter } from '../rate-limiter.ts';
import { envelope, eventPage, page } from '../schemas/envelope.ts';
import { COMPRESS_ABOVE_BYTES, chooseEncoding, compress } from './compression.ts';
import type { HeightGate } from './height-gate.ts';
import type { Answer, Call, Route } from './route.ts';
import { typedQuery } from './strict-query.ts';
import { type Check, checker } from './validation.ts';

export interface ServerParts {
  readonly deps: ApiDeps;
  readonly routes: readonly Route[];
  readonly gate: HeightGate;
  /** Resolves when the state that the view shows was published. */
  published(): Promise<boolean>;
  readonly reads: RateLimiter;
  readonly txs: RateLimiter;
  isStopping(): boolean;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The bucket this request was charged to. */
    limiter?: RateLimiter;
  }
}

/** The whole answer of a route, as it is validated, serialised and documented. */
export function answerSchema(route: Route): TSchema {
  if (route.shape === 'page') return page(route.data);
  if (route.shape === 'events') return eventPage(route.data);
  return envelope(route.data);
}

const BODY_ERRORS: Readonly<Record<string, () => AppError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => new AppError(5014),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => parameterError('content-type', 'not a media type of this route'),
  FST_ERR_CTP_EMPTY_JSON_BODY: () => parameterError('body', 'empty'),
  FST_ERR_CTP_INVALID_JSON_BODY: () => parameterError('body', 'not JSON'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () => parameterError('content-length', 'differs from the body'),
};

function asRefusal(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  if (code !== undefined && Object.hasOwn(BODY_ERRORS, code)) return BODY_ERRORS[code]!();
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return parameterError('request', 'malformed');
  return asAppError(error);
}

/** The HTTP server with everything that is the same for all routes; listens nowhere yet. */
export function buildServer(parts: ServerParts): FastifyInstance {
  const { deps } = parts;
  const app = fastify({
    logger: false,
    bodyLimit: deps.config.maxBodyBytes,
    trustProxy: deps.config.trustProxy,
    genReqId: () => randomUUID(),
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 128, ignoreTrailingSlash: false },
    exposeHeadRoutes: false,
    return503OnClosing: false,
    frameworkErrors: (error, _request, reply) => sendError(reply as FastifyReply, asRefusal(error)),
  });
  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  app.removeContentTypeParser('text/plain');
  addCommonHeaders(app, parts);
  addCompression(app);

  const methods = new Map<string, Set<string>>();
  for (const one of parts.routes) {
    addRoute(app, parts, one);
    methods.set(one.path, (methods.get(one.path) ?? new Set()).add(one.method));
  }
  for (const [path, known] of methods) {
    const others = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'].filter((method) => !known.has(method));
    app.route({ method: others, url: `/v1${path}`, handler: () => Promise.reject(new AppError(8005)) });
  }
  app.setNotFoundHandler(() => Promise.reject(new AppError(8002)));
  app.setErrorHandler((error, request, reply) => {
    const refused = asRefusal(error);
    if (refused.code === 9001)
      deps.log.error({ err: error, url: request.url, requestId: request.id }, 'request failed');
    return sendError(reply, refused);
  });
  return app;
}

function sendError(reply: FastifyReply, refused: AppError): FastifyReply {
  const body = errorBody(refused);
  if (body.retryAfterMs !== null) reply.header('retry-after', Math.max(1, Math.ceil(body.retryAfterMs / 1000)));
  return reply
    .code(httpStatus(refused.code))
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .serializer((value: unknown) => JSON.stringify(value))
    .send(body);
}

function addCommonHeaders(app: FastifyInstance, { deps, reads }: ServerParts): void {
  const { cors } = deps.config;
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    if (cors === '') return;
    reply.header('access-control-allow-origin', cors);
    if (cors !== '*') reply.header('vary', 'origin');
    reply.header(
      'access-control-expose-headers',
      'x-nave-height, x-request-id, x-ratelimit-limit, x-ratelimit-remaining, x-ratelimit-reset, retry-after, etag',
    );
    if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined) {
      reply.header('access-control-allow-methods', 'GET, POST');
      reply.header('access-control-allow-headers', 'content-type, if-none-match');
      reply.header('access-control-max-age', '86400');
      await reply.code(204).send();
    }
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const left = (request.limiter ?? reads).look(request.ip);
    reply.header('x-ratelimit-limit', left.limit);
    reply.header('x-ratelimit-remaining', left.remaining);
    reply.header('x-ratelimit-reset', Math.ceil(left.resetMs / 1000));
    return payload;
  });
}

function addCompression(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (typeof payload !== 'string' || payload.length <= COMPRESS_ABOVE_BYTES) return payload;
    reply.header('vary', reply.getHeader('vary') === undefined ? 'accept-encoding' : 'accept-encoding, origin');
    const encoding = chooseEncoding(request.headers['accept-encoding']);
    if (encoding === undefined) return payload;
    reply.header('content-encoding', encoding);
    reply.removeHeader('content-length');
    return compress(payload, encoding);
  });
}

function addRoute(app: FastifyInstance, parts: ServerParts, one: Route): void {
  const checkParams = checker(one.params);
  const checkQuery = checker(one.query);
  const checkBody: Check | undefined = one.body === undefined ? undefined : checker(one.body);
  const limiter = one.isTx === true ? parts.txs : parts.reads;
  const response = answerSchema(one);
  app.route({
    method: one.method,
    url: `/v1${one.path}`,
    schema: { response: { 200: response, 202: response } },
    onRequest: async (request) => {
      request.limiter = limiter;
      const raw = request.query as Readonly<Record<string, unknown>>;
      const allowed = limiter.take(request.ip, one.weigh?.(raw) ?? one.weight);
      if (!allowed.ok) {
        throw new RetryLater(5010, allowed.retryAfterMs, {
          limit: allowed.limit,
          used: allowed.limit - allowed.remaining,
          nextAt: parts.deps.clock.now() + allowed.retryAfterMs,
        });
      }
      if (parts.isStopping()) throw new AppError(9004);
    },
    handler: async (request, reply) => {
      const params = typedQuery(one.params, request.params as Readonly<Record<string, unknown>>);
      checkParams(params);
      const query = typedQuery(one.query, request.query as Readonly<Record<string, unknown>>);
      checkQuery(query);
      if (checkBody !== undefined && !(one.rawBody === true && Buffer.isBuffer(request.body))) checkBody(request.body);
      const view = await viewFor(parts, one, query);
      if (isUnchanged(request, one, query, view)) return notModified(reply, view);
      const call = { params, query, body: request.body, view, clientIp: request.ip } as Call<never, never, never>;
      const answer = await inTime(parts, one, Promise.resolve(one.handle(call)));
      if (answer.extraWeight !== undefined && answer.extraWeight > 0) limiter.charge(request.ip, answer.extraWeight);
      return send(reply, one, query, answer);
    },
  });
}

const etag = (view: ChainView): string => `"${view.chain().height}"`;

function isUnchanged(request: FastifyRequest, one: Route, query: Record<string, unknown>, view: ChainView): boolean {
  if (one.method !== 'GET' || one.shape !== 'state' || query.height !== undefined) return false;
  const known = request.headers['if-none-match'];
  return known?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag(view)) ?? false;
}

function notModified(reply: FastifyReply, view: ChainView): FastifyReply {
  const { height } = view.chain();
  return reply
    .code(304)
    .header('etag', etag(view))
    .header('x-nave-height', height)
    .header('cache-control', 'no-cache')
    .send();
}

/** The view at the asked height; waits for `minHeight`. */
async function viewFor(parts: ServerParts, one: Route, query: Record<string, unknown>): Promise<ChainView> {
  const { view, past, indexer } = parts.deps;
  const { minHeight, height } = query as { minHeight?: number; height?: number };
  if (minHeight !== undefined) {
    const waitMs = PROTOCOL_LIMITS.minHeightWaitMs;
    const [committed, kept] = await Promise.all([
      parts.gate.wait(minHeight, waitMs),
      indexer.history.whenKept(minHeight, waitMs),
    ]);
    if (!committed || !kept) throw new RetryLater(8007, 1000, { height: view.chain().height, minHeight });
  }
  if (one.isTx !== true) await parts.published();
  if (view.chain().height === 0 && one.path !== '/status' && one.path !== '/time') throw new AppError(9002);
  if (height === undefined || !one.atHeight) return view;
  const last = view.chain().height;
  const at = height === last ? view : await past.viewAt(height);
  if (at === undefined) throw new AppError(8004, undefined, { first: past.oldest(), last });
  return at;
}

function inTime(parts: ServerParts, one: Route, work: Promise<Answer>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const stop = parts.deps.clock.after(one.timeoutMs ?? parts.deps.config.requestTimeoutMs, () =>
      reject(new AppError(9003)),
    );
    work.then(resolve, reject).finally(stop);
  });
}

function send(reply: FastifyReply, one: Route, query: Record<string, unknown>, answer: Answer): FastifyReply {
  reply.header('x-nave-height', answer.height);
  if (one.method === 'POST') reply.header('cache-control', 'no-store');
  else if (answer.immutable === true || query.height !== undefined) {
    reply.header('cache-control', 'public, max-age=31536000, immutable');
  } else {
    reply.header('cache-control', 'no-cache');
    if (one.shape === 'state') reply.header('etag', `"${answer.height}"`);
  }
  const base = { height: answer.height, time: answer.timeMs, data: answer.data };
  reply.code(answer.status ?? 200).type('application/json; charset=utf-8');
  if (one.shape === 'page') return reply.send({ ...base, nextCursor: answer.next ?? null, hasMore: answer.hasMore });
  if (one.shape === 'events') return reply.send({ ...base, nextSeq: answer.nextSeq ?? null, hasMore: answer.hasMore });
  return reply.send(base);
}
