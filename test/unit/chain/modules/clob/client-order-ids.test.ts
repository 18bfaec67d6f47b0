import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ClientOrderIds } from '#chain/modules/clob/client-order-ids.ts';
import type { ClobAccounts, ClobMargin } from '#chain/modules/clob/expected.ts';
import { Journal } from '#chain/state/journal.ts';
import { collected } from '#test/support/collected.ts';

const OWNERS = 3;
const SUBACCOUNTS = 2;
const LIMIT = 3;
const DAY = 86_400_000;

/** Owner o's address is twenty times o; the margin row of its subaccount s is o·2 + s. */
const accounts = {
  address: (owner: number) => new Uint8Array(20).fill(owner),
  findNumber: (address: Uint8Array) => address[0]!,
} as ClobAccounts;
const margin = { findRow: (owner: number, subaccount: number) => owner * SUBACCOUNTS + subaccount } as ClobMargin;

interface Id {
  readonly order: number;
  readonly closed: number | undefined;
}

/** The rule said with a Map: its entries are in no order, the closed ones of all owners in that of their closing. */
class Model {
  ids = new Map<string, Id>();
  closed: string[] = [];

  copy(): Model {
    const copy = new Model();
    copy.ids = new Map(this.ids);
    copy.closed = [...this.closed];
    return copy;
  }

  closedOf(owner: number): string[] {
    return this.closed.filter((id) => id.startsWith(`${owner}/`));
  }

  forget(id: string): void {
    this.ids.delete(id);
    this.closed = this.closed.filter((other) => other !== id);
  }
}

const keyOf = (owner: number, subaccount: number, text: string): string => `${owner}/${subaccount}/${text}`;

class Both {
  readonly journal = new Journal();
  readonly ids = new ClientOrderIds(this.journal, accounts, margin, [3, 4]);
  model = new Model();
  nowMs = 1_000;
  orders = 0;

  /** Takes a free id, or closes the one that is open. */
  use(owner: number, subaccount: number, text: string): void {
    const id = keyOf(owner, subaccount, text);
    const holder = owner * SUBACCOUNTS + subaccount;
    const known = this.model.ids.get(id);
    const row = this.ids.find(holder, text);
    assert.equal(row >= 0, known !== undefined);
    if (known === undefined) {
      const order = ++this.orders;
      this.ids.take(holder, owner, subaccount, text, 1, order, order);
      this.model.ids.set(id, { order, closed: undefined });
    } else if (known.closed === undefined) {
      this.ids.close(row, this.nowMs, LIMIT);
      this.model.ids.set(id, { ...known, closed: this.nowMs });
      this.model.closed.push(id);
      const own = this.model.closedOf(owner);
      if (own.length > LIMIT) this.model.forget(own[0]!);
    }
  }

  beginBlock(elapsedMs: number): void {
    for (const change of collected(this.ids.table)) change.assign(0);
    this.nowMs += elapsedMs;
    this.ids.beginBlock(this.nowMs);
    for (const id of [...this.model.closed]) {
      if (this.model.ids.get(id)!.closed! + DAY <= this.nowMs) this.model.forget(id);
    }
  }

  compare(): void {
    for (let owner = 0; owner < OWNERS; owner++) {
      assert.equal(this.ids.closedCount(owner), this.model.closedOf(owner).length);
      for (let subaccount = 0; subaccount < SUBACCOUNTS; subaccount++) {
        for (const text of TEXTS) {
          const row = this.ids.find(owner * SUBACCOUNTS + subaccount, text);
          const known = this.model.ids.get(keyOf(owner, subaccount, text));
          assert.equal(row >= 0, known !== undefined, `${owner}/${subaccount}/${text}`);
          if (known === undefined) continue;
          assert.equal(this.ids.text(row), text);
          assert.equal(this.ids.order.get(row), known.order);
          assert.equal(this.ids.closedAt.get(row), known.closed ?? 0);
          if (known.closed === undefined) assert.equal(this.ids.orderRow.get(row), known.order);
        }
      }
    }
    assert.equal(this.ids.table.size, this.model.ids.size);
  }
}

const TEXTS = ['a', 'b', 'a:1', 'abcdefgh', 'x'.repeat(36)];
const use = fc.record({
  owner: fc.nat(OWNERS - 1),
  subaccount: fc.nat(SUBACCOUNTS - 1),
  text: fc.constantFrom(...TEXTS),
});
const step = fc.oneof(
  { weight: 20, arbitrary: use },
  { weight: 3, arbitrary: fc.constantFrom('mark', 'release', 'rollback') },
  { weight: 2, arbitrary: fc.constantFrom(1, DAY / 3) },
);

test('clientOrderIds agree with a Map through takes, closes, forgetting, blocks and dropped branches', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (steps) => {
      const both = new Both();
      const branches: { readonly mark: number; readonly model: Model }[] = [];
      for (const one of steps) {
        if (typeof one === 'object') {
          both.use(one.owner, one.subaccount, one.text);
        } else if (typeof one === 'number') {
          if (branches.length === 0) both.beginBlock(one);
        } else if (one === 'mark') {
          branches.push({ mark: both.journal.mark(), model: both.model.copy() });
        } else {
          const branch = branches.pop();
          if (branch === undefined) continue;
          if (one === 'release') both.journal.release(branch.mark);
          else {
            both.journal.rollback(branch.mark);
            both.model = branch.model;
          }
          both.compare();
        }
      }
      both.compare();
    }),
    { numRuns: 150 },
  );
});

test('an id forgotten in a block and taken again in it changes its record and adds none', () => {
  const both = new Both();
  for (const text of ['a', 'b', 'a:1', 'abcdefgh']) {
    both.use(0, 0, text);
    both.use(0, 0, text);
  }
  assert.equal(both.ids.find(0, 'a'), -1, 'the first of four closed ids is beyond the limit of three');
  const rows = both.ids.table.rows;
  both.use(0, 0, 'a');
  assert.equal(both.ids.table.rows, rows);
  both.compare();
});

test('a barred id is barred for its subaccount until the next block', () => {
  const { ids } = new Both();
  ids.bar(1, 'a');
  assert.deepEqual([ids.isBarred(1, 'a'), ids.isBarred(1, 'b'), ids.isBarred(2, 'a')], [true, false, false]);
  ids.beginBlock(5_000);
  assert.equal(ids.isBarred(1, 'a'), false);
});
