import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { InvariantError } from '#chain/lib/errors.ts';
import { Collection } from '#chain/state/collection.ts';
import { I32Column, I64Column, ObjectColumn, SafeColumn, U8Column } from '#chain/state/columns.ts';
import { EventLog } from '#chain/state/event-log.ts';
import { Journal, onBranch } from '#chain/state/journal.ts';
import { textKey } from '#chain/state/key-codecs.ts';
import { SampleTable } from './sample-sources.ts';

const text = { encode: (v: string) => Buffer.from(v), decode: (v: Uint8Array) => Buffer.from(v).toString() };

/** Everything that can be written on a branch. */
class World {
  readonly journal = new Journal();
  readonly i32 = new I32Column(this.journal);
  readonly u8 = new U8Column(this.journal);
  readonly safe = new SafeColumn(this.journal);
  readonly i64 = new I64Column(this.journal);
  readonly objects = new ObjectColumn<string>(this.journal);
  readonly collection = new Collection(this.journal, 1, 'texts', textKey, text);
  readonly rows = new SampleTable(this.journal, 2);
  readonly events = new EventLog(this.journal);

  constructor() {
    for (const column of [this.i32, this.u8, this.safe, this.i64, this.objects]) column.ensure(64);
  }

  write(kind: number, at: number, value: number): void {
    const actions = [
      () => this.i32.set(at, value - 500),
      () => this.u8.set(at, value % 256),
      () => this.safe.set(at, value * 2 ** 40),
      () => this.i64.set(at, BigInt(value) << 50n),
      () => this.objects.set(at, `o${value}`),
      () => this.collection.set(`k${at}`, `v${value}`),
      () => this.collection.delete(`k${at}`),
      () => this.rows.put(at, BigInt(value), `n${value}`),
      () => this.rows.drop(at),
      () => this.events.emit({ type: `e${value}` }),
    ];
    actions[kind % actions.length]!();
  }

  /** A copy of everything, as plain data. */
  snapshot(): unknown {
    return {
      i32: [...this.i32.data],
      u8: [...this.u8.data],
      safe: [...this.safe.data],
      i64: [...this.i64.data],
      objects: [...this.objects.data],
      collection: this.collection.entries(),
      size: this.collection.size,
      rows: [...this.rows.content()].sort(([a], [b]) => (a < b ? -1 : 1)),
      live: this.rows.table.size,
      events: this.events.since(0).map(({ event }) => event.type),
    };
  }
}

type Step = { op: 'write'; kind: number; at: number; value: number } | { op: 'open' } | { op: 'keep' } | { op: 'drop' };
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    arbitrary: fc.record({ op: fc.constant('write' as const), kind: fc.nat(9), at: fc.nat(63), value: fc.nat(1000) }),
    weight: 6,
  },
  fc.record({ op: fc.constantFrom('open' as const, 'keep' as const, 'drop' as const) }),
);

test('dropped branches leave what a copy taken before them holds, nested as they may be', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
      const world = new World();
      const open: { mark: number; copy: unknown }[] = [];
      for (const one of steps) {
        if (one.op === 'write') world.write(one.kind, one.at, one.value);
        if (one.op === 'open') open.push({ copy: world.snapshot(), mark: world.journal.mark() });
        const last = one.op === 'keep' || one.op === 'drop' ? open.pop() : undefined;
        if (last !== undefined && one.op === 'keep') world.journal.release(last.mark);
        if (last !== undefined && one.op === 'drop') {
          world.journal.rollback(last.mark);
          assert.deepEqual(world.snapshot(), last.copy);
        }
      }
      while (open.length > 0) {
        const { mark, copy } = open.pop()!;
        world.journal.rollback(mark);
        assert.deepEqual(world.snapshot(), copy);
      }
      assert.equal(world.journal.isOpen, false);
    }),
    { numRuns: 150 },
  );
});

test('a kept inner branch goes with a dropped outer one', () => {
  const world = new World();
  const before = world.snapshot();
  const outer = world.journal.mark();
  const inner = world.journal.mark();
  for (let kind = 0; kind < 10; kind++) world.write(kind, kind, kind + 1);
  world.journal.release(inner);
  assert.notDeepEqual(world.snapshot(), before);
  world.journal.rollback(outer);
  assert.deepEqual(world.snapshot(), before);
});

test('onBranch keeps what returns, drops what throws, and passes both on', () => {
  const world = new World();
  assert.equal(
    onBranch(world.journal, () => {
      world.i32.set(1, 5);
      return 'done';
    }),
    'done',
  );
  const failure = new Error('refused');
  assert.throws(
    () =>
      onBranch(world.journal, () => {
        world.i32.set(1, 6);
        throw failure;
      }),
    failure,
  );
  assert.equal(world.i32.data[1], 5);
});

test('many writes on one branch are all undone, and the journal grows and empties', () => {
  const world = new World();
  for (let round = 0; round < 2; round++) {
    const mark = world.journal.mark();
    for (let i = 0; i < 200_000; i++) world.i32.set(i % 64, i);
    world.journal.rollback(mark);
    assert.ok(world.i32.data.every((value) => value === 0));
  }
});

test('a mark that is not open is a bug', () => {
  const journal = new Journal();
  assert.throws(() => journal.release(0), InvariantError);
  assert.throws(() => journal.rollback(0), InvariantError);
});

test('columns keep what they hold when they grow', () => {
  const world = new World();
  for (const column of [world.i32, world.u8, world.safe]) {
    column.set(63, 7);
    column.ensure(1000);
    assert.equal(column.data[63], 7);
    assert.equal(column.data[999], 0);
    assert.ok(column.data.length >= 1000);
  }
  world.i64.set(63, -1n);
  world.i64.ensure(65);
  assert.equal(world.i64.data[63], -1n);
  assert.equal(world.i64.data[64], 0n);
});
