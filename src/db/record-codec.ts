import { ByteReader, ByteWriter } from '#chain/lib/bytes.ts';

/** A record as storage sees it; value undefined = removed. */
export interface SlotRecord {
  readonly key: Uint8Array;
  readonly value: Uint8Array | undefined;
  readonly slot: number;
}

/** Value length that means removed. */
const REMOVED = 0xffffffff;

/**
 * Records in one buffer for the way between threads: key length u16 ‖ key ‖ slot u32 ‖ value length u32 ‖ value, back to back.
 * One buffer is moved, not copied, and costs a tenth of posting the objects.
 */
export function packRecords(records: readonly SlotRecord[]): Uint8Array<ArrayBuffer> {
  let size = 0;
  for (const { key, value } of records) size += 10 + key.length + (value?.length ?? 0);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const { key, value, slot } of records) {
    view.setUint16(at, key.length);
    bytes.set(key, at + 2);
    at += 2 + key.length;
    view.setUint32(at, slot);
    view.setUint32(at + 4, value?.length ?? REMOVED);
    at += 8;
    if (value !== undefined) {
      bytes.set(value, at);
      at += value.length;
    }
  }
  return bytes;
}

/** Rows that are not records, packed like them. */
export function packRows(
  rows: readonly { readonly key: Uint8Array; readonly value: Uint8Array }[],
): Uint8Array<ArrayBuffer> {
  return packRecords(rows.map(({ key, value }) => ({ key, value, slot: 0 })));
}

/** What packRecords packed; keys and values are views. */
export function unpackRecords(bytes: Uint8Array): SlotRecord[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records: SlotRecord[] = [];
  for (let at = 0; at < bytes.length; ) {
    const keyEnd = at + 2 + view.getUint16(at);
    const key = bytes.subarray(at + 2, keyEnd);
    const slot = view.getUint32(keyEnd);
    const length = view.getUint32(keyEnd + 4);
    at = keyEnd + 8 + (length === REMOVED ? 0 : length);
    records.push({ key, slot, value: length === REMOVED ? undefined : bytes.subarray(keyEnd + 8, at) });
  }
  return records;
}

/** Changed records as a block's commit lists them (ChangedRecords), one thread further. */
export interface PackedChanges {
  readonly bytes: Uint8Array;
  /** Four of each: first byte of its key, end of the key, end of its value (−1 = removed), slot. */
  readonly cells: Int32Array;
}

/** Takes what a database's batch takes: bytes that it copies before it returns. */
export interface RecordBatch {
  put(key: Uint8Array, value: Uint8Array): unknown;
  del(key: Uint8Array): unknown;
}

/**
 * Puts changed records into a batch; a record's value in the database is slot u32 ‖ value. The slot is written over the last
 * four bytes before the value, which are of the key's end and of its length before it: the key was copied, and nothing of the
 * packet is read twice.
 */
export function storeChanges({ bytes, cells }: PackedChanges, batch: RecordBatch): void {
  let size = 0;
  for (let at = 0; at < cells.length; at += 4) size += cells[at + 1]! - cells[at]!;
  const keys = new Uint8Array(size);
  let end = 0;
  for (let at = 0; at < cells.length; at += 4) {
    const from = end;
    const valueFrom = cells[at + 1]!;
    for (let i = cells[at]!; i < valueFrom; i++) keys[end++] = bytes[i]!;
    const key = keys.subarray(from, end);
    const valueEnd = cells[at + 2]!;
    if (valueEnd < 0) {
      batch.del(key);
      continue;
    }
    const slot = cells[at + 3]!;
    bytes[valueFrom - 4] = slot >>> 24;
    bytes[valueFrom - 3] = slot >>> 16;
    bytes[valueFrom - 2] = slot >>> 8;
    bytes[valueFrom - 1] = slot;
    batch.put(key, bytes.subarray(valueFrom - 4, valueEnd));
  }
}

/** What the database holds beside the records: of which height they are. */
export interface StateMeta {
  readonly chainId: string;
  readonly height: number;
  readonly version: number;
  readonly slotsUsed: number;
  readonly stateRoot: Uint8Array;
  readonly eventsRoot: Uint8Array;
  readonly appHash: Uint8Array;
}

const META_FORMAT = 1;

export function encodeMeta(meta: StateMeta): Uint8Array {
  return new ByteWriter(160)
    .u8(META_FORMAT)
    .text(meta.chainId)
    .u64(meta.height)
    .u32(meta.version)
    .u32(meta.slotsUsed)
    .raw(meta.stateRoot)
    .raw(meta.eventsRoot)
    .raw(meta.appHash)
    .finish();
}

/** Throws on anything encodeMeta does not write. */
export function decodeMeta(bytes: Uint8Array): StateMeta {
  const reader = new ByteReader(bytes);
  const format = reader.u8();
  if (format !== META_FORMAT) throw new Error(`unknown format ${format}`);
  const meta = {
    chainId: reader.text(),
    height: reader.u64(),
    version: reader.u32(),
    slotsUsed: reader.u32(),
    stateRoot: reader.raw(32),
    eventsRoot: reader.raw(32),
    appHash: reader.raw(32),
  };
  reader.end();
  return meta;
}
