import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { dispatch, findMethod, methods } from './dispatch.ts';
import { errorReply, failureOf, invalidRequest, methodNotFound, parseError, successReply, textOf } from './json-rpc.ts';
import { type Args, uriArgs } from './params.ts';
import type { MethodContext, RpcMethod } from './rpc-context.ts';

/** CometBFT answers URI requests with this id. */
const URI_ID = -1;
const SUBSCRIPTION_METHODS = ['subscribe', 'unsubscribe', 'unsubscribe_all'];
const MAX_BATCH = 100;
const CACHE_CONTROL = 'public, max-age=86400';

function isCacheable({ cacheable }: RpcMethod, args: Args): boolean {
  return cacheable === 'always' || (cacheable === 'by-height' && args.height !== undefined);
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.codePointAt(0)};`);

/** The page a browser gets at `/`: every method with its parameters. */
function listOfEndpoints(host: string): string {
  const link = (path: string): string => `<a href="//${host}/${path}">//${host}/${path}</a></br>`;
  const lines = Object.entries(methods)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { params }]) => {
      const query = params.map((param) => `${param.name}=_`).join('&');
      return link(query === '' ? name : `${name}?${query}`);
    });
  return `<html><body><br>Available endpoints:<br>${lines.join('')}</body></html>`;
}

async function answerUri(context: MethodContext, request: FastifyRequest, reply: FastifyReply): Promise<object> {
  const url = new URL(request.url, 'http://localhost');
  const name = url.pathname.slice(1);
  if (SUBSCRIPTION_METHODS.includes(name)) {
    reply.code(404);
    return errorReply(URI_ID, methodNotFound);
  }
  const method = findMethod(name);
  if (method === undefined) {
    reply.code(404).type('text/plain');
    return reply.send('404 page not found\n');
  }
  try {
    const args = uriArgs(method.params, url.searchParams);
    const result = await method.run(context, args);
    if (isCacheable(method, args)) reply.header('cache-control', CACHE_CONTROL);
    return successReply(URI_ID, result);
  } catch (error) {
    reply.code(500);
    return errorReply(URI_ID, failureOf(error));
  }
}

async function answerPost(context: MethodContext, body: string, reply: FastifyReply): Promise<object> {
  if (body === '') return reply.type('text/html').send(listOfEndpoints(''));
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch (error) {
    reply.code(500);
    return errorReply(undefined, parseError(`error unmarshaling request: ${textOf(error)}`));
  }
  const batch = Array.isArray(parsed) ? parsed : [parsed];
  if (batch.length > MAX_BATCH) {
    reply.code(500);
    return errorReply(undefined, invalidRequest(`batch of ${batch.length} exceeds the limit of ${MAX_BATCH}`));
  }
  const replies = (await Promise.all(batch.map((item) => dispatch(context, item)))).filter(
    (item) => item !== undefined,
  );
  if (replies.length === 0) return reply.send('');
  return replies.length === 1 ? replies[0]! : replies;
}

/** GET with URI parameters and POST with JSON-RPC, single or batch. */
export function addRoutes(server: FastifyInstance, context: MethodContext): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  server.get('/', (request, reply) => {
    return reply.type('text/html').send(listOfEndpoints(escapeHtml(request.headers.host ?? '')));
  });
  server.get('/*', (request, reply) => answerUri(context, request, reply));
  server.post('/', (request, reply) => answerPost(context, (request.body ?? '') as string, reply));
}
