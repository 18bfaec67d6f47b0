import type { ByteReader, ByteWriter } from '../../lib/bytes.ts';
import { invariant } from '../../lib/errors.ts';
import { ObjectColumn } from '../../state/columns.ts';
import type { Journal, Undoable } from '../../state/journal.ts';
import { prefixes } from '../../state/prefixes.ts';
import { RecordTable } from '../../state/table.ts';
import { Counters } from './counters.ts';
import type { ClobAccounts, ClobMargin } from './expected.ts';
import { IntField, NumberField, PackedRows } from './packed-fields.ts';
import { RowLists } from './row-lists.ts';

/** A closed clientOrderId is free again this long after the close. */
const KEPT_MS = 86_400_000;
const EVERYBODY = 0;

/**
 * clientOrderIds of open orders and, for 24 h, of closed ones: unique per subaccount over all markets (spec: trading §3.12).
 * Record: address ‖ subaccount u32 ‖ text → market u32 · order u64 · closed at u64 (0 = open) · closing u32, the count of
 * closes in that block, which orders those of one time.
 *
 * Caches: one map per subaccount; closed ones in two lists by (closed at, closing), of everybody and of each owner.
 */
export class ClientOrderIds implements Undoable {
  readonly table: RecordTable;
  readonly market: IntField;
  readonly order: NumberField;
  readonly text: ObjectColumn<string>;
  readonly closedAt: NumberField;
  private readonly closing: NumberField;
  private readonly owner: IntField;
  private readonly subaccount: IntField;
  /** Margin's row; a cache. */
  private readonly holder: IntField;
  private readonly journal: Journal;
  private readonly accounts: ClobAccounts;
  private readonly margin: ClobMargin;
  private readonly maps: (Map<string, number> | undefined)[] = [];
  private readonly everybody: RowLists;
  private readonly byOwner: RowLists;
  private readonly closedOf: Counters;
  /** Closes of this block, by the only index 0. */
  private readonly closes: Counters;
  /** Addresses of loaded rows until rebuild, when accounts can tell their numbers. */
  private loaded: (Uint8Array | undefined)[] = [];
  /** Cancels of this block that came before their order; outlives the branch of its tx (spec: trading §3.12). */
  private readonly barred = new Set<string>();
  /** Rows forgotten in this block, by subaccount and text; their cells stay what they were until the next block. */
  private readonly forgotten = new Map<string, number>();

  constructor(journal: Journal, accounts: ClobAccounts, margin: ClobMargin) {
    this.journal = journal;
    this.accounts = accounts;
    this.margin = margin;
    this.table = new RecordTable(journal, prefixes.clientOrderIds, 'clob.clientOrderIds', {
      encodeKey: (row, out) => this.writeKey(row, out),
      encodeValue: (row, out) => {
        out.u32(this.market.get(row)).u64(this.order.get(row)).u64(this.closedAt.get(row));
        out.u32(this.closing.get(row));
      },
      decode: (row, key, value) => this.decode(row, key, value),
      findRow: (key) => this.findKey(key),
    });
    const ints = this.table.attach(new PackedRows(32));
    const numbers = this.table.attach(new PackedRows(32));
    const int = (field: number): IntField => new IntField(journal, ints, 4 * field);
    this.market = int(0);
    this.owner = int(1);
    this.subaccount = int(2);
    this.holder = int(3);
    this.everybody = new RowLists(journal, int(4), int(5));
    this.byOwner = new RowLists(journal, int(6), int(7));
    this.order = new NumberField(journal, numbers, 0);
    this.closedAt = new NumberField(journal, numbers, 8);
    this.closing = new NumberField(journal, numbers, 16);
    this.text = this.table.attach(new ObjectColumn<string>(journal));
    this.closedOf = new Counters(journal);
    this.closes = new Counters(journal);
  }

  /** Row of an id a subaccount uses or used, −1 = free. */
  find(holder: number, text: string): number {
    return this.maps[holder]?.get(text) ?? -1;
  }

  /** Takes a free id for a new order; returns its row. */
  take(holder: number, owner: number, subaccount: number, text: string, market: number, order: number): number {
    const forgotten = this.forgotten.size === 0 ? undefined : this.forgotten.get(`${holder}/${text}`);
    if (forgotten !== undefined) return this.takeAgain(forgotten, market, order);
    const row = this.table.allocate();
    this.market.put(row, market);
    this.order.put(row, order);
    this.text.data[row] = text;
    this.closedAt.put(row, 0);
    this.closing.put(row, 0);
    this.owner.put(row, owner);
    this.subaccount.put(row, subaccount);
    this.holder.put(row, holder);
    this.journal.noteNumber(this, row, 1);
    this.enter(row);
    return row;
  }

