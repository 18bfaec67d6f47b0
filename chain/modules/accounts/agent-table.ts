import { I32Column, ObjectColumn, SafeColumn } from '../../state/columns.ts';
import type { Journal } from '../../state/journal.ts';
import { prefixes } from '../../state/prefixes.ts';
import { RecordTable } from '../../state/table.ts';
import type { AccountTable } from './account-table.ts';
import { AgentIndex } from './agent-index.ts';

const NO_LIMIT = 0xffffffffffffffffn;

/** What an approval says. */
export interface AgentTerms {
  readonly name: string;
  /** Block time at which it ends, ms. */
  readonly expiresAt: number;
  /** Rising, distinct; empty = all. */
  readonly markets: readonly number[];
  /** Quote a UTC day, −1 = no limit. */
  readonly maxNotional: number;
  readonly canTransfer: boolean;
}

/** Approvals of agents as columns; the notional used on `day` stands beside each. */
export class AgentTable {
  readonly table: RecordTable;
  readonly index: AgentIndex;
  readonly owner: I32Column;
  readonly agent: I32Column;
  readonly terms: ObjectColumn<AgentTerms>;
  /** UTC day `used` belongs to. */
  readonly day: I32Column;
  /** Quote, ≤ 2^53 − 1. */
  readonly used: SafeColumn;

  constructor(journal: Journal, accounts: AccountTable) {
    const addressOf = (number: number): Uint8Array => accounts.address.data[accounts.row(number)]!;
    this.index = new AgentIndex(journal);
    this.table = new RecordTable(journal, prefixes.agents, 'agents', {
      encodeKey: (row, out) => {
        out.raw(addressOf(this.owner.data[row]!)).raw(addressOf(this.agent.data[row]!));
      },
      encodeValue: (row, out) => {
        const { name, expiresAt, markets, maxNotional, canTransfer } = this.terms.data[row]!;
        out.u32(this.owner.data[row]!).u32(this.agent.data[row]!).text(name).u64(expiresAt).u16(markets.length);
        for (const market of markets) out.u32(market);
        out.bigU64(maxNotional < 0 ? NO_LIMIT : BigInt(maxNotional)).u8(canTransfer ? 1 : 0);
        out.u32(this.day.data[row]!).u64(this.used.data[row]!);
      },
      decode: (row, _key, value) => {
        this.owner.set(row, value.u32());
        this.agent.set(row, value.u32());
        const name = value.text();
        const expiresAt = value.u64();
        const markets = Array.from({ length: value.u16() }, () => value.u32());
        const limit = value.bigU64();
        const maxNotional = limit === NO_LIMIT ? -1 : Number(limit);
        this.terms.set(row, { name, expiresAt, markets, maxNotional, canTransfer: value.u8() === 1 });
        this.day.set(row, value.u32());
        this.used.set(row, value.u64());
        value.end();
      },
      findRow: (key) => {
        const owner = accounts.find(key.raw(20));
        const agent = accounts.find(key.raw(20));
        return owner < 0 || agent < 0 ? -1 : this.index.find(owner, agent);
      },
    });
    this.owner = this.table.attach(new I32Column(journal));
    this.agent = this.table.attach(new I32Column(journal));
    this.terms = this.table.attach(new ObjectColumn<AgentTerms>(journal));
    this.day = this.table.attach(new I32Column(journal));
    this.used = this.table.attach(new SafeColumn(journal));
  }

  /** Writes an approval; the notional used today survives a replacement. */
  put(owner: number, agent: number, terms: AgentTerms, day: number): void {
    let row = this.index.find(owner, agent);
    if (row < 0) {
      row = this.table.allocate();
      this.owner.set(row, owner);
      this.agent.set(row, agent);
      this.day.set(row, day);
      this.used.set(row, 0);
      this.index.add(owner, agent, row);
    }
    this.terms.set(row, terms);
    this.table.touch(row);
  }

  remove(row: number): void {
    this.index.remove(this.owner.data[row]!, this.agent.data[row]!);
    this.table.free(row);
  }

  rebuild(): void {
    this.index.clear();
    for (let row = 0; row < this.table.rows; row++) {
      if (this.table.isLive(row)) this.index.add(this.owner.data[row]!, this.agent.data[row]!, row);
    }
  }
}
