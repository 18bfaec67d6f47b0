const PAGE = 1024;

/**
 * int32 cells over a large sparse index (margin rows, page numbers), 0 where never written; pages on demand. Not journaled:
 * its users undo whole operations.
 */
export class SparseInts {
  private readonly pages: (Int32Array | undefined)[] = [];

  get(index: number): number {
    const page = this.pages[index >>> 10];
    return page === undefined ? 0 : page[index & (PAGE - 1)]!;
  }

  set(index: number, value: number): void {
    const at = index >>> 10;
    while (this.pages.length <= at) this.pages.push(undefined);
    let page = this.pages[at];
    if (page === undefined) {
      page = new Int32Array(PAGE);
      this.pages[at] = page;
    }
    page[index & (PAGE - 1)] = value;
  }
}
