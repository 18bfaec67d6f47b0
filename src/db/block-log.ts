import { randomInt } from 'node:crypto';
import { type FileHandle, mkdir, open, rm, truncate, unlink, writeFile } from 'node:fs/promises';
import { encodeFrame } from './block-frame.ts';
import {
  listSegments,
  readBlock,
  SEGMENT_HEAD,
  type Segment,
  scanSegment,
  segmentHead,
  segmentPath,
  type TornTail,
} from './block-segment.ts';
import { type FaultPlan, type FaultPoints, faultsOf } from './fault-points.ts';
import { reasonOf, StorageError } from './storage-error.ts';

export interface BlockLogOptions {
  readonly dir: string;
  /** Told, in one line, when the start of a crashed write was cut off the end. */
  readonly onTorn?: (message: string) => void;
  /** A new file begins when the last one has this many bytes: 64 MiB. */
  readonly segmentBytes?: number;
  /** Read through at start: the files that hold this height and later ones; earlier ones at their first use. All: 0. */
  readonly verifyFrom?: number;
  /** For tools beside a running node: nothing is cut, nothing can be appended. */
  readonly readOnly?: boolean;
  readonly fault?: FaultPlan;
}

interface Waiting {
  readonly height: number;
  readonly payload: Uint8Array;
  readonly resolve: () => void;
  readonly reject: (error: StorageError) => void;
}

/**
 * The solo engine's blocks: opaque bytes by height, append only, durable (written and fdatasynced) before `append` resolves.
 * Heights are consecutive. Appends that come while one is being synced share the next sync. One process at a time: open the
 * state store of the same home first, its lock keeps others out.
 */
export class BlockLog {
  private readonly dir: string;
  private readonly segmentBytes: number;
  private readonly isReadOnly: boolean;
  private readonly faults: FaultPoints;
  private readonly segments: Segment[];
  private file: FileHandle | undefined;
  /** Last height that is durable, −1 for none. */
  private confirmed = -1;
  /** Last height handed over. */
  private taken = -1;
  private queue: Waiting[] = [];
  private writing: Promise<void> | undefined;
  private failure: StorageError | undefined;

  private constructor(options: BlockLogOptions, segments: Segment[]) {
    this.dir = options.dir;
    this.segmentBytes = options.segmentBytes ?? 64 << 20;
    this.isReadOnly = options.readOnly ?? false;
    this.faults = faultsOf(options.fault);
    this.segments = segments;
  }

  /** Opens or creates the log. StorageError when a block is damaged or missing: file, offset, height and what to do. */
  static async open(options: BlockLogOptions): Promise<BlockLog> {
    await mkdir(options.dir, { recursive: true });
    const log = new BlockLog(options, await listSegments(options.dir));
    await log.scan(options);
    return log;
  }

  private async scan({ verifyFrom = 0, onTorn }: BlockLogOptions): Promise<void> {
    const { segments } = this;
    const newest = segments.at(-1);
    if (newest !== undefined) {
      const torn = await scanSegment(newest, true);
      if (torn !== undefined && !this.isReadOnly) await this.cut(newest, torn, onTorn);
      if (newest.offsets!.length === 0) {
        if (!this.isReadOnly) await rm(newest.path, { force: true });
        segments.pop();
      }
    }
    for (let i = segments.length - 1; i >= 0; i--) {
      if (i < segments.length - 1 && segments[i + 1]!.first <= verifyFrom) break;
      if (segments[i]!.offsets === undefined) await scanSegment(segments[i]!, false);
      if (i < segments.length - 1) this.checkJoint(i);
    }
    const last = segments.at(-1);
    if (last === undefined) return;
    this.confirmed = last.first + last.offsets!.length - 1;
    this.taken = this.confirmed;
    if (!this.isReadOnly) this.file = await open(last.path, 'r+');
  }

  /** Lowest height held, −1 when empty. */
  get firstHeight(): number {
    return this.segments[0]?.first ?? -1;
  }

  /** Last durable height, −1 when empty. */
  get lastHeight(): number {
    return this.confirmed;
  }

