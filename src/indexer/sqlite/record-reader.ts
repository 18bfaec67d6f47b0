import { toHex } from '#chain/lib/bytes.ts';
import { GIVEN, NONE } from './record-writer.ts';

/** A record of the index that is not what RecordWriter wrote. */
const damaged = (): Error => new Error('a row is damaged; rebuild the index');

/** Reads the values of one record in the order in which RecordWriter wrote them. Throws when it ends too early. */
export class RecordReader {
  private readonly bytes: Buffer;
  private readonly end: number;
  private at: number;

  constructor(bytes: Buffer, from = 0, to: number = bytes.length) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  number(): number {
    let byte = this.byte();
    let value = byte & 63;
    const isNegative = (byte & 64) !== 0;
    for (let scale = 64; byte > 127; scale *= 128) {
      byte = this.byte();
      value += (byte & 127) * scale;
    }
    return isNegative ? -value : value;
  }

  flag(): boolean {
    return this.number() === 1;
  }

  choice<T>(list: readonly T[]): T {
    const found = list[this.number()];
    if (found === undefined) throw damaged();
    return found;
  }

  text(): string {
    const from = this.take(this.number());
    return this.bytes.toString('utf8', from, this.at);
  }

  json<T>(): T {
    return JSON.parse(this.text()) as T;
  }

  optional<T>(): T | null {
    const text = this.text();
    return text === '' ? null : (JSON.parse(text) as T);
  }

  /** An address: lower-case digits, '' or what is known. */
  address(known = ''): string {
    const how = this.number();
    if (how !== GIVEN) return how === NONE ? '' : known;
    return toHex(this.raw());
  }

  /** A hash: upper-case digits, '' or what is known. */
  hash(known = ''): string {
    const how = this.number();
    if (how !== GIVEN) return how === NONE ? '' : known;
    return toHex(this.raw()).toUpperCase();
  }

  /** The bytes of digits: a view. */
  raw(): Uint8Array {
    const from = this.take(this.number());
    return this.bytes.subarray(from, this.at);
  }

  private byte(): number {
    return this.bytes[this.take(1)]!;
  }

  private take(count: number): number {
    const from = this.at;
    if (count < 0 || from + count > this.end) throw damaged();
    this.at = from + count;
    return from;
  }
}

/** Where each record of `bytes` begins and ends. */
export function recordBounds(bytes: Buffer): { readonly from: number; readonly to: number }[] {
  const bounds: { from: number; to: number }[] = [];
  for (let at = 0; at < bytes.length; ) {
    const from = at + 4;
    at = from + bytes.readUInt32LE(at);
    bounds.push({ from, to: at });
  }
  return bounds;
}
