/** Counts the data frames in a server's half of a WebSocket without reading what is in them. */
export class FrameCounter {
  frames = 0;
  bytes = 0;
  /** Bytes of the running frame's payload still to come. */
  private skip = 0;
  private head: number[] = [];

  push(data: Uint8Array): void {
    this.bytes += data.length;
    for (let at = 0; at < data.length; ) {
      if (this.skip > 0) {
        const taken = Math.min(this.skip, data.length - at);
        this.skip -= taken;
        at += taken;
        continue;
      }
      this.head.push(data[at++]!);
      const length = lengthOf(this.head);
      if (length === undefined) continue;
      if ((this.head[0]! & 0x0f) <= 2) this.frames++;
      this.skip = length;
      this.head = [];
    }
  }
}

/** Payload bytes of an unmasked frame, undefined while its header is not whole. */
function lengthOf(head: readonly number[]): number | undefined {
  const short = head[1];
  if (short === undefined) return undefined;
  if (short < 126) return short;
  const size = short === 126 ? 4 : 10;
  if (head.length < size) return undefined;
  return head.slice(2).reduce((value, byte) => value * 256 + byte, 0);
}
