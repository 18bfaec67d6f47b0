import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { nobleCrypto } from '#chain/lib/hash.ts';
import { MsgCancelAllOrders, MsgPlaceOrder, OrderType, Side, TimeInForce } from '#proto/generated/nave.clob.v1.ts';
import { PastViews } from '#src/node/past-views.ts';
import { type ApiRig, apiRig } from '#test/support/api-fixture.ts';
import { message, TestKey, type TestMessage } from '#test/support/signing.ts';
import { TestChain, type TestTx } from '#test/support/test-chain.ts';

const maker = new TestKey('past maker');
const taker = new TestKey('past taker');
const BLOCKS = 14;

const PATHS = [
  '/assets',
  '/markets',
  '/markets/BTC-USD',
  '/markets/BTC-USD/tiers',
  '/markets/BTC-USD/book?levels=50&l3=true',
  '/oracle/all',
  '/params',
  '/solvency',
  ...[maker, taker].flatMap(({ text }) =>
    ['', '/subaccounts', '/positions', '/balances', '/fees', '/limits', '/agents'].map(
      (part) => `/accounts/${text}${part}`,
    ),
  ),
];

const withHeight = (path: string, height: number): string => `${path}${path.includes('?') ? '&' : '?'}height=${height}`;

describe('reads at old heights', () => {
  let chain: TestChain;
  let rig: ApiRig;
  let past: PastViews;
  /** Answers by height and path, as they were then. */
  const seen = new Map<number, Map<string, string>>();

  const get = (path: string) => rig.api.server.inject({ method: 'GET', url: `/v1${path}` });
  const place = (key: TestKey, side: 'buy' | 'sell', lots: number, ticks: number): TestMessage =>
    message(MsgPlaceOrder, {
      sender: key.text,
      market: 1,
      side: side === 'buy' ? Side.BUY : Side.SELL,
      type: OrderType.LIMIT,
      tif: TimeInForce.GTC,
      lots,
      ticks,
    });

  async function block(txs: readonly TestTx[]): Promise<void> {
    const raw = [chain.priceTx(), ...txs.map((tx) => chain.sign(tx.key, tx.messages))];
    // Ten minutes a block: funding hours end among them.
    chain.timeNs += 600_000_000_000n;
    const { committed } = chain.run(chain.app.prepareProposal(raw, 2_000_000));
    rig.indexer.accept(committed);
    await rig.settled();
    const answers = new Map<string, string>();
    for (const path of PATHS) answers.set(path, (await get(path)).body);
    seen.set(chain.height, answers);
  }

  before(async () => {
    chain = new TestChain({
      balances: [maker, taker].map((key) => ({ key, asset: 'USDC', amount: 1_000_000_000_000n })),
    });
    past = new PastViews({ app: chain.app, crypto: nobleCrypto });
    const config = { reads: { weightPerMinute: 1_000_000 } };
    rig = apiRig(chain.app.view, { config, past }, () => chain.app.takeGenesisEvents());
    for (let i = 0; i < 3; i++) await block([]);
    const tick = Number(100_000_000_000_000_000n / chain.app.view.findMarket(1)!.tickPrice);
    for (let i = 0; i < BLOCKS; i++) {
      const side = i % 5 < 3 ? 'buy' : 'sell';
      const other = side === 'buy' ? 'sell' : 'buy';
      const cancel = message(MsgCancelAllOrders, { sender: maker.text });
      await block([
        { key: maker, messages: i % 4 === 3 ? [cancel] : [place(maker, other, 30 + i, tick)] },
        { key: taker, messages: [place(taker, side, 10 + i, tick)] },
      ]);
    }
  });
  after(() => rig.close());

  test('every state read answers with height=H what it answered at H, byte for byte', async () => {
    for (const [height, answers] of seen) {
      for (const [path, then] of answers) {
        const now = await get(withHeight(path, height));
        assert.equal(now.statusCode, 200, `${path} at ${height}: ${now.body}`);
        assert.equal(now.body, then, `${path} at ${height}`);
      }
    }
  });

  test('positions of old heights were not all those of the last one', () => {
    const path = `/accounts/${taker.text}/positions`;
    const sizes = [...seen.values()].map((answers) => answers.get(path));
    assert.ok(new Set(sizes).size > BLOCKS / 2);
  });

  test('heights before the first and after the last are 8004 with those that can be read', async () => {
    for (const height of [chain.height + 1, 2 ** 40]) {
      const refused = await get(`/markets?height=${height}`);
      assert.equal(refused.statusCode, 410);
      assert.deepEqual(refused.json().details, { first: past.oldest(), last: chain.height });
    }
  });

  test('a state too large to be loaded twice is refused in words', async () => {
    const small = new PastViews({ app: chain.app, crypto: nobleCrypto, maxRecords: 3 });
    await assert.rejects(small.viewAt(chain.height - 1), /old heights are read up to 3/);
  });
});
