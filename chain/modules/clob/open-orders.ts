import type { Journal, Undoable } from '../../state/journal.ts';
import type { Book, BookTable } from './book.ts';
import { Counters } from './counters.ts';
import type { OrderTable } from './order-table.ts';
import { QueueEnds, RowQueues } from './row-queues.ts';

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
  /** Of subaccounts, by margin row. */
  private readonly queues: RowQueues;
  private readonly ends = new QueueEnds(64);

  constructor(journal: Journal, orders: OrderTable, books: BookTable) {
    this.journal = journal;
    this.orders = orders;
    this.books = books;
    this.ofOwner = new Counters(journal);
    this.queues = new RowQueues(journal, orders.openPlace);
  }

  /** First open order of a subaccount in order of acceptance, −1 if there is none; the others follow by `after`. */
  head(holder: number): number {
    return holder < this.ends.heads.length ? this.queues.head(this.ends, holder) : -1;
  }

  after(row: number): number {
    return this.queues.after(row);
  }

  /** A new order takes its market's next id and priority, and its place in the indexes; its cells are all written. */
  accept(book: Book, row: number): void {
    this.books.countAccepted(book.row, 1);
    this.enter(book, row);
    this.journal.noteNumber(this, row, ACCEPTED);
  }

  /** An order that was loaded from its record; not journaled. */
  enter(book: Book, row: number): void {
    const holder = this.orders.row.get(row);
    this.ends.ensure(holder + 1);
    this.queues.append(this.ends, holder, row);
    if (this.orders.isReduceOnly(row)) book.reduceOnly.link(holder, row);
    this.count(book, row, 1);
  }

  /** The order ends; its cells stay what they are. */
  leave(book: Book, row: number): void {
    this.journal.noteNumber(this, row, LEFT);
    const holder = this.orders.row.get(row);
    this.queues.remove(this.ends, holder, row);
    if (this.orders.isReduceOnly(row)) book.reduceOnly.unlink(holder, row);
    this.count(book, row, -1);
  }

  undo(row: number, operation: number): void {
    const book = this.books.get(this.orders.market.get(row));
    const holder = this.orders.row.get(row);
    const isReduceOnly = this.orders.isReduceOnly(row);
    if (operation === ACCEPTED) {
      this.count(book, row, -1);
      if (isReduceOnly) book.reduceOnly.unlink(holder, row);
      this.queues.unappend(this.ends, holder, row);
      this.books.countAccepted(book.row, -1);
    } else {
      this.count(book, row, 1);
      if (isReduceOnly) book.reduceOnly.relink(holder, row);
      this.queues.putBack(this.ends, holder, row);
    }
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
