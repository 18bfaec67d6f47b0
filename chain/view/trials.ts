import { AppError } from '../lib/errors.ts';
import type { Address } from '../lib/units.ts';
import type { Keepers } from '../wiring.ts';
import type { AccountReads } from './account-reads.ts';
import type { TrialOrder, TrialRequest, TrialResult } from './chain-types.ts';

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
    const { margin, markets, context } = this.keepers;
    const { events } = context;
    try {
      return this.branch(() => {
        for (const [market, price] of request.prices) markets.setMark(market, price);
        if (request.prices.size > 0) margin.refreshPrices();
        const from = events.length;
        const steps: readonly (() => Item)[] = [
          ...request.orders.map((order) => () => this.order(owner, order)),
          ...request.cancels.map((cancel) => () => this.cancel(request, cancel)),
          ...request.transfers.map((transfer) => () => this.transfer(row, request, transfer)),
        ];
        const items = steps.map((step, index) => {
          events.at('tx', 0, index);
          return step();
        });
        return { before, after: this.accounts.subaccountOf(owner, row), items, events: events.since(from) };
      });
    } finally {
      // The branch is gone, and with it the assumed marks: margin takes the real ones over again.
      if (request.prices.size > 0) margin.refreshPrices();
    }
  }

  private order(owner: Address, order: TrialOrder): Item {
    const { clob, accounts } = this.keepers;
    return this.item('place', order.market, () => {
      const { orderId } = clob.place(accounts.findNumber(owner), order);
      return { orderId };
    });
  }

  private cancel({ owner, subaccount }: TrialRequest, { market, orderId }: TrialRequest['cancels'][number]): Item {
    const { clob, accounts } = this.keepers;
    return this.item('cancel', market, () => {
      const input = { action: 'cancel', market, subaccount, orderId, clientOrderId: undefined } as const;
      clob.cancel(accounts.findNumber(owner), input, true);
      return { orderId };
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
      return {};
    });
  }

  /** A refused item leaves nothing, like one of a plain batch. */
  private item(action: Item['action'], market: number | undefined, run: () => { readonly orderId?: number }): Item {
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
      return { action, code: error.code, message: error.message, details: error.details, ...about };
    }
  }
}
