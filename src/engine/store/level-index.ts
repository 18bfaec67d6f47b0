import { Level } from 'level';
import type { AbciEvent } from '#chain/app-types.ts';
import { concat, findHex, fromUtf8 } from '#chain/lib/bytes.ts';
import { sha256 } from '../block/digest.ts';
import { matcherOf } from '../query/match.ts';
import type { Condition, EventQuery } from '../query/parse.ts';
import type { BlockIndex, SearchPage, SearchResult, TxPosition } from './block-index.ts';
import { StoredBlock } from './block-record.ts';
import {
  afterPrefix,
  attributePrefix,
  attributeValue,
  blockHashKey,
  CURSOR_KEY,
  type EventSpace,
  findEventKey,
  findValuePrefix,
  HEIGHT_BYTES,
  heightBytes,
  indexesBytes,
  positionBytes,
  readHeightBytes,
  readIndexes,
  readPosition,
  txCountKey,
  txHashKey,
} from './index-keys.ts';
import { type HeightRange, heightMatcher, splitHeights } from './search-range.ts';

type Db = Level<Uint8Array, Uint8Array>;
type Put = { type: 'put'; key: Uint8Array; value: Uint8Array };

/** A tx position as one number that sorts like it: height · 2^21 + index; a 2 MiB block holds fewer txs than that. */
const INDEX_SPAN = 2 ** 21;
const numberOf = ({ height, index }: TxPosition): number => height * INDEX_SPAN + index;

/** Places of each value of each key of each event type: one entry a block, however many txs share the value. */
type Postings = Map<string, Map<string, Map<string, number[]>>>;

function collect(postings: Postings, events: readonly AbciEvent[], place: number): void {
  for (const { type, attributes } of events) {
    if (type === '') continue;
    const keys = inner(postings, type);
    for (const { key, value, index } of attributes) {
      if (!index || key === '') continue;
      const values = inner(keys, key);
      const places = values.get(value);
      if (places === undefined) values.set(value, [place]);
      else if (places.at(-1) !== place) places.push(place);
    }
  }
}

function inner<T>(outer: Map<string, Map<string, T>>, name: string): Map<string, T> {
  let found = outer.get(name);
  if (found === undefined) {
    found = new Map();
    outer.set(name, found);
  }
  return found;
}

function putPostings(puts: Put[], space: EventSpace, postings: Postings, height: Uint8Array): void {
  for (const [type, keys] of postings) {
    for (const [name, values] of keys) {
      const prefix = attributePrefix(space, `${type}.${name}`);
      for (const [value, places] of values) {
        const key = findEventKey(prefix, value, height);
        if (key !== undefined) puts.push({ type: 'put', key, value: indexesBytes(places) });
      }
    }
  }
}

/** The index in LevelDB: one atomic batch a block, cursor included. */
export class LevelIndex implements BlockIndex {
  private readonly db: Db;

  private constructor(db: Db) {
    this.db = db;
  }

  static async open(directory: string): Promise<LevelIndex> {
    const db: Db = new Level(directory, { keyEncoding: 'view', valueEncoding: 'view' });
    await db.open();
    return new LevelIndex(db);
  }

  async height(): Promise<number> {
    const value = await this.db.get(CURSOR_KEY);
    return value === undefined ? 0 : readHeightBytes(value);
  }

  async add(height: number, record: Uint8Array): Promise<void> {
    const stored = StoredBlock.decode(record);
    const { txs } = stored.block;
    const { txResults, events } = stored.results;
    const at = heightBytes(height);
    const puts: Put[] = [
      { type: 'put', key: CURSOR_KEY, value: at },
      { type: 'put', key: blockHashKey(stored.blockId.hash), value: at },
    ];
    if (txs.length > 0) {
      const count = new Uint8Array(4);
      new DataView(count.buffer).setUint32(0, txs.length);
      puts.push({ type: 'put', key: txCountKey(height), value: count });
    }
    const ofBlock: Postings = new Map();
    collect(ofBlock, events, 0);
    putPostings(puts, 'b', ofBlock, at);
    const ofTxs: Postings = new Map();
    for (const [index, tx] of txs.entries()) {
      puts.push({ type: 'put', key: txHashKey(sha256(tx)), value: positionBytes({ height, index }) });
      collect(ofTxs, txResults[index]!.events, index);
    }
    putPostings(puts, 'e', ofTxs, at);
    await this.db.batch(puts);
  }

  async clear(): Promise<void> {
    await this.db.clear();
  }

  async findBlock(hash: Uint8Array): Promise<number | undefined> {
    const value = await this.db.get(blockHashKey(hash));
    return value === undefined ? undefined : readHeightBytes(value);
  }

