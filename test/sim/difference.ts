import type { Application } from '#chain/app.ts';
import { toHex } from '#chain/lib/bytes.ts';

/** Records (and slots) in which two applications differ, in words: where to look when a shadow disagrees. */
export function recordDifference(a: Application, b: Application, most = 40): string[] {
  const left = new Map([...a.records.records()].map((record) => [toHex(record.key), record]));
  const right = new Map([...b.records.records()].map((record) => [toHex(record.key), record]));
  const lines: string[] = [];
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    const [x, y] = [left.get(key), right.get(key)];
    if (x === undefined || y === undefined) lines.push(`${key}: only ${x === undefined ? 'right' : 'left'}`);
    else if (toHex(x.value) !== toHex(y.value)) lines.push(`${key}: ${toHex(x.value)} | ${toHex(y.value)}`);
    else if (x.slot !== y.slot) lines.push(`${key}: slot ${x.slot} | ${y.slot}`);
  }
  const [f, g] = [a.records.committed!, b.records.committed!];
  if (toHex(f.eventsRoot) !== toHex(g.eventsRoot)) lines.push('events root');
  if (f.slotsUsed !== g.slotsUsed) lines.push(`slots used ${f.slotsUsed} | ${g.slotsUsed}`);
  return lines.slice(0, most);
}
