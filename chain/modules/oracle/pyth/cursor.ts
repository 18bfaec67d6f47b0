import { PythError, type PythReason } from './reasons.ts';

/** Walks big-endian bytes from outside; running out of them is a PythError with the given reason. */
export class Cursor {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly shortReason: PythReason;
  private at = 0;

  constructor(bytes: Uint8Array, shortReason: PythReason) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.shortReason = shortReason;
  }

  get remaining(): number {
    return this.bytes.length - this.at;
  }

  private step(length: number): number {
    const at = this.at;
    if (at + length > this.bytes.length) throw new PythError(this.shortReason);
    this.at = at + length;
    return at;
  }

  u8(): number {
    return this.bytes[this.step(1)]!;
  }
  u16(): number {
    return this.view.getUint16(this.step(2));
  }
  u32(): number {
    return this.view.getUint32(this.step(4));
  }
  i32(): number {
    return this.view.getInt32(this.step(4));
  }
  u64(): bigint {
    return this.view.getBigUint64(this.step(8));
  }
  i64(): bigint {
    return this.view.getBigInt64(this.step(8));
  }
  /** A view, not a copy. */
  take(length: number): Uint8Array {
    const at = this.step(length);
    return this.bytes.subarray(at, at + length);
  }
  rest(): Uint8Array {
    return this.take(this.remaining);
  }
}