  async findTx(hash: Uint8Array): Promise<TxPosition | undefined> {
    const value = await this.db.get(txHashKey(hash));
    return value === undefined ? undefined : readPosition(value);
  }

  async searchTxs(query: EventQuery, page: SearchPage): Promise<SearchResult<TxPosition>> {
    const { range, rest } = splitHeights(query, 'tx.height');
    const fits = heightMatcher(rest, 'tx.height');
    const conditions = rest.filter(({ tag }) => tag !== 'tx.height');
    let found: Set<number> | undefined;
    for (const condition of conditions) {
      found = await this.narrow(found, this.txsOf(condition, range));
      if (found.size === 0) break;
    }
    found ??= await this.narrow(undefined, this.allTxs(range));
    const items = [...found].filter((place) => fits(Math.floor(place / INDEX_SPAN)));
    return pageOf(items, page, (place) => {
      const height = Math.floor(place / INDEX_SPAN);
      return { height, index: place - height * INDEX_SPAN };
    });
  }

  async searchBlocks(query: EventQuery, page: SearchPage): Promise<SearchResult<number>> {
    const last = await this.height();
    const { range: wanted, rest } = splitHeights(query, 'block.height');
    const range = { min: wanted.min, max: Math.min(wanted.max, last) };
    const fits = heightMatcher(rest, 'block.height');
    const conditions = rest.filter(({ tag }) => tag !== 'block.height');
    let found: Set<number> | undefined;
    for (const condition of conditions) {
      found = await this.narrow(found, this.places('b', condition, range));
      if (found.size === 0) break;
    }
    if (found !== undefined) return pageOf([...found].filter(fits), page, (height) => height);
    const heights: number[] = [];
    for (let height = range.min; height <= range.max; height++) if (fits(height)) heights.push(height);
    return pageOf(heights, page, (height) => height);
  }

  private async narrow(before: Set<number> | undefined, places: AsyncIterable<number>): Promise<Set<number>> {
    const after = new Set<number>();
    for await (const place of places) if (before === undefined || before.has(place)) after.add(place);
    return after;
  }

  private async *txsOf(condition: Condition, range: HeightRange): AsyncGenerator<number> {
    if (condition.tag !== 'tx.hash') {
      yield* this.places('e', condition, range);
      return;
    }
    const hash = condition.operator === '=' ? findHex(condition.argument?.text ?? '') : undefined;
    const position = hash === undefined ? undefined : await this.findTx(hash);
    if (position !== undefined && position.height >= range.min && position.height <= range.max)
      yield numberOf(position);
  }

  private async *allTxs(range: HeightRange): AsyncGenerator<number> {
    if (range.min > range.max) return;
    const bounds = { gte: txCountKey(range.min), lte: txCountKey(range.max) };
    for await (const [key, value] of this.db.iterator(bounds)) {
      const height = readHeightBytes(key, 1);
      const count = new DataView(value.buffer, value.byteOffset).getUint32(0);
      for (let index = 0; index < count; index++) yield height * INDEX_SPAN + index;
    }
  }

  /** Positions (space `e`) or heights (space `b`) at which one attribute satisfies a condition, repeats possible. */
  private async *places(space: EventSpace, condition: Condition, range: HeightRange): AsyncGenerator<number> {
    if (range.min > range.max) return;
    const { tag, operator, argument } = condition;
    const isExact = operator === '=' && argument?.kind === 'string';
    const prefix = isExact ? findValuePrefix(space, tag, argument.text) : attributePrefix(space, tag);
    if (prefix === undefined) return;
    const bounds = isExact
      ? { gte: concat(prefix, heightBytes(range.min)), lte: concat(prefix, heightBytes(range.max)) }
      : { gte: prefix, lt: afterPrefix(prefix) };
    const matches = matcherOf(condition);
    for await (const [key, value] of this.db.iterator(bounds)) {
      const height = readHeightBytes(key, key.length - HEIGHT_BYTES);
      if (height < range.min || height > range.max) continue;
      if (!isExact && !matches(fromUtf8(attributeValue(key, prefix.length)))) continue;
      if (space === 'b') yield height;
      else for (const index of readIndexes(value)) yield numberOf({ height, index });
    }
  }

  async close(): Promise<void> {
    await this.db.close();
  }
}

function pageOf<T>(found: number[], page: SearchPage, item: (place: number) => T): SearchResult<T> {
  found.sort(page.order === 'asc' ? (a, b) => a - b : (a, b) => b - a);
  return { total: found.length, items: found.slice(page.offset, page.offset + page.limit).map(item) };
}
