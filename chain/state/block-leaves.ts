import type { RecordChange } from './record.ts';
import { copyNode, WORDS } from './slot-tree.ts';

/** Leaves of one block's changes: filled in key order, where the bytes are at hand, and given to the tree by slot. */
export class BlockLeaves {
  private readonly hashes: Uint8Array<ArrayBuffer>;

  /** Room for `changes` leaves, zeros: what a removed record leaves behind. */
  constructor(changes: number) {
    this.hashes = new Uint8Array(changes * 32);
  }

  set(place: number, hash: Uint8Array): void {
    this.hashes.set(hash, place * 32);
  }

  /**
   * Slots, ascending, and their leaves. A slot that was freed and given away in this block is the new owner's: `isTaken`.
   * Slot and place sort as one number, slots × changes < 2^53.
   */
  bySlot(changes: readonly RecordChange[], isTaken: (slot: number) => boolean) {
    const places = changes.length;
    const keys = new Float64Array(places);
    let count = 0;
    for (let place = 0; place < places; place++) {
      const { slot, value } = changes[place]!;
      if (value !== undefined || !isTaken(slot)) keys[count++] = slot * places + place;
    }
    const ordered = keys.subarray(0, count).sort();
    const slots = new Int32Array(count);
    const leaves = new Uint8Array(count * 32);
    const from = new BigInt64Array(this.hashes.buffer);
    const to = new BigInt64Array(leaves.buffer);
    for (let i = 0; i < count; i++) {
      const slot = Math.floor(ordered[i]! / places);
      slots[i] = slot;
      copyNode(from, (ordered[i]! - slot * places) * WORDS, to, i * WORDS);
    }
    return { slots, leaves };
  }
}
