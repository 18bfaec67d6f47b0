import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { findUnits, formatUnits } from '#chain/lib/decimal.ts';
import {
  MsgBatch,
  MsgCancelOrder,
  MsgPlaceOrder,
  OrderType,
  Side,
  TimeInForce,
} from '#proto/generated/nave.clob.v1.ts';
import { MsgTransfer } from '#proto/generated/nave.margin.v1.ts';
import type { TxItemRow } from '#src/indexer/rows.ts';
import { createGateway } from '#src/node/tx-gateway.ts';
import { type ApiRig, apiRig } from '#test/support/api-fixture.ts';
import { message, TestKey } from '#test/support/signing.ts';
import { TestChain, type TestTx } from '#test/support/test-chain.ts';

const maker = new TestKey('api maker');
const taker = new TestKey('api taker');

const fields = (sender: string, side: 'buy' | 'sell', lots: number, ticks: number, clientOrderId = '') =>
  MsgPlaceOrder.fromPartial({
    sender,
    market: 1,
    side: side === 'buy' ? Side.BUY : Side.SELL,
    type: OrderType.LIMIT,
    tif: TimeInForce.GTC,
    lots,
    ticks,
    clientOrderId,
  });
const place = (key: TestKey, side: 'buy' | 'sell', lots: number, ticks: number, clientOrderId = '') =>
  message(MsgPlaceOrder, fields(key.text, side, lots, ticks, clientOrderId));

interface SimulatedItem {
  readonly code: number;
  readonly clientOrderId: string | null;
  readonly order: {
    readonly status: string;
    readonly trigger: { readonly price: string } | null;
    readonly childIds: readonly string[];
    readonly twap: { readonly slices: number } | null;
  } | null;
}

