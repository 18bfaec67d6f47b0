import { AppError } from '#chain/lib/errors.ts';
import type { Page, Paging } from '#src/indexer/queries.ts';
import type { HistoryStore } from '#src/indexer/store.ts';
import { decodeCursor, encodeCursor, filterText } from '../../cursor.ts';
import type { Answer } from '../route.ts';

const DEFAULT_LIMIT = 100;

export interface PagingQuery {
  readonly since?: number;
  readonly until?: number;
  readonly limit?: number;
  readonly order?: 'asc' | 'desc';
  readonly cursor?: string;
}

/**
 * Paging parameters as the store takes them; newest first unless the query says asc.
 * @throws AppError 8003 for a cursor of another query, 8001 for an empty time range, 8004 before the index begins
 */
export async function pagingOf(history: HistoryStore, filter: string, query: PagingQuery): Promise<Paging> {
  const { since, until, cursor } = query;
  if (since !== undefined && until !== undefined && until < since) {
    throw new AppError(8001, 'until lies before since.', { field: 'until', reason: 'before since' });
  }
  if (since !== undefined && history.historyHeight > 1) {
    const first = await history.findBlock(history.historyHeight);
    if (first !== undefined && since < first.timeMs) {
      throw new AppError(8004, undefined, { first: history.historyHeight, last: history.cursor });
    }
  }
  return {
    since,
    until,
    limit: query.limit ?? DEFAULT_LIMIT,
    order: query.order ?? 'desc',
    after: cursor === undefined ? undefined : decodeCursor(cursor, filter),
  };
}

/** A page as an answer. A full page of the past never changes. */
export function pageAnswer<Row>(
  page: Page<Row>,
  paging: Paging,
  filter: string,
  format: (row: Row) => unknown,
): Answer {
  const more = page.hasMore && page.next !== undefined;
  return {
    height: page.height,
    timeMs: page.timeMs,
    data: page.rows.map(format),
    // An ascending list goes on with what comes later: its cursor stays valid at the end too.
    next: page.next !== undefined && (more || paging.order === 'asc') ? encodeCursor(filter, page.next) : undefined,
    hasMore: page.hasMore,
    immutable: more && (paging.order === 'asc' || paging.after !== undefined),
  };
}

/** Reads one page: the pattern of every paged route. */
export async function readPage<Row>(
  history: HistoryStore,
  routeName: string,
  query: PagingQuery & Readonly<Record<string, unknown>>,
  read: (paging: Paging) => Promise<Page<Row>>,
  format: (row: Row) => unknown,
): Promise<Answer> {
  const filter = filterText(routeName, { ...query, order: query.order ?? 'desc' });
  const paging = await pagingOf(history, filter, query);
  return pageAnswer(await read(paging), paging, filter, format);
}
