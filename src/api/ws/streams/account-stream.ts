import type { Address } from '#chain/lib/units.ts';
import type { ChainView } from '#chain/view.ts';
import { balanceRow, positionRow } from '#src/indexer/figure-rows.ts';
import type { LiveFacts } from '#src/indexer/indexer-types.ts';
import { orderRowOf } from '#src/indexer/order-row.ts';
import type { AccountEventRow, IndexedBlock } from '#src/indexer/rows.ts';
import type { HistoryStore } from '#src/indexer/store.ts';
import { EVENTS_OF_CHANNEL } from '../../event-channels.ts';
import { formatBalance, formatPosition, formatSubaccount } from '../../format/account.ts';
import { accountKey } from '../../format/account-text.ts';
import type { AssetNames } from '../../format/asset-names.ts';
import { formatDeposit, formatWithdrawalNow } from '../../format/bridge.ts';
import { formatAccountEvent } from '../../format/history.ts';
import type { MarketNames } from '../../format/market-names.ts';
import { formatOrder } from '../../format/order.ts';
import type { EventsByAccount } from '../events-by-account.ts';
import { type Body, body } from '../frame.ts';
import type { Start, Stream } from '../stream.ts';
import { byHeight } from './trade-stream.ts';

const PAGE = 1000;
const STORE_WAIT_MS = 2_000;

export interface AccountParts {
  readonly view: ChainView;
  readonly live: LiveFacts;
  readonly history: HistoryStore;
  readonly names: MarketNames;
  readonly assets: AssetNames;
  readonly window: { readonly resumeMs: number; readonly resumeRows: number };
}

export type AccountChannel =
  | 'account'
  | 'orders'
  | 'fills'
  | 'positions'
  | 'balances'
  | 'funding'
  | 'transfers'
  | 'bridge';

/** The events of an account that belong to a channel, by the account's own sequence. Never merged. */
export class AccountStream implements Stream {
  readonly key: string;
  readonly head: string;
  readonly isMergeable = false;
  private readonly parts: AccountParts;
  private readonly channel: AccountChannel;
  private readonly owner: Address;
  private readonly account: string;
  private readonly subaccount: number | undefined;
  private readonly wanted: ReadonlySet<string>;

  constructor(
    key: string,
    head: string,
    parts: AccountParts,
    channel: AccountChannel,
    owner: Address,
    subaccount: number | undefined,
  ) {
    this.key = key;
    this.head = head;
    this.parts = parts;
    this.channel = channel;
    this.owner = owner;
    this.account = accountKey(owner);
    this.subaccount = subaccount;
    this.wanted = new Set(EVENTS_OF_CHANNEL.get(channel));
  }

  onBlock(_block: IndexedBlock, events: EventsByAccount): readonly Body[] {
    const rows = events.of(this.account).filter((row) => this.isWanted(row));
    return rows.length === 0 ? [] : [this.updateOf(rows)];
  }

  async start(resumeFrom: number | undefined): Promise<Start> {
    const { view } = this.parts;
    const chain = view.chain();
    const seq = view.accountSeq(this.owner);
    // The snapshot is made now, from one state; what is missed is read afterwards and cannot change any more.
    const snapshot = body('snapshot', seq, chain, () => data);
    const data = this.snapshotData();
    if (resumeFrom !== undefined && resumeFrom <= seq) {
      const missed = await this.missed(resumeFrom, seq, chain);
      if (missed !== undefined) return { resumed: true, bodies: missed, seq: resumeFrom, liveAfter: seq };
    }
    return { resumed: false, bodies: [snapshot], seq, liveAfter: seq };
  }

  merge(_first: Body, second: Body): Body {
    return second;
  }

  private isWanted(row: AccountEventRow): boolean {
    return this.wanted.has(row.data.event) && (this.subaccount === undefined || row.subaccount === this.subaccount);
  }

  private async missed(
    from: number,
    to: number,
    chain: { readonly height: number; readonly timeMs: number },
  ): Promise<readonly Body[] | undefined> {
    const { history, window } = this.parts;
    if (to - from > window.resumeRows) return undefined;
    if (!(await history.whenKept(chain.height, STORE_WAIT_MS))) return undefined;
    const bodies: Body[] = [];
    for (let at = from; at < to; ) {
      const { rows } = await history.accountEvents({ account: this.account, afterSeq: at, toSeq: to, limit: PAGE });
      const first = rows[0];
      if (first === undefined || first.seq !== at + 1 || first.timeMs < chain.timeMs - window.resumeMs)
        return undefined;
      for (const run of byHeight(rows.filter((row) => this.isWanted(row)))) bodies.push(this.updateOf(run));
      at = rows.at(-1)!.seq;
    }
    return bodies;
  }

  private updateOf(rows: readonly AccountEventRow[]): Body {
    const { names, assets } = this.parts;
    const last = rows.at(-1)!;
    return body('update', last.seq, last, () => rows.map((row) => formatAccountEvent(names, assets, row)));
  }

  private snapshotData(): unknown {
    switch (this.channel) {
      case 'orders':
        return this.orders();
      case 'positions':
        return this.positions();
      case 'balances':
        return this.balances();
      case 'bridge':
        return { deposits: this.deposits(), withdrawals: this.withdrawals() };
      case 'account':
        return { subaccounts: this.subaccounts(), orders: this.orders() };
      default:
        return [];
    }
  }

  private orders(): unknown[] {
    const { view, live, names } = this.parts;
    const filter = this.subaccount === undefined ? {} : { subaccount: this.subaccount };
    return view
      .orders(this.owner, filter)
      .map((order) => formatOrder(names, orderRowOf(order, live.findOpenOrder(order.market, order.id))));
  }

  private positions(): unknown[] {
    const { view, live, names } = this.parts;
    return view
      .positions(this.owner, this.subaccount)
      .map((one) =>
        formatPosition(names, positionRow(one, live.positionFacts(this.account, one.subaccount, one.market))),
      );
  }

  private balances(): unknown[] {
    return this.viewed().flatMap((one) =>
      one.balances.map((balance) => formatBalance(balanceRow(balance, one.number), balance.decimals)),
    );
  }

  /** Those that are not final; a deposit goes to subaccount 0. */
  private deposits(): unknown[] {
    const { view, live } = this.parts;
    if (this.subaccount !== undefined && this.subaccount !== 0) return [];
    return live.openDeposits(this.account).map((row) => formatDeposit(row, view.bridge));
  }

  private withdrawals(): unknown[] {
    const { view, live, assets } = this.parts;
    const { height } = view.chain();
    return live
      .openWithdrawals(this.account)
      .filter((row) => this.subaccount === undefined || row.subaccount === this.subaccount)
      .map((row) => formatWithdrawalNow(assets, row, view.bridge, height));
  }

  private subaccounts(): unknown[] {
    const { view, live, names } = this.parts;
    return this.viewed().map((one) => formatSubaccount(names, view, live, one));
  }

  private viewed() {
    return this.parts.view
      .subaccounts(this.owner)
      .filter((one) => this.subaccount === undefined || one.number === this.subaccount);
  }
}
