import { crc32 as crc } from 'node:zlib';
import type { ViewBook, ViewLevel } from '#chain/view/market-types.ts';
import type { MarketUnits } from '../format/market-names.ts';

const CHECKED_LEVELS = 25;

/** The text the checksum covers: price:size of bid and ask level by level, best first, the first 25 of each side. */
export function checksumText(units: MarketUnits, book: ViewBook<ViewLevel>): string {
  const parts: string[] = [];
  for (let i = 0; i < CHECKED_LEVELS; i++) {
    for (const level of [book.bids[i], book.asks[i]]) {
      if (level !== undefined) parts.push(`${units.price(level[0])}:${units.size(level[1])}`);
    }
  }
  return parts.join(':');
}

/** Unsigned CRC-32 (IEEE) of the best 25 levels (spec: api-types §4); an empty book gives 0. */
export const crc32 = (units: MarketUnits, book: ViewBook<ViewLevel>): number => crc(checksumText(units, book));
