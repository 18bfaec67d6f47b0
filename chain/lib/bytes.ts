import { InvariantError } from './errors.ts';

export const EMPTY = new Uint8Array(0);
const encoder = new TextEncoder();
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export const utf8 = (text: string): Uint8Array => encoder.encode(text);
/** Throws on bytes that are not UTF-8. */
export const fromUtf8 = (bytes: Uint8Array): string => strictDecoder.decode(bytes);

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Lexicographic order of bytes: negative, 0 or positive. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const d = a[i]! - b[i]!;
    if (d !== 0) return d;
  }
  return a.length - b.length;
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && compareBytes(a, b) === 0;
}

const HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));
/** Character codes of a hash or an address in hex. */
const hashCodes: number[] = Array.from({ length: 64 }, () => 0);
const addressCodes: number[] = Array.from({ length: 40 }, () => 0);
const digitCode = (digit: number): number => (digit < 10 ? 48 + digit : 87 + digit);

/** Lower-case hex without prefix. Hashes and addresses, which become keys of maps, come as one flat string. */
export function toHex(bytes: Uint8Array): string {
  const codes = bytes.length === 32 ? hashCodes : bytes.length === 20 ? addressCodes : undefined;
  if (codes === undefined) {
    let out = '';
    for (let i = 0; i < bytes.length; i++) out += HEX[bytes[i]!];
    return out;
  }
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    codes[2 * i] = digitCode(byte >> 4);
    codes[2 * i + 1] = digitCode(byte & 15);
  }
  return String.fromCharCode.apply(undefined, codes);
}

/** Bytes of hex text with or without 0x; undefined when it is not hex of whole bytes. */
export function findHex(text: string): Uint8Array | undefined {
  const hex = text.startsWith('0x') ? text.slice(2) : text;
  if (hex.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(hex)) return undefined;
  const out = new Uint8Array(hex.length / 2);
  for (let i = 0; i < out.length; i++) out[i] = Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16);
  return out;
}

/** Bytes of hex text our own code wrote; anything else is a bug (InvariantError). */
export function fromHex(text: string): Uint8Array {
  const out = findHex(text);
  if (out === undefined) throw new InvariantError(`not hex: ${text.slice(0, 80)}`);
  return out;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function toBase64(bytes: Uint8Array): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const a = bytes[i]!;
    const b = bytes[i + 1];
    const c = bytes[i + 2];
    out += BASE64[a >> 2]! + BASE64[((a & 3) << 4) | ((b ?? 0) >> 4)]!;
    out += b === undefined ? '=' : BASE64[((b & 15) << 2) | ((c ?? 0) >> 6)]!;
    out += c === undefined ? '=' : BASE64[c & 63]!;
  }
  return out;
}

/** Bytes of canonical, padded base64; undefined otherwise. */
export function findBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  const body = text.replace(/=+$/, '');
  const out = new Uint8Array(Math.floor((body.length * 6) / 8));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let i = 0; i < body.length; i++) {
    bits = (bits << 6) | BASE64.indexOf(body[i]!);
    held += 6;
    if (held >= 8) {
      held -= 8;
      out[at++] = (bits >> held) & 255;
      bits &= (1 << held) - 1;
    }
  }
  return bits === 0 ? out : undefined;
}

/** Grows as needed; all integers big endian, as in everything that is hashed (chain §2). */
export class ByteWriter {
  private bytes: Uint8Array;
  private view: DataView;
  private at = 0;

  constructor(capacity = 128) {
    this.bytes = new Uint8Array(capacity);
    this.view = new DataView(this.bytes.buffer);
  }

  get length(): number {
    return this.at;
  }

  reset(): this {
    this.at = 0;
    return this;
  }

  private room(n: number): number {
    const at = this.at;
    if (at + n > this.bytes.length) {
      const grown = new Uint8Array(Math.max(this.bytes.length * 2, at + n));
      grown.set(this.bytes);
      this.bytes = grown;
      this.view = new DataView(grown.buffer);
    }
    this.at = at + n;
    return at;
  }

