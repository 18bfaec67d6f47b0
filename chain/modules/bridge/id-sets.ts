import type { Journal, Undoable } from '../../state/journal.ts';

/** Ids per spoke, journaled and rebuilt from records: what a step must walk without reading everything. */
export class IdSets implements Undoable {
  private readonly journal: Journal;
  private readonly sets = new Map<number, { readonly ids: Set<number>; sorted: number[] | undefined }>();

  constructor(journal: Journal) {
    this.journal = journal;
  }

  add(spoke: number, id: number): void {
    this.toggle(spoke, id, true);
  }

  delete(spoke: number, id: number): void {
    this.toggle(spoke, id, false);
  }

  has(spoke: number, id: number): boolean {
    return this.sets.get(spoke)?.ids.has(id) === true;
  }

  size(spoke: number): number {
    return this.sets.get(spoke)?.ids.size ?? 0;
  }

  /** Rising; kept until the set changes. Not to be changed by the caller. */
  list(spoke: number): readonly number[] {
    const set = this.sets.get(spoke);
    if (set === undefined) return [];
    set.sorted ??= [...set.ids].sort((a, b) => a - b);
    return set.sorted;
  }

  private toggle(spoke: number, id: number, present: boolean): void {
    if (this.has(spoke, id) === present) return;
    this.journal.noteObject(this, id, { spoke, present: !present });
    this.put(spoke, id, present);
  }

  private put(spoke: number, id: number, present: boolean): void {
    let set = this.sets.get(spoke);
    if (set === undefined) {
      set = { ids: new Set(), sorted: undefined };
      this.sets.set(spoke, set);
    }
    if (present) set.ids.add(id);
    else set.ids.delete(id);
    set.sorted = undefined;
  }

  undo(id: number, _number: number, note: unknown): void {
    const { spoke, present } = note as { spoke: number; present: boolean };
    this.put(spoke, id, present);
  }
}