  /** Resolves when the block is durable. Heights go up by one; the first may be any. StorageError when it cannot be written. */
  append(height: number, payload: Uint8Array): Promise<void> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    if (this.isReadOnly) return Promise.reject(new StorageError('The block log was opened for reading only.'));
    if (this.taken >= 0 && height !== this.taken + 1) {
      return Promise.reject(new StorageError(`Block ${height} was to be logged after ${this.taken}.`));
    }
    this.taken = height;
    return new Promise((resolve, reject) => {
      this.queue.push({ height, payload, resolve, reject });
      this.writing ??= Promise.resolve().then(() => this.drain());
    });
  }

  /** Resolves when all are durable, with one sync. */
  async appendMany(blocks: readonly { readonly height: number; readonly payload: Uint8Array }[]): Promise<void> {
    await Promise.all(blocks.map(({ height, payload }) => this.append(height, payload)));
  }

  /** A block, undefined when its height is not held. StorageError when the disk lost it. */
  async read(height: number): Promise<Uint8Array | undefined> {
    if (height > this.confirmed || height < this.firstHeight || this.segments.length === 0) return undefined;
    const at = this.segments.findLastIndex((segment) => segment.first <= height);
    const segment = this.segments[at]!;
    if (segment.offsets === undefined) {
      await scanSegment(segment, false);
      this.checkJoint(at);
    }
    return readBlock(segment, height - segment.first);
  }

  /** Blocks from `from` to the last durable one, in order. */
  async *blocks(from: number): AsyncGenerator<{ readonly height: number; readonly payload: Uint8Array }> {
    for (let height = Math.max(from, this.firstHeight); height <= this.confirmed; height++) {
      const payload = await this.read(height);
      if (payload === undefined) return;
      yield { height, payload };
    }
  }

  /** Deletes whole files all of whose blocks are below `height`; the newest file always stays. */
  async prune(height: number): Promise<void> {
    if (this.isReadOnly) throw new StorageError('The block log was opened for reading only.');
    while (this.segments.length > 1 && this.segments[1]!.first <= height) {
      await unlink(this.segments[0]!.path);
      this.segments.shift();
    }
  }

  /** Waits for what is being written. */
  async close(): Promise<void> {
    await this.writing;
    await this.file?.close();
    this.file = undefined;
    this.failure ??= new StorageError('The block log is closed.');
  }

  private checkJoint(at: number): void {
    const segment = this.segments[at]!;
    const end = segment.first + segment.offsets!.length;
    const next = this.segments[at + 1]!.first;
    if (end !== next) {
      throw new StorageError(
        `The block log has a gap: ${segment.path} ends with block ${end - 1}, the next file begins with ${next}. Restore the missing file from a copy.`,
      );
    }
  }

  /** Removes a torn write from the end; its bytes stay beside the log, whatever they are. */
  private async cut(segment: Segment, torn: TornTail, onTorn: BlockLogOptions['onTorn']): Promise<void> {
    const kept = `${segment.path}.cut-${torn.offset}`;
    await writeFile(kept, torn.bytes, { flush: true });
    await truncate(segment.path, torn.offset);
    await syncDirectory(this.dir);
    onTorn?.(
      `A crash cut the writing of block ${torn.height} short: ${torn.bytes.length} bytes were removed from ${segment.path} ` +
        `at offset ${torn.offset} (kept in ${kept}). The block was never confirmed to anybody.`,
    );
  }

  private async drain(): Promise<void> {
    while (this.queue.length > 0) {
      const group = this.queue;
      this.queue = [];
      try {
        await this.write(group);
        for (const { resolve } of group) resolve();
      } catch (error) {
        this.failure = new StorageError(
          `Block ${group[0]!.height} could not be written to ${this.dir}: ${reasonOf(error)}. ` +
            'It was not confirmed. Free space or repair the disk, then start again.',
          { cause: error },
        );
        for (const { reject } of [...group, ...this.queue]) reject(this.failure);
        this.queue = [];
      }
    }
    this.writing = undefined;
  }

  /** One write and one sync for the group. */
  private async write(group: readonly Waiting[]): Promise<void> {
    const segment = await this.segmentFor(group[0]!.height);
    const file = this.file!;
    const frames = group.map(({ height, payload }) => encodeFrame(segment.seed, height, this.confirmed, payload));
    const bytes = frames.length === 1 ? frames[0]! : Buffer.concat(frames);
    this.faults.reached('log:before-write');
    if (this.faults.isDue('log:write')) {
      await writeAll(file, bytes.subarray(0, this.faults.bytes), segment.size);
      this.faults.strike();
    }
    await writeAll(file, bytes, segment.size);
    this.faults.reached('log:after-write');
    await file.datasync();
    this.faults.reached('log:after-sync');
    for (const frame of frames) {
      segment.offsets!.push(segment.size);
      segment.size += frame.length;
    }
    this.confirmed = group.at(-1)!.height;
  }

  /** The file to append to, a new one when the last is full. */
  private async segmentFor(height: number): Promise<Segment> {
    const last = this.segments.at(-1);
    if (last !== undefined && last.size < this.segmentBytes) return last;
    this.faults.reached('log:before-segment');
    const seed = randomInt(2 ** 32);
    const segment: Segment = {
      path: segmentPath(this.dir, height),
      first: height,
      seed,
      offsets: [],
      size: SEGMENT_HEAD,
    };
    const file = await open(segment.path, 'wx+');
    await writeAll(file, segmentHead(height, seed), 0);
    await file.datasync();
    await syncDirectory(this.dir);
    this.faults.reached('log:after-segment');
    await this.file?.close();
    this.file = file;
    this.segments.push(segment);
    return segment;
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
}

/** Makes created and deleted names durable; not every platform can. */
async function syncDirectory(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
