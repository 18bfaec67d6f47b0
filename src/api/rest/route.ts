import type { Static, TObject, TProperties, TSchema } from 'typebox';
import Type from 'typebox';
import type { Address } from '#chain/lib/units.ts';
import type { ChainView } from '#chain/view.ts';
import { parseAccount } from '../format/account-text.ts';

/** What a handler answers; the server wraps it. */
export interface Answer {
  readonly height: number;
  readonly timeMs: number;
  readonly data: unknown;
  /** Lists: undefined = no further page. */
  readonly next?: string | undefined;
  readonly nextSeq?: number | undefined;
  readonly hasMore?: boolean;
  /** True when this answer can never change. */
  readonly immutable?: boolean;
  /** Weight known only afterwards. */
  readonly extraWeight?: number;
  /** Other than 200. */
  readonly status?: number;
}

/** How the answer is wrapped. `state` changes with the height alone (ETag), `record` may be read from history. */
export type Shape = 'state' | 'record' | 'page' | 'events';

export interface Call<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Committed state at the asked height. */
  readonly view: ChainView;
  readonly clientIp: string;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  /** Below /v1, fastify form. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly tag: string;
  readonly weight: number;
  /** Says how the weight grows, for the documents. */
  readonly weightNote?: string;
  /** Weight of a request by its raw query. */
  readonly weigh?: (query: Readonly<Record<string, unknown>>) => number;
  readonly params: TObject;
  readonly query: TObject;
  readonly body?: TSchema;
  /** The body may also be application/octet-stream. */
  readonly rawBody?: boolean;
  readonly data: TSchema;
  readonly shape: Shape;
  /** Answers `height=H` from the view of that height; false: the route reads the parameter itself or takes none. */
  readonly atHeight: boolean;
  /** ms after which the request answers 9003; undefined = the configured one. */
  readonly timeoutMs?: number;
  /** Counts against transactions, not reads. */
  readonly isTx?: boolean;
  handle(call: Call<never, never, never>): Answer | Promise<Answer>;
}

interface RouteInput<P extends TProperties, Q extends TProperties, B extends TSchema>
  extends Omit<Route, 'params' | 'query' | 'body' | 'handle' | 'atHeight' | 'method'> {
  readonly method?: 'GET' | 'POST';
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly atHeight?: boolean;
  handle(call: Call<Static<TObject<P>>, Static<TObject<Q>>, Static<B>>): Answer | Promise<Answer>;
}

/** A route with the types of its parameters taken from its schemas; unknown parameters are refused. */
export function route<P extends TProperties, Q extends TProperties, B extends TSchema>(
  input: RouteInput<P, Q, B>,
): Route {
  const { params, query, handle, ...rest } = input;
  const strict = { additionalProperties: false };
  return {
    ...rest,
    method: input.method ?? 'GET',
    atHeight: input.atHeight ?? false,
    params: Type.Object(params ?? {}, strict) as TObject,
    query: Type.Object(query ?? {}, strict) as TObject,
    handle: handle as Route['handle'],
  };
}

/** An answer true at the view's height. */
export function stateAnswer(view: ChainView, data: unknown, extraWeight = 0): Answer {
  const { height, timeMs } = view.chain();
  return { height, timeMs, data, extraWeight };
}

export const accountParam = { account: Type.String({ maxLength: 64 }) };
export const marketParam = { market: Type.String({ maxLength: 32 }) };
export const subaccountQuery = { subaccount: Type.Optional(Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1 })) };
export const marketQuery = { market: Type.Optional(Type.String({ maxLength: 32 })) };

export const ownerOf = (params: { readonly account: string }): Address => parseAccount(params.account);
