import type { Order } from '#src/api/schemas/order.ts';
import { NaveError } from './nave-error.ts';
import type { OrderName } from './order-messages.ts';
import type { RestClient } from './rest-client.ts';
import type { OpenSubscription, SubscribeParams, SubscriptionHandlers } from './socket-types.ts';

export interface WantedOrder {
  readonly account: string;
  readonly subaccount: number;
  readonly name: OrderName;
}

const isClosed = (order: Order): boolean => order.status === 'filled' || order.status === 'canceled';

/** Path of an order below /v1, by id or by clientOrderId. */
export function orderPath({ account, name }: WantedOrder): string {
  return 'id' in name
    ? `accounts/${account}/orders/${name.id}`
    : `accounts/${account}/orders/by-client-id/${encodeURIComponent(name.clientOrderId)}`;
}

/**
 * Resolves with the order once it is filled or canceled. The subscription is opened before the order is read, so that what
 * happens between is not missed; each event of the order, a gap and a reconnection read it anew or decide at once.
 */
export function waitForOrder(
  rest: RestClient,
  wanted: WantedOrder,
  subscribe: (params: SubscribeParams, handlers: SubscriptionHandlers) => OpenSubscription,
  timeoutMs: number,
): Promise<Order> {
  return new Promise((resolve, reject) => {
    let isDone = false;
    const finish = (settle: () => void): void => {
      if (isDone) return;
      isDone = true;
      clearTimeout(timer);
      feed.close();
      settle();
    };
    const see = (order: Order): void => {
      if (isClosed(order)) finish(() => resolve(order));
    };
    const read = (): void => {
      const query = 'id' in wanted.name ? {} : { subaccount: wanted.subaccount };
      rest.get<Order>(orderPath(wanted), query).then(
        ({ data }) => see(data),
        (error) => {
          // Not known yet: its transaction may still be on the way.
          if (error instanceof NaveError && (error.code === 2015 || error.code === 8002)) return;
          finish(() => reject(error));
        },
      );
    };
    const timer = setTimeout(
      () => finish(() => reject(new Error(`the order was not closed within ${timeoutMs} ms`))),
      timeoutMs,
    );
    const feed = subscribe(
      { channel: 'orders', account: wanted.account, subaccount: wanted.subaccount },
      {
        onFrame: ({ type, data }) => {
          if (type === 'snapshot') read();
          else for (const order of ordersIn(data)) if (isWanted(order, wanted)) see(order);
        },
        onError: (error) => finish(() => reject(error)),
      },
    );
  });
}

const isWanted = (order: Order, { name }: WantedOrder): boolean =>
  'id' in name ? order.id === name.id : order.clientOrderId === name.clientOrderId && order.market === name.market;

/** Orders of an update: AccountEvents whose data carry one. */
function ordersIn(data: unknown): Order[] {
  if (!Array.isArray(data)) return [];
  return data.flatMap((event: { readonly data?: { readonly order?: Order } }) => event.data?.order ?? []);
}
