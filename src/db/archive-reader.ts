import type { Level } from 'level';
import {
  type ArchiveRange,
  atHeight,
  decodeFacts,
  decodeOld,
  decodeRange,
  factsKey,
  nodePrefix,
  RANGE_KEY,
  recordPrefix,
} from './archive-rows.ts';
import { pathNodes } from './path-nodes.ts';
import type { ArchivedRecord } from './state-messages.ts';

type Database = Level<Uint8Array, Uint8Array>;

export async function readRange(db: Database): Promise<ArchiveRange | undefined> {
  const bytes = await db.get(RANGE_KEY);
  return bytes === undefined ? undefined : decodeRange(bytes);
}

/** The record under `key` as of `height` with the nodes of its path; undefined when the archive does not hold the height. */
export async function readArchived(db: Database, key: Uint8Array, height: number): Promise<ArchivedRecord | undefined> {
  const range = await readRange(db);
  if (range === undefined || height < range.from || height > range.to) return undefined;
  const factsBytes = await db.get(factsKey(height));
  if (factsBytes === undefined) throw new Error(`the archive lost height ${height}`);
  const facts = decodeFacts(factsBytes);
  const old = await firstAfter(db, recordPrefix(key), height);
  const { slot, value } = old === undefined ? await presentRecord(db, key) : decodeOld(old);
  const nodes: (Uint8Array | undefined)[] = [];
  if (slot >= 0) {
    for (const node of pathNodes(slot, facts.slotsUsed)) {
      nodes.push(await firstAfter(db, nodePrefix(node.level, node.index), height));
    }
  }
  return { facts, slot, value, readAt: range.to, nodes };
}

/** Value of the first row under `prefix` of a height above `height`. */
async function firstAfter(db: Database, prefix: Uint8Array, height: number): Promise<Uint8Array | undefined> {
  const from = atHeight(prefix, height + 1);
  const to = atHeight(prefix, Number.MAX_SAFE_INTEGER);
  for await (const value of db.values({ gte: from, lte: to, limit: 1 })) return value;
  return undefined;
}

async function presentRecord(db: Database, key: Uint8Array): Promise<{ slot: number; value: Uint8Array }> {
  const stored = await db.get(key);
  if (stored === undefined) return { slot: -1, value: new Uint8Array(0) };
  return { slot: new DataView(stored.buffer, stored.byteOffset).getUint32(0), value: stored.slice(4) };
}
