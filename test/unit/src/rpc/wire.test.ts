import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { WebSocket } from 'ws';
import { fromUtf8, toBase64 } from '#chain/lib/bytes.ts';
import { fakeTx } from '#test/support/fake-application.ts';
import { MemoryBlockLog } from '#test/support/memory-block-log.ts';
import { type RpcNode, startRpcNode } from '#test/support/rpc-node.ts';
import { testGenesis } from '#test/support/solo-chain.ts';

/** Statuses, errors and shapes on the wire, as a CometBFT node of the 0.38 and 0.40 lines was seen to give them. */
let node: RpcNode;
const directory = mkdtempSync(join(tmpdir(), 'nave-'));

before(async () => {
  const limits = { maxSubscribers: 3, maxSubscriptionsPerClient: 2, maxBodyBytes: 10_000 };
  node = await startRpcNode({ directory, log: new MemoryBlockLog(), genesis: testGenesis() }, limits);
  await node.reach(3);
});

after(async () => {
  await node.stop();
  rmSync(directory, { recursive: true, force: true });
});

interface Answer {
  readonly id?: unknown;
  readonly result?: Record<string, unknown>;
  readonly error?: { code: number; message: string; data?: string };
}

async function get(path: string): Promise<{ status: number; json: Answer; cache: string | null }> {
  const response = await fetch(`${node.http}/${path}`);
  return {
    status: response.status,
    json: (await response.json()) as Answer,
    cache: response.headers.get('cache-control'),
  };
}

async function post(body: unknown): Promise<{ status: number; text: string }> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(node.http, { method: 'POST', body: text });
  return { status: response.status, text: await response.text() };
}

const call = (id: unknown, method: string, params?: unknown) => ({ jsonrpc: '2.0', id, method, params });

test('GET answers carry id -1, errors are HTTP 500', async () => {
  const health = await get('health');
  assert.deepEqual(health.json, { jsonrpc: '2.0', id: -1, result: {} });
  const future = await get('block?height=999999');
  assert.equal(future.status, 500);
  assert.equal(future.json.error!.code, -32603);
  assert.equal(future.json.error!.message, 'Internal error');
  assert.match(
    future.json.error!.data!,
    /^height 999999 must be less than or equal to the current blockchain height \d+$/,
  );
  const invalid = await get('block?height=abc');
  assert.equal(invalid.status, 500);
  assert.equal(invalid.json.error!.code, -32602);
  const subscribe = await get('subscribe?query="x"');
  assert.equal(subscribe.status, 404);
  assert.deepEqual(subscribe.json.error, { code: -32601, message: 'Method not found' });
  const unknown = await fetch(`${node.http}/nope`);
  assert.equal(unknown.status, 404);
  assert.equal(await unknown.text(), '404 page not found\n');
});

test('answers of a fixed height may be cached, those of the latest may not', async () => {
  assert.equal((await get('block?height=1')).cache, 'public, max-age=86400');
  assert.equal((await get('block')).cache, null);
  assert.equal((await get('status')).cache, null);
});

test('POST takes single requests, batches and notifications', async () => {
  const batch = [
    call(1, 'health', {}),
    call('a', 'block', ['1', '2']),
    call('b', 'block', { height: 'x' }),
    call('c', 'block', { height: '1' }),
    call(3, 'xx'),
    { jsonrpc: '2.0', method: 'health' },
    call(1.5, 'health'),
  ];
  const { status, text } = await post(batch);
  assert.equal(status, 200);
  const answers = JSON.parse(text) as Answer[];
  assert.deepEqual(
    answers.map(({ id, error }) => [id, error?.code]),
    [
      [1, undefined],
      ['a', -32602],
      ['b', -32602],
      ['c', undefined],
      [3, -32601],
      [undefined, -32700],
    ],
  );
  const notification = await post({ jsonrpc: '2.0', method: 'health' });
  assert.deepEqual(notification, { status: 200, text: '' });
  const broken = await post('{bad');
  assert.equal(broken.status, 500);
  assert.equal((JSON.parse(broken.text) as Answer).error!.code, -32700);
  const page = await post('');
  assert.match(page.text, /Available endpoints/);
});

