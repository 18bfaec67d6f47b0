const encoder = new TextEncoder();

/**
 * Protobuf as CometBFT's generated code writes it: fields in ascending order by the caller, zero scalars and empty bytes
 * left out, nested messages written even when empty (gogoproto's non-nullable fields) by `message`.
 */
export class ProtoWriter {
  private buffer: Uint8Array;
  private at = 0;

  constructor(capacity = 256) {
    this.buffer = new Uint8Array(capacity);
  }

  private room(length: number): void {
    if (this.at + length <= this.buffer.length) return;
    const grown = new Uint8Array(Math.max(this.buffer.length * 2, this.at + length));
    grown.set(this.buffer.subarray(0, this.at));
    this.buffer = grown;
  }

  /** Safe integer ≥ 0. */
  private varint(value: number): void {
    this.room(8);
    let rest = value;
    while (rest >= 128) {
      const high = Math.floor(rest / 128);
      this.buffer[this.at++] = rest - high * 128 + 128;
      rest = high;
    }
    this.buffer[this.at++] = rest;
  }

  private tag(field: number, wire: number): void {
    this.varint(field * 8 + wire);
  }

  /** uint32, uint64, bool, enum, or a non-negative int64 below 2^53; 0 is left out. */
  uint(field: number, value: number): this {
    if (value === 0) return this;
    this.tag(field, 0);
    this.varint(value);
    return this;
  }

  /** int64 of any sign: negative ones take ten bytes; 0 is left out. */
  int64(field: number, value: bigint): this {
    if (value === 0n) return this;
    this.tag(field, 0);
    this.room(10);
    let rest = BigInt.asUintN(64, value);
    while (rest >= 128n) {
      this.buffer[this.at++] = Number(rest & 127n) + 128;
      rest >>= 7n;
    }
    this.buffer[this.at++] = Number(rest);
    return this;
  }

  /** sfixed64, 0 ≤ value < 2^53; 0 is left out. */
  fixed64(field: number, value: number): this {
    if (value === 0) return this;
    this.tag(field, 1);
    this.room(8);
    new DataView(this.buffer.buffer).setBigInt64(this.at, BigInt(value), true);
    this.at += 8;
    return this;
  }

  /** Empty bytes are left out. */
  bytes(field: number, value: Uint8Array): this {
    return value.length === 0 ? this : this.item(field, value);
  }

  /** An element of a repeated bytes field: written even when empty. */
  item(field: number, value: Uint8Array): this {
    this.tag(field, 2);
    this.varint(value.length);
    this.room(value.length);
    this.buffer.set(value, this.at);
    this.at += value.length;
    return this;
  }

  /** Empty text is left out. */
  text(field: number, value: string): this {
    if (value.length === 0) return this;
    this.tag(field, 2);
    const mark = this.open();
    this.room(value.length * 3);
    if (!this.ascii(value)) this.at += encoder.encodeInto(value, this.buffer.subarray(this.at)).written;
    this.close(mark);
    return this;
  }

  /** Writes short ASCII text, which nearly all text here is: several times faster than the encoder. False: nothing is written. */
  private ascii(value: string): boolean {
    const { length } = value;
    if (length > 127) return false;
    const { buffer, at } = this;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code > 127) return false;
      buffer[at + i] = code;
    }
    this.at = at + length;
    return true;
  }

  /** A nested message, written even when it turns out empty. */
  message(field: number, write: (writer: ProtoWriter) => void): this {
    this.tag(field, 2);
    const mark = this.open();
    write(this);
    this.close(mark);
    return this;
  }

  private open(): number {
    this.room(1);
    return this.at++;
  }

  /** Fills in the length at `mark`; content moves when the length needs more than the one byte that was kept for it. */
  private close(mark: number): void {
    const length = this.at - mark - 1;
    let width = 1;
    for (let rest = length; rest >= 128; rest = Math.floor(rest / 128)) width++;
    if (width > 1) {
      this.room(width - 1);
      this.buffer.copyWithin(mark + width, mark + 1, this.at);
    }
    this.at = mark;
    this.varint(length);
    this.at += length;
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.buffer.slice(0, this.at);
  }

  /** uvarint length ‖ what was written (CometBFT's MarshalDelimited). */
  finishDelimited(): Uint8Array {
    const body = this.finish();
    const writer = new ProtoWriter(body.length + 8);
    writer.varint(body.length);
    writer.room(body.length);
    writer.buffer.set(body, writer.at);
    writer.at += body.length;
    return writer.finish();
  }
}
