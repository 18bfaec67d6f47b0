import { type LimitOrderOptions, OrderBook, Side } from 'nodejs-order-book';
import type {
  ClobAccounts,
  ClobMargin,
  ClobMarket,
  ClobMarkets,
  ClobSettlement,
  FillVerdict,
} from '#chain/modules/clob/expected.ts';
import { ClobKeeper } from '#chain/modules/clob/keeper.ts';
import type { CancelInput, PlaceInput } from '#chain/modules/clob/types.ts';
import { EventLog } from '#chain/state/event-log.ts';
import { Journal } from '#chain/state/journal.ts';
import { collected } from '#test/support/collected.ts';
import { limitOrder } from '#test/support/limit-order.ts';
import { type BenchRow, median } from './bench-row.ts';
import {
  ACCOUNT,
  ADD,
  CANCEL,
  FIELDS,
  KIND,
  LOTS,
  type OperationRecords,
  operationStream,
  REF,
  SIDE,
  TAKE,
  TICKS,
} from './stream.ts';

/** The clock of a thread moves in ticks of 4 ms: many short rounds, of which the middle one counts. */
const ROUNDS = 15;
const PEER_ROUNDS = 5;
/** Operations after which events and changed records are taken away, as at the end of a block. */
const BLOCK = 1_000;
const MARKET = 1;
/** So that every order is in the expiry index, at one of 20 times: what a venue of short-term orders would hold. */
const EXPIRY_STEP_MS = 1_000;
const NOW = 1_795_000_000_000;

const BOOK_MARKET: ClobMarket = {
  id: MARKET,
  quantumsPerTickLot: 100,
  maxOrderLots: 1_000_000,
  maxPositionLots: 1_000_000,
  maxTicks: 1_000_000,
  minNotional: 1,
  bandPpm: 1_000_000,
  maxLevels: 65_536,
  maxMakers: 500,
  maxFires: 5_000,
};
const ACTIVE = { status: 'active', onlyMarkMissing: false, reasons: [], sinceMs: 0 } as const;
const ADDRESS = new Uint8Array(20);

/** Neighbours that cost nothing: margin and fees have their own benchmark. */
class FreeNeighbours implements ClobMarkets, ClobAccounts, ClobMargin, ClobSettlement {
  readonly ids = [MARKET];
  readonly lastFees = { makerFee: 0, takerFee: 0, builderFee: 0 };
  private handle = 0;
  private seq = 0;
  find(): ClobMarket {
    return BOOK_MARKET;
  }
  status(): typeof ACTIVE {
    return ACTIVE;
  }
  mark(): number {
    return 50_000_000;
  }
  index(): number {
    return 50_000_000;
  }
  maxOpenOrders(): number {
    return 1_000_000;
  }
  address(): Uint8Array {
    return ADDRESS;
  }
  findNumber(): number {
    return 0;
  }
  nextAccountSeq(): number {
    return ++this.seq;
  }
  findRow(owner: number): number {
    return owner;
  }
  owner(row: number): number {
    return row;
  }
  subaccount(): number {
    return 0;
  }
  isActive(): boolean {
    return true;
  }
  position(): number {
    return 0;
  }
  addResting(): number {
    return ++this.handle;
  }
  changeResting(): void {}
  removeResting(): void {}
  restingLots(): number {
    return 0;
  }
  canPlace(): boolean {
    return true;
  }
  withinOpenInterestCaps(): boolean {
    return true;
  }
  fill(): FillVerdict {
    return 'ok';
  }
}

interface Engine {
  place(at: number): void;
  cancel(at: number): void;
  /** Makes the events of a block out of what operations noted; with the clock. */
  takeEvents(): void;
  /** Ends a block: changed records go to whoever takes them. */
  flush(): void;
  result(): { readonly fills: number; readonly lots: number; readonly live: number };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The keeper's own place and cancel, a branch of the journal for each; the message objects are written anew each time. */
class ProductEngine implements Engine {
  private readonly journal = new Journal();
  private readonly events = new EventLog(this.journal);
  private readonly keeper: ClobKeeper;
  private readonly records: Int32Array;
  private readonly ids: Float64Array;
  private readonly input: Writable<PlaceInput> = limitOrder({ market: MARKET });
  private readonly target: Writable<CancelInput> = {
    action: 'cancel',
    market: MARKET,
    subaccount: 0,
    orderId: 0,
    clientOrderId: undefined,
  };
  private fills = 0;
  private lots = 0;

