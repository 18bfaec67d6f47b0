import type { BenchRow } from './bench-row.ts';

const UNITS = [
  { from: 1e6, suffix: ' M' },
  { from: 1e3, suffix: ' k' },
] as const;

/** Three digits or so: `1.23 M`, `45.6 k`, `7.89`. */
export function shorten(value: number): string {
  const unit = UNITS.find(({ from }) => value >= from);
  const scaled = unit === undefined ? value : value / unit.from;
  const digits = scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2;
  return `${scaled.toFixed(digits)}${unit?.suffix ?? ''}`;
}

const isLess = (unit: string): boolean => ['ms', 's', 'MiB', 'GiB', 'µs', 'gas', 'B'].includes(unit);

/** A recorded peer's figure as this machine would give it: rates times `factor`, times and sizes divided by it. */
export function scaledPeer({ peer, unit }: BenchRow, factor: number): number | undefined {
  if (peer === undefined) return undefined;
  if (peer.isLive === true) return peer.value;
  return isLess(unit) ? peer.value / factor : peer.value * factor;
}

/** How many times better than the peer. */
export function ratioOf(row: BenchRow, factor: number): number | undefined {
  const peer = scaledPeer(row, factor);
  return peer === undefined ? undefined : isLess(row.unit) ? peer / row.value : row.value / peer;
}

export function isMet({ target, value }: BenchRow): boolean | undefined {
  return target === undefined ? undefined : target.atMost ? value <= target.value : value >= target.value;
}

/** One line a row and its detail below; recorded peers are scaled by `factor`. */
export function printRows(rows: readonly BenchRow[], factor: number): void {
  const width = Math.max(...rows.map(({ name }) => name.length));
  for (const row of rows) {
    const { name, value, unit, target, peer, detail } = row;
    const parts = [name.padEnd(width), `${shorten(value)} ${unit}`.padStart(20)];
    if (target !== undefined) {
      const bound = `${target.atMost ? '≤' : '≥'} ${shorten(target.value)}`;
      parts.push(`target ${bound} ${isMet(row) === true ? 'met' : 'MISSED'}`);
    }
    if (peer !== undefined) {
      const how = peer.isLive === true ? '' : ` (recorded ${shorten(peer.value)})`;
      parts.push(`${peer.name} ${shorten(scaledPeer(row, factor)!)}${how}: ${shorten(ratioOf(row, factor)!)}×`);
    }
    console.log(`${parts.join('  ')}\n    ${detail}`);
  }
}
