import { fromUtf8 } from '#chain/lib/bytes.ts';

/** Bytes that are not the protobuf message they should be. */
export class ProtoError extends Error {
  override name = 'ProtoError';
}

/** Bytes of a varint that are added up as a number: 49 bits. */
const NUMBER_BYTES = 7;

/** Reads protobuf field by field; unknown fields are skipped with `skip`. Throws ProtoError on anything malformed. */
export class ProtoReader {
  private readonly buffer: Buffer;
  private readonly end: number;
  private at: number;
  private wire = 0;

  constructor(bytes: Uint8Array, from = 0, to: number = bytes.length) {
    this.buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.at = from;
    this.end = to;
  }

  /** Number of the next field, 0 at the end. */
  next(): number {
    if (this.at >= this.end) return 0;
    const tag = this.varint();
    const field = Math.floor(tag / 8);
    this.wire = tag - field * 8;
    if (field === 0) throw new ProtoError('field number 0');
    return field;
  }

  private varint(): number {
    const byte = this.byte();
    if (byte < 128) return byte;
    this.at--;
    const from = this.at;
    let value = 0;
    for (let scale = 1; this.at < from + NUMBER_BYTES; scale *= 128) {
      const next = this.byte();
      value += (next & 127) * scale;
      if (next < 128) return value;
    }
    this.at = from;
    const large = this.bigVarint();
    if (large > BigInt(Number.MAX_SAFE_INTEGER)) throw new ProtoError('varint beyond 2^53');
    return Number(large);
  }

  private bigVarint(): bigint {
    let low = 0;
    let scale = 1;
    for (let i = 0; i < NUMBER_BYTES; i++) {
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
    if (this.at >= this.end) throw new ProtoError('message too short');
    return this.buffer[this.at++]!;
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
    const from = this.take();
    return new Uint8Array(this.buffer.buffer, this.buffer.byteOffset + from, this.at - from);
  }

  /** Begin of a field of bytes, which ends where this reader stands afterwards. */
  private take(): number {
    this.expect(2);
    const length = this.varint();
    const from = this.at;
    if (from + length > this.end) throw new ProtoError('message too short');
    this.at = from + length;
    return from;
  }

  text(): string {
    const from = this.take();
    let any = 0;
    for (let i = from; i < this.at; i++) any |= this.buffer[i]!;
    // A check of one's own and Latin-1 take a fraction of a strict decoder's call.
    if (any < 128) return this.buffer.toString('latin1', from, this.at);
    try {
      return fromUtf8(this.buffer.subarray(from, this.at));
    } catch (cause) {
      throw new ProtoError('text is not UTF-8', { cause });
    }
  }

  message(): ProtoReader {
    const from = this.take();
    return new ProtoReader(this.buffer, from, this.at);
  }

  skip(): void {
    if (this.wire === 0) this.bigVarint();
    else if (this.wire === 2) this.take();
    else if (this.wire === 1 || this.wire === 5) {
      this.at += this.wire === 1 ? 8 : 4;
      if (this.at > this.end) throw new ProtoError('message too short');
    } else throw new ProtoError(`wire type ${this.wire}`);
  }
}
