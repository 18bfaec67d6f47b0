import type { ProtoReader } from './proto-reader.ts';
import type { ProtoWriter } from './proto-writer.ts';

/** Nanoseconds since 1970, as block headers and votes carry time. */
export type TimeNs = bigint;

const SECOND = 1_000_000_000n;
/** Go's zero time, 0001-01-01T00:00:00Z: the time of an absent vote. */
export const ZERO_TIME: TimeNs = -62_135_596_800n * SECOND;

function split(time: TimeNs): { seconds: bigint; nanos: bigint } {
  const nanos = ((time % SECOND) + SECOND) % SECOND;
  return { seconds: (time - nanos) / SECOND, nanos };
}

/** Fields of google.protobuf.Timestamp. */
export function writeTimestamp(writer: ProtoWriter, time: TimeNs): void {
  const { seconds, nanos } = split(time);
  writer.int64(1, seconds).int64(2, nanos);
}

export function readTimestamp(reader: ProtoReader): TimeNs {
  let time = 0n;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) time += reader.int64() * SECOND;
    else if (field === 2) time += reader.int64();
    else reader.skip();
  }
  return time;
}

/** RFC 3339 in UTC with up to 9 digits, trailing zeros cut (comet §8). Years 1 to 9999. */
export function formatTime(time: TimeNs): string {
  const { seconds, nanos } = split(time);
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  const digits = nanos.toString().padStart(9, '0').replace(/0+$/, '');
  return digits === '' ? `${whole}Z` : `${whole}.${digits}Z`;
}

const RFC3339 = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?([Zz]|[+-]\d{2}:\d{2})$/;

/** Time of RFC 3339 text with any offset; undefined when it is none. */
export function findTime(text: string): TimeNs | undefined {
  const parts = RFC3339.exec(text);
  if (parts === null) return undefined;
  const [, date, clock, fraction = '', zone] = parts;
  const millis = Date.parse(`${date}T${clock}${zone!.toUpperCase()}`);
  const sameDay = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(millis) || Number.isNaN(sameDay)) return undefined;
  if (new Date(sameDay).toISOString().slice(0, 10) !== date) return undefined;
  return BigInt(millis) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}
