import { I32Column, SafeColumn } from '../../state/columns.ts';
import type { Journal } from '../../state/journal.ts';
import { prefixes } from '../../state/prefixes.ts';
import { RecordTable } from '../../state/table.ts';
import type { AccountTable } from './account-table.ts';
import { LIVE_NONCES } from './layout.ts';
import { joinTime, NonceIndex, type SplitTime, splitTime } from './nonce-index.ts';

const MS_PER_BUCKET = 100;
const NS_PER_MS = 1_000_000;

/**
 * Used unordered nonces: (signer, timeout in ns), remembered until the timeout has passed (spec: trading §6). A hundred
 * thousand a second touch columns and two map entries each, no objects.
 */
export class Nonces {
  readonly table: RecordTable;
  private readonly accounts: AccountTable;
  private readonly index: NonceIndex;
  /** Account number of the signer. */
  private readonly account: I32Column;
  private readonly bucket: SafeColumn;
  private readonly rest: I32Column;
  private readonly height: SafeColumn;

  constructor(journal: Journal, accounts: AccountTable) {
    this.accounts = accounts;
    this.index = new NonceIndex(journal);
    this.table = new RecordTable(journal, prefixes.nonces, 'nonces', {
      encodeKey: (row, out) => {
        const number = this.account.data[row]!;
        out.raw(accounts.address.data[accounts.row(number)]!).bigU64(joinTime(this.time(row)));
      },
      encodeValue: (row, out) => {
        out.u32(this.account.data[row]!).u64(this.height.data[row]!);
      },
      decode: (row, key, value) => {
        key.raw(20);
        const { bucket, rest } = splitTime(key.bigU64());
        this.account.set(row, value.u32());
        this.bucket.set(row, bucket);
        this.rest.set(row, rest);
        this.height.set(row, value.u64());
        value.end();
      },
      findRow: (key) => {
        const number = accounts.find(key.raw(20));
        return number < 0 ? -1 : this.index.find(number, splitTime(key.bigU64()));
      },
    });
    this.account = this.table.attach(new I32Column(journal));
    this.bucket = this.table.attach(new SafeColumn(journal));
    this.rest = this.table.attach(new I32Column(journal));
    this.height = this.table.attach(new SafeColumn(journal));
  }

  /** Height at which the nonce was used, undefined when it is free. */
  usedHeight(account: number, timeoutNs: bigint): number | undefined {
    const row = this.index.find(account, splitTime(timeoutNs));
    return row < 0 ? undefined : this.height.data[row]!;
  }

  /** Remembers a free nonce. */
  use(account: number, timeoutNs: bigint, height: number): void {
    const time = splitTime(timeoutNs);
    const row = this.table.allocate();
    this.account.set(row, account);
    this.bucket.set(row, time.bucket);
    this.rest.set(row, time.rest);
    this.height.set(row, height);
    this.index.add(account, time, row);
    this.addLive(account, 1);
  }

  live(account: number): number {
    return this.accounts.numbers.get(this.accounts.row(account), LIVE_NONCES);
  }

  /** Forgets every nonce whose timeout is at or before the block time. */
  expire(timeMs: number): void {
    const bucket = Math.floor(timeMs / MS_PER_BUCKET);
    const lastRest = (timeMs - bucket * MS_PER_BUCKET) * NS_PER_MS;
    for (const row of this.index.rowsUntil(bucket)) {
      const time = this.time(row);
      if (time.bucket === bucket && time.rest > lastRest) continue;
      const account = this.account.data[row]!;
      this.index.remove(account, time);
      this.addLive(account, -1);
      this.table.free(row);
    }
  }

  rebuild(): void {
    this.index.clear();
    for (let row = 0; row < this.table.rows; row++) {
      if (!this.table.isLive(row)) continue;
      const account = this.account.data[row]!;
      this.index.add(account, this.time(row), row);
      this.addLive(account, 1);
    }
  }

  private time(row: number): SplitTime {
    return { bucket: this.bucket.data[row]!, rest: this.rest.data[row]! };
  }

  private addLive(account: number, change: number): void {
    const row = this.accounts.row(account);
    this.accounts.numbers.set(row, LIVE_NONCES, this.accounts.numbers.get(row, LIVE_NONCES) + change);
  }
}
