import type { TSchema } from 'typebox';
import Type from 'typebox';
import { Facts, Flag, fields, Height, Integer, named, nullable, Text, TimeMs } from './scalar.ts';

export const ErrorSchema = named('Error', {
  code: Integer,
  name: Text,
  message: Text,
  details: Facts,
  retryable: Flag,
  retryAfterMs: nullable(Integer),
});

/** {height, time, data}: the block all of `data` is true at. */
export function envelope(data: TSchema): TSchema {
  return fields({ height: Height, time: TimeMs, data });
}

/** A paged list. */
export function page(data: TSchema): TSchema {
  return fields({ height: Height, time: TimeMs, data, nextCursor: nullable(Text), hasMore: Flag });
}

/** A list paged by account sequence. */
export function eventPage(data: TSchema): TSchema {
  return fields({ height: Height, time: TimeMs, data, nextSeq: nullable(Integer), hasMore: Flag });
}

/** Query of a list: since (incl.), until (excl.), limit, order, cursor (spec: api-types §1). */
export const pagingQuery = {
  since: Type.Optional(TimeMs),
  until: Type.Optional(TimeMs),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  order: Type.Optional(Type.Unsafe<'asc' | 'desc'>({ type: 'string', enum: ['asc', 'desc'] })),
  cursor: Type.Optional(Type.String({ maxLength: 2048 })),
};

/** What every read takes. */
export const readQuery = { height: Type.Optional(Height), minHeight: Type.Optional(Height) };
