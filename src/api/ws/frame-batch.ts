const TEXT = 0x81;

/**
 * Text frames of one connection that leave in one write (RFC 6455 §5.2: not fragmented, not masked, not compressed). Each is a
 * head of its own and a tail that many connections share; both are copied once, into the bytes of the write.
 */
export class FrameBatch {
  private readonly parts: Uint8Array[] = [];
  private size = 0;

  /** Bytes on the wire. */
  get bytes(): number {
    return this.size;
  }

  add(head: Uint8Array, tail: Uint8Array): void {
    this.parts.push(head, tail);
    const length = head.length + tail.length;
    this.size += length + (length < 126 ? 2 : length < 65_536 ? 4 : 10);
  }

  build(): Buffer {
    const out = Buffer.allocUnsafe(this.size);
    let at = 0;
    for (let i = 0; i < this.parts.length; i += 2) {
      const [head, tail] = [this.parts[i]!, this.parts[i + 1]!];
      const length = head.length + tail.length;
      out[at++] = TEXT;
      if (length < 126) {
        out[at++] = length;
      } else if (length < 65_536) {
        out[at++] = 126;
        at = out.writeUInt16BE(length, at);
      } else {
        out[at++] = 127;
        at = out.writeUInt32BE(0, at);
        at = out.writeUInt32BE(length, at);
      }
      out.set(head, at);
      out.set(tail, at + head.length);
      at += length;
    }
    return out;
  }
}
