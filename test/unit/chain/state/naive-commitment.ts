import { createHash } from 'node:crypto';
import { compareBytes } from '#chain/lib/bytes.ts';

const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const bigEndian = (value: number, bytes: number): Buffer =>
  Buffer.from(value.toString(16).padStart(bytes * 2, '0'), 'hex');

/**
 * chain §2 read aloud, nothing kept between calls but which key has which slot: the oracle of the slot tree.
 */
export class NaiveCommitment {
  private readonly slots = new Map<string, number>();
  private values = new Map<string, Uint8Array>();
  slotsUsed = 0;

  /** The whole state after a block, keys in hex. */
  commit(after: ReadonlyMap<string, Uint8Array>): void {
    for (const key of this.slots.keys()) if (!after.has(key)) this.slots.delete(key);
    const fresh = [...after.keys()].filter((key) => !this.slots.has(key));
    fresh.sort((a, b) => compareBytes(Buffer.from(a, 'hex'), Buffer.from(b, 'hex')));
    for (const key of fresh) this.slots.set(key, this.lowestFree());
    this.values = new Map(after);
  }

  private lowestFree(): number {
    const taken = new Set(this.slots.values());
    let slot = 0;
    while (taken.has(slot)) slot++;
    this.slotsUsed = Math.max(this.slotsUsed, slot + 1);
    return slot;
  }

  slotOf(key: string): number {
    return this.slots.get(key)!;
  }

  depth(): number {
    let depth = 0;
    while (2 ** depth < this.slotsUsed) depth++;
    return depth;
  }

  root(): Uint8Array {
    const leaves: Uint8Array[] = Array.from({ length: 2 ** this.depth() }, () => new Uint8Array(32));
    for (const [key, value] of this.values) {
      const bytes = Buffer.from(key, 'hex');
      leaves[this.slots.get(key)!] = sha256(bigEndian(bytes.length, 2), bytes, value);
    }
    let level = leaves;
    while (level.length > 1) {
      level = Array.from({ length: level.length / 2 }, (_, i) => sha256(level[2 * i]!, level[2 * i + 1]!));
    }
    return new Uint8Array(sha256(bigEndian(this.depth(), 1), level[0]!));
  }

  appHash(version: number, height: number, eventsRoot: Uint8Array): Uint8Array {
    return new Uint8Array(sha256(bigEndian(version, 4), bigEndian(height, 8), this.root(), eventsRoot));
  }
}
