import { invariant } from '../lib/errors.ts';
import { HEAD } from './change-list.ts';

const UNIT = 16;
const PAGE_UNITS = 1 << 18;
/** Records up to this size live in pages; larger ones have an array of their own. */
const LARGEST = 65_536;

/** Where a record's bytes are; never reused while somebody holds it (see `free`). */
export type Block = number;

/** The block of no record. */
export const NO_BLOCK: Block = 0xffffffff;
/** Blocks from here on are arrays of their own. */
const OWN_ARRAYS = 0xf0000000;

/** Memory of blocks: the same bytes, and as words of the machine for comparing. */
export interface Page {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
}

/** A block elsewhere: where it, its key and its value end. */
export interface BlockBytes {
  page: Page;
  from: number;
  keyEnd: number;
  end: number;
}

/**
 * The bytes of records as their leaves hash them, key length u16 ‖ key ‖ value, and which of them is the committed one of each
 * slot. Blocks are written once: a change takes a new block and leaves the old one to the history, which frees it.
 *
 * Pages of 4 MiB, block sizes at most an eighth apart, freed blocks reused by size: 1 M records cost their bytes + about
 * 10 %, and nothing for the garbage collector to walk. In memory a block is length u32 ‖ record ‖ zeros up to a whole word,
 * as in ChangeList.
 */
export class RecordArena {
  private readonly pages: Page[] = [];
  /** Units handed out of the last page. */
  private filled = PAGE_UNITS;
  private blocks = new Uint32Array(64).fill(NO_BLOCK);
  /** By units. */
  private readonly freed: (Block[] | undefined)[] = [];
  private readonly large = new Map<Block, Page>();
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
    const length = 2 + key.length + value.length;
    const block = this.allocate(HEAD + length);
    const { bytes } = this.pageOf(block);
    const at = byteIn(block);
    writeLength(bytes, at, length);
    bytes[at + HEAD] = key.length >> 8;
    bytes[at + HEAD + 1] = key.length;
    bytes.set(key, at + HEAD + 2);
    bytes.set(value, at + HEAD + 2 + key.length);
    const end = at + HEAD + length;
    bytes.fill(0, end, at + wordsFor(HEAD + length) * 4);
    this.own(slot, block);
    return block;
  }

  /** `put` of a record as its leaf hashes it, which is copied. */
  putRecord(slot: number, record: Uint8Array): Block {
    const block = this.allocate(HEAD + record.length);
    const { bytes } = this.pageOf(block);
    const at = byteIn(block);
    writeLength(bytes, at, record.length);
    bytes.set(record, at + HEAD);
    for (let end = at + HEAD + record.length; end % 4 !== 0; end++) bytes[end] = 0;
    this.own(slot, block);
    return block;
  }

  private own(slot: number, block: Block): void {
    while (slot >= this.blocks.length) this.growSlots();
    if (this.blocks[slot] === NO_BLOCK) this.live++;
    this.blocks[slot] = block;
  }

  /** Leaves `slot` without record; its block stays until freed. */
  clear(slot: number): void {
    invariant(this.has(slot), `no record in slot ${slot}`);
    this.blocks[slot] = NO_BLOCK;
    this.live--;
  }

  /** key length u16 ‖ key ‖ value; a view, valid until the block is freed. */
  record(block: Block): Uint8Array {
    const { bytes } = this.pageOf(block);
    const at = byteIn(block);
    return bytes.subarray(at + HEAD, at + HEAD + lengthAt(bytes, at));
  }

  /** Bytes of the block's record, 0 for no block. */
  lengthOf(block: Block): number {
    return block === NO_BLOCK ? 0 : lengthAt(this.pageOf(block).bytes, byteIn(block));
  }

  /** True when the block's record is under `key`. Reads in place: no view is made. */
  hasKey(block: Block, key: Uint8Array): boolean {
    const { bytes } = this.pageOf(block);
    const at = byteIn(block) + HEAD;
    if (bytes[at]! * 256 + bytes[at + 1]! !== key.length) return false;
    for (let i = 0; i < key.length; i++) if (bytes[at + 2 + i] !== key[i]) return false;
    return true;
  }

  /** What is different between the block's record and that of a change. Reads in place, by words. */
  compare(block: Block, change: BlockBytes): 'same' | 'other value' | 'other key' {
    const mine = this.pageOf(block);
    const at = byteIn(block);
    const { page, from, keyEnd, end } = change;
    const words = wordsFor(end - from);
    // The first word is the length: records of two lengths may still be of one key.
    let i = 1;
    while (i < words && mine.words[at / 4 + i] === page.words[from / 4 + i]) i++;
    if (i === words && mine.words[at / 4] === page.words[from / 4]) return 'same';
    for (let j = i * 4; from + j < keyEnd; j++) if (mine.bytes[at + j] !== page.bytes[from + j]) return 'other key';
    return 'other value';
  }

  /** Gives a block back that is no slot's record any more and that nobody holds. `length`: of its record. */
  free(block: Block, length: number): void {
    if (block >= OWN_ARRAYS) {
      this.large.delete(block);
      return;
    }
    const units = blockUnits(HEAD + length);
    while (this.freed.length <= units) this.freed.push(undefined);
    const list = this.freed[units];
    if (list === undefined) this.freed[units] = [block];
    else list.push(block);
  }

  private pageOf(block: Block): Page {
    return block >= OWN_ARRAYS ? this.large.get(block)! : this.pages[Math.floor(block / PAGE_UNITS)]!;
  }

  private allocate(bytes: number): Block {
    if (bytes > HEAD + LARGEST) {
      this.large.set(this.nextLarge, pageOf(wordsFor(bytes)));
      return this.nextLarge++;
    }
    const units = blockUnits(bytes);
    const reused = this.freed[units]?.pop();
    if (reused !== undefined) return reused;
    if (this.filled + units > PAGE_UNITS) {
      this.pages.push(pageOf((PAGE_UNITS * UNIT) / 4));
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

function pageOf(words: number): Page {
  const bytes = new Uint8Array(words * 4);
  return { bytes, words: new Int32Array(bytes.buffer) };
}

/** Where a block begins in its page. */
function byteIn(block: Block): number {
  return block >= OWN_ARRAYS ? 0 : (block % PAGE_UNITS) * UNIT;
}

function wordsFor(bytes: number): number {
  return Math.ceil(bytes / 4);
}

function writeLength(bytes: Uint8Array, at: number, length: number): void {
  bytes[at] = length >>> 24;
  bytes[at + 1] = length >>> 16;
  bytes[at + 2] = length >>> 8;
  bytes[at + 3] = length;
}

function lengthAt(page: Uint8Array, at: number): number {
  return page[at]! * 16777216 + (page[at + 1]! << 16) + (page[at + 2]! << 8) + page[at + 3]!;
}

/** Units of a block that holds `length` bytes: exact up to 16 units, above that rounded up to eighths of a power of two. */
function blockUnits(length: number): number {
  const units = Math.ceil(length / UNIT);
  let step = 1;
  while (units > step * 16) step *= 2;
  return Math.ceil(units / step) * step;
}

/** View of the key in key length u16 ‖ key ‖ value. */
export function recordKey(record: Uint8Array): Uint8Array {
  return record.subarray(2, 2 + record[0]! * 256 + record[1]!);
}

/** View of the value in key length u16 ‖ key ‖ value. */
export function recordValue(record: Uint8Array): Uint8Array {
  return record.subarray(2 + record[0]! * 256 + record[1]!);
}
