import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { formatAddress } from '#chain/lib/address.ts';
import { type ApiFixture, apiFixture, type FixtureOptions } from '#test/support/api-fixture.ts';
import { ALICE } from '#test/support/fake-chain.ts';

const alice = formatAddress(ALICE);
const bytes = Buffer.from([1, 2, 3]);
const octets = { 'content-type': 'application/octet-stream' };

describe('HTTP', () => {
  let fixture: ApiFixture | undefined;
  const start = (options: FixtureOptions = {}, blocks = 1): ApiFixture => {
    fixture = apiFixture(options);
    for (let i = 0; i < blocks; i++) fixture.commit();
    return fixture;
  };
  const get = (url: string, headers: Record<string, string> = {}) =>
    fixture!.api.server.inject({ method: 'GET', url: `/v1${url}`, headers });
  const post = (url: string, payload: Buffer | object = bytes, headers: Record<string, string> = octets) =>
    fixture!.api.server.inject({ method: 'POST', url: `/v1${url}`, headers, payload });
  /** Moves time on until a request is answered, whatever it waits for. */
  const answered = async <T>(request: Promise<T>): Promise<T> => {
    let isDone = false;
    const mark = (): void => {
      isDone = true;
    };
    request.then(mark, mark);
    while (!isDone) {
      await new Promise((resolve) => setImmediate(resolve));
      fixture!.clock.advance(1);
    }
    return request;
  };
  afterEach(async () => {
    await fixture?.close();
    fixture = undefined;
  });

  test('each answer says what is left of the budget; beyond it 429 says when to come back', async () => {
    start({ config: { reads: { weightPerMinute: 60 } } });
    const first = await get('/markets');
    assert.equal(first.headers['x-ratelimit-limit'], '60');
    assert.equal(first.headers['x-ratelimit-remaining'], '58');
    assert.equal(first.headers['x-ratelimit-reset'], '2');
    for (let i = 0; i < 29; i++) await get('/markets');
    const refused = await get('/markets');
    assert.equal(refused.statusCode, 429);
    assert.equal(refused.headers['retry-after'], '2');
    const { code, retryable, retryAfterMs } = refused.json();
    assert.deepEqual([code, retryable, retryAfterMs], [5010, true, 2000]);
    assert.equal((await get('/nothing')).headers['x-ratelimit-remaining'], '0');
    assert.equal((await post('/tx')).statusCode, 202);
    fixture!.clock.advance(2_000);
    assert.equal((await get('/markets')).statusCode, 200);
  });

  test('a book costs by its levels, five times that order by order', async () => {
    start();
    const cost = async (url: string): Promise<number> => {
      const before = Number((await get('/nothing')).headers['x-ratelimit-remaining']);
      return before - Number((await get(url)).headers['x-ratelimit-remaining']);
    };
    assert.equal(await cost('/markets/BTC-USD/book?levels=25'), 2);
    assert.equal(await cost('/markets/BTC-USD/book?levels=1000'), 5);
    assert.equal(await cost('/markets/BTC-USD/book?levels=1000&l3=true'), 25);
  });

  test('long answers are compressed as the client likes, short ones never', async () => {
    start();
    const plain = await get('/markets');
    const br = await get('/markets', { 'accept-encoding': 'gzip, br' });
    assert.equal(br.headers['content-encoding'], 'br');
    assert.deepEqual(JSON.parse(brotliDecompressSync(br.rawPayload).toString()), plain.json());
    const gz = await get('/markets', { 'accept-encoding': 'gzip' });
    assert.deepEqual(JSON.parse(gunzipSync(gz.rawPayload).toString()), plain.json());
    assert.equal((await get('/time', { 'accept-encoding': 'br' })).headers['content-encoding'], undefined);
  });

  test('browsers may ask from anywhere, or from one place, or not at all', async () => {
    start();
    const preflight = await fixture!.api.server.inject({
      method: 'OPTIONS',
      url: '/v1/tx',
      headers: { origin: 'https://x.example', 'access-control-request-method': 'POST' },
    });
    assert.equal(preflight.statusCode, 204);
    assert.equal(preflight.headers['access-control-allow-origin'], '*');
    await fixture!.close();
    start({ config: { cors: '' } });
    assert.equal((await get('/time')).headers['access-control-allow-origin'], undefined);
    await fixture!.close();
    start({ config: { cors: 'https://x.example' } });
    assert.equal((await get('/time')).headers['access-control-allow-origin'], 'https://x.example');
  });

  test('minHeight waits for the block and its history, at most 2 s', async () => {
    start();
    const waiting = get('/time?minHeight=2').then((answer) => answer);
    fixture!.commit();
    assert.equal((await answered(waiting)).json().height, 2);
    const refused = await answered(get('/time?minHeight=9').then((answer) => answer));
    assert.equal(refused.statusCode, 503);
    assert.equal(refused.json().code, 8007);
  });

  test('a height the node does not hold is 8004 with those it does', async () => {
    start({}, 3);
    assert.equal((await get('/markets?height=3')).headers['cache-control'], 'public, max-age=31536000, immutable');
    const refused = await get('/markets?height=2');
    assert.deepEqual(
      [refused.statusCode, refused.json().code, refused.json().details],
      [410, 8004, { first: 3, last: 3 }],
    );
    assert.equal((await get('/config?height=3')).json().code, 8001);
  });

  test('a node without a block answers 9002, but says its status', async () => {
    start({}, 0);
    assert.equal((await get('/markets')).json().code, 9002);
    assert.equal((await get('/status')).statusCode, 200);
  });

  test('a syncing node takes no transactions', async () => {
    start({ node: { isSyncing: () => true } });
    assert.equal((await post('/tx')).json().code, 9002);
  });

  test('sync answers once the pool took it, commit waits, and unknown outcomes are pending', async () => {
    start();
    const sync = await post('/tx');
    assert.deepEqual([sync.statusCode, sync.json().data.status], [202, 'pending']);
    const { txHash } = sync.json().data;
    assert.equal((await get(`/tx/${txHash}`)).json().code, 8002);
    fixture!.gateway.pending.add(txHash);
    assert.equal((await get(`/tx/${txHash.toLowerCase()}`)).json().data.status, 'pending');
    const waited = post('/tx?mode=commit&waitMs=5000').then((answer) => answer);
    assert.equal((await answered(waited)).statusCode, 202);
    assert.equal(fixture!.gateway.sent.length, 1, 'pending bytes are not sent again');
  });

  test('a refusal of the checks keeps its code, status and details', async () => {
    start();
    fixture!.gateway.answer = { code: 1005, log: 'used', details: { nonce: 3, expected: 5 } };
    const refused = await post('/tx');
    assert.equal(refused.statusCode, 409);
    assert.deepEqual(refused.json(), {
      code: 1005,
      name: 'NONCE_USED',
      message: 'used',
      details: { nonce: 3, expected: 5 },
      retryable: false,
      retryAfterMs: null,
    });
    fixture!.gateway.answer = { code: 5013, log: 'full' };
    const full = await post('/tx');
    assert.deepEqual([full.statusCode, full.headers['retry-after'], full.json().retryAfterMs], [503, '1', 500]);
  });

  test('bytes that entered a block while they were being refused answer with their result', async () => {
    start();
    const { gateway, chain } = fixture!;
    gateway.submit = async () => {
      chain.tx(bytes);
      fixture!.commit();
      return { code: 1005, log: 'used' };
    };
    const answer = await post('/tx');
    assert.deepEqual([answer.statusCode, answer.json().data.status], [200, 'committed']);
  });

  test('a commit whose block comes while history is being asked still sees it', async () => {
    start();
    const { chain, indexer } = fixture!;
    const { findTx } = indexer.history;
    indexer.history.findTx = async (hash) => {
      const found = await findTx(hash);
      chain.tx(bytes);
      fixture!.commit();
      return found;
    };
    const answer = await post('/tx?mode=commit');
    assert.deepEqual([answer.statusCode, answer.json().data.height], [200, 2]);
  });

  test('a tx is raw bytes, base64 or typed data, exactly one of them', async () => {
    start();
    const json = { 'content-type': 'application/json' };
    const typedData = { domain: {}, primaryType: 'PlaceOrder', message: {} };
    assert.equal((await post('/tx', { txBytes: 'AQID' }, json)).statusCode, 202);
    assert.equal((await post('/tx', { typedData, signature: '0x00' }, json)).statusCode, 202);
    assert.equal((await post('/tx', { typedData }, json)).json().details.field, 'signature');
    assert.equal((await post('/tx', { txBytes: 'AQID', signature: '0x' }, json)).json().code, 8001);
    assert.equal((await post('/tx', { txBytes: 'AQID', mode: 'x' }, json)).json().details.field, 'mode');
    assert.equal((await post('/tx', {}, json)).json().details.field, 'txBytes');
    const unknown = { typedData: { ...typedData, primaryType: 'Permit' }, signature: '0x00' };
    assert.equal((await post('/tx', unknown, json)).json().code, 1001);
  });

  test('simulate refuses misspelt fields and inexact amounts by name', async () => {
    start();
    const json = { 'content-type': 'application/json' };
    const order = { market: 'BTC-USD', side: 'buy', type: 'limit', size: '0.1', price: '64000' };
    const simulate = async (body: object) => (await post(`/accounts/${alice}/simulate`, body, json)).json();
    assert.equal((await simulate({ orders: [order] })).data.items[0].code, 0);
    const misspelt = await simulate({ orders: [{ ...order, reduceonly: true }] });
    assert.deepEqual([misspelt.code, misspelt.details.field], [8001, 'orders.0.reduceonly']);
    assert.equal((await simulate({ orders: [{ ...order, price: '64000.3' }] })).code, 2003);
    assert.equal((await simulate({ orders: [{ ...order, size: '0.00001' }] })).code, 2002);
    assert.equal((await simulate({ transfers: [{ asset: 'USDC', amount: '-0.0000001' }] })).code, 8001);
    assert.equal((await simulate({ subaccount: 9, orders: [order] })).code, 1004);
  });

  test('a stopping node lets go of who waits', async () => {
    start();
    const waiting = post('/tx?mode=commit').then((answer) => answer);
    await fixture!.api.stop();
    assert.ok([202, 503].includes((await waiting).statusCode));
  });
});
