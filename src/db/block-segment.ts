import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Frame, findLaterFrame, readFrame } from './block-frame.ts';
import { StorageError } from './storage-error.ts';

/** A file of the log: `NAVEBLK1` ‖ first height u64 ‖ random seed u32, then frames of consecutive heights. */
export interface Segment {
  readonly path: string;
  readonly first: number;
  seed: number;
  /** Where each block starts; undefined until the file was read. */
  offsets: number[] | undefined;
  /** Bytes that hold whole frames. */
  size: number;
}

export const SEGMENT_HEAD = 20;
const MAGIC = Buffer.from('NAVEBLK1');
const NAME = /^blocks-(\d{16})\.log$/;

export function segmentPath(dir: string, first: number): string {
  return join(dir, `blocks-${String(first).padStart(16, '0')}.log`);
}

export function segmentHead(first: number, seed: number): Uint8Array {
  const head = Buffer.alloc(SEGMENT_HEAD);
  MAGIC.copy(head);
  head.writeBigUInt64BE(BigInt(first), 8);
  head.writeUInt32BE(seed, 16);
  return head;
}

/** Segments of a directory by height, unread. */
export async function listSegments(dir: string): Promise<Segment[]> {
  const found: Segment[] = [];
  for (const name of await readdir(dir)) {
    const match = NAME.exec(name);
    if (match === null) continue;
    found.push({ path: join(dir, name), first: Number(match[1]), seed: 0, offsets: undefined, size: 0 });
  }
  return found.sort((a, b) => a.first - b.first);
}

/** What a crash left behind the last whole block of the last segment. */
export interface TornTail {
  readonly height: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/**
 * Reads a segment through: checksums, heights one after the other. Fills in offsets and size. Only the last segment may end
 * in a torn write, which is returned; anything else that is not a block is a StorageError with file, offset and height.
 */
export async function scanSegment(segment: Segment, isLast: boolean): Promise<TornTail | undefined> {
  const bytes = await readFile(segment.path);
  if (bytes.length < SEGMENT_HEAD && isLast) return tear(segment, bytes, 0, segment.first);
  if (bytes.length >= SEGMENT_HEAD) segment.seed = bytes.readUInt32BE(16);
  if (!bytes.subarray(0, SEGMENT_HEAD).equals(segmentHead(segment.first, segment.seed))) {
    throw damage(segment, 0, segment.first, 'the head of the file is wrong');
  }
  const offsets: number[] = [];
  segment.offsets = offsets;
  let at = SEGMENT_HEAD;
  while (at < bytes.length) {
    const height = segment.first + offsets.length;
    const frame = readFrame(segment.seed, bytes, at);
    if (typeof frame === 'string') {
      refuseUnlessTorn(segment, bytes, at, height, frame, isLast);
      return tear(segment, bytes, at, height);
    }
    if (frame.height !== height) throw damage(segment, at, height, `block ${frame.height} is in its place`);
    offsets.push(at);
    at += frame.size;
  }
  segment.size = at;
  return undefined;
}

/** A crash leaves a short or unwritten end, and nothing after it that was written later than the block was confirmed. */
function refuseUnlessTorn(
  segment: Segment,
  bytes: Buffer,
  at: number,
  height: number,
  fault: 'short' | 'unwritten' | 'damaged',
  isLast: boolean,
): void {
  if (!isLast) throw damage(segment, at, height, 'a newer file follows, so the block was whole once');
  const later = findLaterFrame(segment.seed, bytes, at);
  if (later !== undefined && later.confirmed >= height) {
    throw damage(segment, at, height, `block ${later.height} after it says that it was whole once`);
  }
  if (later === undefined && fault === 'damaged') throw damage(segment, at, height, 'its checksum is wrong');
}

function tear(segment: Segment, bytes: Uint8Array, offset: number, height: number): TornTail {
  segment.offsets ??= [];
  segment.size = offset;
  return { height, offset, bytes: bytes.slice(offset) };
}

export function damage(segment: Segment, offset: number, height: number, reason: string): StorageError {
  return new StorageError(
    `The block log is damaged: ${segment.path}, offset ${offset}, block ${height}: ${reason}. ` +
      `Restore this file from a copy. Or, giving up block ${height} and all later ones, cut it there (truncate -s ${offset}), ` +
      'delete newer files of the log and the state directory beside it, and start again.',
  );
}

/** The block at `index` of a scanned segment; checked again, because disks forget. */
export async function readBlock(segment: Segment, index: number): Promise<Uint8Array> {
  const offsets = segment.offsets!;
  const from = offsets[index]!;
  const to = offsets[index + 1] ?? segment.size;
  const file = await open(segment.path, 'r');
  let frame: Frame | string;
  try {
    const bytes = Buffer.alloc(to - from);
    await file.read(bytes, 0, bytes.length, from);
    frame = readFrame(segment.seed, bytes, 0);
  } finally {
    await file.close();
  }
  const height = segment.first + index;
  if (typeof frame === 'string' || frame.height !== height) {
    throw damage(segment, from, height, 'it was whole when the node started');
  }
  return frame.payload;
}
