import type { Journal, Undoable } from '../../state/journal.ts';
import type { Book, BookTable } from './book.ts';
import { Counters } from './counters.ts';
import type { OrderTable } from './order-table.ts';
import { RowLists } from './row-lists.ts';

const ACCEPTED = 0;
const LEFT = 1;

/**
 * The indexes that hold every open order: by id, by subaccount, the reduce-only ones by subaccount and market, and the
 * counters of an owner. One note undoes an acceptance or an end as a whole.
 */
export class OpenOrders implements Undoable {
  /** Open orders of an owner. */
  readonly ofOwner: Counters;
  private readonly journal: Journal;
  private readonly orders: OrderTable;
  private readonly books: BookTable;
  private readonly subaccounts: RowLists;

  constructor(journal: Journal, orders: OrderTable, books: BookTable) {
    this.journal = journal;
    this.orders = orders;
    this.books = books;
    this.ofOwner = new Counters(journal);
    this.subaccounts = new RowLists(journal, orders.subNext, orders.subPrev);
  }

  /** First open order of a subaccount in order of acceptance, −1 if there is none; the others follow by `after`. */
  head(holder: number): number {
    return this.subaccounts.head(holder);
  }

  after(row: number): number {
    return this.subaccounts.after(row);
  }

  /** A new order takes its market's next id and priority, and its place in the indexes; its cells are all written. */
  accept(book: Book, row: number): void {
    this.journal.noteNumber(this, row, ACCEPTED);
    this.books.countAccepted(book.row, 1);
    this.enter(book, row);
  }

  /** An order that was loaded from its record; not journaled. */
  enter(book: Book, row: number): void {
    this.count(book, row, 1);
    this.subaccounts.link(this.orders.row.get(row), row);
    if (this.orders.isReduceOnly(row)) book.reduceOnly.link(this.orders.row.get(row), row);
  }

  /** The order ends; its cells stay what they are. */
  leave(book: Book, row: number): void {
    this.journal.noteNumber(this, row, LEFT);
    this.takeOut(book, row);
  }

  undo(row: number, operation: number): void {
    const book = this.books.get(this.orders.market.get(row));
    if (operation === ACCEPTED) {
      this.takeOut(book, row);
      this.books.countAccepted(book.row, -1);
      return;
    }
    this.count(book, row, 1);
    this.subaccounts.relink(this.orders.row.get(row), row);
    if (this.orders.isReduceOnly(row)) book.reduceOnly.relink(this.orders.row.get(row), row);
  }

  private takeOut(book: Book, row: number): void {
    this.count(book, row, -1);
    this.subaccounts.unlink(this.orders.row.get(row), row);
    if (this.orders.isReduceOnly(row)) book.reduceOnly.unlink(this.orders.row.get(row), row);
  }

  private count(book: Book, row: number, change: 1 | -1): void {
    const o = this.orders;
    const id = o.id.get(row);
    const owner = o.owner.get(row);
    if (change === 1) book.index.put(id, row);
    else book.index.take(id, row);
    this.ofOwner.bump(owner, change);
    if (o.isConditional(row)) book.conditional.bump(owner, change);
  }
}
