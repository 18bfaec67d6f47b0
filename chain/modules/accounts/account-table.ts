import type { ByteReader, ByteWriter } from '../../lib/bytes.ts';
import { invariant } from '../../lib/errors.ts';
import type { Address } from '../../lib/units.ts';
import { I32Column, ObjectColumn, SafeColumn } from '../../state/columns.ts';
import type { Journal } from '../../state/journal.ts';
import { prefixes } from '../../state/prefixes.ts';
import { NumberRows } from '../../state/strided.ts';
import { RecordTable, type RowCodec } from '../../state/table.ts';
import { AddressIndex } from './address-index.ts';
import {
  ACCOUNT_STRIDE,
  BEFORE_HIGH,
  BEFORE_LOW,
  CANCELS_OVER_MS,
  CANCELS_USED,
  DAY,
  EVENT_SEQ,
  KEY_ALGO,
  LIVE_NONCES,
  ORDERS_OVER_MS,
  ORDERS_USED,
  REFERRER,
  SEQUENCE,
  TIER_KEY,
  TODAY_HIGH,
  TODAY_LOW,
} from './layout.ts';
import { type DaySums, NO_DAYS, ringSum } from './volume-ring.ts';

const NO_REFERRER = 0xffffffff;
const KEY_LENGTH = 33;

/**
 * Accounts as columns. Rows are never freed, except by a dropped branch; `row(number)` finds the row of an account number.
 * The numbers of an account share two cache lines: an order or a fill reads most of the first.
 */
export class AccountTable {
  readonly table: RecordTable;
  /** Row → account number. */
  readonly number: I32Column;
  readonly address: ObjectColumn<Address>;
  readonly key: ObjectColumn<Uint8Array>;
  /** Fields of `layout`. */
  readonly numbers: NumberRows;
  readonly ring: ObjectColumn<DaySums>;
  /** Σ ring. */
  readonly ringSum: ObjectColumn<bigint>;
  private readonly rows: I32Column;
  /** Cell 0: the next account number. */
  private readonly next: SafeColumn;
  private readonly index: AddressIndex;

  constructor(journal: Journal) {
    this.index = new AddressIndex(journal);
    this.rows = new I32Column(journal);
    this.next = new SafeColumn(journal);
    const table = new RecordTable(journal, prefixes.accounts, 'accounts', this.codec());
    this.table = table;
    this.number = table.attach(new I32Column(journal));
    this.address = table.attach(new ObjectColumn<Address>(journal));
    this.numbers = table.attach(new NumberRows(journal, ACCOUNT_STRIDE));
    this.key = table.attach(new ObjectColumn<Uint8Array>(journal));
    this.ring = table.attach(new ObjectColumn<DaySums>(journal));
    this.ringSum = table.attach(new ObjectColumn<bigint>(journal));
  }

  /** Accounts there are; their numbers are 0..count − 1. */
  get count(): number {
    return this.next.data[0]!;
  }

  /** Account number of an address, −1 when it has none. */
  find(address: Address): number {
    return this.index.find(address);
  }

  /** Row of an existing account number. */
  row(number: number): number {
    return this.rows.data[number]!;
  }

  /** Makes an account for an address that has none; returns its number. */
  add(address: Address, day: number): number {
    invariant(address.length === 20 && this.find(address) < 0, 'account added twice');
    const number = this.count;
    const row = this.table.allocate();
    for (let field = 0; field < ACCOUNT_STRIDE; field++) this.numbers.set(row, field, 0);
    this.number.set(row, number);
    this.address.set(row, address.slice());
    this.numbers.set(row, REFERRER, -1);
    this.key.set(row, undefined);
    this.numbers.set(row, DAY, day);
    this.ring.set(row, NO_DAYS);
    this.ringSum.set(row, 0n);
    this.rows.ensure(number + 1);
    this.rows.set(number, row);
    this.next.set(0, number + 1);
    this.index.add(address, number);
    return number;
  }

  /** Number → row and address → number, from the loaded columns. */
  rebuild(): void {
    this.index.clear();
    let count = 0;
    for (let row = 0; row < this.table.rows; row++) {
      if (!this.table.isLive(row)) continue;
      const number = this.number.data[row]!;
      this.rows.ensure(number + 1);
      this.rows.set(number, row);
      this.index.add(this.address.data[row]!, number);
      this.numbers.set(row, LIVE_NONCES, 0);
      count++;
    }
    this.next.set(0, count);
  }

  private codec(): RowCodec {
    return {
      encodeKey: (row, out) => {
        out.raw(this.address.data[row]!);
      },
      encodeValue: (row, out) => this.encode(row, out),
      decode: (row, key, value) => this.decode(row, key, value),
      findRow: (key) => {
        const number = this.find(key.raw(20));
        return number < 0 ? -1 : this.row(number);
      },
    };
  }

  /** Fixed fields, then the key if there is one, then the ring if anything was traded in its days. */
  private encode(row: number, out: ByteWriter): void {
    const referrer = this.numbers.get(row, REFERRER);
    out.u32(this.number.data[row]!).u64(this.numbers.get(row, SEQUENCE)).u64(this.numbers.get(row, EVENT_SEQ));
    out.u32(referrer < 0 ? NO_REFERRER : referrer);
    out.u64(this.numbers.get(row, ORDERS_USED)).u64(this.numbers.get(row, ORDERS_OVER_MS));
    out.u64(this.numbers.get(row, CANCELS_USED)).u64(this.numbers.get(row, CANCELS_OVER_MS));
    out.u32(this.numbers.get(row, DAY)).u64(this.numbers.get(row, TODAY_HIGH)).u64(this.numbers.get(row, TODAY_LOW));
    out.u64(this.numbers.get(row, BEFORE_HIGH)).u64(this.numbers.get(row, BEFORE_LOW));
    const algo = this.numbers.get(row, KEY_ALGO);
    out.u8(algo);
    if (algo !== 0) out.raw(this.key.data[row]!);
    const traded = this.ringSum.data[row]! > 0n;
    out.u8(traded ? 1 : 0);
    if (traded) for (const sum of this.ring.data[row]!) out.bigI128(sum);
  }

  private decode(row: number, key: ByteReader, value: ByteReader): void {
    this.address.set(row, key.raw(20));
    this.number.set(row, value.u32());
    this.numbers.set(row, SEQUENCE, value.u64());
    this.numbers.set(row, EVENT_SEQ, value.u64());
    this.numbers.set(row, TIER_KEY, 0);
    const referrer = value.u32();
    this.numbers.set(row, REFERRER, referrer === NO_REFERRER ? -1 : referrer);
    this.numbers.set(row, ORDERS_USED, value.u64());
    this.numbers.set(row, ORDERS_OVER_MS, value.u64());
    this.numbers.set(row, CANCELS_USED, value.u64());
    this.numbers.set(row, CANCELS_OVER_MS, value.u64());
    this.numbers.set(row, DAY, value.u32());
    this.numbers.set(row, TODAY_HIGH, value.u64());
    this.numbers.set(row, TODAY_LOW, value.u64());
    this.numbers.set(row, BEFORE_HIGH, value.u64());
    this.numbers.set(row, BEFORE_LOW, value.u64());
    const algo = value.u8();
    this.numbers.set(row, KEY_ALGO, algo);
    this.key.set(row, algo === 0 ? undefined : value.raw(KEY_LENGTH));
    const ring = value.u8() === 0 ? NO_DAYS : NO_DAYS.map(() => value.bigI128());
    this.ring.set(row, ring);
    this.ringSum.set(row, ringSum(ring));
    value.end();
  }
}
