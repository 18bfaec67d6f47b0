import type { ByteReader, ByteWriter } from '../../lib/bytes.ts';
import { invariant } from '../../lib/errors.ts';
import type { Journal, Undoable } from '../../state/journal.ts';
import { prefixes } from '../../state/prefixes.ts';
import { RecordTable } from '../../state/table.ts';
import { ClientIdKey } from './client-id-key.ts';
import { ClientIdTexts } from './client-id-texts.ts';
import { ClosedIds } from './closed-ids.ts';
import { Counters } from './counters.ts';
import type { ClobAccounts, ClobMargin } from './expected.ts';
import { HashIndex } from './hash-index.ts';
import type { TableKey } from './keyed-hash.ts';
import { IntField, NumberField, PackedRows } from './packed-fields.ts';

/** A closed clientOrderId is free again this long after the close. */
const KEPT_MS = 86_400_000;

/** Bytes of a row, and where its fields begin. A lookup reads the first 64 (the words of the key are there), closing the rest too. */
const ROW = 64;
const At = { market: 40, orderRow: 44, order: 48, closedAt: 56 } as const;
const REST = 32;
const Rest = { owner: 0, subaccount: 4, closing: 8, next: 12, prev: 16, ownerNext: 20, hash: 24 } as const;

const TAKEN = 0;
const CLOSED = 1;
const FORGOTTEN = 2;

/**
 * clientOrderIds of open orders and, for 24 h, of closed ones: unique per subaccount over all markets (spec: trading §3.12).
 * Record: address ‖ subaccount u32 ‖ text → market u32 · order u64 · closed at u64 (0 = open) · closing u32, the count of
 * closes in that block, which orders those of one time.
 *
 * Caches: an index by subaccount and text, and the closed ones in the order of their closing.
 */
export class ClientOrderIds implements Undoable {
  readonly table: RecordTable;
  readonly market: IntField;
  readonly order: NumberField;
  readonly closedAt: NumberField;
  /** Row of the order while it is open; a cache. */
  readonly orderRow: IntField;
  private readonly texts: ClientIdTexts;
  private readonly closing: IntField;
  private readonly owner: IntField;
  private readonly subaccount: IntField;
  /** Hash of the key; a cache. */
  private readonly hash: IntField;
  private readonly journal: Journal;
  private readonly accounts: ClobAccounts;
  private readonly margin: ClobMargin;
  private readonly index: HashIndex<ClientIdKey>;
  private readonly closed: ClosedIds;
  /** Closes of this block, by the only index 0. */
  private readonly closes: Counters;
  /** What is looked for; each public method reads it anew. */
  private readonly key: ClientIdKey;
  /** Addresses of loaded rows until rebuild, when accounts can tell their numbers. */
  private loaded: (Uint8Array | undefined)[] = [];
  /** Cancels of this block that came before their order; outlives the branch of its tx (spec: trading §3.12). */
  private readonly barred = new Set<string>();
  /** Rows forgotten in this block, whether or not their branch was kept; their cells stay what they were until the next. */
  private readonly forgotten: HashIndex<ClientIdKey>;

  constructor(journal: Journal, accounts: ClobAccounts, margin: ClobMargin, tableKey: TableKey) {
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
    const rows = this.table.attach(new PackedRows(ROW));
    this.texts = new ClientIdTexts(rows);
    this.market = new IntField(journal, rows, At.market);
    this.orderRow = new IntField(journal, rows, At.orderRow);
    this.order = new NumberField(journal, rows, At.order);
    this.closedAt = new NumberField(journal, rows, At.closedAt);
    const rest = this.table.attach(new PackedRows(REST));
    const int = (place: number): IntField => new IntField(journal, rest, place);
    this.owner = int(Rest.owner);
    this.subaccount = int(Rest.subaccount);
    this.closing = int(Rest.closing);
    this.hash = int(Rest.hash);
    this.closed = new ClosedIds(journal, {
      owner: this.owner,
      next: int(Rest.next),
      prev: int(Rest.prev),
      ownerNext: int(Rest.ownerNext),
    });
    this.closes = new Counters(journal);
    this.key = new ClientIdKey(tableKey);
    this.index = new HashIndex(this.texts);
    this.forgotten = new HashIndex(this.texts);
  }

  /** Row of an id a subaccount uses or used, −1 = free or none at all. */
  find(holder: number, text: string): number {
    return this.key.read(holder, text) ? this.index.find(this.key.hash, this.key) : -1;
  }

  text(row: number): string {
    return this.texts.text(row);
  }

