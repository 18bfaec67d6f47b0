import { equalBytes } from '../lib/bytes.ts';
import { AppError } from '../lib/errors.ts';
import type { Address } from '../lib/units.ts';
import type { PlacedEvent } from '../state/event-log.ts';
import type { Keepers } from '../wiring.ts';
import type { AccountReads } from './account-reads.ts';
import type { TrialFill, TrialOrder, TrialRequest, TrialResult } from './chain-types.ts';
import type { OrderFilled, PositionChanged } from './event-types.ts';

type Item = TrialResult['items'][number];

/** Orders, cancels and transfers on a branch that is dropped, by the keepers that run them in blocks (POST simulate). */
export class Trials {
  private readonly keepers: Keepers;
  private readonly accounts: AccountReads;
  private readonly branch: <T>(body: () => T) => T;

  constructor(keepers: Keepers, accounts: AccountReads, branch: <T>(body: () => T) => T) {
    this.keepers = keepers;
    this.accounts = accounts;
    this.branch = branch;
  }

  /** @throws AppError 1004 when the subaccount does not exist, 4008 for the price of a market without index */
  run(request: TrialRequest): TrialResult {
    const { owner, subaccount } = request;
    const row = this.accounts.findRow(owner, subaccount);
    if (row < 0) throw new AppError(1004);
    const before = this.accounts.subaccountOf(owner, row);
    const { margin, markets } = this.keepers;
    try {
      return this.branch(() => {
        for (const [market, price] of request.prices) markets.setMark(market, price);
        if (request.prices.size > 0) margin.refreshPrices();
        const items = [
          ...request.orders.map((order) => this.order(request, order)),
          ...request.cancels.map((cancel) => this.cancel(request, cancel)),
          ...request.transfers.map((transfer) => this.transfer(row, request, transfer)),
        ];
        return { before, after: this.accounts.subaccountOf(owner, row), items };
      });
    } finally {
      // The branch is gone, and with it the assumed marks: margin takes the real ones over again.
      if (request.prices.size > 0) margin.refreshPrices();
    }
  }

  private order({ owner, subaccount }: TrialRequest, order: TrialOrder): Item {
    const { clob, accounts, context } = this.keepers;
    const from = context.events.length;
    return this.item('place', order.market, () => {
      const { orderId } = clob.place(accounts.findNumber(owner), {
        action: 'place',
        market: order.market,
        subaccount,
        side: order.side,
        type: order.type,
        lots: order.lots,
        ticks: order.ticks === 0 ? undefined : order.ticks,
        tif: order.tif,
        postOnly: order.postOnly,
        reduceOnly: order.reduceOnly,
        clientOrderId: undefined,
        stp: order.stp,
        expiresAt: order.expiresAtMs === 0 ? undefined : order.expiresAtMs,
        trigger: undefined,
        children: undefined,
        twap: undefined,
        builder: undefined,
      });
      return { orderId, fills: this.fills(owner, order.market, context.events.since(from)) };
    });
  }

  private cancel({ owner, subaccount }: TrialRequest, { market, orderId }: TrialRequest['cancels'][number]): Item {
    const { clob, accounts } = this.keepers;
    return this.item('cancel', market, () => {
      const input = { action: 'cancel', market, subaccount, orderId, clientOrderId: undefined } as const;
      clob.cancel(accounts.findNumber(owner), input, true);
      return { orderId, fills: [] };
    });
  }

  private transfer(row: number, request: TrialRequest, { asset, amount }: TrialRequest['transfers'][number]): Item {
    const { margin, assets, accounts } = this.keepers;
    return this.item('transfer', undefined, () => {
      const found = assets.findBySymbol(asset);
      if (found === undefined) throw new AppError(8001, undefined, { field: 'asset', reason: 'unknown' });
      const number = accounts.findNumber(request.owner);
      if (amount < 0n) margin.withdraw(row, found.id, -amount, 'transfer_out');
      else if (amount > 0n) margin.credit(number, request.subaccount, found.id, amount, 'transfer_in');
      return { fills: [] };
    });
  }

  /** A refused item leaves nothing, like one of a plain batch. */
  private item(
    action: Item['action'],
    market: number | undefined,
    run: () => { readonly orderId?: number; readonly fills: readonly TrialFill[] },
  ): Item {
    const { journal } = this.keepers.context;
    const mark = journal.mark();
    const about = market === undefined ? {} : { market };
    try {
      const done = run();
      journal.release(mark);
      return { action, code: 0, ...about, ...done };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      journal.rollback(mark);
      return { action, code: error.code, message: error.message, details: error.details, ...about, fills: [] };
    }
  }

  private fills(owner: Address, market: number, events: readonly PlacedEvent[]): TrialFill[] {
    const { fees, accounts } = this.keepers;
    const number = accounts.findNumber(owner);
    return events.flatMap(({ event }, at) => {
      if (event.type !== 'nave.clob.v1.OrderFilled') return [];
      const fill = event as OrderFilled;
      if (!equalBytes(fill.taker, owner)) return [];
      const position = events.slice(at + 1).find(({ event: next }) => {
        const changed = next as PositionChanged;
        const isChange = next.type === 'nave.margin.v1.PositionChanged' && changed.market === market;
        return isChange && changed.subaccount === fill.takerSubaccount && equalBytes(changed.owner, owner);
      })?.event as PositionChanged | undefined;
      return [
        {
          tradeId: fill.tradeId,
          ticks: fill.ticks,
          lots: fill.lots,
          fee: fill.takerFee,
          feePpm: fees.rates.takerPpm(number, market),
          builderFee: fill.builderFee,
          realized: position?.realised ?? 0,
          positionLots: position?.lots ?? 0,
          remaining: fill.takerRemaining,
          accountSeq: fill.takerAccountSeq,
        },
      ];
    });
  }
}
