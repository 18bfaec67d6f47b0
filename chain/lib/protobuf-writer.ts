import { utf8 } from './bytes.ts';
import { WireError } from './wire-error.ts';

/** A tag, then a varint: no scalar field is longer. */
const LONGEST_SCALAR = 16;
const LONGEST_KEPT_VIEW = 1024;
/** Up to this length a loop copies faster than TypedArray.set is called. */
const SHORT_COPY = 64;
const WORD = 4294967296;
const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);
const VARINT = 0;
const LENGTH = 2;

/**
 * Protobuf bytes of one message after another in one growing array. The methods of fields leave defaults out, as proto3
 * does; written in ascending order they give the canonical bytes. A view of what was written is overwritten by what
 * follows.
 */
export class ProtobufWriter {
  private out = new Uint8Array(4096);
  private at = 0;
  /** Views of `out` by their length: making one costs more than a short encoding. */
  private views: (Uint8Array | undefined)[] = [];

  restart(): void {
    this.at = 0;
  }

  /** A copy of what was written. */
  copy(): Uint8Array {
    return this.out.slice(0, this.at);
  }

  /** What was written, until the next byte is. */
  view(): Uint8Array {
    const { at } = this;
    if (at > LONGEST_KEPT_VIEW) return this.out.subarray(0, at);
    let view = this.views[at];
    if (view === undefined) {
      view = this.out.subarray(0, at);
      this.views[at] = view;
    }
    return view;
  }

  byte(value: number): void {
    this.room(1);
    this.out[this.at++] = value;
  }

  /** Field of kind uint32, uint64 or enum: a safe integer ≥ 0 (else WireError). */
  uint(field: number, value: number): void {
    if (value === 0) return;
    if (!Number.isSafeInteger(value) || value < 0)
      throw new WireError(`field ${field}: ${value} is no safe unsigned integer`);
    this.tag(field * 8 + VARINT);
    this.varint(value);
  }

  /** Field of kind int32 or int64: a safe integer (else WireError). */
  int(field: number, value: number): void {
    if (value === 0) return;
    if (!Number.isSafeInteger(value)) throw new WireError(`field ${field}: ${value} is no safe integer`);
    this.tag(field * 8 + VARINT);
    if (value < 0) this.negative(value);
    else this.varint(value);
  }

  bool(field: number, value: boolean): void {
    if (value) this.uint(field, 1);
  }

  bytes(field: number, value: Uint8Array): void {
    if (value.length === 0) return;
    this.tag(field * 8 + LENGTH);
    this.lengthAndBytes(value);
  }

  text(field: number, value: string): void {
    if (value === '') return;
    this.tag(field * 8 + LENGTH);
    if (!this.lengthAndText(value)) throw new WireError(`field ${field}: not well-formed Unicode`);
  }

  /** Text field with a safe integer in decimals, 0 included. */
  decimal(field: number, value: number): void {
    this.text(field, String(value));
  }

  /** Begins a field of type message or bytes whose content is written next; `close` must get what this returns. */
  open(field: number): number {
    this.tag(field * 8 + LENGTH);
    return this.reserve();
  }

  /** Reserves the byte of a length that `close` fills in. */
  reserve(): number {
    this.room(1);
    return this.at++;
  }

  /** Writes the length of what follows the byte reserved at `start`, moving it when the length needs more than one byte. */
  close(start: number): void {
    const length = this.at - start - 1;
    if (length < 128) {
      this.out[start] = length;
      return;
    }
    const extra = length < 16384 ? 1 : length < 2097152 ? 2 : 3;
    this.room(extra);
    this.out.copyWithin(start + 1 + extra, start + 1, this.at);
    const end = this.at + extra;
    this.at = start;
    this.varint(length);
    this.at = end;
  }

  /** Like `close` for a field of type bytes, which is left out when nothing was written. Its tag must be of one byte. */
  closeBytes(start: number): void {
    if (this.at === start + 1) this.at = start - 1;
    else this.close(start);
  }

  private tag(tag: number): void {
    this.room(LONGEST_SCALAR);
    if (tag < 128) this.out[this.at++] = tag;
    else this.varint(tag);
  }

  /** Safe integer ≥ 0. */
  varint(value: number): void {
    this.room(LONGEST_SCALAR);
    if (value < 128) {
      this.out[this.at++] = value;
      return;
    }
    const { out } = this;
    let { at } = this;
    let rest = value;
    while (rest > 0x7fffffff) {
      const next = Math.floor(rest / 128);
      out[at++] = rest - next * 128 + 128;
      rest = next;
    }
    while (rest > 127) {
      out[at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    out[at++] = rest;
    this.at = at;
  }

  /** Safe integer < 0 as the ten bytes of its 64-bit two's complement. */
  negative(value: number): void {
    this.room(LONGEST_SCALAR);
    let high = Math.floor(value / WORD);
    let low = value - high * WORD;
    for (let i = 0; i < 9; i++) {
      this.out[this.at++] = (low & 127) | 128;
      low = (low >>> 7) | (high << 25);
      high >>= 7;
    }
    this.out[this.at++] = 1;
  }

  /** 0 ≤ value < 2^64. */
  bigVarint(value: bigint): void {
    if (value <= MAX_SAFE) {
      this.varint(Number(value));
      return;
    }
    this.room(LONGEST_SCALAR);
    let rest = value;
    while (rest > 127n) {
      this.out[this.at++] = Number(rest & 127n) | 128;
      rest >>= 7n;
    }
    this.out[this.at++] = Number(rest);
  }

  lengthAndBytes(value: Uint8Array): void {
    const { length } = value;
    this.varint(length);
    this.room(length);
    const { out, at } = this;
    if (length > SHORT_COPY) out.set(value, at);
    else for (let i = 0; i < length; i++) out[at + i] = value[i]!;
    this.at = at + length;
  }

  /** False, and nothing useful written, when `value` is not well-formed Unicode. */
  lengthAndText(value: string): boolean {
    const { length } = value;
    this.room(length + LONGEST_SCALAR);
    if (length < 128) {
      const { out, at } = this;
      let i = 0;
      for (; i < length; i++) {
        const code = value.charCodeAt(i);
        if (code > 127) break;
        out[at + 1 + i] = code;
      }
      if (i === length) {
        out[at] = length;
        this.at = at + 1 + length;
        return true;
      }
    }
    if (!value.isWellFormed()) return false;
    this.lengthAndBytes(utf8(value));
    return true;
  }

  private room(count: number): void {
    if (this.at + count > this.out.length) this.grow(count);
  }

  private grow(count: number): void {
    const grown = new Uint8Array(Math.max(this.out.length * 2, this.at + count));
    grown.set(this.out.subarray(0, this.at));
    this.out = grown;
    this.views = [];
  }
}
