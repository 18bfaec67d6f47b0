import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { formatAddress } from '#chain/lib/address.ts';
import { type ApiFixture, apiFixture } from '#test/support/api-fixture.ts';
import { ALICE, BOB } from '#test/support/fake-chain.ts';

const alice = formatAddress(ALICE);
const tx = new Uint8Array([1, 2, 3]);

/** A value for every path parameter. */
const PATH: Readonly<Record<string, string>> = {
  account: alice,
  market: 'BTC-USD',
  markets: 'all',
  hash: '039058C6F2C0CB492C533B0A4D14EF77CC0F78ABCCCED5287D84A1A2011CFB81',
  height: '1',
  id: '1-2',
  clientOrderId: 'mm-1',
};

/** Parameters that routes cannot do without. */
const QUERY: Readonly<Record<string, string>> = { quoteWithdrawal: '?spoke=1&asset=USDC&amount=10' };

/** Bodies of the routes that take one. */
const BODIES: Readonly<Record<string, unknown>> = {
  simulate: {
    subaccount: 0,
    orders: [
      { market: 'BTC-USD', side: 'buy', type: 'limit', size: '0.1', price: '64000' },
      { market: 'BTC-USD', side: 'buy', type: 'limit', size: '500', price: '64000' },
    ],
    cancels: ['1-2'],
    prices: { 'BTC-USD': '64000.5' },
  },
  submitTx: { txBytes: Buffer.from([5, 6]).toString('base64') },
  verifyTx: { txBytes: Buffer.from([5, 6]).toString('base64') },
};

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, { content: { 'application/json': { schema: object } } }>>;
}

describe('the OpenAPI document', () => {
  let fixture: ApiFixture;
  let document: { openapi: string; paths: Record<string, Record<string, Operation>>; components: object };
  const validators = new Map<string, ValidateFunction>();
  const ajv = new Ajv2020({ strict: false, allErrors: true });

  const validatorOf = (operation: Operation, status: number): ValidateFunction => {
    const key = `${operation.operationId} ${status}`;
    const known = validators.get(key);
    if (known !== undefined) return known;
    const { schema } = (operation.responses[status] ?? operation.responses.default!).content['application/json'];
    const made = ajv.compile({ ...schema, components: document.components });
    validators.set(key, made);
    return made;
  };
  const call = async (method: string, url: string, payload?: unknown) =>
    fixture.api.server.inject({
      method: method as 'GET',
      url,
      ...(payload === undefined ? {} : { payload: payload as object }),
    });

  before(async () => {
    fixture = apiFixture({ config: { reads: { weightPerMinute: 1_000_000 } } });
    const { chain } = fixture;
    const item = chain.tx(tx);
    const maker = chain.place(ALICE, 'sell', 128_500, 2_500, { clientOrderId: 'mm-0', tx: item });
    fixture.commit();
    chain.place(ALICE, 'sell', 128_501, 2_500, { clientOrderId: 'mm-1' });
    const taker = chain.place(BOB, 'buy', 128_600, 1_000);
    chain.fill(1, maker, taker, 1_000);
    chain.reject(ALICE, 2011, '{"best":128501}');
    fixture.commit();
    chain.cancel(1, maker);
    fixture.commit();
    await fixture.settled();
    document = JSON.parse((await call('GET', '/v1/openapi.json')).body);
  });
  after(() => fixture.close());

  test('is OpenAPI 3.1 and has every route', () => {
    assert.equal(document.openapi, '3.1.0');
    const documented = Object.values(document.paths).flatMap((path) => Object.values(path));
    assert.deepEqual(
      documented.map((operation) => operation.operationId).sort(),
      fixture.api.routes.map((route) => route.operationId).sort(),
    );
  });

  test('every real answer is as documented, and not empty where the chain has something', async () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        const at = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => PATH[name]!);
        const url = `/v1${at}${QUERY[operation.operationId] ?? ''}`;
        const answer = await call(method.toUpperCase(), url, BODIES[operation.operationId]);
        assert.ok(answer.statusCode < 300, `${method} ${url}: ${answer.statusCode} ${answer.body}`);
        const validate = validatorOf(operation, answer.statusCode);
        const body = JSON.parse(answer.body) as { data: unknown };
        assert.ok(validate(body), `${method} ${url}: ${JSON.stringify(validate.errors)}\n${answer.body}`);
        if (Array.isArray(body.data) && !EMPTY.has(operation.operationId)) {
          assert.ok(body.data.length > 0, `${url} is empty`);
        }
      }
    }
  });

  test('every error is as documented', async () => {
    const wrong = [
      '/v1/markets/NONE',
      '/v1/markets?x=1',
      '/v1/nothing',
      `/v1/accounts/${alice}/orders/1-99`,
      '/v1/tx/12',
    ];
    const operation = document.paths['/markets']!.get!;
    for (const url of wrong) {
      const answer = await call('GET', url);
      assert.ok(answer.statusCode >= 400, url);
      const validate = validatorOf(operation, answer.statusCode);
      assert.ok(validate(JSON.parse(answer.body)), `${url}: ${JSON.stringify(validate.errors)}`);
    }
  });

  test('the page and the AsyncAPI document are served', async () => {
    const page = await call('GET', '/docs');
    assert.match(String(page.headers['content-type']), /^text\/html/);
    assert.ok(fixture.api.routes.every((route) => page.body.includes(`/v1${route.path}`)));
    const frames = JSON.parse((await call('GET', '/v1/asyncapi.json')).body) as { asyncapi: string };
    assert.equal(frames.asyncapi, '3.0.0');
  });
});

/** Lists the fake chain has no rows for. */
const EMPTY = new Set([
  'listFundingRates',
  'listFundingPayments',
  'listTransfers',
  // test/integration/api-bridge-lists.test.ts has them filled.
  'listDeposits',
  'listWithdrawals',
  'listBridgeDeposits',
  'listBridgeWithdrawals',
  'listBatches',
  'listQuarantine',
  'listSpokes',
]);
