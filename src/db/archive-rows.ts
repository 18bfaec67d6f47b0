import { ByteReader, ByteWriter } from '#chain/lib/bytes.ts';
import type { BlockUndo, HeightFacts } from '#chain/state/history.ts';

/**
 * An archive's rows beside the records, in the same database. Below the byte ff, which no record begins with:
 * `ff 00` height u64 → facts of that height;
 * `ff 01` key length u16, key, height u64 → slot + 1 u32 ‖ value: what the block of that height replaced (0 = was absent);
 * `ff 02` level u8 ‖ index u32 ‖ height u64 → the tree node it replaced, of every fourth level;
 * `ff 03` → first and last height without a gap.
 * What held at height h is the first row of its prefix with a height above h, or else the present one.
 */
export const ARCHIVE = 0xff;
const FACTS = 0;
const RECORD = 1;
const NODE = 2;
const RANGE = 3;

/** Node hashes are kept for levels 0, 4, 8, …: the ones between cost at most eight reads and seven hashes each. */
export const LEVEL_STEP = 4;

export const RANGE_KEY = Uint8Array.of(ARCHIVE, RANGE);

export interface ArchiveRange {
  readonly from: number;
  readonly to: number;
}

export interface Row {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

const row = (): ByteWriter => new ByteWriter(64).u8(ARCHIVE);

export function encodeRange({ from, to }: ArchiveRange): Uint8Array {
  return new ByteWriter(16).u64(from).u64(to).finish();
}

export function decodeRange(bytes: Uint8Array): ArchiveRange {
  const reader = new ByteReader(bytes);
  return { from: reader.u64(), to: reader.u64() };
}

export function factsKey(height: number): Uint8Array {
  return row().u8(FACTS).u64(height).finish();
}

/** First key of a record's rows, without the height that ends each. */
export function recordPrefix(key: Uint8Array): Uint8Array {
  return row().u8(RECORD).bytes16(key).finish();
}

/** All rows of all records. */
export const recordRows = { gte: Uint8Array.of(ARCHIVE, RECORD), lt: Uint8Array.of(ARCHIVE, NODE) };

/** Which record and height a row of `recordRows` is about; the key is a view. */
export function splitRecordRow(bytes: Uint8Array): { key: Uint8Array; height: number } {
  const reader = new ByteReader(bytes.subarray(2));
  return { key: reader.bytes16(), height: reader.u64() };
}

export function nodePrefix(level: number, index: number): Uint8Array {
  return row().u8(NODE).u8(level).u32(index).finish();
}

export function atHeight(prefix: Uint8Array, height: number): Uint8Array {
  return new ByteWriter(prefix.length + 8).raw(prefix).u64(height).finish();
}

export function decodeFacts(bytes: Uint8Array): HeightFacts {
  const reader = new ByteReader(bytes);
  return {
    height: reader.u64(),
    version: reader.u32(),
    slotsUsed: reader.u32(),
    stateRoot: reader.raw(32),
    eventsRoot: reader.raw(32),
  };
}

function encodeFacts(facts: HeightFacts): Uint8Array {
  const { height, version, slotsUsed, stateRoot, eventsRoot } = facts;
  return new ByteWriter(80).u64(height).u32(version).u32(slotsUsed).raw(stateRoot).raw(eventsRoot).finish();
}

/** Slot −1 = the record was absent. */
export function decodeOld(bytes: Uint8Array): { slot: number; value: Uint8Array } {
  const reader = new ByteReader(bytes);
  return { slot: reader.u32() - 1, value: reader.raw(reader.remaining) };
}

/** Everything the archive keeps of a block. The undo's bytes are read now: they are the state's own memory. */
export function archiveRows(facts: HeightFacts, undo: BlockUndo | undefined): Row[] {
  const { height } = facts;
  const rows: Row[] = [{ key: factsKey(height), value: encodeFacts(facts) }];
  if (undo === undefined) return rows;
  for (const { key, slot, value } of undo.records.entries()) {
    rows.push({
      key: atHeight(recordPrefix(key), height),
      value: new ByteWriter(4 + value.length)
        .u32(slot + 1)
        .raw(value)
        .finish(),
    });
  }
  undo.nodes.levels.forEach(({ indexes, hashes }, level) => {
    if (level % LEVEL_STEP !== 0) return;
    indexes.forEach((index, i) => {
      rows.push({ key: atHeight(nodePrefix(level, index), height), value: hashes.slice(i * 32, i * 32 + 32) });
    });
  });
  return rows;
}
