import type { Address } from '#chain/lib/units.ts';
import type { ChainView } from '#chain/view.ts';
import type { IndexedBlock } from '#src/indexer/rows.ts';
import { formatMarginFigures } from '../../format/account.ts';
import type { MarketNames } from '../../format/market-names.ts';
import { type Body, body } from '../frame.ts';
import type { Start, Stream } from '../stream.ts';

/** Health a fall through which is told at once, ppm and text, highest first. */
const ALERTS: readonly (readonly [ppm: number, text: string])[] = [
  [2_000_000, '2'],
  [1_500_000, '1.5'],
  [1_200_000, '1.2'],
  [1_100_000, '1.1'],
  [1_000_000, '1'],
];

/** Margin figures of one subaccount, every block or second, and at once when its health falls through a line. */
export class MarginStream implements Stream {
  readonly key: string;
  readonly head: string;
  readonly isMergeable = true;
  private readonly view: ChainView;
  private readonly names: MarketNames;
  private readonly owner: Address;
  private readonly subaccount: number;
  private readonly intervalMs: number;
  private sent: string;
  private sentAtMs: number;
  private healthPpm: number;

  constructor(
    key: string,
    head: string,
    parts: { view: ChainView; names: MarketNames },
    who: { owner: Address; subaccount: number },
    intervalMs: number,
  ) {
    this.key = key;
    this.head = head;
    this.view = parts.view;
    this.names = parts.names;
    this.owner = who.owner;
    this.subaccount = who.subaccount;
    this.intervalMs = intervalMs;
    this.sent = JSON.stringify(this.figures());
    this.sentAtMs = parts.view.chain().timeMs;
    this.healthPpm = this.health();
  }

  onBlock(block: IndexedBlock): readonly Body[] {
    const { height, timeMs } = block.block;
    const health = this.health();
    const alert = ALERTS.findLast(([ppm]) => this.healthPpm >= ppm && health < ppm)?.[1];
    this.healthPpm = health;
    if (alert === undefined && timeMs - this.sentAtMs < this.intervalMs) return [];
    const figures = this.figures();
    const text = JSON.stringify(figures);
    if (alert === undefined && text === this.sent) return [];
    this.sent = text;
    this.sentAtMs = timeMs;
    return [body('update', height, { height, timeMs }, () => (alert === undefined ? figures : { ...figures, alert }))];
  }

  start(): Start {
    const chain = this.view.chain();
    const figures = this.figures();
    return {
      resumed: false,
      bodies: [body('snapshot', chain.height, chain, () => figures)],
      seq: chain.height,
      liveAfter: chain.height,
    };
  }

  /** An alert of the first is not lost. */
  merge(first: Body, second: Body): Body {
    const { alert } = JSON.parse(first.json()) as { alert?: string };
    if (alert === undefined) return second;
    return body(second.type, second.seq, second, () => ({ alert, ...(JSON.parse(second.json()) as object) }));
  }

  private health(): number {
    return this.view.findSubaccount(this.owner, this.subaccount)?.healthPpm ?? Number.MAX_SAFE_INTEGER;
  }

  /** null while the subaccount does not exist. */
  private figures(): object | null {
    const found = this.view.findSubaccount(this.owner, this.subaccount);
    return found === undefined ? null : formatMarginFigures(this.names, this.view, found);
  }
}
