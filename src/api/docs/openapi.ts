import type { TObject } from 'typebox';
import { errorCodes } from '#chain/lib/error-codes.ts';
import type { Route } from '../rest/route.ts';
import { answerSchema } from '../rest/server.ts';
import { ErrorSchema } from '../schemas/envelope.ts';
import { Components } from './components.ts';

function parametersOf(components: Components, place: 'path' | 'query', schema: TObject): unknown[] {
  const required = new Set((schema.required as readonly string[] | undefined) ?? []);
  return Object.entries(schema.properties as Readonly<Record<string, unknown>>).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.has(name),
    schema: components.refer(property),
  }));
}

const HEADERS = {
  'X-Nave-Height': { schema: { type: 'integer' }, description: 'Block the answer is true at' },
  'X-Request-Id': { schema: { type: 'string' } },
  'X-RateLimit-Limit': { schema: { type: 'integer' } },
  'X-RateLimit-Remaining': { schema: { type: 'integer' } },
  'X-RateLimit-Reset': { schema: { type: 'integer' }, description: 'Seconds until the budget is full' },
};

function operationOf(components: Components, one: Route): unknown {
  const answer = (description: string): unknown => ({
    description,
    headers: HEADERS,
    content: { 'application/json': { schema: components.refer(answerSchema(one)) } },
  });
  const weight = one.weightNote ?? String(one.weight);
  return {
    operationId: one.operationId,
    summary: one.summary,
    tags: [one.tag],
    description: one.isTx === true ? 'Counts against transactions.' : `Weight ${weight}.`,
    'x-weight': one.weight,
    parameters: [...parametersOf(components, 'path', one.params), ...parametersOf(components, 'query', one.query)],
    ...(one.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              'application/json': { schema: components.refer(one.body) },
              ...(one.rawBody === true
                ? { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }
                : {}),
            },
          },
        }),
    responses: {
      200: answer('Done'),
      ...(one.isTx === true ? { 202: answer('In the pool, not yet in a block') } : {}),
      default: { description: 'Refused', content: { 'application/json': { schema: components.refer(ErrorSchema) } } },
    },
  };
}

/** OpenAPI 3.1 of the routes, from the schemas that validate and serialise. */
export function openApi(routes: readonly Route[], version: string): unknown {
  const components = new Components();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const one of routes) {
    const path = one.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [one.method.toLowerCase()]: operationOf(components, one) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Nave REST',
      version,
      description:
        'Prices, sizes and money are decimal strings in human units. Every answer says the block it is true at.',
    },
    servers: [{ url: '/v1' }],
    paths,
    components: { schemas: components.schemas },
    'x-errors': Object.entries(errorCodes).map(([code, row]) => ({
      code: Number(code),
      name: row.name,
      http: row.http,
      retryable: row.retryable,
      text: row.text,
    })),
  };
}