  /** Takes a free id for a new order; returns its row. `orderRow`: where the order is. */
  take(
    holder: number,
    owner: number,
    subaccount: number,
    text: string,
    market: number,
    order: number,
    orderRow: number,
  ): number {
    const { key } = this;
    invariant(key.read(holder, text), 'clob: malformed clientOrderId');
    const forgotten = this.forgotten.size === 0 ? -1 : this.forgotten.find(key.hash, key);
    if (forgotten >= 0) return this.takeAgain(forgotten, market, order, orderRow);
    const row = this.table.allocate();
    this.texts.write(row, key);
    this.market.put(row, market);
    this.orderRow.put(row, orderRow);
    this.order.put(row, order);
    this.closedAt.put(row, 0);
    this.closing.put(row, 0);
    this.owner.put(row, owner);
    this.subaccount.put(row, subaccount);
    this.hash.put(row, key.hash);
    this.enter(row);
    return row;
  }

  /** The order ended: its id is kept for 24 h, and at most `limit` of an owner; the earliest closed is forgotten first. */
  close(row: number, nowMs: number, limit: number): void {
    this.journal.noteNumber(this, row, CLOSED);
    this.closedAt.put(row, nowMs);
    this.closing.put(row, this.closes.get(0));
    this.closes.bump(0, 1);
    this.table.touch(row);
    this.closed.append(row);
    const owner = this.owner.get(row);
    if (this.closed.countOf(owner) > limit) this.forget(this.closed.headOf(owner));
  }

  /** Forgets what closed 24 h ago and the bars of the block before; begins the count of closes anew. */
  beginBlock(nowMs: number): void {
    this.barred.clear();
    this.forgotten.clear();
    this.closes.add(0, -this.closes.get(0));
    for (let row = this.closed.head; row >= 0; row = this.closed.head) {
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
    return this.closed.countOf(owner);
  }

  /** Fills the caches from loaded records; `rowOf` says where the open order of an id is. */
  rebuild(rowOf: (market: number, order: number, clientId: number) => number): void {
    const closed: number[] = [];
    for (let row = 0; row < this.table.rows; row++) {
      if (!this.table.isLive(row)) continue;
      const owner = this.accounts.findNumber(this.loaded[row]!);
      invariant(owner >= 0, 'clob: clientOrderId of an unknown account');
      this.owner.put(row, owner);
      this.key.read(this.margin.findRow(owner, this.subaccount.get(row) >>> 0), this.texts.text(row));
      this.texts.write(row, this.key);
      this.hash.put(row, this.key.hash);
      this.index.put(this.key.hash, row);
      if (this.closedAt.get(row) === 0) this.orderRow.put(row, rowOf(this.market.get(row), this.order.get(row), row));
      else closed.push(row);
    }
    this.loaded = [];
    closed.sort((a, b) => this.closedAt.get(a) - this.closedAt.get(b) || this.closing.get(a) - this.closing.get(b));
    for (const row of closed) this.closed.append(row);
  }

  undo(row: number, operation: number): void {
    if (operation === TAKEN) {
      this.index.remove(this.hash.get(row), row);
    } else if (operation === FORGOTTEN) {
      this.index.put(this.hash.get(row), row);
    } else {
      this.closedAt.put(row, 0);
      this.closing.put(row, 0);
      this.closes.bump(0, -1);
    }
  }

  /** An id that was forgotten in this block keeps its row, so that its record is changed, not removed and made. */
  private takeAgain(row: number, market: number, order: number, orderRow: number): number {
    this.table.revive(row);
    this.closed.keepLinks(row);
    this.market.set(row, market);
    this.orderRow.set(row, orderRow);
    this.order.set(row, order);
    this.closedAt.set(row, 0);
    this.closing.set(row, 0);
    this.enter(row);
    return row;
  }

  private enter(row: number): void {
    this.journal.noteNumber(this, row, TAKEN);
    this.index.put(this.hash.get(row), row);
  }

  private forget(row: number): void {
    const hash = this.hash.get(row);
    this.closed.remove(row);
    this.journal.noteNumber(this, row, FORGOTTEN);
    this.index.remove(hash, row);
    this.table.free(row);
    this.forgotten.put(hash, row);
  }

  private writeKey(row: number, out: ByteWriter): void {
    out.raw(this.accounts.address(this.owner.get(row))).u32(this.subaccount.get(row) >>> 0);
    this.texts.writeText(row, out);
  }

  /** The subaccount of the key is known at rebuild only. */
  private decode(row: number, key: ByteReader, value: ByteReader): void {
    this.loaded[row] = key.raw(20);
    this.subaccount.put(row, key.u32());
    invariant(this.key.read(0, readText(key)), 'clob: malformed clientOrderId');
    this.texts.write(row, this.key);
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
