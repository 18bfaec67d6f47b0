import type { Level } from 'level';
import { toHex } from '#chain/lib/bytes.ts';
import type { StoredRecord } from '#chain/state/record.ts';
import {
  ARCHIVE,
  type ArchiveRange,
  atHeight,
  decodeFacts,
  decodeOld,
  decodeRange,
  factsKey,
  nodePrefix,
  RANGE_KEY,
  recordPrefix,
  recordRows,
  splitRecordRow,
} from './archive-rows.ts';
import { pathNodes } from './path-nodes.ts';
import type { ArchivedRecord, ArchivedState } from './state-messages.ts';

/** The facts of the present height; records begin behind it. */
const META_KEY = Uint8Array.of(0);

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

/** Every record of `height`, in no order; undefined when the archive does not hold it. Reads the whole archive: O(all its rows). */
export async function readPastState(db: Database, height: number): Promise<ArchivedState | undefined> {
  const range = await readRange(db);
  if (range === undefined || height < range.from || height > range.to) return undefined;
  const factsBytes = await db.get(factsKey(height));
  if (factsBytes === undefined) throw new Error(`the archive lost height ${height}`);
  const records: StoredRecord[] = [];
  const replaced = new Set<string>();
  for await (const [rowKey, bytes] of db.iterator(recordRows)) {
    const { key, height: at } = splitRecordRow(rowKey);
    const name = toHex(key);
    if (at <= height || replaced.has(name)) continue;
    replaced.add(name);
    const { slot, value } = decodeOld(bytes);
    if (slot >= 0) records.push({ key: key.slice(), slot, value: value.slice() });
  }
  for await (const [key, stored] of db.iterator({ gt: META_KEY, lt: Uint8Array.of(ARCHIVE) })) {
    if (!replaced.has(toHex(key))) records.push({ key, ...slotAndValue(stored) });
  }
  return { facts: decodeFacts(factsBytes), records };
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
  return slotAndValue(stored);
}

function slotAndValue(stored: Uint8Array): { slot: number; value: Uint8Array } {
  return { slot: new DataView(stored.buffer, stored.byteOffset).getUint32(0), value: stored.slice(4) };
}
