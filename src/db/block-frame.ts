import { crc32 } from 'node:zlib';

/**
 * One block in the log, all integers big endian:
 * `NBLK` ‖ payload length u32 ‖ crc32 u32 of length, height, confirmed, payload ‖ height u64 ‖ confirmed u64 ‖ payload ‖ `KLBN`.
 * The crc starts from a random seed of the file, so that no payload can hold what looks like a frame.
 * `confirmed` is the last height that was synced when this was written: a valid frame proves that everything up to
 * `confirmed` once was on disk, so that damage there is not the trace of a crash.
 */
const START = 0x4e424c4b;
const END = 0x4b4c424e;
export const FRAME_HEAD = 28;
const FRAME_END = 4;
const CRC_FROM = 12;

export interface Frame {
  readonly height: number;
  readonly confirmed: number;
  readonly payload: Uint8Array;
  /** Bytes of the whole frame. */
  readonly size: number;
}

export function frameSize(payloadLength: number): number {
  return FRAME_HEAD + payloadLength + FRAME_END;
}

/** Heights are 0 ≤ h < 2^53; `confirmed` −1 for none. */
export function encodeFrame(seed: number, height: number, confirmed: number, payload: Uint8Array): Uint8Array {
  const bytes = Buffer.allocUnsafe(frameSize(payload.length));
  bytes.writeUInt32BE(START, 0);
  bytes.writeUInt32BE(payload.length, 4);
  bytes.writeBigUInt64BE(BigInt(height), 12);
  bytes.writeBigUInt64BE(BigInt(confirmed + 1), 20);
  bytes.set(payload, FRAME_HEAD);
  bytes.writeUInt32BE(checksum(seed, bytes, payload.length), 8);
  bytes.writeUInt32BE(END, FRAME_HEAD + payload.length);
  return bytes;
}

function checksum(seed: number, frame: Buffer, payloadLength: number): number {
  return crc32(frame.subarray(CRC_FROM, FRAME_HEAD + payloadLength), crc32(frame.subarray(4, 8), seed));
}

/**
 * The frame at `at`, or what is wrong with it: `short` = the bytes end inside it, `unwritten` = its end was never written
 * (zeros), `damaged` = anything else. The payload is a view.
 */
export function readFrame(seed: number, bytes: Buffer, at: number): Frame | 'short' | 'unwritten' | 'damaged' {
  if (bytes.length - at < FRAME_HEAD) return 'short';
  if (bytes.readUInt32BE(at) !== START) return isZero(bytes, at, bytes.length) ? 'unwritten' : 'damaged';
  const length = bytes.readUInt32BE(at + 4);
  const end = at + FRAME_HEAD + length;
  if (end + FRAME_END > bytes.length) return 'short';
  const frame = bytes.subarray(at, end + FRAME_END);
  if (frame.readUInt32BE(FRAME_HEAD + length) !== END) {
    return isZero(frame, FRAME_HEAD + length, frame.length) ? 'unwritten' : 'damaged';
  }
  if (frame.readUInt32BE(8) !== checksum(seed, frame, length)) return 'damaged';
  return {
    height: Number(frame.readBigUInt64BE(12)),
    confirmed: Number(frame.readBigUInt64BE(20)) - 1,
    payload: frame.subarray(FRAME_HEAD, FRAME_HEAD + length),
    size: frame.length,
  };
}

/** The first whole frame that starts after `at`, wherever; undefined when there is none. */
export function findLaterFrame(seed: number, bytes: Buffer, at: number): Frame | undefined {
  const start = Buffer.from('NBLK');
  for (let from = bytes.indexOf(start, at + 1); from >= 0; from = bytes.indexOf(start, from + 1)) {
    const frame = readFrame(seed, bytes, from);
    if (typeof frame !== 'string') return frame;
  }
  return undefined;
}

function isZero(bytes: Buffer, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] !== 0) return false;
  return true;
}