  constructor(stream: OperationRecords) {
    const { journal, events } = this;
    const block = { chainId: 'bench', hubSalt: new Uint8Array(32), height: 1, timeMs: NOW, previousTimeMs: 0 };
    const free = new FreeNeighbours();
    this.keeper = new ClobKeeper(
      { journal, events, block },
      { markets: free, accounts: free, margin: free, settlement: free },
    );
    this.records = stream.records;
    this.ids = new Float64Array(stream.records.length / FIELDS + 1);
  }

  place(i: number): void {
    const { input, journal, records } = this;
    const at = i * FIELDS;
    const rests = records[at + KIND] === ADD;
    input.side = records[at + SIDE] === 0 ? 'buy' : 'sell';
    input.lots = records[at + LOTS]!;
    input.ticks = records[at + TICKS]!;
    input.tif = rests ? 'gtt' : 'ioc';
    input.expiresAt = rests ? NOW + EXPIRY_STEP_MS * (1 + (i % 20)) : undefined;
    const mark = journal.mark();
    const { orderId, filled } = this.keeper.place(records[at + ACCOUNT]!, input);
    journal.release(mark);
    this.ids[i + 1] = orderId;
    this.lots += filled;
  }

  cancel(i: number): void {
    const { journal, records, target } = this;
    const at = i * FIELDS;
    target.orderId = this.ids[records[at + REF]!]!;
    const mark = journal.mark();
    this.keeper.cancel(records[at + ACCOUNT]!, target, false);
    journal.release(mark);
  }

  takeEvents(): void {
    for (const { event } of this.events.take()) if (event.type === 'nave.clob.v1.OrderFilled') this.fills++;
  }

  flush(): void {
    for (const source of this.keeper.sources) for (const change of collected(source)) change.assign(0);
  }

  result() {
    return { fills: this.fills, lots: this.lots, live: this.keeper.clob.orders.table.size };
  }
}

/** The package's enum is not exported as a value. */
const IOC = 'IOC' as NonNullable<LimitOrderOptions['timeInForce']>;

/** The npm package with the same operations: it knows no accounts, expiry or undo, and keeps no events. */
class PeerEngine implements Engine {
  private readonly book = new OrderBook();
  private readonly records: Int32Array;
  private fills = 0;
  private lots = 0;
  private live = 0;

  constructor(stream: OperationRecords) {
    this.records = stream.records;
  }

  place(i: number): void {
    const { records } = this;
    const at = i * FIELDS;
    const id = String(i + 1);
    const side = records[at + SIDE] === 0 ? Side.BUY : Side.SELL;
    const size = records[at + LOTS]!;
    const price = records[at + TICKS]!;
    if (records[at + KIND] !== TAKE) {
      this.book.limit({ id, side, size, price });
      this.live++;
      return;
    }
    const { done, partial, quantityLeft } = this.book.limit({ id, side, size, price, timeInForce: IOC });
    const filled = done.filter((order) => order.id !== id).length;
    this.fills += filled + (partial !== null && partial.id !== id ? 1 : 0);
    this.lots += size - Math.max(0, quantityLeft);
    this.live -= filled;
  }

  cancel(i: number): void {
    if (this.book.cancel(String(this.records[i * FIELDS + REF]!)) !== undefined) this.live--;
  }

  takeEvents(): void {}

  flush(): void {}

