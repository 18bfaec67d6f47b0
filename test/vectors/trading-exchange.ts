import { effectiveLanes, type TxFootprint } from '#chain/block/block-space.ts';
import { toHex } from '#chain/lib/bytes.ts';
import { AppError } from '#chain/lib/errors.ts';
import type { BlockFacts } from '#chain/module.ts';
import { clobInvariants } from '#chain/modules/clob/invariants.ts';
import { ClobKeeper, type UndoneMessage } from '#chain/modules/clob/keeper.ts';
import { defaultClobParams } from '#chain/modules/clob/params.ts';
import { type ClobInput, itemsOf } from '#chain/modules/clob/types.ts';
import type { PlacedEvent } from '#chain/state/event-log.ts';
import { EventLog } from '#chain/state/event-log.ts';
import { Journal } from '#chain/state/journal.ts';
import type { StoredRecord } from '#chain/state/record.ts';
import { messageLane } from '#chain/tx/lane.ts';
import { collected } from '#test/support/collected.ts';
import type {
  BookState,
  FinalState,
  VectorBlock,
  VectorItem,
  VectorSetup,
  VectorTx,
} from '#test/support/naive-book-json.ts';
import { readInput } from './trading-input.ts';
import { eventLine } from './trading-lines.ts';
import { TradingWorld } from './trading-world.ts';

const MESSAGE_NAMES: Readonly<Record<string, string>> = {
  place: 'nave.clob.v1.MsgPlaceOrder',
  amend: 'nave.clob.v1.MsgAmendOrder',
  cancel: 'nave.clob.v1.MsgCancelOrder',
  cancelAll: 'nave.clob.v1.MsgCancelAllOrders',
  scheduleCancel: 'nave.clob.v1.MsgScheduleCancel',
  batch: 'nave.clob.v1.MsgBatch',
};

/** What a lane looks at, in the shape of the wire message. */
function wireShape(item: VectorItem): unknown {
  if (item.action !== 'batch') return { postOnly: item.postOnly ?? false, trigger: item.trigger };
  // A nested cancelAll has no place on the wire; the vectors count it as what it is, a cancel.
  const key = (action: string): string => (action === 'cancelAll' ? 'cancel' : action);
  return { items: (item.items ?? []).map((inner) => ({ [key(inner.action)]: wireShape(inner) })) };
}

function footprintOf(tx: VectorTx): TxFootprint {
  const lanes = tx.msgs.map((message) => messageLane(MESSAGE_NAMES[message.action]!, wireShape(message)));
  const lane = Math.max(...lanes) as TxFootprint['lane'];
  return { lane, weight: 0, bytes: 0, signer: tx.owner, sequence: tx.sequence, hash: '' };
}

/** The product's order book in the world of the vectors: runs blocks, prints events, can be restarted from its records. */
export class TradingExchange {
  readonly world: TradingWorld;
  readonly keeper: ClobKeeper;
  readonly journal = new Journal();
  readonly records: Map<string, StoredRecord>;
  /** Events of the last block. */
  taken: readonly PlacedEvent[] = [];
  private readonly events: EventLog;
  private readonly block: { -readonly [K in keyof BlockFacts]: BlockFacts[K] };
  private readonly setup: VectorSetup;
  private nextSlot: number;

  /** `before`: start from what another one had stored. */
  constructor(setup: VectorSetup, before?: TradingExchange) {
    this.setup = setup;
    this.events = new EventLog(this.journal);
    this.block = before === undefined ? firstBlock() : { ...before.block };
    this.world = new TradingWorld(this.journal, setup);
    const params = { ...defaultClobParams, maxClosedIds: setup.maxClosedIds ?? defaultClobParams.maxClosedIds };
    this.keeper = new ClobKeeper(
      { journal: this.journal, events: this.events, block: this.block },
      { markets: this.world, accounts: this.world, margin: this.world, settlement: this.world, params },
    );
    this.records = new Map(before?.records);
    this.nextSlot = before?.nextSlot ?? 0;
    if (before === undefined) return;
    this.world.copyFrom(before.world);
    for (const record of this.records.values()) {
      this.keeper.sources.find((source) => source.prefix === record.key[0])!.load(record);
    }
    this.keeper.rebuild();
  }

  restarted(): TradingExchange {
    return new TradingExchange(this.setup, this);
  }

  /** Runs a block and returns its event lines. Throws when an invariant is broken after it. */
  run(block: VectorBlock): string[] {
    this.block.height++;
    this.block.previousTimeMs = this.block.timeMs;
    this.block.timeMs = block.timeMs;
    this.world.begin(block);
    this.events.at('begin');
    this.keeper.beginBlock();
    const lanes = effectiveLanes(block.txs.map(footprintOf));
    const order = block.txs.map((_, i) => i).sort((a, b) => lanes[a]! - lanes[b]! || a - b);
    for (const i of order) this.runTx(i, block.txs[i]!);
    this.events.at('end');
    this.keeper.endBlock();
    this.checkInvariants();
    this.store();
    this.taken = this.events.take();
    return this.taken.map((placed) => eventLine(this.block.height, placed)!);
  }

