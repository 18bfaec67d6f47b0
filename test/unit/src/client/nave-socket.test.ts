import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import type { WebSocket } from 'ws';
import { NaveSocket } from '#src/client/nave-socket.ts';
import type { Frame } from '#src/client/socket-types.ts';
import { fakeNode } from '#test/support/fake-node.ts';

interface Asked {
  readonly id: number;
  readonly method: string;
  readonly params: { readonly sub: string; readonly resumeFrom?: number };
}

/** A fake node that acknowledges everything; `subscribed` resolves with the n-th subscribe request. */
async function rig() {
  const asked: { socket: WebSocket; request: Asked }[] = [];
  const waiters: (() => void)[] = [];
  const node = await fakeNode(
    () => ({ data: null }),
    (socket, message) => {
      const request = message as unknown as Asked;
      if (request.method === 'subscribe') {
        asked.push({ socket, request });
        for (const wake of waiters.splice(0)) wake();
      }
      const refused =
        request.method === 'subscribe' && message.params !== undefined && 'bad' in (message.params as object);
      const error = { code: 8006, name: 'SUBSCRIPTION_INVALID', message: 'no', details: {}, retryable: false };
      socket.send(
        JSON.stringify(refused ? { id: request.id, error } : { id: request.id, result: { ok: request.method } }),
      );
    },
  );
  const client = new NaveSocket({ url: `${node.url.replace('http', 'ws')}/v1/ws`, timeoutMs: 2_000 });
  const subscribed = async (n: number) => {
    while (asked.length < n) await new Promise<void>((wake) => waiters.push(wake));
    return asked[n - 1]!;
  };
  const send = ({ socket, request }: { socket: WebSocket; request: Asked }, frame: Partial<Frame>) =>
    socket.send(
      JSON.stringify({ sub: request.params.sub, channel: 'orders', height: 1, time: 1, data: null, ...frame }),
    );
  return { node, client, subscribed, send };
}

/** Frames and gaps as they come; `until` waits for a number of entries. */
function recorder() {
  const seen: string[] = [];
  const waiters: (() => void)[] = [];
  const note = (text: string): void => {
    seen.push(text);
    for (const wake of waiters.splice(0)) wake();
  };
  return {
    seen,
    handlers: {
      onFrame: (frame: Frame) => note(`${frame.type} ${frame.seq}`),
      onGap: (after: number) => note(`gap ${after}`),
      onError: (error: Error) => note(`error ${error.name}`),
    },
    until: async (n: number) => {
      while (seen.length < n) await new Promise<void>((wake) => waiters.push(wake));
    },
  };
}

test('a missed frame is noticed, asked for again, and frames of the old run are not mixed in', async () => {
  const { node, client, subscribed, send } = await rig();
  const record = recorder();
  const feed = client.subscribe({ channel: 'orders', account: 'nave1' }, record.handlers);
  const first = await subscribed(1);
  assert.equal(first.request.params.resumeFrom, undefined);
  send(first, { type: 'snapshot', seq: 5, prevSeq: null });
  send(first, { type: 'update', seq: 7, prevSeq: 5 });
  send(first, { type: 'update', seq: 12, prevSeq: 9 });
  const second = await subscribed(2);
  assert.equal(second.request.params.resumeFrom, 7);
  assert.notEqual(second.request.params.sub, first.request.params.sub);
  send(first, { type: 'update', seq: 13, prevSeq: 12 });
  send(second, { type: 'update', seq: 9, prevSeq: 7 });
  send(second, { type: 'update', seq: 12, prevSeq: 9 });
  await record.until(4);
  assert.deepEqual(record.seen, ['snapshot 5', 'update 7', 'update 9', 'update 12']);
  assert.equal(feed.lastSeq, 12);
  client.close();
  await node.close();
});

test('a lost connection is made again and continues where it was; what cannot be resumed is a gap', async () => {
  const { node, client, subscribed, send } = await rig();
  const record = recorder();
  client.subscribe({ channel: 'orders', account: 'nave1' }, record.handlers);
  const first = await subscribed(1);
  send(first, { type: 'snapshot', seq: 5, prevSeq: null });
  await record.until(1);
  first.socket.terminate();
  const second = await subscribed(2);
  assert.equal(second.request.params.resumeFrom, 5);
  send(second, { type: 'snapshot', seq: 9, prevSeq: null });
  await record.until(3);
  assert.deepEqual(record.seen, ['snapshot 5', 'gap 5', 'snapshot 9']);
  client.close();
  await node.close();
});

test('resync asks for a snapshot, close ends the subscription', async () => {
  const { node, client, subscribed, send } = await rig();
  const record = recorder();
  const feed = client.subscribe({ channel: 'book', market: 'BTC-USD', resumeFrom: 3 }, record.handlers);
  const first = await subscribed(1);
  assert.equal(first.request.params.resumeFrom, 3);
  send(first, { type: 'update', seq: 4, prevSeq: 3 });
  await record.until(1);
  feed.resync();
  const second = await subscribed(2);
  assert.equal(second.request.params.resumeFrom, undefined);
  send(second, { type: 'snapshot', seq: 8, prevSeq: null });
  await record.until(2);
  feed.close();
  send(second, { type: 'update', seq: 9, prevSeq: 8 });
  assert.deepEqual(await client.request('ping', {}), { ok: 'ping' });
  assert.deepEqual(record.seen, ['update 4', 'snapshot 8']);
  client.close();
  await node.close();
});

test('a refused subscription says so and is gone; requests fail when the connection does', async () => {
  const { node, client, subscribed } = await rig();
  const record = recorder();
  client.subscribe({ channel: 'orders', bad: 1 } as never, record.handlers);
  const first = await subscribed(1);
  await record.until(1);
  assert.deepEqual(record.seen, ['error SUBSCRIPTION_INVALID']);
  const closed = once(first.socket, 'close');
  client.close();
  await closed;
  await assert.rejects(client.request('ping', {}), /closed/);
  await node.close();
});
