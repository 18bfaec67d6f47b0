import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { lineAddress, type PackedBlock } from './packed-block.ts';

/** Lines share a chunk up to about this many bytes: large enough to be written in one stroke, small enough to read one line. */
const CHUNK_BYTES = 16_384;
const LINE_FEED = 0x0a;

/** The lines of all blocks, appended in order and never changed: chunks by the address of their first line. */
export class RowChunks {
  private readonly insert: StatementSync;
  private readonly ofBlock: StatementSync;
  private readonly before: StatementSync;
  private readonly from: StatementSync;
  /** The chunk that was read last. */
  private read: { readonly at: number; readonly lines: readonly string[] } = { at: 0, lines: [] };

  constructor(db: DatabaseSync) {
    this.insert = db.prepare('INSERT INTO chunks VALUES (?, ?)');
    this.ofBlock = db.prepare('SELECT lines FROM chunks WHERE at >= ? AND at < ? ORDER BY at');
    this.from = db.prepare('SELECT at, lines FROM chunks WHERE at >= ? ORDER BY at');
    this.before = db.prepare('SELECT at, lines FROM chunks WHERE at <= ? ORDER BY at DESC LIMIT 1');
  }

  append({ height, lines }: PackedBlock): void {
    const bytes = Buffer.from(lines.buffer, lines.byteOffset, lines.length);
    let line = 0;
    let firstLine = 0;
    let from = 0;
    for (let at = 0; at < bytes.length; ) {
      at = bytes.indexOf(LINE_FEED, at) + 1;
      line++;
      if (at - from < CHUNK_BYTES && at < bytes.length) continue;
      this.insert.run(lineAddress(height, firstLine), bytes.subarray(from, at));
      firstLine = line;
      from = at;
    }
  }

  /** Every line of a block. */
  block(height: number): string[] {
    const found = this.ofBlock.all(lineAddress(height, 0), lineAddress(height + 1, 0)) as unknown as Chunk[];
    return found.flatMap(({ lines }) => split(lines));
  }

  /**
   * One line, parsed.
   * @throws Error when it is not there: the index is damaged
   */
  row<Row>(address: number): Row {
    const { at, lines } = this.read;
    if (address < at || address >= at + lines.length) {
      const found = this.before.get(address) as unknown as Chunk | undefined;
      this.read = found === undefined ? { at: 0, lines: [] } : { at: found.at, lines: split(found.lines) };
    }
    const line = this.read.lines[address - this.read.at];
    if (line === undefined) throw new Error(`row ${address} is missing; rebuild the index`);
    return JSON.parse(line) as Row;
  }

  /** Address of the first line at or behind `from` that begins so. O(bytes behind `from`). */
  findLine(from: number, start: string): number | undefined {
    for (const row of this.from.iterate(from)) {
      const { at, lines } = row as unknown as Chunk;
      const bytes = Buffer.from(lines.buffer, lines.byteOffset, lines.length);
      if (!bytes.includes(start)) continue;
      const line = split(lines).findIndex((one) => one.startsWith(start));
      if (line >= 0) return at + line;
    }
    return undefined;
  }
}

interface Chunk {
  readonly at: number;
  readonly lines: Uint8Array;
}

/** Without the empty string behind the last line feed. */
const split = (lines: Uint8Array): string[] =>
  Buffer.from(lines.buffer, lines.byteOffset, lines.length - 1)
    .toString()
    .split('\n');
