import { AppError } from '../../lib/errors.ts';
import type { Cells } from './cells.ts';
import type { OpenOrders } from './expected.ts';
import { CELL_LOTS, CELL_REST } from './layout.ts';
import type { Subaccounts } from './subaccounts.ts';
import type { Transfers } from './transfers.ts';
import { childMarket, childNumber, MAX_SUBACCOUNT, parentNumber, USDC } from './types.ts';

/**
 * Isolated children: one market, USDC only (spec: risk §3). A child is funded by its owner and swept by itself, in the end
 * phase of the block that leaves it with no position and no order.
 *
 * `idle` holds at least every child without a position (more does no harm: each is looked at again before it is swept), so
 * what is swept depends on state alone.
 */
export class IsolatedChildren {
  private readonly rows: Subaccounts;
  private readonly cells: Cells;
  private readonly transfers: Transfers;
  private readonly idle = new Set<number>();

  constructor(rows: Subaccounts, transfers: Transfers) {
    this.rows = rows;
    this.cells = rows.cells;
    this.transfers = transfers;
  }

  /**
   * Moves `amount` Quote > 0 from a parent to its child of a market, which is made when needed; returns the child's row.
   * Throws 3014 (parent is itself a child, or the owner has a child that owes) and what the withdraw rule throws.
   */
  fund(parent: number, market: number, amount: bigint): number {
    const subaccount = this.rows.subaccount(parent);
    if (subaccount > MAX_SUBACCOUNT) throw new AppError(3014, 'An isolated subaccount cannot fund another.');
    const owner = this.rows.owner(parent);
    if (this.hasDebt(owner)) throw new AppError(3014, 'An isolated subaccount of the owner is in debt.');
    this.transfers.transfer('isolated_fund', parent, owner, childNumber(market, subaccount), USDC, amount);
    const child = this.rows.findRow(owner, childNumber(market, subaccount));
    this.idle.add(child);
    return child;
  }

  /** A child without position whose Q is negative: closed by the insurance fund, never by the parent. */
  private hasDebt(owner: number): boolean {
    for (let row = this.rows.firstOf(owner); row >= 0; row = this.rows.nextOf(row)) {
      if (this.rows.isChild(row) && this.rows.quote(row) < 0n && !this.hasPosition(row)) return true;
    }
    return false;
  }

  private hasPosition(row: number): boolean {
    for (let cell = this.cells.first(row); cell >= 0; cell = this.cells.next(cell)) {
      if (this.cells.ints.get(cell, CELL_LOTS) !== 0) return true;
    }
    return false;
  }

  private hasResting(row: number): boolean {
    for (let cell = this.cells.first(row); cell >= 0; cell = this.cells.next(cell)) {
      if (this.cells.ints.get(cell, CELL_REST) >= 0) return true;
    }
    return false;
  }

  /** Says that a child may have become idle. */
  note(row: number): void {
    if (this.rows.isChild(row)) this.idle.add(row);
  }

  /** Finds the idle children again after a start. */
  rebuild(): void {
    this.idle.clear();
    for (let row = 0; row < this.rows.table.rows; row++) {
      if (this.rows.table.isLive(row) && this.rows.isChild(row) && !this.hasPosition(row)) this.idle.add(row);
    }
  }

  /**
   * End phase: sends all of Q of every child with neither position nor order to its parent, by (owner, subaccount). A child
   * in debt stays. O(idle children).
   */
  sweep(orders: OpenOrders): void {
    const due: number[] = [];
    for (const row of this.idle) {
      const isChild = this.rows.table.isLive(row) && this.rows.isChild(row);
      if (!isChild || this.hasPosition(row)) this.idle.delete(row);
      else if (this.rows.quote(row) > 0n && !this.hasResting(row) && !orders.hasOpenOrders(row)) due.push(row);
    }
    due.sort((a, b) => this.rows.owner(a) - this.rows.owner(b) || this.rows.subaccount(a) - this.rows.subaccount(b));
    for (const row of due) {
      const parent = parentNumber(this.rows.subaccount(row));
      this.transfers.transfer('isolated_sweep', row, this.rows.owner(row), parent, USDC, this.rows.quote(row));
    }
  }

  /** True unless the row is a child of another market. */
  mayTrade(row: number, market: number): boolean {
    const own = childMarket(this.rows.subaccount(row));
    return own === 0 || own === market;
  }
}
