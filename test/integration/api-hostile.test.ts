import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { WebSocket } from 'ws';
import { formatAddress } from '#chain/lib/address.ts';
import { errorCodes } from '#chain/lib/error-codes.ts';
import { defaultApiConfig } from '#src/api/config.ts';
import { type ApiFixture, apiFixture } from '#test/support/api-fixture.ts';
import { ALICE, BOB } from '#test/support/fake-chain.ts';

const alice = formatAddress(ALICE);
/** Never a fault of ours: what hostile input may be answered with. */
const FORBIDDEN = new Set([9001, 9003]);

describe('hostile input is refused by name and the node lives', () => {
  let fixture: ApiFixture;
  let port: number;
  before(async () => {
    fixture = apiFixture({
      config: {
        ws: { ...defaultApiConfig.ws, subscriptionsPerIp: 1e6 },
        reads: { weightPerMinute: 1e9 },
        txs: { perSecond: 1e6, burst: 1e6 },
      },
    });
    const maker = fixture.chain.place(ALICE, 'sell', 128_500, 2_500);
    const taker = fixture.chain.place(BOB, 'buy', 128_500, 1_000);
    fixture.chain.fill(1, maker, taker, 1_000);
    fixture.commit();
    port = await fixture.api.start();
    await fixture.settled();
  });
  after(() => fixture.close());

  const judge = (status: number, text: string, what: string): void => {
    if (status === 200 || status === 202 || status === 304) return;
    const body = JSON.parse(text) as { code: number; name: string; message: string; details: object };
    assert.ok(!FORBIDDEN.has(body.code), `${what}: ${text}`);
    assert.equal(body.name, errorCodes[body.code as 8001]?.name, what);
    assert.equal(status, errorCodes[body.code as 8001]?.http, what);
  };

  test('paths and queries', async () => {
    const { routes, server } = fixture.api;
    const piece = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.constantFrom('-1', '0', '1e9', '%00', '..', '1-1', 'BTC-USD', alice, '9'.repeat(30), 'true', '[]', '😀'),
    );
    const names = fc.constantFrom(
      'limit',
      'cursor',
      'since',
      'order',
      'height',
      'minHeight',
      'levels',
      'l3',
      'subaccount',
      'market',
      'x',
      '__proto__',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...routes.filter((route) => route.method === 'GET')),
        fc.array(piece, { minLength: 3, maxLength: 3 }),
        fc.array(fc.tuple(names, piece), { maxLength: 4 }),
        async (route, pieces, query) => {
          let i = 0;
          const path = route.path.replaceAll(/:\w+/g, () => encodeURIComponent(pieces[i++]!));
          const search = query
            .filter(([name]) => name !== 'minHeight')
            .map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
          const url = `/v1${path}?${search.join('&')}`;
          const answer = await server.inject({ method: 'GET', url });
          judge(answer.statusCode, answer.body, url);
        },
      ),
      { numRuns: 400 },
    );
  });

  test('bodies', async () => {
    const urls = ['/v1/tx', '/v1/tx/verify', `/v1/accounts/${alice}/simulate`, '/v1/tx?mode=commit&waitMs=0'];
    const types = fc.constantFrom('application/json', 'application/octet-stream', 'text/plain', 'application/xml', '');
    const json = fc.oneof(
      fc.json(),
      fc
        .record(
          {
            txBytes: fc.anything({ maxDepth: 1 }),
            typedData: fc.anything({ maxDepth: 2 }),
            signature: fc.string(),
            subaccount: fc.oneof(fc.integer(), fc.double(), fc.string()),
            orders: fc.anything({ maxDepth: 3 }),
            cancels: fc.array(fc.string()),
            transfers: fc.array(fc.record({ asset: fc.string(), amount: fc.string() })),
            prices: fc.dictionary(fc.string(), fc.string()),
          },
          { requiredKeys: [] },
        )
        .map(
          (value) => JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? String(part) : part)) ?? 'null',
        ),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...urls), types, json, async (url, type, payload) => {
        const headers = type === '' ? {} : { 'content-type': type };
        const answer = await fixture.api.server.inject({ method: 'POST', url, headers, payload });
        judge(answer.statusCode, answer.body, `${url} ${type} ${payload}`);
      }),
      { numRuns: 400 },
    );
  });

  test('a body above 256 KiB is 5014, a tx above 64 KiB is 5006', async () => {
    const { server } = fixture.api;
    const headers = { 'content-type': 'application/octet-stream' };
    const post = async (length: number) =>
      server.inject({ method: 'POST', url: '/v1/tx', headers, payload: Buffer.alloc(length, 1) });
    assert.equal((await post(262_145)).json().code, 5014);
    assert.equal((await post(65_537)).json().code, 5006);
    assert.equal((await post(65_536)).statusCode, 202);
    assert.equal((await post(0)).json().code, 8001);
  });

  test('WebSocket frames', async () => {
    const method = fc.constantFrom(
      'subscribe',
      'unsubscribe',
      'subscriptions',
      'ping',
      'tx',
      'cancelOnDisconnect',
      'x',
    );
    const params = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.record(
        {
          sub: fc.oneof(fc.string(), fc.integer()),
          channel: fc.constantFrom(
            'book',
            'account',
            'margin',
            'trades',
            'funding',
            'blocks',
            'bridge',
            '__proto__',
            'constructor',
          ),
          market: fc.constantFrom('BTC-USD', 'x', '', null),
          account: fc.constantFrom(alice, 'x', null),
          subaccount: fc.integer(),
          options: fc.oneof(
            fc.jsonValue({ maxDepth: 1 }),
            fc.record({ levels: fc.integer(), l3: fc.boolean(), interval: fc.string() }, { requiredKeys: [] }),
          ),
          resumeFrom: fc.oneof(fc.integer(), fc.maxSafeNat()),
        },
        { requiredKeys: [] },
      ),
    );
    const frame = fc.oneof(
      {
        weight: 8,
        arbitrary: fc
          .record({ id: fc.oneof(fc.integer(), fc.string(), fc.constant(null)), method, params })
          .map((value) => JSON.stringify(value)),
      },
      { weight: 1, arbitrary: fc.json() },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }) },
    );
    const socket = (): Promise<WebSocket> =>
      new Promise((resolve) => {
        const one = new WebSocket(`ws://127.0.0.1:${port}/v1/ws`);
        one.on('error', () => {});
        one.once('open', () => resolve(one));
      });
    let current = await socket();
    const errors: { code: number; name: string }[] = [];
    let settle = (): void => {};
    const listen = (one: WebSocket): void => {
      one.on('close', () => settle());
      one.on('message', (data) => {
        const { id, error } = JSON.parse(String(data)) as { id: unknown; error?: { code: number; name: string } };
        if (error !== undefined) errors.push(error);
        if (id === 'marker') settle();
      });
    };
    listen(current);
    await fc.assert(
      fc.asyncProperty(frame, async (data) => {
        if (current.readyState !== WebSocket.OPEN) {
          current = await socket();
          listen(current);
        }
        // A marker behind the frame: its answer, or the end of the connection, says the frame was dealt with.
        const dealt = new Promise<void>((resolve) => {
          settle = resolve;
        });
        current.send(data);
        current.send(JSON.stringify({ id: 'marker', method: 'ping', params: {} }));
        await dealt;
      }),
      { seed: 20261123, numRuns: 600 },
    );
    current.close();
    // A frame may have made the server close it already.
    if (current.readyState !== WebSocket.CLOSED) await new Promise((resolve) => current.once('close', resolve));
    const answer = await fixture.api.server.inject({ method: 'GET', url: '/v1/status' });
    assert.equal(answer.statusCode, 200);
    assert.ok(errors.length > 100, `${errors.length} refusals`);
    for (const { code, name } of errors) {
      assert.ok(!FORBIDDEN.has(code));
      assert.equal(name, errorCodes[code as 8001]?.name);
    }
  });

  test('a path that is not there is 8002, a method that is not there 8005', async () => {
    const { server } = fixture.api;
    assert.equal((await server.inject({ method: 'GET', url: '/v1/bridge/nothing' })).json().code, 8002);
    assert.equal((await server.inject({ method: 'DELETE', url: '/v1/markets' })).json().code, 8005);
  });
});
