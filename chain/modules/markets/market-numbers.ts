import { invariant } from '../../lib/errors.ts';
import { IdRows } from '../../lib/id-rows.ts';
import { confidencePerLot, perLot } from '../../lib/per-lot.ts';
import { SafeColumn } from '../../state/columns.ts';
import type { Journal } from '../../state/journal.ts';
import type { MarketState } from './types.ts';

/**
 * M, I and C of every market as safe integers in columns, by row: the order of listing in this process, an accident of
 * memory. They follow the records; `version` rises with every change and is no state.
 */
export class MarketNumbers {
  /** Quote per lot, last known. */
  readonly marks: SafeColumn;
  readonly indexes: SafeColumn;
  readonly confidences: SafeColumn;
  private readonly rows = new IdRows();
  private stamp = 0;

  constructor(journal: Journal) {
    this.marks = new SafeColumn(journal);
    this.indexes = new SafeColumn(journal);
    this.confidences = new SafeColumn(journal);
  }

  get version(): number {
    return this.stamp;
  }

  /** Something else that caches depend on changed. */
  touch(): void {
    this.stamp++;
  }

  /** Stable while the process lives; −1 when the market was never listed. */
  row(market: number): number {
    return this.rows.get(market);
  }

  addRow(market: number): void {
    if (this.rows.get(market) >= 0) return;
    const row = this.rows.size;
    this.rows.add(market, row);
    for (const column of [this.marks, this.indexes, this.confidences]) column.ensure(row + 1);
    this.touch();
  }

  /** Index and confidence of a record. */
  setIndex(market: number, { indexPrice, confidence }: MarketState, lotE12: bigint): void {
    this.write(this.indexes, market, perLot(indexPrice, lotE12));
    this.write(this.confidences, market, confidencePerLot(confidence, lotE12));
  }

  setMark(market: number, { markPrice }: MarketState, lotE12: bigint): void {
    this.write(this.marks, market, perLot(markPrice, lotE12));
  }

  private write(column: SafeColumn, market: number, value: bigint): void {
    // A feed's static bounds and the listing rules keep every price far below this.
    invariant(value <= BigInt(Number.MAX_SAFE_INTEGER), `price of market ${market} beyond 2^53 per lot`);
    const row = this.row(market);
    if (column.data[row] === Number(value)) return;
    column.set(row, Number(value));
    this.touch();
  }
}