  /** The order ended: its id is kept for 24 h, and at most `limit` of an owner; the earliest closed is forgotten first. */
  close(row: number, nowMs: number, limit: number): void {
    const owner = this.owner.get(row);
    this.closedAt.set(row, nowMs);
    this.closing.set(row, this.closes.get(0));
    this.closes.add(0, 1);
    this.table.touch(row);
    this.everybody.append(EVERYBODY, row, false);
    this.byOwner.append(owner, row, false);
    this.closedOf.add(owner, 1);
    if (this.closedOf.get(owner) > limit) this.forget(this.byOwner.head(owner));
  }

  /** Forgets what closed 24 h ago and the bars of the block before; begins the count of closes anew. */
  beginBlock(nowMs: number): void {
    this.barred.clear();
    this.forgotten.clear();
    this.closes.add(0, -this.closes.get(0));
    for (let row = this.everybody.head(EVERYBODY); row >= 0; row = this.everybody.head(EVERYBODY)) {
      if (this.closedAt.get(row) + KEPT_MS > nowMs) return;
      this.forget(row);
    }
  }

  /** Bars an id until the end of the block, whatever becomes of the tx. */
  bar(holder: number, text: string): void {
    this.barred.add(`${holder}/${text}`);
  }

  isBarred(holder: number, text: string): boolean {
    return this.barred.size > 0 && this.barred.has(`${holder}/${text}`);
  }

  closedCount(owner: number): number {
    return this.closedOf.get(owner);
  }

  /** Fills the caches from loaded records; `onOpen` is told of each id whose order is open. */
  rebuild(onOpen: (market: number, order: number, row: number) => void): void {
    const closed: number[] = [];
    for (let row = 0; row < this.table.rows; row++) {
      if (!this.table.isLive(row)) continue;
      const owner = this.accounts.findNumber(this.loaded[row]!);
      invariant(owner >= 0, 'clob: clientOrderId of an unknown account');
      this.owner.put(row, owner);
      this.holder.put(row, this.margin.findRow(owner, this.subaccount.get(row) >>> 0));
      this.enter(row);
      if (this.closedAt.get(row) === 0) onOpen(this.market.get(row), this.order.get(row), row);
      else closed.push(row);
    }
    this.loaded = [];
    closed.sort((a, b) => this.closedAt.get(a) - this.closedAt.get(b) || this.closing.get(a) - this.closing.get(b));
    for (const row of closed) {
      this.everybody.append(EVERYBODY, row, true);
      this.byOwner.append(this.owner.get(row), row, true);
      this.closedOf.add(this.owner.get(row), 1);
    }
  }

  undo(row: number, entered: number): void {
    if (entered === 1) this.leave(row);
    else this.enter(row);
  }

  /** An id that was forgotten in this block keeps its row, so that its record is changed, not removed and made. */
  private takeAgain(row: number, market: number, order: number): number {
    this.table.revive(row);
    this.market.set(row, market);
    this.order.set(row, order);
    this.closedAt.set(row, 0);
    this.closing.set(row, 0);
    this.journal.noteNumber(this, row, 1);
    this.enter(row);
    return row;
  }

  private forget(row: number): void {
    const owner = this.owner.get(row);
    this.everybody.remove(EVERYBODY, row);
    this.byOwner.remove(owner, row);
    this.closedOf.add(owner, -1);
    this.journal.noteNumber(this, row, 0);
    this.leave(row);
    this.table.free(row);
    this.forgotten.set(`${this.holder.get(row)}/${this.text.data[row]}`, row);
  }

  private enter(row: number): void {
    const holder = this.holder.get(row);
    while (this.maps.length <= holder) this.maps.push(undefined);
    let map = this.maps[holder];
    if (map === undefined) {
      map = new Map();
      this.maps[holder] = map;
    }
    map.set(this.text.data[row]!, row);
  }

  private leave(row: number): void {
    this.maps[this.holder.get(row)]!.delete(this.text.data[row]!);
  }

  private writeKey(row: number, out: ByteWriter): void {
    out.raw(this.accounts.address(this.owner.get(row))).u32(this.subaccount.get(row) >>> 0);
    const text = this.text.data[row]!;
    for (let i = 0; i < text.length; i++) out.u8(text.charCodeAt(i));
  }

  private decode(row: number, key: ByteReader, value: ByteReader): void {
    this.loaded[row] = key.raw(20);
    this.subaccount.put(row, key.u32());
    this.text.data[row] = readText(key);
    this.market.put(row, value.u32());
    this.order.put(row, value.u64());
    this.closedAt.put(row, value.u64());
    this.closing.put(row, value.u32());
    value.end();
  }

  private findKey(key: ByteReader): number {
    const owner = this.accounts.findNumber(key.raw(20));
    const holder = owner < 0 ? -1 : this.margin.findRow(owner, key.u32());
    return holder < 0 ? -1 : this.find(holder, readText(key));
  }
}

/** The rest of a key: ASCII by the form of a clientOrderId. */
function readText(key: ByteReader): string {
  return String.fromCharCode(...key.raw(key.remaining));
}
