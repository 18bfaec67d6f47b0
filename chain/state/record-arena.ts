import { invariant } from '../lib/errors.ts';

const UNIT = 16;
const PAGE_UNITS = 1 << 18;
/** Records up to this size live in pages; larger ones have an array of their own. */
const LARGEST = 65_536;
const HEAD = 4;
const NOTHING = new Uint8Array(0);

/** Where a record's bytes are; never reused while somebody holds it (see `free`). */
export type Block = number;

/** The block of no record. */
export const NO_BLOCK: Block = 0xffffffff;
/** Blocks from here on are arrays of their own. */
const OWN_ARRAYS = 0xf0000000;

/**
 * The bytes of records as their leaves hash them, key length u16 ‖ key ‖ value, and which of them is the committed one of each
 * slot. Blocks are written once: a change takes a new block and leaves the old one to the history, which frees it.
 *
 * Pages of 4 MiB, block sizes at most an eighth apart, freed blocks reused by size: 1 M records cost their bytes + about
 * 10 %, and nothing for the garbage collector to walk. In memory a block is length u32 ‖ record.
 */
export class RecordArena {
  private readonly pages: Uint8Array[] = [];
  /** Units handed out of the last page. */
  private filled = PAGE_UNITS;
  private blocks = new Uint32Array(64).fill(NO_BLOCK);
  private readonly freed = new Map<number, Block[]>();
  private readonly large = new Map<Block, Uint8Array>();
  private nextLarge = OWN_ARRAYS;
  private live = 0;

  /** Slots that hold a record. */
  get size(): number {
    return this.live;
  }

  has(slot: number): boolean {
    return this.blockOf(slot) !== NO_BLOCK;
  }

  /** NO_BLOCK for a slot without record. */
  blockOf(slot: number): Block {
    return slot >= 0 && slot < this.blocks.length ? this.blocks[slot]! : NO_BLOCK;
  }

  /** Makes a new block the record of `slot`; the old one stays until freed. Keys are at most 65,535 bytes. */
  put(slot: number, key: Uint8Array, value: Uint8Array): Block {
    while (slot >= this.blocks.length) this.growSlots();
    const block = this.write(key, value);
    if (this.blocks[slot] === NO_BLOCK) this.live++;
    this.blocks[slot] = block;
    return block;
  }

  /** Leaves `slot` without record; its block stays until freed. */
  clear(slot: number): void {
    invariant(this.has(slot), `no record in slot ${slot}`);
    this.blocks[slot] = NO_BLOCK;
    this.live--;
  }

  /** key length u16 ‖ key ‖ value; a view, valid until the block is freed. */
  record(block: Block): Uint8Array {
    if (block >= OWN_ARRAYS) return this.large.get(block)!;
    const page = this.pages[Math.floor(block / PAGE_UNITS)]!;
    const at = (block % PAGE_UNITS) * UNIT;
    return page.subarray(at + HEAD, at + HEAD + lengthAt(page, at));
  }

  /** True when the block's record is under `key`. */
  hasKey(block: Block, key: Uint8Array): boolean {
    return this.compare(block, key, NOTHING) !== 'other key';
  }

  /** What is different between the block's record and (`key`, `value`). Reads in place: no view is made. */
  compare(block: Block, key: Uint8Array, value: Uint8Array): 'same' | 'other value' | 'other key' {
    const isLarge = block >= OWN_ARRAYS;
    const bytes = isLarge ? this.large.get(block)! : this.pages[Math.floor(block / PAGE_UNITS)]!;
    const head = isLarge ? 0 : (block % PAGE_UNITS) * UNIT;
    const at = isLarge ? 0 : head + HEAD;
    const length = isLarge ? bytes.length : lengthAt(bytes, head);
    if (bytes[at]! * 256 + bytes[at + 1]! !== key.length || !matchesAt(bytes, at + 2, key)) return 'other key';
    if (length !== 2 + key.length + value.length) return 'other value';
    return matchesAt(bytes, at + 2 + key.length, value) ? 'same' : 'other value';
  }

  /** Gives a block back that is no slot's record any more and that nobody holds. */
  free(block: Block): void {
    if (block >= OWN_ARRAYS) {
      this.large.delete(block);
      return;
    }
    const length = lengthAt(this.pages[Math.floor(block / PAGE_UNITS)]!, (block % PAGE_UNITS) * UNIT);
    const units = blockUnits(HEAD + length);
    const list = this.freed.get(units);
    if (list === undefined) this.freed.set(units, [block]);
    else list.push(block);
  }

  private write(key: Uint8Array, value: Uint8Array): Block {
    const length = 2 + key.length + value.length;
    if (length > LARGEST) {
      const record = new Uint8Array(length);
      writeRecord(record, 0, key, value);
      this.large.set(this.nextLarge, record);
      return this.nextLarge++;
    }
    const block = this.allocate(blockUnits(HEAD + length));
    const page = this.pages[Math.floor(block / PAGE_UNITS)]!;
    const at = (block % PAGE_UNITS) * UNIT;
    page[at] = length >>> 24;
    page[at + 1] = length >>> 16;
    page[at + 2] = length >>> 8;
    page[at + 3] = length;
    writeRecord(page, at + HEAD, key, value);
    return block;
  }

  private allocate(units: number): Block {
    const reused = this.freed.get(units)?.pop();
    if (reused !== undefined) return reused;
    if (this.filled + units > PAGE_UNITS) {
      this.pages.push(new Uint8Array(PAGE_UNITS * UNIT));
      this.filled = 0;
    }
    const block = (this.pages.length - 1) * PAGE_UNITS + this.filled;
    this.filled += units;
    return block;
  }

  private growSlots(): void {
    const blocks = new Uint32Array(this.blocks.length * 2).fill(NO_BLOCK);
    blocks.set(this.blocks);
    this.blocks = blocks;
  }
}

function lengthAt(page: Uint8Array, at: number): number {
  return page[at]! * 16777216 + (page[at + 1]! << 16) + (page[at + 2]! << 8) + page[at + 3]!;
}

function writeRecord(out: Uint8Array, at: number, key: Uint8Array, value: Uint8Array): void {
  out[at] = key.length >> 8;
  out[at + 1] = key.length;
  out.set(key, at + 2);
  out.set(value, at + 2 + key.length);
}

/** Units of a block that holds `length` bytes: exact up to 16 units, above that rounded up to eighths of a power of two. */
function blockUnits(length: number): number {
  const units = Math.ceil(length / UNIT);
  let step = 1;
  while (units > step * 16) step *= 2;
  return Math.ceil(units / step) * step;
}

function matchesAt(record: Uint8Array, at: number, part: Uint8Array): boolean {
  for (let i = 0; i < part.length; i++) if (record[at + i] !== part[i]) return false;
  return true;
}

/** View of the key in key length u16 ‖ key ‖ value. */
export function recordKey(record: Uint8Array): Uint8Array {
  return record.subarray(2, 2 + record[0]! * 256 + record[1]!);
}

/** View of the value in key length u16 ‖ key ‖ value. */
export function recordValue(record: Uint8Array): Uint8Array {
  return record.subarray(2 + record[0]! * 256 + record[1]!);
}
