import { ByteReader, ByteWriter, compareBytes, toHex } from '../../lib/bytes.ts';
import { invariant } from '../../lib/errors.ts';
import { Collection, type KeyCodec } from '../../state/collection.ts';
import type { Journal } from '../../state/journal.ts';
import { prefixes } from '../../state/prefixes.ts';
import type { ClobAccounts, ClobMargin } from './expected.ts';
import { IntField, NumberField, PackedRows } from './packed-fields.ts';
import { PairingHeaps } from './pairing-heap.ts';

interface ScheduledKey {
  readonly time: number;
  readonly address: Uint8Array;
  readonly subaccount: number;
}

/** time u64 ‖ address ‖ subaccount u32. */
const keyCodec: KeyCodec<ScheduledKey> = {
  encode: (key) => new ByteWriter(32).u64(key.time).raw(key.address).u32(key.subaccount).finish(),
  decode: (bytes) => {
    const reader = new ByteReader(bytes);
    return { time: reader.u64(), address: reader.raw(20), subaccount: reader.u32() };
  },
  id: (key) => `${key.time}/${toHex(key.address)}/${key.subaccount}`,
};

/** The switches of spec: trading §3.13, one per subaccount; record: time ‖ address ‖ subaccount → 1. */
export class ScheduledCancels {
  readonly records: Collection<ScheduledKey, 1>;
  private readonly accounts: ClobAccounts;
  private readonly margin: ClobMargin;
  /** Time by margin row, 0 = off; a cache, like the heap over it. */
  private readonly time: NumberField;
  private readonly heap: PairingHeaps;
  private readonly numbers = new PackedRows(8);
  private readonly links = new PackedRows(16);
  /** Margin rows there is room for. */
  private rows = 0;

  constructor(journal: Journal, accounts: ClobAccounts, margin: ClobMargin) {
    this.accounts = accounts;
    this.margin = margin;
    this.records = new Collection(journal, prefixes.scheduledCancels, 'clob.scheduledCancels', keyCodec, {
      encode: () => new Uint8Array([1]),
      decode: () => 1,
    });
    this.time = new NumberField(journal, this.numbers, 0);
    const link = (field: number): IntField => new IntField(journal, this.links, 4 * field);
    this.heap = new PairingHeaps(journal, this.time, link(0), link(1), link(2));
  }

  /** When everything of a subaccount will be canceled, 0 = never. */
  timeOf(holder: number): number {
    return holder < this.rows ? this.time.get(holder) : 0;
  }

  /** `time` 0 clears. */
  set(holder: number, time: number): void {
    this.ensure(holder + 1);
    const old = this.time.get(holder);
    if (old !== 0) {
      this.heap.remove(0, holder);
      this.records.delete(this.keyOf(holder, old));
    }
    this.time.set(holder, time);
    if (time !== 0) {
      this.heap.insert(0, holder);
      this.records.set(this.keyOf(holder, time), 1);
    }
  }

  /** Margin rows whose time has come, by time, owner, subaccount. */
  due(nowMs: number): number[] {
    const out: number[] = [];
    this.heap.collect(0, nowMs, out);
    return out.sort((a, b) => this.compare(a, b));
  }

  rebuild(): void {
    for (const [key] of this.records.entries()) {
      const holder = this.margin.findRow(this.accounts.findNumber(key.address), key.subaccount);
      invariant(holder >= 0, 'clob: scheduled cancel of an unknown subaccount');
      this.ensure(holder + 1);
      this.time.put(holder, key.time);
      this.heap.insert(0, holder);
    }
  }

  private ensure(rows: number): void {
    if (rows <= this.rows) return;
    this.rows = rows;
    this.numbers.ensure(rows);
    this.links.ensure(rows);
  }

  private keyOf(holder: number, time: number): ScheduledKey {
    const owner = this.margin.owner(holder);
    return { time, address: this.accounts.address(owner), subaccount: this.margin.subaccount(holder) };
  }

  private compare(a: number, b: number): number {
    const time = this.time.get(a) - this.time.get(b);
    if (time !== 0) return time;
    const owners = compareBytes(
      this.accounts.address(this.margin.owner(a)),
      this.accounts.address(this.margin.owner(b)),
    );
    return owners !== 0 ? owners : this.margin.subaccount(a) - this.margin.subaccount(b);
  }
}
