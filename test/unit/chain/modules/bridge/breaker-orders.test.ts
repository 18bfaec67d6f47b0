import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MsgUpdateParams } from '#proto/generated/nave.bridge.v1.ts';
import {
  MsgAmendOrder,
  MsgCancelOrder,
  MsgPlaceOrder,
  OrderType,
  Side,
  TimeInForce,
  TriggerKind,
  TriggerSource,
} from '#proto/generated/nave.clob.v1.ts';
import { BridgeChain, USD, USDC_TOKEN, WETH_TOKEN } from '#test/support/bridge-chain.ts';
import { message, TestKey } from '#test/support/signing.ts';

const alice = new TestKey('alice', 'ethsecp256k1');
const bob = new TestKey('bob', 'ethsecp256k1');
const SPOKE_CLOSED = 6002;

const order = (key: TestKey, fields: Partial<MsgPlaceOrder> = {}) =>
  message(MsgPlaceOrder, {
    sender: key.text,
    owner: key.text,
    subaccount: 0,
    market: 1,
    side: Side.BUY,
    type: OrderType.LIMIT,
    lots: 100,
    ticks: 199_000,
    tif: TimeInForce.GTC,
    ...fields,
  });

/** Alice's collateral is ETH of spoke 1, bob's USDC of spoke 2. */
function funded(limits: string): BridgeChain {
  const bridge = new BridgeChain({ spokes: 2, normalLagMs: 2_000, params: { breakerLimitsOrders: limits } });
  bridge.deposit(1, alice, WETH_TOKEN, 50n * 10n ** 18n);
  bridge.deposit(2, bob, USDC_TOKEN, 100_000n * USD);
  return bridge;
}

/** Spoke 2 goes on reporting, spoke 1 does not. */
function openBreaker(bridge: BridgeChain): void {
  for (let i = 0; i < 20 && bridge.spoke(1).breaker !== 'open'; i++) {
    bridge.block(bridge.validators.map((_, index) => bridge.attestation(index, 2, [])));
  }
  bridge.block(bridge.validators.map((_, index) => bridge.attestation(index, 2, [])));
  assert.deepEqual([bridge.spoke(1).breaker, bridge.spoke(2).breaker], ['open', 'normal']);
}

test('behind an open breaker an account opens nothing new on collateral of that spoke; others trade on', () => {
  const bridge = funded('1');
  assert.equal(bridge.send(alice, order(alice, { clientOrderId: 'before' })), 0);
  openBreaker(bridge);
  assert.deepEqual(bridge.keepers().bridge.stuck, [3], 'ETH, and not USDC: spoke 2 has it');
  assert.equal(bridge.send(alice, order(alice)), SPOKE_CLOSED);
  assert.equal(bridge.send(bob, order(bob)), 0);
  const amend = message(MsgAmendOrder, {
    sender: alice.text,
    owner: alice.text,
    market: 1,
    clientOrderId: 'before',
    lots: 500,
  });
  assert.equal(bridge.send(alice, amend), SPOKE_CLOSED, 'nor does it enlarge what rests');
  const cancel = { sender: alice.text, owner: alice.text, market: 1, clientOrderId: 'before' };
  assert.equal(bridge.send(alice, message(MsgCancelOrder, cancel)), 0);
  bridge.restart();
  assert.deepEqual(bridge.keepers().bridge.stuck, [3]);
  for (let i = 0; i < 4; i++) bridge.attestAll();
  assert.equal(bridge.spoke(1).breaker, 'half_open');
  assert.equal(bridge.send(alice, order(alice)), 0, 'half-open: it can be moved again');
});

test('what only reduces a position is taken, with or without the flag; a fired trigger that would open ends', () => {
  const bridge = funded('1');
  const lots = 200;
  bridge.block([
    { key: bob, messages: [order(bob, { side: Side.SELL, lots, ticks: 200_000 })] },
    { key: alice, messages: [order(alice, { lots, ticks: 200_000 })] },
  ]);
  assert.equal(bridge.app.view.positions(alice.address)[0]?.lots, lots);
  const trigger = {
    kind: TriggerKind.STOP,
    source: TriggerSource.MARK,
    ticks: 204_000,
    callbackPpm: 0,
    slippagePpm: 0,
  };
  assert.equal(bridge.send(alice, order(alice, { trigger, ticks: 205_000, clientOrderId: 'stop' })), 0);
  openBreaker(bridge);
  const sell = { side: Side.SELL, ticks: 201_000 };
  assert.equal(bridge.send(alice, order(alice, { ...sell, lots: 100 })), 0);
  assert.equal(bridge.send(alice, order(alice, { ...sell, lots: 100, reduceOnly: true })), 0);
  assert.equal(
    bridge.send(alice, order(alice, { ...sell, lots: 101 })),
    SPOKE_CLOSED,
    'one lot more than the position',
  );
  bridge.chain.prices.BTC = 102_500;
  const ends: unknown[] = [];
  for (let i = 0; i < 3; i++) {
    bridge.block();
    for (const { type, reason } of bridge.chain.events) if (type.endsWith('OrderCanceled')) ends.push(reason);
  }
  assert.deepEqual(ends, ['margin']);
});

test('without the parameter breakers hold no order; it takes effect with the next block', () => {
  const bridge = funded('0');
  openBreaker(bridge);
  assert.equal(bridge.send(alice, order(alice)), 0);
  const authority = bridge.authority.text;
  const params = JSON.stringify({ breakerLimitsOrders: '1' });
  const [changed, placed] = bridge.block([
    { key: bridge.authority, messages: [message(MsgUpdateParams, { authority, params })] },
    { key: alice, messages: [order(alice)] },
  ]);
  assert.deepEqual([changed!.code, placed!.code], [0, 0]);
  assert.equal(bridge.send(alice, order(alice)), SPOKE_CLOSED);
});