test('oversize bodies and batches are refused', async () => {
  const large = await post(call(1, 'broadcast_tx_sync', { tx: 'A'.repeat(20_000) }));
  assert.equal(large.status, 413);
  const many = await post(Array.from({ length: 101 }, (_, i) => call(i, 'health')));
  assert.equal(many.status, 500);
  assert.match(many.text, /exceeds the limit of 100/);
});

test('searches refuse bad queries, pages and orders with CometBFT’s words', async () => {
  const data = async (path: string) => (await get(path)).json.error?.data;
  assert.equal(await data('tx_search?query="foo"'), 'offset 3: EOF');
  assert.equal(await data('validators?page=4'), 'page should be within [1, 1] range, given 4');
  const order = 'expected order_by to be either `asc` or `desc` or empty';
  assert.equal(await data('tx_search?query="tx.height=1"&order_by="x"'), order);
  assert.equal(await data('tx_search?query="tx.height=1"&page=2'), 'page should be within [1, 1] range, given 2');
  assert.equal(await data('blockchain?minHeight=-1&maxHeight=2'), 'heights must be non-negative');
  assert.equal(await data('blockchain?minHeight=3&maxHeight=2'), "min height 3 can't be greater than max height 2");
  assert.equal(await data('tx?hash=0x00'), 'tx (00) not found');
});

test('absent things are null, not errors', async () => {
  assert.deepEqual((await get('block_by_hash?hash=0x00')).json.result, {
    block_id: { hash: '', parts: { total: 0, hash: '' } },
    block: null,
  });
  assert.deepEqual((await get('header_by_hash?hash=0x00')).json.result, { header: null });
  const { result } = (await get('block_results?height=1')).json;
  assert.equal(result!.txs_results, null);
  assert.equal(result!.finalize_block_events, null);
  assert.equal(result!.validator_updates, null);
});

test('block and header by hash are those by height', async () => {
  const byHeight = (await get('block?height=2')).json.result as { block_id: { hash: string } };
  const byHash = (await get(`block_by_hash?hash=0x${byHeight.block_id.hash}`)).json.result;
  assert.deepEqual(byHash, byHeight);
  const header = (await get(`header_by_hash?hash=0x${byHeight.block_id.hash}`)).json.result;
  assert.deepEqual(header, (await get('header?height=2')).json.result);
});

test('node methods have CometBFT’s fields', async () => {
  const names = async (path: string) => Object.keys((await get(path)).json.result!);
  assert.deepEqual(await names('status'), ['node_info', 'sync_info', 'validator_info']);
  assert.deepEqual(await names('net_info'), ['listening', 'listeners', 'n_peers', 'peers']);
  assert.deepEqual(await names('consensus_state'), ['round_state']);
  assert.deepEqual(await names('consensus_params'), ['block_height', 'consensus_params']);
  assert.deepEqual(await names('unconfirmed_txs'), ['n_txs', 'total', 'total_bytes', 'txs']);
  assert.equal((await get('num_unconfirmed_txs')).json.result!.txs, null);
  const chunk = (await get('genesis_chunked?chunk=0')).json.result as { total: string; data: string };
  assert.equal(chunk.total, '1');
  const { genesis } = (await get('genesis')).json.result as { genesis: unknown };
  assert.deepEqual(JSON.parse(fromUtf8(new Uint8Array(Buffer.from(chunk.data, 'base64')))), genesis);
  assert.match((await get('genesis_chunked?chunk=1')).json.error!.data!, /there are 0 chunks, 1 is invalid/);
  const check = (await get('check_tx?tx="alice/0/3/a=1"')).json.result;
  assert.deepEqual(check, {
    code: 0,
    data: null,
    log: '',
    info: '',
    gas_wanted: '7',
    gas_used: '3',
    events: [],
    codespace: '',
  });
});

test('browsers may call from other origins', async () => {
  const preflight = await fetch(node.http, { method: 'OPTIONS' });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get('access-control-allow-origin'), '*');
});

interface Socket {
  readonly ws: WebSocket;
  send(value: unknown): void;
  next(): Promise<Answer>;
}

