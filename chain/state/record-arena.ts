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

/** Memory of blocks: the same bytes, and as words of the machine for comparing and copying. */
interface Page {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
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
  private readonly freed = new Map<number, Block[]>();
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

  /** `put` of a record that stands as a block of `bytes` bytes in `from`, beginning at word `at`. */
  putCopy(slot: number, from: Int32Array, at: number, bytes: number): Block {
    const block = this.allocate(bytes);
    const { words } = this.pageOf(block);
    const to = byteIn(block) / 4;
    const count = wordsFor(bytes);
    for (let i = 0; i < count; i++) words[to + i] = from[at + i]!;
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

  /** True when the block's record is under the key `from`..`to` − 1 of `key`. Reads in place: no view is made. */
  hasKey(block: Block, key: Uint8Array, from = 0, to = key.length): boolean {
    const { bytes } = this.pageOf(block);
    const at = byteIn(block) + HEAD;
    if (bytes[at]! * 256 + bytes[at + 1]! !== to - from) return false;
    for (let i = from; i < to; i++) if (bytes[at + 2 + i - from] !== key[i]) return false;
    return true;
  }

  /** True when the block's record is the one that stands as a block of `bytes` bytes in `from`, beginning at word `at`. */
  isCopy(block: Block, from: Int32Array, at: number, bytes: number): boolean {
    const { words } = this.pageOf(block);
    const mine = byteIn(block) / 4;
    const count = wordsFor(bytes);
    for (let i = 0; i < count; i++) if (words[mine + i] !== from[at + i]) return false;
    return true;
  }

  /** Gives a block back that is no slot's record any more and that nobody holds. */
  free(block: Block): void {
    if (block >= OWN_ARRAYS) {
      this.large.delete(block);
      return;
    }
    const units = blockUnits(HEAD + lengthAt(this.pageOf(block).bytes, byteIn(block)));
    const list = this.freed.get(units);
    if (list === undefined) this.freed.set(units, [block]);
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
    const reused = this.freed.get(units)?.pop();
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
