import { invariant } from '../lib/errors.ts';

const UNIT = 16;
const PAGE_UNITS = 1 << 18;
/** Blocks up to this size live in pages; larger ones have an array of their own. */
const LARGEST = 65_536;
const ABSENT = 0xffffffff;
const OWN_ARRAY = 0xfffffffe;

/**
 * The committed records by slot, each as key length u16 ‖ key ‖ value: exactly what its leaf hashes. Pages of 4 MiB, blocks in
 * sizes at most an eighth apart, freed blocks reused by size: 1 M records cost their bytes + about 10 %, and nothing for
 * the garbage collector to walk.
 */
export class RecordArena {
  private readonly pages: Uint8Array[] = [];
  /** Units handed out of the last page. */
  private filled = PAGE_UNITS;
  /** First unit of a slot's block, or ABSENT, or OWN_ARRAY. */
  private units = new Uint32Array(64).fill(ABSENT);
  private lengths = new Uint32Array(64);
  private readonly free = new Map<number, number[]>();
  private readonly large = new Map<number, Uint8Array>();
  private live = 0;

  /** Records held. */
  get size(): number {
    return this.live;
  }

  has(slot: number): boolean {
    return slot >= 0 && slot < this.units.length && this.units[slot] !== ABSENT;
  }

  /** key length u16 ‖ key ‖ value of a slot that is held; a view, valid until the slot is written or freed. */
  view(slot: number): Uint8Array {
    invariant(this.has(slot), `no record in slot ${slot}`);
    const unit = this.units[slot]!;
    if (unit === OWN_ARRAY) return this.large.get(slot)!;
    const at = (unit % PAGE_UNITS) * UNIT;
    return this.pages[Math.floor(unit / PAGE_UNITS)]!.subarray(at, at + this.lengths[slot]!);
  }

  /** View of the key. */
  key(slot: number): Uint8Array {
    return recordKey(this.view(slot));
  }

  /** View of the value. */
  value(slot: number): Uint8Array {
    return recordValue(this.view(slot));
  }

  /** Writes a record; returns the view of what is hashed. Keys are at most 65,535 bytes. */
  write(slot: number, key: Uint8Array, value: Uint8Array): Uint8Array {
    const length = 2 + key.length + value.length;
    this.place(slot, length);
    const out = this.view(slot);
    out[0] = key.length >> 8;
    out[1] = key.length & 255;
    out.set(key, 2);
    out.set(value, 2 + key.length);
    return out;
  }

  remove(slot: number): void {
    invariant(this.has(slot), `no record in slot ${slot}`);
    this.release(slot);
    this.units[slot] = ABSENT;
    this.live--;
  }

  private place(slot: number, length: number): void {
    while (slot >= this.units.length) this.growSlots();
    const held = this.units[slot] !== ABSENT;
    if (held && this.units[slot] !== OWN_ARRAY && blockUnits(this.lengths[slot]!) === blockUnits(length)) {
      this.lengths[slot] = length;
      return;
    }
    if (held) this.release(slot);
    else this.live++;
    this.lengths[slot] = length;
    if (length > LARGEST) {
      this.units[slot] = OWN_ARRAY;
      this.large.set(slot, new Uint8Array(length));
    } else {
      this.units[slot] = this.allocate(blockUnits(length));
    }
  }

  private release(slot: number): void {
    const unit = this.units[slot]!;
    if (unit === OWN_ARRAY) this.large.delete(slot);
    else this.addFree(blockUnits(this.lengths[slot]!), unit);
  }

  private allocate(units: number): number {
    const reused = this.free.get(units)?.pop();
    if (reused !== undefined) return reused;
    if (this.filled + units > PAGE_UNITS) {
      this.pages.push(new Uint8Array(PAGE_UNITS * UNIT));
      this.filled = 0;
    }
    const unit = (this.pages.length - 1) * PAGE_UNITS + this.filled;
    this.filled += units;
    return unit;
  }

  private addFree(units: number, unit: number): void {
    const list = this.free.get(units);
    if (list === undefined) this.free.set(units, [unit]);
    else list.push(unit);
  }

  private growSlots(): void {
    const units = new Uint32Array(this.units.length * 2).fill(ABSENT);
    units.set(this.units);
    this.units = units;
    const lengths = new Uint32Array(this.lengths.length * 2);
    lengths.set(this.lengths);
    this.lengths = lengths;
  }
}

/** Units of a block that holds `length` bytes: exact up to 8 units, above that rounded up to eighths of a power of two. */
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