async function connect(): Promise<Socket> {
  const ws = new WebSocket(`${node.ws}/websocket`);
  const queue: Answer[] = [];
  const waiting: ((answer: Answer) => void)[] = [];
  ws.on('message', (data) => {
    const answer = JSON.parse((data as Buffer).toString('utf8')) as Answer;
    const next = waiting.shift();
    if (next === undefined) queue.push(answer);
    else next(answer);
  });
  await once(ws, 'open');
  return {
    ws,
    send: (value) => ws.send(typeof value === 'string' ? value : JSON.stringify(value)),
    next: () => {
      const queued = queue.shift();
      return queued === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(queued);
    },
  };
}

test('a WebSocket answers errors as CometBFT does and bounds subscriptions', async () => {
  const socket = await connect();
  const ask = async (method: string, params: unknown): Promise<Answer> => {
    socket.send(call(method, method, params));
    for (;;) {
      const answer = await socket.next();
      if (answer.id === method && (answer.result === undefined || !('query' in answer.result))) return answer;
    }
  };
  socket.send('{bad');
  assert.equal((await socket.next()).error!.code, -32700);
  assert.equal((await ask('nope', {})).error!.code, -32601);
  assert.equal((await ask('unsubscribe', { query: "tm.event='Foo'" })).error!.data, 'subscription not found');
  assert.match((await ask('subscribe', { query: 'foo' })).error!.data!, /^failed to parse query: offset 3: EOF$/);
  assert.deepEqual((await ask('subscribe', { query: "tm.event='Vote'" })).result, {});
  assert.equal((await ask('subscribe', { query: "tm.event='Vote'" })).error!.data, 'already subscribed');
  assert.deepEqual((await ask('subscribe', ["tm.event='Lock'"])).result, {});
  const surplus = (await ask('subscribe', { query: "tm.event='Polka'" })).error!.data;
  assert.equal(surplus, 'max_subscriptions_per_client 2 reached');
  assert.deepEqual((await ask('unsubscribe', { query: "tm.event='Lock'" })).result, {});
  assert.deepEqual((await ask('unsubscribe_all', {})).result, {});
  assert.equal((await ask('unsubscribe_all', {})).error!.data, 'subscription not found');
  socket.ws.close();
});

test('too many subscribing clients are refused and a closed one makes room', async () => {
  const sockets = await Promise.all([1, 2, 3, 4].map(() => connect()));
  const answers: Answer[] = [];
  for (const socket of sockets) {
    socket.send(call(1, 'subscribe', { query: "tm.event='Vote'" }));
    answers.push(await socket.next());
  }
  assert.equal(answers[3]!.error!.data, 'max_subscription_clients 3 reached');
  sockets[0]!.ws.close();
  await once(sockets[0]!.ws, 'close');
  for (let answer = answers[3]!; answer.error !== undefined; ) {
    sockets[3]!.send(call(1, 'subscribe', { query: "tm.event='Vote'" }));
    answer = await sockets[3]!.next();
  }
  for (const socket of sockets) socket.ws.close();
});

test('events carry CometBFT’s shapes and attributes', async () => {
  const socket = await connect();
  socket.send(call(7, 'subscribe', { query: "tm.event='Tx' AND message.sender='shape'" }));
  assert.deepEqual((await socket.next()).result, {});
  const tx = fakeTx('shape', 0, 3, 'k=v');
  socket.send(call(8, 'broadcast_tx_sync', { tx: toBase64(tx) }));
  assert.equal((await socket.next()).id, 8);
  const { id, result } = await socket.next();
  assert.equal(id, 7);
  const { query, data, events } = result as {
    query: string;
    data: { type: string; value: { TxResult: { height: string; tx: string; result: Record<string, unknown> } } };
    events: Record<string, string[]>;
  };
  assert.equal(query, "tm.event='Tx' AND message.sender='shape'");
  assert.equal(data.type, 'tendermint/event/Tx');
  assert.equal(data.value.TxResult.tx, toBase64(tx));
  assert.deepEqual(Object.keys(data.value.TxResult.result).sort(), ['data', 'events', 'gas_used', 'gas_wanted']);
  assert.deepEqual(events['message.note'], ['not indexed']);
  assert.deepEqual(events['tx.height'], [data.value.TxResult.height]);
  socket.ws.close();
});

test('an upgrade of another path is refused', async () => {
  const ws = new WebSocket(`${node.ws}/other`);
  const [error] = (await once(ws, 'error')) as [Error];
  assert.match(error.message, /404/);
});
