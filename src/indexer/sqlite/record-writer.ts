import { InvariantError } from '#chain/lib/errors.ts';

/** Bytes a UTF-16 unit can take in UTF-8, and those of the longest number. */
const UNIT_BYTES = 3;
const NUMBER_BYTES = 8;
const SMALL = 2 ** 31;
const SIGN = 0x40;
const MORE = 0x80;
/** How hex is told from what is known already: see `hex`. */
export const KNOWN = 0;
export const NONE = 1;
export const GIVEN = 2;

/** What a character code is as a hex digit; 256 for those that are none. */
const NIBBLES = Uint16Array.from({ length: 128 }, (_, code) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase());
  return digit < 0 ? 256 : digit;
});
const nibble = (code: number): number => (code < 128 ? NIBBLES[code]! : 256);

/** Records of a block in one array, each with its length (u32, little endian) before it; grows as needed. */
export class RecordWriter {
  private buffer: Buffer<ArrayBuffer>;
  private at = 0;
  private start = 0;

  /** @param bytes how many are expected; more are taken too */
  constructor(bytes: number) {
    this.buffer = Buffer.allocUnsafeSlow(Math.max(bytes, 64));
  }

  begin(): this {
    this.room(4);
    this.at += 4;
    this.start = this.at;
    return this;
  }

  end(): void {
    this.buffer.writeUInt32LE(this.at - this.start, this.start - 4);
  }

  /** A safe integer; 6 bits with the sign, then 7 a byte. InvariantError for anything else. */
  number(value: number): this {
    if (!Number.isSafeInteger(value)) throw new InvariantError(`not a safe integer: ${value}`);
    this.room(NUMBER_BYTES);
    const sign = value < 0 ? SIGN : 0;
    const rest = Math.abs(value);
    if (rest < SMALL) this.small(sign, rest);
    else this.large(sign, rest);
    return this;
  }

  /** The integer arithmetic of the machine, which most numbers fit. */
  private small(sign: number, value: number): void {
    const { buffer } = this;
    let at = this.at;
    let byte = (value & 63) | sign;
    for (let rest = value >>> 6; rest > 0; rest >>>= 7) {
      buffer[at++] = byte | MORE;
      byte = rest & 127;
    }
    buffer[at++] = byte;
    this.at = at;
  }

  private large(sign: number, value: number): void {
    let byte = (value % 64) | sign;
    for (let rest = Math.floor(value / 64); rest > 0; rest = Math.floor(rest / 128)) {
      this.buffer[this.at++] = byte | MORE;
      byte = rest % 128;
    }
    this.buffer[this.at++] = byte;
  }

  flag(value: boolean): this {
    return this.number(value ? 1 : 0);
  }

  /** One of a fixed list, by its place. InvariantError for one that is not in it. */
  choice<T>(list: readonly T[], value: T): this {
    const place = list.indexOf(value);
    if (place < 0) throw new InvariantError(`not one of ${list.join(', ')}: ${value}`);
    return this.number(place);
  }

  text(value: string): this {
    this.room(NUMBER_BYTES + value.length * UNIT_BYTES);
    const from = this.at;
    this.number(value.length);
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code > 127) return this.utf8(value, from);
      this.buffer[this.at++] = code;
    }
    return this;
  }

  private utf8(value: string, from: number): this {
    this.at = from;
    this.number(Buffer.byteLength(value));
    this.at += this.buffer.write(value, this.at);
    return this;
  }

  json(value: unknown): this {
    return this.text(JSON.stringify(value));
  }

  /** JSON of what is rarely there. */
  optional(value: unknown): this {
    return value === null ? this.number(0) : this.json(value);
  }

  /** Hex digits as bytes, or that there are none, or that they are `known`, which the reader has too. */
  hex(value: string, known = ''): this {
    if (value === '') return this.number(NONE);
    if (value === known) return this.number(KNOWN);
    this.number(GIVEN).number(value.length / 2);
    this.room(value.length / 2);
    const { buffer } = this;
    let at = this.at;
    let any = 0;
    for (let i = 0; i < value.length; i += 2) {
      const byte = (nibble(value.charCodeAt(i)) << 4) | nibble(value.charCodeAt(i + 1));
      any |= byte;
      buffer[at++] = byte;
    }
    this.at = at;
    if (any > 255) throw new InvariantError(`not hex: ${value.slice(0, 80)}`);
    return this;
  }

  private room(bytes: number): void {
    if (this.at + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.at + bytes, this.buffer.length * 2));
    larger.set(this.buffer.subarray(0, this.at));
    this.buffer = larger;
  }

  /** In a buffer of their own, to be transferred. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.buffer.subarray(0, this.at);
  }
}