  u8(x: number): this {
    const at = this.room(1);
    this.bytes[at] = x;
    return this;
  }
  u16(x: number): this {
    const at = this.room(2);
    this.view.setUint16(at, x);
    return this;
  }
  u32(x: number): this {
    const at = this.room(4);
    this.view.setUint32(at, x);
    return this;
  }
  i32(x: number): this {
    const at = this.room(4);
    this.view.setInt32(at, x);
    return this;
  }
  /** Writes over two bytes that were written before. */
  setU16(at: number, x: number): void {
    this.view.setUint16(at, x);
  }
  /** Writes over four bytes that were written before. */
  setU32(at: number, x: number): void {
    this.view.setUint32(at, x);
  }
  /** Safe integer 0 ≤ x < 2^53 as u64. */
  u64(x: number): this {
    const at = this.room(8);
    const high = Math.floor(x / 4294967296);
    this.view.setUint32(at, high);
    this.view.setUint32(at + 4, x - high * 4294967296);
    return this;
  }
  /** Safe integer |x| < 2^53 as i64. */
  i64(x: number): this {
    const at = this.room(8);
    const high = Math.floor(x / 4294967296);
    this.view.setInt32(at, high);
    this.view.setUint32(at + 4, x - high * 4294967296);
    return this;
  }
  bigU64(x: bigint): this {
    const at = this.room(8);
    this.view.setBigUint64(at, x);
    return this;
  }
  bigI64(x: bigint): this {
    const at = this.room(8);
    this.view.setBigInt64(at, x);
    return this;
  }
  /** Two's complement, 16 bytes. */
  bigI128(x: bigint): this {
    return this.bigI64(BigInt.asIntN(64, x >> 64n)).bigU64(BigInt.asUintN(64, x));
  }
  raw(x: Uint8Array): this {
    const at = this.room(x.length);
    this.bytes.set(x, at);
    return this;
  }
  /** u16 length ‖ bytes. */
  bytes16(x: Uint8Array): this {
    return this.u16(x.length).raw(x);
  }
  /** u16 length ‖ UTF-8. */
  text(x: string): this {
    const at = this.room(2 + x.length);
    for (let i = 0; i < x.length; i++) {
      const code = x.charCodeAt(i);
      if (code > 127) {
        this.at = at;
        return this.bytes16(utf8(x));
      }
      this.bytes[at + 2 + i] = code;
    }
    this.view.setUint16(at, x.length);
    return this;
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.bytes.slice(0, this.at);
  }
  /** A view of what was written, valid until the next write. */
  peek(): Uint8Array {
    return this.bytes.subarray(0, this.at);
  }
}

/** Reads what ByteWriter wrote. A short or overlong input is an InvariantError: stored records are our own bytes. */
export class ByteReader {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get remaining(): number {
    return this.bytes.length - this.at;
  }

  private take(n: number): number {
    const at = this.at;
    if (at + n > this.bytes.length) throw new InvariantError('record too short');
    this.at = at + n;
    return at;
  }

  u8(): number {
    return this.bytes[this.take(1)]!;
  }
  u16(): number {
    return this.view.getUint16(this.take(2));
  }
  u32(): number {
    return this.view.getUint32(this.take(4));
  }
  i32(): number {
    return this.view.getInt32(this.take(4));
  }
  u64(): number {
    const at = this.take(8);
    const x = this.view.getUint32(at) * 4294967296 + this.view.getUint32(at + 4);
    if (x > Number.MAX_SAFE_INTEGER) throw new InvariantError('u64 beyond 2^53');
    return x;
  }
  i64(): number {
    const at = this.take(8);
    const x = this.view.getInt32(at) * 4294967296 + this.view.getUint32(at + 4);
    if (!Number.isSafeInteger(x)) throw new InvariantError('i64 beyond 2^53');
    return x;
  }
  bigU64(): bigint {
    return this.view.getBigUint64(this.take(8));
  }
  bigI64(): bigint {
    return this.view.getBigInt64(this.take(8));
  }
  bigI128(): bigint {
    const high = this.bigI64();
    return (high << 64n) | this.bigU64();
  }
  raw(n: number): Uint8Array {
    const at = this.take(n);
    return this.bytes.slice(at, at + n);
  }
  bytes16(): Uint8Array {
    return this.raw(this.u16());
  }
  text(): string {
    return fromUtf8(this.bytes16());
  }
  /** Refuses trailing bytes. */
  end(): void {
    if (this.remaining !== 0) throw new InvariantError('record too long');
  }
}
