import type { ChainView } from '#chain/view.ts';
import type { IndexedBlock, TradeRow } from '#src/indexer/rows.ts';
import type { HistoryStore } from '#src/indexer/store.ts';
import type { MarketNames, MarketUnits } from '../../format/market-names.ts';
import { formatTrade } from '../../format/order.ts';
import { type Body, body } from '../frame.ts';
import type { Start, Stream } from '../stream.ts';

const SNAPSHOT_TRADES = 50;
const PAGE = 1000;
const STORE_WAIT_MS = 2_000;

/** Trades of a market; the sequence is the trade number, so numbers are contiguous on every node. */
export class TradeStream implements Stream {
  readonly key: string;
  readonly head: string;
  readonly isMergeable = false;
  private readonly view: ChainView;
  private readonly names: MarketNames;
  private readonly units: MarketUnits;
  private readonly history: HistoryStore;
  private readonly window: { readonly resumeMs: number; readonly resumeRows: number };

  constructor(
    key: string,
    head: string,
    parts: { view: ChainView; names: MarketNames; history: HistoryStore },
    units: MarketUnits,
    window: { readonly resumeMs: number; readonly resumeRows: number },
  ) {
    this.key = key;
    this.head = head;
    this.view = parts.view;
    this.names = parts.names;
    this.units = units;
    this.history = parts.history;
    this.window = window;
  }

  onBlock(block: IndexedBlock): readonly Body[] {
    const trades = block.trades.filter((trade) => trade.market === this.units.id);
    return trades.length === 0 ? [] : [this.bodyOf('update', trades)];
  }

  /** Live bodies wait meanwhile; those the store already showed are dropped by their sequence. */
  async start(resumeFrom: number | undefined): Promise<Start> {
    const chain = this.view.chain();
    await this.history.whenKept(chain.height, STORE_WAIT_MS);
    const last = [...(await this.history.lastTrades(this.units.id, SNAPSHOT_TRADES))].reverse();
    const lastId = last.at(-1)?.id ?? 0;
    if (resumeFrom !== undefined && resumeFrom <= lastId) {
      const missed = await this.missed(resumeFrom, lastId, chain.timeMs);
      if (missed !== undefined) return { resumed: true, bodies: missed, seq: resumeFrom, liveAfter: lastId };
    }
    const snapshot = body('snapshot', lastId, chain, () => last.map((trade) => formatTrade(this.names, trade)));
    return { resumed: false, bodies: [snapshot], seq: lastId, liveAfter: lastId };
  }

  merge(_first: Body, second: Body): Body {
    return second;
  }

  private async missed(from: number, to: number, nowMs: number): Promise<readonly Body[] | undefined> {
    if (to - from > this.window.resumeRows) return undefined;
    const bodies: Body[] = [];
    for (let at = from; at < to; ) {
      const page = await this.history.tradesAfter(this.units.id, at, PAGE);
      const first = page[0];
      if (first === undefined || first.id !== at + 1 || first.timeMs < nowMs - this.window.resumeMs) return undefined;
      for (const trades of byHeight(page)) bodies.push(this.bodyOf('update', trades));
      at = page.at(-1)!.id;
    }
    return bodies;
  }

  private bodyOf(type: Body['type'], trades: readonly TradeRow[]): Body {
    const last = trades.at(-1)!;
    return body(type, last.id, last, () => trades.map((trade) => formatTrade(this.names, trade)));
  }
}

/** Runs of rows of one block. */
export function byHeight<Row extends { readonly height: number }>(rows: readonly Row[]): Row[][] {
  const runs: Row[][] = [];
  for (const row of rows) {
    const run = runs.at(-1);
    if (run?.[0]?.height === row.height) run.push(row);
    else runs.push([row]);
  }
  return runs;
}
