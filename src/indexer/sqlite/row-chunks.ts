import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { lineAddress, type PackedBlock } from './packed-block.ts';
import { RecordReader, recordBounds } from './record-reader.ts';

/** Lines share a chunk up to about this many bytes: large enough to be written in one stroke, small enough to read one line. */
const CHUNK_BYTES = 16_384;

/** The lines of all blocks, appended in order and never changed: chunks by the address of their first line. */
export class RowChunks {
  private readonly insert: StatementSync;
  private readonly ofBlock: StatementSync;
  private readonly before: StatementSync;
  private readonly from: StatementSync;
  /** The chunk that was read last. */
  private read: OpenChunk = { at: 0, bytes: Buffer.alloc(0), bounds: [] };

  constructor(db: DatabaseSync) {
    this.insert = db.prepare('INSERT INTO chunks VALUES (?, ?)');
    this.ofBlock = db.prepare('SELECT lines FROM chunks WHERE at >= ? AND at < ? ORDER BY at');
    this.from = db.prepare('SELECT at, lines FROM chunks WHERE at >= ? ORDER BY at');
    this.before = db.prepare('SELECT at, lines FROM chunks WHERE at <= ? ORDER BY at DESC LIMIT 1');
  }

  append({ height, lines }: PackedBlock): void {
    const bytes = bufferOf(lines);
    let firstLine = 0;
    let from = 0;
    for (const [line, { to }] of recordBounds(bytes).entries()) {
      if (to - from < CHUNK_BYTES && to < bytes.length) continue;
      this.insert.run(lineAddress(height, firstLine), bytes.subarray(from, to));
      firstLine = line + 1;
      from = to;
    }
  }

  /** Every line of a block. */
  block(height: number): RecordReader[] {
    const found = this.ofBlock.all(lineAddress(height, 0), lineAddress(height + 1, 0)) as unknown as Chunk[];
    return found.flatMap(({ lines }) => {
      const bytes = bufferOf(lines);
      return recordBounds(bytes).map(({ from, to }) => new RecordReader(bytes, from, to));
    });
  }

  /**
   * One line.
   * @throws Error when it is not there: the index is damaged
   */
  line(address: number): RecordReader {
    const { at, bounds } = this.read;
    if (address < at || address >= at + bounds.length) this.read = openChunk(this.before.get(address));
    const found = this.read.bounds[address - this.read.at];
    if (found === undefined) throw new Error(`row ${address} is missing; rebuild the index`);
    return new RecordReader(this.read.bytes, found.from, found.to);
  }

  /** Address of the first line at or behind `from` that begins so. O(bytes behind `from`). */
  findLine(from: number, start: Buffer): number | undefined {
    for (const row of this.from.iterate(from)) {
      const { at, bytes, bounds } = openChunk(row);
      if (!bytes.includes(start)) continue;
      const line = bounds.findIndex((bound) => bytes.subarray(bound.from, bound.from + start.length).equals(start));
      if (line >= 0) return at + line;
    }
    return undefined;
  }
}

interface Chunk {
  readonly at: number;
  readonly lines: Uint8Array;
}

interface OpenChunk {
  readonly at: number;
  readonly bytes: Buffer;
  readonly bounds: readonly { readonly from: number; readonly to: number }[];
}

const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

function openChunk(row: unknown): OpenChunk {
  if (row === undefined) return { at: 0, bytes: Buffer.alloc(0), bounds: [] };
  const { at, lines } = row as Chunk;
  const bytes = bufferOf(lines);
  return { at, bytes, bounds: recordBounds(bytes) };
}
