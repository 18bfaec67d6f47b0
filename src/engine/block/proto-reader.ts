import { fromUtf8 } from '#chain/lib/bytes.ts';

/** Bytes that are not the protobuf message they should be. */
export class ProtoError extends Error {
  override name = 'ProtoError';
}

const SHORT = 64;

/** Short ASCII, which nearly all attributes are, costs a tenth of a TextDecoder's call. */
function findShortAscii(bytes: Uint8Array): string | undefined {
  if (bytes.length > SHORT) return undefined;
  let any = 0;
  for (const byte of bytes) any |= byte;
  return any < 128 ? String.fromCharCode(...bytes) : undefined;
}

/** Reads protobuf field by field; unknown fields are skipped with `skip`. Throws ProtoError on anything malformed. */
export class ProtoReader {
  private readonly buffer: Uint8Array;
  private at = 0;
  private wire = 0;

  constructor(buffer: Uint8Array) {
    this.buffer = buffer;
  }

  /** Number of the next field, 0 at the end. */
  next(): number {
    if (this.at >= this.buffer.length) return 0;
    const tag = this.varint();
    const field = Math.floor(tag / 8);
    this.wire = tag - field * 8;
    if (field === 0) throw new ProtoError('field number 0');
    return field;
  }

  private varint(): number {
    const value = this.bigVarint();
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new ProtoError('varint beyond 2^53');
    return Number(value);
  }

  private bigVarint(): bigint {
    let low = 0;
    let scale = 1;
    for (let i = 0; i < 7; i++) {
      const byte = this.byte();
      low += (byte & 127) * scale;
      if (byte < 128) return BigInt(low);
      scale *= 128;
    }
    let value = BigInt(low);
    for (let shift = 49n; shift <= 63n; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return BigInt.asUintN(64, value);
    }
    throw new ProtoError('varint too long');
  }

  private byte(): number {
    const byte = this.buffer[this.at++];
    if (byte === undefined) throw new ProtoError('message too short');
    return byte;
  }

  private expect(wire: number): void {
    if (this.wire !== wire) throw new ProtoError(`wire type ${this.wire}, expected ${wire}`);
  }

  /** Safe integer ≥ 0. */
  uint(): number {
    this.expect(0);
    return this.varint();
  }

  int64(): bigint {
    this.expect(0);
    return BigInt.asIntN(64, this.bigVarint());
  }

  /** A view into the message, not a copy. */
  bytes(): Uint8Array {
    this.expect(2);
    const length = this.varint();
    const from = this.at;
    if (from + length > this.buffer.length) throw new ProtoError('message too short');
    this.at = from + length;
    return this.buffer.subarray(from, this.at);
  }

  text(): string {
    const bytes = this.bytes();
    const ascii = findShortAscii(bytes);
    if (ascii !== undefined) return ascii;
    try {
      return fromUtf8(bytes);
    } catch (cause) {
      throw new ProtoError('text is not UTF-8', { cause });
    }
  }

  message(): ProtoReader {
    return new ProtoReader(this.bytes());
  }

  skip(): void {
    if (this.wire === 0) this.bigVarint();
    else if (this.wire === 2) this.bytes();
    else if (this.wire === 1 || this.wire === 5) {
      this.at += this.wire === 1 ? 8 : 4;
      if (this.at > this.buffer.length) throw new ProtoError('message too short');
    } else throw new ProtoError(`wire type ${this.wire}`);
  }
}