  result() {
    return { fills: this.fills, lots: this.lots, live: this.live };
  }
}

interface Measured {
  readonly operationsPerSecond: number;
  readonly result: ReturnType<Engine['result']>;
}

/** Prefill without the clock, then the timed operations; the clock is CPU time of this thread and stands between blocks. */
function replay(stream: OperationRecords, engine: Engine): Measured {
  const total = stream.records.length / FIELDS;
  const step = (i: number): void => {
    if (stream.records[i * FIELDS + KIND] === CANCEL) engine.cancel(i);
    else engine.place(i);
  };
  for (let i = 0; i < stream.prefill; i++) step(i);
  engine.takeEvents();
  engine.flush();
  let micros = 0;
  for (let i = stream.prefill; i < total; ) {
    const end = Math.min(total, i + BLOCK);
    const start = process.threadCpuUsage();
    for (; i < end; i++) step(i);
    engine.takeEvents();
    const used = process.threadCpuUsage(start);
    micros += used.user + used.system;
    engine.flush();
  }
  return { operationsPerSecond: (total - stream.prefill) / (micros / 1e6), result: engine.result() };
}

function check(stream: OperationRecords, { result }: Measured, name: string): void {
  const { fills, lots, live } = result;
  if (fills === stream.fills && lots === stream.lots && live === stream.live) return;
  throw new Error(
    `${name}: ${fills} fills, ${lots} lots, ${live} live; expected ${stream.fills}, ${stream.lots}, ${stream.live}`,
  );
}

function measure(
  stream: OperationRecords,
  make: new (stream: OperationRecords) => Engine,
  rounds: number,
  name: string,
) {
  const speeds = Array.from({ length: rounds }, () => {
    const measured = replay(stream, new make(stream));
    check(stream, measured, name);
    return measured.operationsPerSecond;
  });
  return { speed: median(speeds), low: Math.min(...speeds), high: Math.max(...speeds) };
}

interface Case {
  readonly name: string;
  readonly operations: number;
  readonly depth: number;
  readonly prefill: number;
  readonly rounds: number;
  /** The figure of the peer that README of the benchmarks quotes for the same bytes. */
  readonly target?: number;
}

const CASES: readonly Case[] = [
  {
    name: 'book, 20 k resting, tight',
    operations: 200_000,
    depth: 60,
    prefill: 20_000,
    rounds: ROUNDS,
    target: 5_000_000,
  },
  {
    name: 'book, 20 k resting, wide',
    operations: 200_000,
    depth: 3000,
    prefill: 20_000,
    rounds: ROUNDS,
    target: 5_000_000,
  },
  { name: 'book, 2 k resting, tight', operations: 20_000, depth: 60, prefill: 2_000, rounds: ROUNDS },
  { name: 'book, 200 k resting, tight', operations: 2_000_000, depth: 60, prefill: 200_000, rounds: 1 },
];

const MANY = 1_000_000;
const MIB = 2 ** 20;

/** Heap and array memory of a book with a million resting orders (trading §8: 1 GiB), journal and pending records included. */
function memoryRow(): BenchRow {
  const used = (): number => {
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = used();
  const stream = operationStream(0, 3000, MANY);
  const own = stream.records.byteLength;
  const engine = new ProductEngine(stream);
  replay(stream, engine);
  const mib = (used() - before - own) / MIB;
  const { live } = engine.result();
  if (live !== MANY) throw new Error(`${live} orders rest, not ${MANY}`);
  return {
    name: 'book, memory of 1 M open orders',
    value: Math.round(mib),
    unit: 'MiB',
    target: { value: 1024, atMost: true },
    detail: `${stream.levels} levels; garbage not yet collected is counted; without records of the state tree and the store`,
  };
}

/** Order book alone: ids, per-account and expiry indexes, undo journal, events; no margin, fees, signatures or disk. */
export function run(): BenchRow[] {
  const rows: BenchRow[] = [];
  for (const { name, operations, depth, prefill, rounds, target } of CASES) {
    const stream = operationStream(operations, depth, prefill);
    const ours = measure(stream, ProductEngine, rounds, name);
    const shown = (x: number): string => `${Math.round(x / 1000)} k`;
    const row = {
      name,
      value: Math.round(ours.speed),
      unit: 'op/s',
      detail: `${operations} operations, ${stream.levels} levels, ${stream.fills} fills; ${shown(ours.low)}..${shown(ours.high)}`,
    };
    if (target === undefined) {
      rows.push(row);
      continue;
    }
    const peer = measure(stream, PeerEngine, PEER_ROUNDS, 'nodejs-order-book');
    rows.push({
      ...row,
      target: { value: target, atMost: false },
      peer: { name: 'nodejs-order-book in the same run', value: Math.round(peer.speed), isLive: true },
      detail: `${row.detail}; ${Math.round(ours.speed / peer.speed)}× the peer`,
    });
  }
  rows.push(memoryRow());
  return rows;
}
