import type { ClientIdKey } from './client-id-key.ts';
import type { ClientIdTexts } from './client-id-texts.ts';

const FIRST_ENTRIES = 512;

/**
 * (subaccount, clientOrderId) → row: open addressing with linear probing, at most half full. A cell is the hash and row + 1
 * (0 = free) side by side, so that a text that is not there costs one cache line, one that is there one more. Removing moves
 * later entries back, so there are no tombstones and lookups stay short however often ids come and go. The order of cells
 * depends on the secret key: nothing ever walks them but growth. Not journaled: ClientOrderIds undoes.
 */
export class ClientIdIndex {
  private readonly texts: ClientIdTexts;
  private cells = new Int32Array(FIRST_ENTRIES * 4);
  private entries = 0;

  constructor(texts: ClientIdTexts) {
    this.texts = texts;
  }

  get size(): number {
    return this.entries;
  }

  /** Row of that subaccount and text, −1 if there is none. */
  find(key: ClientIdKey): number {
    const { cells } = this;
    const { hash } = key;
    const last = cells.length - 2;
    for (let at = (hash << 1) & last; ; at = (at + 2) & last) {
      const row = cells[at + 1]! - 1;
      if (row < 0) return -1;
      if (cells[at] === hash && this.texts.isAt(row, key)) return row;
    }
  }

  /** `hash`: of the row's key, which is not in the index. */
  put(hash: number, row: number): void {
    if (this.entries * 4 >= this.cells.length) this.grow();
    this.entries++;
    this.enter(hash, row);
  }

  /** Takes an entry out that is there. */
  remove(hash: number, row: number): void {
    const { cells } = this;
    const last = cells.length - 2;
    let free = (hash << 1) & last;
    while (cells[free + 1] !== row + 1) free = (free + 2) & last;
    this.entries--;
    for (let at = (free + 2) & last; cells[at + 1] !== 0; at = (at + 2) & last) {
      // An entry may move back to the free cell unless its own first cell lies behind that.
      const first = (cells[at]! << 1) & last;
      if (((at - first) & last) < ((at - free) & last)) continue;
      cells[free] = cells[at]!;
      cells[free + 1] = cells[at + 1]!;
      free = at;
    }
    cells[free + 1] = 0;
  }

  clear(): void {
    if (this.entries === 0) return;
    this.entries = 0;
    if (this.cells.length > FIRST_ENTRIES * 4) this.cells = new Int32Array(FIRST_ENTRIES * 4);
    else this.cells.fill(0);
  }

  private enter(hash: number, row: number): void {
    const { cells } = this;
    const last = cells.length - 2;
    let at = (hash << 1) & last;
    while (cells[at + 1] !== 0) at = (at + 2) & last;
    cells[at] = hash;
    cells[at + 1] = row + 1;
  }

  private grow(): void {
    const old = this.cells;
    this.cells = new Int32Array(old.length * 2);
    for (let at = 0; at < old.length; at += 2) if (old[at + 1] !== 0) this.enter(old[at]!, old[at + 1]! - 1);
  }
}
