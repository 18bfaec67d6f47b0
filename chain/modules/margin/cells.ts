import type { Journal } from '../../state/journal.ts';
import { IntRows, NumberRows } from '../../state/strided.ts';
import {
  ASK_LOTS,
  BID_LOTS,
  CELL_LOTS,
  CELL_MARKET,
  CELL_NEXT,
  CELL_REST,
  CELL_ROW,
  CELL_SLOT,
  CELL_USER_PPM,
  ENTRY,
  F_HIGH,
  F_LOW,
  OPEN_CELL,
  RESERVE,
  RESERVE_VERSION,
  ROW_CELL,
  STRIDE,
} from './layout.ts';
import { RowPool } from './row-pool.ts';
import { wideBig } from './wide.ts';

/**
 * One cell for each market a subaccount has to do with: a position, resting orders, or a leverage setting. Cells of a row
 * are linked in rising market id, which is the order of every walk that matters.
 */
export class Cells {
  readonly ints: IntRows;
  readonly numbers: NumberRows;
  private readonly rows: IntRows;
  private readonly rowNumbers: NumberRows;
  private readonly pool: RowPool;

  /** `rows` and `rowNumbers` are those of the subaccounts: they hold the head of the list and name the open cell. */
  constructor(journal: Journal, rows: IntRows, rowNumbers: NumberRows) {
    this.rows = rows;
    this.rowNumbers = rowNumbers;
    this.ints = new IntRows(journal, STRIDE);
    this.numbers = new NumberRows(journal, STRIDE);
    this.pool = new RowPool(journal, [this.ints, this.numbers]);
  }

  first(row: number): number {
    return this.rows.get(row, ROW_CELL);
  }

  next(cell: number): number {
    return this.ints.get(cell, CELL_NEXT);
  }

  row(cell: number): number {
    return this.ints.get(cell, CELL_ROW);
  }

  /** Signed position. */
  lots(cell: number): number {
    return this.ints.get(cell, CELL_LOTS);
  }

  market(cell: number): number {
    return this.ints.get(cell, CELL_MARKET);
  }

  slot(cell: number): number {
    return this.ints.get(cell, CELL_SLOT);
  }

  /** −1 when the row has nothing in that market. O(cells of the row). */
  find(row: number, slot: number): number {
    const data = this.ints.data;
    let cell = this.rows.get(row, ROW_CELL);
    while (cell >= 0 && data[cell * STRIDE + CELL_SLOT] !== slot) cell = data[cell * STRIDE + CELL_NEXT]!;
    return cell;
  }

  /** The cell of a market, made empty when absent. */
  findOrCreate(row: number, slot: number, market: number): number {
    const found = this.find(row, slot);
    return found >= 0 ? found : this.create(row, slot, market);
  }

  private create(row: number, slot: number, market: number): number {
    const cell = this.pool.allocate();
    let previous = -1;
    let next = this.first(row);
    while (next >= 0 && this.ints.get(next, CELL_MARKET) < market) {
      previous = next;
      next = this.next(next);
    }
    const { ints, numbers } = this;
    ints.set(cell, CELL_NEXT, next);
    ints.set(cell, CELL_SLOT, slot);
    ints.set(cell, CELL_LOTS, 0);
    ints.set(cell, CELL_REST, -1);
    ints.set(cell, CELL_ROW, row);
    ints.set(cell, CELL_USER_PPM, 0);
    ints.set(cell, CELL_MARKET, market);
    for (const field of [ENTRY, F_HIGH, F_LOW, BID_LOTS, ASK_LOTS, RESERVE, RESERVE_VERSION])
      numbers.set(cell, field, 0);
    this.link(row, previous, cell);
    return cell;
  }

  private link(row: number, previous: number, cell: number): void {
    if (previous < 0) this.rows.set(row, ROW_CELL, cell);
    else this.ints.set(previous, CELL_NEXT, cell);
  }

  /** Gives the cell back when nothing is left in it. */
  dropIfEmpty(cell: number): void {
    const { ints } = this;
    if (ints.get(cell, CELL_LOTS) !== 0 || ints.get(cell, CELL_REST) >= 0 || ints.get(cell, CELL_USER_PPM) !== 0)
      return;
    const row = ints.get(cell, CELL_ROW);
    let previous = -1;
    for (let at = this.first(row); at !== cell; at = this.next(at)) previous = at;
    this.link(row, previous, this.next(cell));
    // An empty cell adds nothing to the sums of its row, so they need not be told.
    if (this.rowNumbers.get(row, OPEN_CELL) === cell) this.rowNumbers.set(row, OPEN_CELL, -1);
    this.pool.free(cell);
  }

  fundingAt(cell: number): bigint {
    return wideBig(this.numbers.get(cell, F_HIGH), this.numbers.get(cell, F_LOW));
  }
}
