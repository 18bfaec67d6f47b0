import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RestClient } from '#src/client/rest-client.ts';
import type { SubscriptionHandlers } from '#src/client/socket-types.ts';
import { waitForOrder } from '#src/client/wait-for-order.ts';

/** REST that gives these orders one after the other (an empty one: not known yet), and a feed the test plays. */
function rig(orders: readonly object[]) {
  let reads = 0;
  const fetch = async (): Promise<Response> => {
    const order = orders[Math.min(reads++, orders.length - 1)]!;
    const missing = { code: 8002, name: 'NOT_FOUND', message: 'no', details: {}, retryable: false, retryAfterMs: null };
    if (Object.keys(order).length === 0) return Response.json(missing, { status: 404 });
    return Response.json({ height: 1, time: 1, data: order });
  };
  const state: { handlers?: SubscriptionHandlers; isClosed: boolean } = { isClosed: false };
  const wait = (timeoutMs = 2_000) =>
    waitForOrder(
      new RestClient({ url: 'http://x', fetch }),
      { account: 'nave1', subaccount: 0, name: { market: 'BTC-USD', clientOrderId: 'a' } },
      (_params, handlers) => {
        state.handlers = handlers;
        return { lastSeq: undefined, resync: () => {}, close: () => (state.isClosed = true) };
      },
      timeoutMs,
    );
  const frame = (type: 'snapshot' | 'update', data: unknown) =>
    state.handlers!.onFrame({ sub: 's', channel: 'orders', type, seq: 1, prevSeq: null, height: 1, time: 1, data });
  return { state, wait, frame };
}

const order = (status: string) => ({ id: '1-2', market: 'BTC-USD', clientOrderId: 'a', status });

test('an order that closed before the subscription stood is found by reading', async () => {
  const { state, wait, frame } = rig([order('filled')]);
  const waiting = wait();
  frame('snapshot', []);
  assert.equal((await waiting).status, 'filled');
  assert.equal(state.isClosed, true);
});

test('an order that is not known yet is waited for, others are not looked at', async () => {
  const { wait, frame } = rig([{}]);
  const waiting = wait();
  frame('snapshot', []);
  frame('update', [{ event: 'OrderFilled', data: { order: { ...order('filled'), clientOrderId: 'b' } } }]);
  frame('update', [
    { event: 'OrderPlaced', data: { order: order('open') } },
    { event: 'BalanceChanged', data: {} },
  ]);
  frame('update', [{ event: 'OrderCanceled', data: { order: order('canceled') } }]);
  assert.equal((await waiting).status, 'canceled');
});

test('waiting ends with the time, or with the refusal of the subscription', async () => {
  const late = rig([{}]);
  await assert.rejects(late.wait(20), /within 20 ms/);
  assert.equal(late.state.isClosed, true);
  const refused = rig([{}]);
  const waiting = refused.wait();
  refused.state.handlers!.onError!(new Error('no'));
  await assert.rejects(waiting, /no/);
});
