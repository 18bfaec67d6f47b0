import type { StoredBlock } from '#src/engine/store/block-record.ts';
import type { BlockStore } from '#src/engine/store/block-store.ts';

/** A height a caller asked for, judged; the texts are CometBFT's, light clients recognise them. Default: `latest`. */
export function resolveHeight(store: BlockStore, latest: number, height: number | undefined): number {
  if (height === undefined) return latest;
  if (height <= 0) throw new Error(`height must be greater than 0, but got ${height}`);
  if (height > latest) {
    throw new Error(`height ${height} must be less than or equal to the current blockchain height ${latest}`);
  }
  if (height < store.first) throw new Error(`height ${height} is not available, lowest height is ${store.first}`);
  return height;
}

/** The block of a judged height. */
export async function getBlock(store: BlockStore, height: number): Promise<StoredBlock> {
  const stored = await store.find(height);
  if (stored === undefined) throw new Error(`height ${height} is not available, lowest height is ${store.first}`);
  return stored;
}

const DEFAULT_PER_PAGE = 30;
const MAX_PER_PAGE = 100;

/** per_page as CometBFT bounds it: 30 by default, at most 100. */
export function perPageOf(perPage: number | undefined): number {
  if (perPage === undefined || perPage < 1) return DEFAULT_PER_PAGE;
  return Math.min(perPage, MAX_PER_PAGE);
}

/** Throws unless `page` (from 1) is one of `total` items' pages; an empty list has one. */
export function requirePage(page: number | undefined, perPage: number, total: number): void {
  if (page === undefined) return;
  const pages = Math.max(1, Math.ceil(total / perPage));
  if (page <= 0 || page > pages) throw new Error(`page should be within [1, ${pages}] range, given ${page}`);
}

/** Order of a search: `asc`, `desc` or the method's default. */
export function orderOf(orderBy: string, fallback: 'asc' | 'desc'): 'asc' | 'desc' {
  if (orderBy === '') return fallback;
  if (orderBy === 'asc' || orderBy === 'desc') return orderBy;
  throw new Error('expected order_by to be either `asc` or `desc` or empty');
}