  /** Runs the txs and the end phase of a block on a branch that is dropped: nothing may be left of them. */
  try(block: VectorBlock): void {
    const mark = this.journal.mark();
    block.txs.forEach((tx, i) => {
      this.runTx(i, tx);
    });
    this.events.at('end');
    this.keeper.endBlock();
    this.journal.rollback(mark);
  }

  /** The state as `expected` of a vector has it. */
  result(): FinalState {
    const { books, orders: o } = this.keeper.clob;
    const { queries } = this.keeper;
    const book: Record<string, BookState[string]> = {};
    for (const market of this.world.ids) {
      const levels = (side: 'buy' | 'sell') => groupLevels(queries.levelOrders(market, side, 0));
      const pending: [number, string, number][] = this.world.subaccounts
        .flatMap((_, row) => queries.ordersOf(row, market))
        .filter((order) => order.status !== 'open')
        .sort((a, b) => a.id - b.id)
        .map((order) => [order.id, order.status, order.lots - order.filled]);
      const row = books.rowOf(market);
      book[market] = {
        bids: levels('buy'),
        asks: levels('sell'),
        pending,
        last: queries.lastTrade(market).ticks || null,
        nextOrderId: row < 0 ? 1 : books.nextOrder.data[row]!,
        nextTradeId: row < 0 ? 1 : books.nextTrade.data[row]!,
      };
    }
    if (o.table.size !== this.countOrders(book)) throw new Error('an order is neither in the book nor pending');
    return { book, ...this.world.result() };
  }

  private countOrders(book: BookState): number {
    let count = 0;
    for (const { bids, asks, pending } of Object.values(book)) {
      for (const [, orders] of [...bids, ...asks]) count += orders.length;
      count += pending.length;
    }
    return count;
  }

  /** All messages or none, as chain/block/tx-executor.ts does it. */
  private runTx(index: number, tx: VectorTx): void {
    const owner = this.world.owners.indexOf(tx.owner);
    const messages: UndoneMessage[] = tx.msgs.map((message) => ({ owner, input: readInput(message) }));
    const mark = this.journal.mark();
    let item = 0;
    for (let i = 0; i < messages.length; i++) {
      const { input } = messages[i]!;
      this.events.at('tx', index, item);
      try {
        this.execute(owner, input, { tx: index, item }, messages.length > 1);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        this.journal.rollback(mark);
        this.keeper.reportUndone(index, messages, i, error);
        return;
      }
      item += itemsOf(input).length;
    }
    this.journal.release(mark);
  }

  private execute(owner: number, input: ClobInput, at: { tx: number; item: number }, grouped: boolean): void {
    const { keeper } = this;
    switch (input.action) {
      case 'place':
        keeper.place(owner, input);
        break;
      case 'amend':
        keeper.amend(owner, input);
        break;
      case 'cancel':
        keeper.cancel(owner, input, grouped);
        break;
      case 'cancelAll':
        keeper.cancelAll(owner, input);
        break;
      case 'scheduleCancel':
        keeper.scheduleCancel(owner, input);
        break;
      case 'batch':
        keeper.batch(owner, input, at, grouped);
        break;
    }
  }

  private checkInvariants(): void {
    for (const { name, check } of clobInvariants(this.keeper.clob)) {
      const broken = check();
      if (broken !== undefined) throw new Error(`height ${this.block.height}: ${name}: ${broken}`);
    }
  }

  /** Takes what changed as a store would. */
  private store(): void {
    const seen = new Set<string>();
    for (const source of this.keeper.sources) {
      for (const change of collected(source)) {
        const key = toHex(change.key);
        if (seen.has(key)) throw new Error(`record ${key} changed twice`);
        seen.add(key);
        if (change.value === undefined) {
          this.records.delete(key);
          continue;
        }
        const slot = change.slot < 0 ? this.nextSlot++ : change.slot;
        if (change.slot < 0) change.assign(slot);
        this.records.set(key, { key: change.key.slice(), value: change.value.slice(), slot });
      }
    }
  }
}

function firstBlock() {
  return { chainId: 'vectors', hubSalt: new Uint8Array(32), height: 0, timeMs: 0, previousTimeMs: 0 };
}

function groupLevels(rows: readonly (readonly [number, number, number])[]): [number, [number, number][]][] {
  const levels: [number, [number, number][]][] = [];
  for (const [ticks, lots, id] of rows) {
    if (levels.at(-1)?.[0] !== ticks) levels.push([ticks, []]);
    levels.at(-1)![1].push([id, lots]);
  }
  return levels;
}
