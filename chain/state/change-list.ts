import { ByteWriter } from '../lib/bytes.ts';
import { invariant } from '../lib/errors.ts';
import type { Keys } from './key-order.ts';

/** Bytes before a record in a block: its length u32. */
export const HEAD = 4;
/** More room for the bytes of a block than the last one took. */
const SPARE_BYTES = 16_384;
const FIRST_ROWS = 64;
/** Columns up to this length are kept for the next block. */
const KEPT_ROWS = 1 << 17;
/** Offsets are int32. */
const LONGEST = 2 ** 31 - 4;
/** Bytes before its key: also the key's length u16. */
const KEY_HEAD = HEAD + 2;

/**
 * What the sources wrote in one block, as columns over one array of bytes. A change is a block as the arena has them, length
 * u32 ‖ key length u16 ‖ key ‖ value, with zeros up to a multiple of four, so that records are compared and copied by words.
 */
export class ChangeList implements Keys {
  private out = new ByteWriter(SPARE_BYTES);
  private block = 0;
  private size = 0;
  /** Of each change: the first byte of its block and of its key, the ends of key and value. */
  blocks = new Int32Array(FIRST_ROWS);
  starts = new Int32Array(FIRST_ROWS);
  ends = new Int32Array(FIRST_ROWS);
  valueEnds = new Int32Array(FIRST_ROWS);
  /** −1 = new. */
  slots = new Int32Array(FIRST_ROWS);
  /** What the source knows the record by. */
  owners = new Int32Array(FIRST_ROWS);
  /** 1 = the record is gone; its value is empty. */
  removed = new Uint8Array(FIRST_ROWS);

  /** Begins anew, for another block: in bytes of its own, because whoever read the last ones may keep them. */
  reset(): void {
    this.out = new ByteWriter(this.out.length + SPARE_BYTES);
    this.size = 0;
    if (this.slots.length > KEPT_ROWS) this.resize(FIRST_ROWS);
  }

  /** Changes so far. */
  get length(): number {
    return this.size;
  }

  /** What was written, whole words of it; valid until the next change. */
  get bytes(): Uint8Array<ArrayBuffer> {
    // Writers make their arrays themselves, so that they are never shared memory.
    return this.out.peek() as Uint8Array<ArrayBuffer>;
  }

  /** The same as words of the machine. */
  get words(): Int32Array {
    const { buffer, length } = this.bytes;
    return new Int32Array(buffer, 0, length / 4);
  }

  /** Begins a change; the key without its prefix is to be written next. */
  beginKey(prefix: number): ByteWriter {
    this.block = this.out.length;
    if (this.size === this.slots.length) this.resize(this.size * 2);
    return this.out.u32(0).u16(0).u8(prefix);
  }

  /** The key is written; the value is to be written next. */
  beginValue(): ByteWriter {
    this.ends[this.size] = this.out.length;
    return this.out;
  }

  /** Ends a change. `slot` −1 = a new record; `owner`: what `assign` will be told, a u31. */
  end(slot: number, owner: number, isRemoved: boolean): void {
    const { block, out, size } = this;
    const end = out.length;
    invariant(end < LONGEST, 'a block changes more than 2 GiB of records');
    out.setU32(block, end - block - HEAD);
    out.setU16(block + HEAD, this.ends[size]! - block - KEY_HEAD);
    for (let rest = end % 4; rest > 0 && rest < 4; rest++) out.u8(0);
    this.blocks[size] = block;
    this.starts[size] = block + KEY_HEAD;
    this.valueEnds[size] = end;
    this.slots[size] = slot;
    this.owners[size] = owner;
    this.removed[size] = isRemoved ? 1 : 0;
    this.size = size + 1;
  }

  private resize(rows: number): void {
    this.blocks = resized(this.blocks, rows);
    this.starts = resized(this.starts, rows);
    this.ends = resized(this.ends, rows);
    this.valueEnds = resized(this.valueEnds, rows);
    this.slots = resized(this.slots, rows);
    this.owners = resized(this.owners, rows);
    const removed = new Uint8Array(rows);
    removed.set(this.removed.subarray(0, rows));
    this.removed = removed;
  }
}

function resized(old: Int32Array, rows: number): Int32Array<ArrayBuffer> {
  const column = new Int32Array(rows);
  column.set(old.subarray(0, rows));
  return column;
}
