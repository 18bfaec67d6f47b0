import type { Journal } from '../../state/journal.ts';
import { IntRows, NumberRows } from '../../state/strided.ts';
import { AMOUNT_HIGH, AMOUNT_LOW, HOLDING_ASSET, HOLDING_NEXT, ROW_HOLDING } from './layout.ts';
import { RowPool } from './row-pool.ts';
import { highOfBig, lowOfBig, wideBig } from './wide.ts';

/** Balances of assets other than USDC, linked per subaccount in rising asset id; a zero balance has no entry. */
export class Holdings {
  private readonly rows: IntRows;
  private readonly ints: IntRows;
  private readonly numbers: NumberRows;
  private readonly pool: RowPool;

  constructor(journal: Journal, rows: IntRows) {
    this.rows = rows;
    this.ints = new IntRows(journal, 2);
    this.numbers = new NumberRows(journal, 2);
    this.pool = new RowPool(journal, [this.ints, this.numbers]);
  }

  /** Hub units ≥ 0. */
  amount(row: number, asset: number): bigint {
    let at = this.rows.get(row, ROW_HOLDING);
    while (at >= 0 && this.ints.get(at, HOLDING_ASSET) !== asset) at = this.ints.get(at, HOLDING_NEXT);
    return at < 0 ? 0n : this.read(at);
  }

  list(row: number): { asset: number; amount: bigint }[] {
    const out: { asset: number; amount: bigint }[] = [];
    for (let at = this.rows.get(row, ROW_HOLDING); at >= 0; at = this.ints.get(at, HOLDING_NEXT)) {
      out.push({ asset: this.ints.get(at, HOLDING_ASSET), amount: this.read(at) });
    }
    return out;
  }

  /** Sets a balance ≥ 0. */
  set(row: number, asset: number, amount: bigint): void {
    let previous = -1;
    let at = this.rows.get(row, ROW_HOLDING);
    while (at >= 0 && this.ints.get(at, HOLDING_ASSET) < asset) {
      previous = at;
      at = this.ints.get(at, HOLDING_NEXT);
    }
    const found = at >= 0 && this.ints.get(at, HOLDING_ASSET) === asset;
    if (amount === 0n) {
      if (!found) return;
      this.link(row, previous, this.ints.get(at, HOLDING_NEXT));
      this.pool.free(at);
      return;
    }
    const target = found ? at : this.pool.allocate();
    if (!found) {
      this.ints.set(target, HOLDING_ASSET, asset);
      this.ints.set(target, HOLDING_NEXT, at);
      this.link(row, previous, target);
    }
    this.numbers.set(target, AMOUNT_HIGH, highOfBig(amount));
    this.numbers.set(target, AMOUNT_LOW, lowOfBig(amount));
  }

  private link(row: number, previous: number, target: number): void {
    if (previous < 0) this.rows.set(row, ROW_HOLDING, target);
    else this.ints.set(previous, HOLDING_NEXT, target);
  }

  private read(at: number): bigint {
    return wideBig(this.numbers.get(at, AMOUNT_HIGH), this.numbers.get(at, AMOUNT_LOW));
  }
}
