import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { formatAddress } from '#chain/lib/address.ts';
import { type ApiFixture, apiFixture } from '#test/support/api-fixture.ts';
import { ALICE, BOB } from '#test/support/fake-chain.ts';

const alice = formatAddress(ALICE);

/** 10 trades and some open orders in 12 blocks. */
function trade(fixture: ApiFixture): void {
  const { chain } = fixture;
  for (let i = 0; i < 10; i++) {
    const maker = chain.place(ALICE, 'sell', 128_500 + i, 2_500, { clientOrderId: `mm-${i}` });
    const taker = chain.place(BOB, 'buy', 128_600, 1_000);
    chain.fill(1, maker, taker, 1_000);
    fixture.commit();
  }
  chain.cancel(1, 1);
  fixture.commit();
  chain.reject(ALICE, 2011, '{"best":128501}');
  fixture.commit();
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: { height: number; time: number; data: never; nextCursor: string | null; hasMore: boolean };
}

describe('the REST interface', () => {
  let fixture: ApiFixture;
  const get = async (url: string, headers: Record<string, string> = {}): Promise<Answer> => {
    const answer = await fixture.api.server.inject({ method: 'GET', url, headers });
    const body = answer.body === '' ? undefined : JSON.parse(answer.body);
    return { status: answer.statusCode, headers: answer.headers, body: body as Answer['body'] };
  };

  before(async () => {
    fixture = apiFixture({ config: { reads: { weightPerMinute: 100_000 } } });
    trade(fixture);
    await fixture.settled();
  });
  after(() => fixture.close());

  test('answers say the block they are true at', async () => {
    const { status, headers, body } = await get('/v1/markets/BTC-USD/book');
    assert.equal(status, 200);
    assert.equal(body.height, 12);
    assert.equal(body.time, fixture.chain.view.timeMs);
    assert.equal(headers['x-nave-height'], '12');
    assert.equal(headers.etag, '"12"');
    assert.match(String(headers['x-request-id']), /^[0-9a-f-]{36}$/);
  });

  test('an unchanged height is 304', async () => {
    const answer = await get('/v1/tickers', { 'if-none-match': '"12"' });
    assert.equal(answer.status, 304);
    assert.equal((await get('/v1/tickers', { 'if-none-match': '"11"' })).status, 200);
  });

  test('pages of fills repeat and skip nothing, in either order', async () => {
    for (const order of ['asc', 'desc']) {
      const ids: string[] = [];
      let cursor = '';
      for (;;) {
        const { body } = await get(`/v1/accounts/${alice}/fills?limit=3&order=${order}${cursor}`);
        ids.push(...(body.data as { id: string }[]).map((fill) => fill.id));
        if (!body.hasMore) break;
        cursor = `&cursor=${body.nextCursor}`;
      }
      const numbers = Array.from({ length: 10 }, (_, i) => `1-${i + 1}`);
      assert.deepEqual(ids, order === 'asc' ? numbers : numbers.reverse());
    }
  });

  test('a cursor of another query is refused with 8003', async () => {
    const { body } = await get(`/v1/accounts/${alice}/fills?limit=3`);
    const other = await get(`/v1/accounts/${alice}/ledger?limit=3&cursor=${body.nextCursor}`);
    assert.equal(other.status, 400);
    assert.equal((other.body as unknown as { code: number }).code, 8003);
  });

  test('unknown parameters are refused by name', async () => {
    const { status, body } = await get('/v1/markets?limt=5');
    assert.equal(status, 400);
    const error = body as unknown as { code: number; details: { field: string } };
    assert.equal(error.code, 8001);
    assert.equal(error.details.field, 'limt');
  });

  test('orders carry what their fills added up to', async () => {
    const { body } = await get(`/v1/accounts/${alice}/orders?status=open`);
    const orders = body.data as {
      id: string;
      filled: string;
      remaining: string;
      avgPrice: string;
      clientOrderId: string;
    }[];
    assert.equal(orders.length, 9);
    const found = orders.find((order) => order.clientOrderId === 'mm-4');
    assert.deepEqual([found?.filled, found?.remaining, found?.avgPrice], ['0.1', '0.15', '64252']);
  });
});