describe('the API over the real state machine', () => {
  let chain: TestChain;
  let rig: ApiRig;

  const block = (txs: readonly TestTx[] = []) => {
    const raw = [chain.priceTx(), ...txs.map((tx) => chain.sign(tx.key, tx.messages))];
    chain.timeNs += 1_000_000_000n;
    const { committed } = chain.run(chain.app.prepareProposal(raw, 2_000_000));
    rig.indexer.accept(committed);
    return committed;
  };
  const get = async (path: string): Promise<unknown> => {
    const answer = await rig.api.server.inject({ method: 'GET', url: `/v1${path}` });
    assert.equal(answer.statusCode, 200, `${path}: ${answer.body}`);
    return (JSON.parse(answer.body) as { data: unknown }).data;
  };
  let tick = 0;

  before(async () => {
    chain = new TestChain({
      balances: [maker, taker].map((key) => ({ key, asset: 'USDC', amount: 1_000_000_000_000n })),
    });
    const config = { reads: { weightPerMinute: 1_000_000 } };
    rig = apiRig(chain.app.view, { config }, () => chain.app.takeGenesisEvents());
    for (let i = 0; i < 8; i++) block();
    const market = chain.app.view.findMarket(1)!;
    tick = Number(100_000_000_000_000_000n / market.tickPrice);
    block([
      { key: maker, messages: [place(maker, 'sell', 100, tick + 10, 'ask-1')] },
      { key: maker, messages: [place(maker, 'buy', 100, tick - 10, 'bid-1')] },
    ]);
    block([{ key: taker, messages: [place(taker, 'buy', 40, tick + 20)] }]);
    await rig.settled();
  });
  after(() => rig.close());

  test('a fill shows in position, balance, fills and the whole order', async () => {
    const [fill] = (await get(`/accounts/${taker.text}/fills`)) as Record<string, unknown>[];
    const [position] = (await get(`/accounts/${taker.text}/positions`)) as Record<string, unknown>[];
    assert.equal(fill?.role, 'taker');
    assert.equal(fill?.positionSize, position?.size);
    assert.equal(fill?.orderRemaining, '0');
    const order = (await get(`/accounts/${maker.text}/orders/by-client-id/ask-1`)) as Record<string, unknown>;
    assert.equal(order.status, 'open');
    assert.equal(order.filledQuote, fill?.quote);
    assert.equal(order.signer, maker.text);
    const closed = (await get(`/accounts/${taker.text}/history/orders`)) as Record<string, unknown>[];
    assert.equal(closed[0]?.status, 'filled');
    assert.equal(closed[0]?.fee, fill?.fee);
  });

  test('every ledger sums to its balance, from the genesis credit on', async () => {
    for (const key of [maker, taker]) {
      const entries = (await get(`/accounts/${key.text}/ledger?limit=1000&order=asc`)) as Record<string, string>[];
      const [balance] = (await get(`/accounts/${key.text}/balances`)) as { amount: string }[];
      const sum = entries.reduce((total, { change }) => total + findUnits(change!, 6, true)!, 0n);
      assert.equal(entries[0]?.reason, 'genesis');
      assert.equal(formatUnits(sum, 6), balance?.amount);
      assert.equal(entries.at(-1)?.balance, balance?.amount);
    }
  });

  test('solvency holds to the quantum', async () => {
    const report = (await get('/solvency')) as { ok: boolean; assets: { difference: string }[] };
    assert.equal(report.ok, true);
    assert.ok(report.assets.every((asset) => asset.difference === '0'));
  });

  test('a batch reports every item, the failing one with its code', async () => {
    const batch = message(MsgBatch, {
      sender: maker.text,
      atomic: false,
      items: [
        { place: fields('', 'buy', 10, tick - 20, 'b-1') },
        { place: fields('', 'buy', 10, tick - 20, 'b-1') },
        { cancel: MsgCancelOrder.fromPartial({ market: 1, clientOrderId: 'bid-1' }) },
      ],
    });
    const committed = block([{ key: maker, messages: [batch] }]);
    const hash = Buffer.from(committed.txs[1]!.hash).toString('hex');
    const result = (await get(`/tx/${hash}`)) as { code: number; items: { action: string; code: number }[] };
    assert.equal(result.code, 0);
    assert.deepEqual(
      result.items.map(({ action, code }) => [action, code]),
      [
        ['place', 0],
        ['place', 2009],
        ['cancel', 0],
      ],
    );
  });

  test('a failed tx names its code, and a transfer its own item', async () => {
    const cancel = message(MsgCancelOrder, { sender: taker.text, market: 1, orderId: 999 });
    const transfer = message(MsgTransfer, { sender: taker.text, to: maker.text, asset: 'USDC', amount: '1000000' });
    const committed = block([
      { key: taker, messages: [cancel] },
      { key: taker, messages: [transfer] },
    ]);
    const [, first, second] = committed.txs.map((tx) => Buffer.from(tx.hash).toString('hex').toUpperCase());
    const canceled = (await get(`/tx/${first}`)) as { code: number; name: string; items: { code: number }[] };
    const transferred = (await get(`/tx/${second}`)) as { code: number; items: { action: string }[] };
    assert.deepEqual([canceled.code, canceled.name, canceled.items[0]?.code], [2015, 'ORDER_NOT_FOUND', 2015]);
    assert.deepEqual([transferred.code, transferred.items[0]?.action], [0, 'transfer']);
    await rig.settled();
    const [out] = (await get(`/accounts/${taker.text}/transfers`)) as Record<string, unknown>[];
    const [into] = (await get(`/accounts/${maker.text}/transfers`)) as Record<string, unknown>[];
    assert.deepEqual([out?.id, out?.amount, out?.kind], [into?.id, '1', 'account']);
  });

  test('account sequences have no gap, and the state counts the same', async () => {
    await rig.settled();
    for (const key of [maker, taker]) {
      const events = (await get(`/accounts/${key.text}/events?limit=1000`)) as { seq: number }[];
      assert.deepEqual(
        events.map(({ seq }) => seq),
        events.map((_, i) => i + 1),
      );
      const account = (await get(`/accounts/${key.text}`)) as { accountSeq: number };
      assert.equal(events.at(-1)?.seq, account.accountSeq);
    }
  });

  test('simulate says what a block then does', async () => {
    const answer = await rig.api.server.inject({
      method: 'POST',
      url: `/v1/accounts/${taker.text}/simulate`,
      payload: { orders: [{ market: 'BTC-USD', side: 'buy', type: 'limit', size: '0.001', price: '100005' }] },
    });
    assert.equal(answer.statusCode, 200, answer.body);
    const { data } = JSON.parse(answer.body) as {
      data: {
        before: { equity: string };
        after: { equity: string; positions: { size: string }[] };
        items: { code: number; fills: { fee: string }[] }[];
      };
    };
    assert.equal(data.items[0]?.code, 0);
    const committed = block([
      {
        key: taker,
        messages: [place(taker, 'buy', Number(10n ** 9n / chain.app.view.findMarket(1)!.lotE12), tick + 10)],
      },
    ]);
    assert.equal(committed.txs[1]!.result.code, 0);
    const [position] = (await get(`/accounts/${taker.text}/positions`)) as { size: string }[];
    assert.equal(position?.size, data.after.positions[0]?.size);
  });

  test('simulate runs triggers, brackets and TWAPs and shows the order each would be', async () => {
    const trigger = { kind: 'stop', source: 'mark', price: '150000' };
    const child = { kind: 'take_profit', source: 'mark', triggerPrice: '160000', price: '150000' };
    const common = { market: 'BTC-USD', side: 'buy', size: '0.01' } as const;
    const orders = [
      { ...common, type: 'limit', price: '151000', trigger, clientOrderId: 'stop-1' },
      { ...common, type: 'limit', price: '90000', children: [child] },
      {
        ...common,
        size: '1',
        type: 'market',
        price: '110000',
        twap: { durationMs: 600000, intervalMs: 30000, slippagePpm: 5000 },
      },
      { ...common, type: 'limit', price: '151000', trigger: { kind: 'trailing', source: 'mark', callbackPpm: 1 } },
    ];
    const url = `/v1/accounts/${taker.text}/simulate`;
    const answer = await rig.api.server.inject({ method: 'POST', url, payload: { orders } });
    assert.equal(answer.statusCode, 200, answer.body);
    const { items } = (JSON.parse(answer.body) as { data: { items: SimulatedItem[] } }).data;
    assert.deepEqual(
      items.map(({ code, order }) => [code, order?.status ?? null]),
      [
        [0, 'untriggered'],
        [0, 'open'],
        [0, 'twap'],
        [2001, null],
      ],
    );
    assert.equal(items[0]!.order!.trigger!.price, '150000');
    assert.equal(items[0]!.clientOrderId, 'stop-1');
    assert.equal(items[1]!.order!.childIds.length, 1);
    assert.equal(items[2]!.order!.twap!.slices, 20);
    const wrong = await rig.api.server.inject({
      method: 'POST',
      url,
      payload: { orders: [{ ...common, type: 'limit', price: '90000', children: [{ ...child, size: '0.0000001' }] }] },
    });
    assert.equal((JSON.parse(wrong.body) as { code: number; message: string }).code, 2002);
    assert.match(wrong.body, /orders\.0\.children\.0\.size/);
  });

  test('the dry run of a tx shows the items the block then has, and leaves no trace', async () => {
    const batch = message(MsgBatch, {
      sender: taker.text,
      atomic: false,
      items: [
        { place: fields('', 'buy', 60, tick + 20, 'dry-1') },
        { place: fields('', 'sell', 5, tick + 500, 'dry-2') },
        { cancel: MsgCancelOrder.fromPartial({ market: 1, clientOrderId: 'dry-2' }) },
        { cancel: MsgCancelOrder.fromPartial({ market: 1, clientOrderId: 'never' }) },
      ],
    });
    const bytes = chain.sign(taker, [batch]);
    const tools = createGateway(chain.app, undefined as never).tools;
    const tried = rig.indexer.tryItems(tools.tryTx(bytes)!, bytes);
    assert.deepEqual(rig.indexer.tryItems(tools.tryTx(bytes)!, bytes), tried);
    const { committed } = chain.run([bytes]);
    const [row] = rig.indexer.accept(committed)!.txs;
    const shape = (items: readonly TxItemRow[]) =>
      items.map(({ index, action, code, orderId, clientOrderId, order, fills }) => ({
        ...{ index, action, code, orderId, clientOrderId, status: order?.status, filled: order?.filled },
        fills: fills.map(({ tradeId, ticks, lots, fee, positionLots, orderRemaining }) => ({
          ...{ tradeId, ticks, lots, fee, positionLots, orderRemaining },
        })),
      }));
    assert.deepEqual(shape(tried), shape(row!.items));
    assert.deepEqual(
      tried.map(({ code }) => code),
      [0, 0, 0, 2015],
    );
    assert.ok(tried[0]!.fills.length > 0);
  });
});
