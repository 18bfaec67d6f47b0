import type { ByteReader, ByteWriter } from '../../lib/bytes.ts';
import { invariant } from '../../lib/errors.ts';
import type { Address } from '../../lib/units.ts';
import { I32Column, ObjectColumn, SafeColumn, U8Column } from '../../state/columns.ts';
import type { Journal } from '../../state/journal.ts';
import { prefixes } from '../../state/prefixes.ts';
import { RecordTable, type RowCodec } from '../../state/table.ts';
import { AddressIndex } from './address-index.ts';
import { type DaySums, NO_DAYS, ringSum } from './volume-ring.ts';

const NO_REFERRER = 0xffffffff;
const KEY_LENGTH = 33;

/**
 * Accounts as columns. Rows are never freed, except by a dropped branch; `row(number)` finds the row of an account number.
 * Volumes are Quote, split so that hot code adds doubles: high · 10^15 + low, low < 10^15.
 */
export class AccountTable {
  readonly table: RecordTable;
  /** Row → account number. */
  readonly number: I32Column;
  readonly address: ObjectColumn<Address>;
  readonly sequence: SafeColumn;
  /** Account events emitted. */
  readonly eventSeq: SafeColumn;
  /** Account number, −1 = none. */
  readonly referrer: I32Column;
  /** 0 none · 1 secp256k1 · 2 ethsecp256k1. */
  readonly algo: U8Column;
  readonly key: ObjectColumn<Uint8Array>;
  readonly ordersUsed: SafeColumn;
  readonly ordersOverMs: SafeColumn;
  readonly cancelsUsed: SafeColumn;
  readonly cancelsOverMs: SafeColumn;
  /** UTC day `today` belongs to. */
  readonly day: I32Column;
  readonly todayLow: SafeColumn;
  readonly todayHigh: SafeColumn;
  /** Lifetime volume before `day`. */
  readonly beforeLow: SafeColumn;
  readonly beforeHigh: SafeColumn;
  readonly ring: ObjectColumn<DaySums>;
  /** Σ ring. */
  readonly ringSum: ObjectColumn<bigint>;
  /** Unordered nonces remembered; a cache, not in the record. */
  readonly liveNonces: I32Column;
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
    this.sequence = table.attach(new SafeColumn(journal));
    this.eventSeq = table.attach(new SafeColumn(journal));
    this.referrer = table.attach(new I32Column(journal));
    this.algo = table.attach(new U8Column(journal));
    this.key = table.attach(new ObjectColumn<Uint8Array>(journal));
    this.ordersUsed = table.attach(new SafeColumn(journal));
    this.ordersOverMs = table.attach(new SafeColumn(journal));
    this.cancelsUsed = table.attach(new SafeColumn(journal));
    this.cancelsOverMs = table.attach(new SafeColumn(journal));
    this.day = table.attach(new I32Column(journal));
    this.todayLow = table.attach(new SafeColumn(journal));
    this.todayHigh = table.attach(new SafeColumn(journal));
    this.beforeLow = table.attach(new SafeColumn(journal));
    this.beforeHigh = table.attach(new SafeColumn(journal));
    this.ring = table.attach(new ObjectColumn<DaySums>(journal));
    this.ringSum = table.attach(new ObjectColumn<bigint>(journal));
    this.liveNonces = table.attach(new I32Column(journal));
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
    const zeros = [
      this.sequence,
      this.eventSeq,
      this.ordersUsed,
      this.ordersOverMs,
      this.cancelsUsed,
      this.cancelsOverMs,
    ];
    for (const column of zeros) column.set(row, 0);
    for (const column of [this.todayLow, this.todayHigh, this.beforeLow, this.beforeHigh]) column.set(row, 0);
    this.number.set(row, number);
    this.address.set(row, address.slice());
    this.referrer.set(row, -1);
    this.algo.set(row, 0);
    this.key.set(row, undefined);
    this.day.set(row, day);
    this.ring.set(row, NO_DAYS);
    this.ringSum.set(row, 0n);
    this.liveNonces.set(row, 0);
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
      this.liveNonces.set(row, 0);
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
    const referrer = this.referrer.data[row]!;
    out.u32(this.number.data[row]!).u64(this.sequence.data[row]!).u64(this.eventSeq.data[row]!);
    out.u32(referrer < 0 ? NO_REFERRER : referrer);
    out.u64(this.ordersUsed.data[row]!).u64(this.ordersOverMs.data[row]!);
    out.u64(this.cancelsUsed.data[row]!).u64(this.cancelsOverMs.data[row]!);
    out.u32(this.day.data[row]!).u64(this.todayHigh.data[row]!).u64(this.todayLow.data[row]!);
    out.u64(this.beforeHigh.data[row]!).u64(this.beforeLow.data[row]!);
    const algo = this.algo.data[row]!;
    out.u8(algo);
    if (algo !== 0) out.raw(this.key.data[row]!);
    const traded = this.ringSum.data[row]! > 0n;
    out.u8(traded ? 1 : 0);
    if (traded) for (const sum of this.ring.data[row]!) out.bigI128(sum);
  }

  private decode(row: number, key: ByteReader, value: ByteReader): void {
    this.address.set(row, key.raw(20));
    this.number.set(row, value.u32());
    this.sequence.set(row, value.u64());
    this.eventSeq.set(row, value.u64());
    const referrer = value.u32();
    this.referrer.set(row, referrer === NO_REFERRER ? -1 : referrer);
    this.ordersUsed.set(row, value.u64());
    this.ordersOverMs.set(row, value.u64());
    this.cancelsUsed.set(row, value.u64());
    this.cancelsOverMs.set(row, value.u64());
    this.day.set(row, value.u32());
    this.todayHigh.set(row, value.u64());
    this.todayLow.set(row, value.u64());
    this.beforeHigh.set(row, value.u64());
    this.beforeLow.set(row, value.u64());
    const algo = value.u8();
    this.algo.set(row, algo);
    this.key.set(row, algo === 0 ? undefined : value.raw(KEY_LENGTH));
    const ring = value.u8() === 0 ? NO_DAYS : NO_DAYS.map(() => value.bigI128());
    this.ring.set(row, ring);
    this.ringSum.set(row, ringSum(ring));
    value.end();
  }
}
