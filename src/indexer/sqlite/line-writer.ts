/** Bytes a UTF-16 unit can take in UTF-8. */
const UNIT_BYTES = 3;
const LINE_FEED = 0x0a;

/** Lines of text as UTF-8 in one array, each written as it comes: no text of all of them is ever made. */
export class LineWriter {
  private buffer: Buffer<ArrayBuffer>;
  private size = 0;

  /** @param bytes how many are expected; more are taken too */
  constructor(bytes: number) {
    this.buffer = Buffer.allocUnsafeSlow(bytes);
  }

  /** @param line without line feeds */
  add(line: string): void {
    const needed = this.size + line.length * UNIT_BYTES + 1;
    if (needed > this.buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.buffer.length * 2));
      larger.set(this.buffer.subarray(0, this.size));
      this.buffer = larger;
    }
    this.size += this.buffer.write(line, this.size);
    this.buffer[this.size++] = LINE_FEED;
  }

  /** In a buffer of their own, to be transferred. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.buffer.subarray(0, this.size);
  }
}
