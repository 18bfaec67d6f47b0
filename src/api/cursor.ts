import { AppError } from '#chain/lib/errors.ts';
import type { Position } from '#src/indexer/queries.ts';

/**
 * A cursor is base64url of JSON [filter, height, ord]: the filter it was made for and the last row it showed. It holds no
 * offset, so rows added later neither repeat nor skip anything.
 */
export function encodeCursor(filter: string, position: Position): string {
  return Buffer.from(JSON.stringify([filter, position.height, position.ord])).toString('base64url');
}

/** @throws AppError 8003 when it is not ours or belongs to another query */
export function decodeCursor(cursor: string, filter: string): Position {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw new AppError(8003);
  }
  if (!Array.isArray(parts) || parts.length !== 3 || parts[0] !== filter) throw new AppError(8003);
  const [, height, ord] = parts as [string, unknown, unknown];
  if (!Number.isSafeInteger(height) || !Number.isSafeInteger(ord)) throw new AppError(8003);
  return { height: height as number, ord: ord as number };
}

/** Canonical text of a query without its cursor and limit: what a cursor is bound to. */
export function filterText(route: string, query: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(query).filter(([name, value]) => !UNBOUND.has(name) && value !== undefined);
  return JSON.stringify([route, ...parts.sort(([a], [b]) => (a < b ? -1 : 1))]);
}

const UNBOUND = new Set(['cursor', 'limit', 'minHeight']);
