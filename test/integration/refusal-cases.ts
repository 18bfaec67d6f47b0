import assert from 'node:assert/strict';
import type { GenesisJson } from '#chain/genesis/localnet.ts';
import type { ErrorCode } from '#chain/lib/error-codes.ts';
import type { PartialMessage } from '#chain/lib/protobuf.ts';
import { MsgSend } from '#proto/generated/cosmos.bank.v1beta1.ts';
import {
  MsgAmendOrder,
  MsgBatch,
  MsgCancelOrder,
  MsgPlaceOrder,
  MsgScheduleCancel,
} from '#proto/generated/nave.clob.v1.ts';
import { MsgFundIsolated, MsgSetLeverage, MsgTransfer } from '#proto/generated/nave.margin.v1.ts';
import { loadNativeCrypto } from '#src/crypto/native-crypto.ts';
import { message, TestKey, type TestMessage } from '#test/support/signing.ts';
import { TestChain } from '#test/support/test-chain.ts';

/** A market with traders, and messages that break one rule each: the table of tx-refusals.test.ts. */
const { crypto } = await loadNativeCrypto();
export const alice = new TestKey('alice');
export const bob = new TestKey('bob', 'ethsecp256k1');
export const carol = new TestKey('carol');
export const nobody = new TestKey('nobody');
export const USDC = 1_000_000n;
/** 100,000 USD in ticks of BTC-USD. */
export const P = 200_000;
export const [BTC, ETH, SOL] = [1, 2, 3];

export type Place = PartialMessage<MsgPlaceOrder>;
export const place = (fields: Place = {}, key = alice): TestMessage =>
  message(MsgPlaceOrder, {
    ...{ sender: key.text, owner: key.text, market: BTC, side: 1, type: 1, tif: 1, lots: 100, ticks: P - 2000 },
    ...fields,
  });
export const item = (fields: Place = {}) => ({
  place: { market: BTC, side: 1, type: 1, tif: 1, lots: 100, ticks: P - 2000, ...fields },
});
export const batch = (fields: PartialMessage<MsgBatch>): TestMessage =>
  message(MsgBatch, { sender: alice.text, owner: alice.text, ...fields });
export const amend = (fields: PartialMessage<MsgAmendOrder>): TestMessage =>
  message(MsgAmendOrder, { sender: alice.text, owner: alice.text, market: BTC, ...fields });
export const cancel = (fields: PartialMessage<MsgCancelOrder>): TestMessage =>
  message(MsgCancelOrder, { sender: alice.text, owner: alice.text, market: BTC, ...fields });
export const transfer = (fields: PartialMessage<MsgTransfer>, key = alice): TestMessage =>
  message(MsgTransfer, {
    sender: key.text,
    owner: key.text,
    to: key.text,
    asset: 'USDC',
    amount: '1000000',
    ...fields,
  });
export const isolate = (subaccount: number): TestMessage =>
  message(MsgFundIsolated, { sender: alice.text, owner: alice.text, subaccount, market: BTC, amount: '1000000' });
export const stop = { kind: 1, source: 1, ticks: P + 5000 };
export const child = { kind: 1, source: 1, triggerTicks: P - 9000, type: 2, ticks: P - 20_000 };
export const twap = { durationMs: 300_000, intervalMs: 30_000, slippagePpm: 10_000 };

export const balances = [
  { key: alice, asset: 'USDC', amount: 1_000_000n * USDC },
  { key: bob, asset: 'USDC', amount: 1_000_000n * USDC },
  { key: carol, asset: 'USDC', amount: 2n * USDC },
];

/** A chain with prices, quotes of bob and open orders of alice: a (resting), t (TWAP), p (with children), s, tr (triggers). */
export function market(adapt?: (genesis: GenesisJson) => GenesisJson): TestChain {
  const chain = new TestChain({ crypto, balances, ...(adapt !== undefined && { adapt }) });
  chain.block();
  const results = chain.block([
    {
      key: bob,
      messages: [place({ ticks: P - 200, lots: 1000 }, bob), place({ side: 2, ticks: P + 200, lots: 1000 }, bob)],
    },
    { key: alice, messages: [place({ clientOrderId: 'a' })] },
    { key: alice, messages: [place({ type: 2, tif: 0, ticks: 0, lots: 1000, twap, clientOrderId: 't' })] },
    { key: alice, messages: [place({ children: [child], clientOrderId: 'p' })] },
    { key: alice, messages: [place({ type: 2, tif: 0, ticks: P + 9000, trigger: stop, clientOrderId: 's' })] },
    {
      key: alice,
      messages: [
        place({
          type: 2,
          tif: 0,
          ticks: 0,
          trigger: { kind: 3, source: 1, callbackPpm: 10_000, slippagePpm: 10_000 },
          clientOrderId: 'tr',
        }),
      ],
    },
  ]);
  assert.deepEqual(
    results.map(({ code, log }) => code || log),
    results.map(() => ''),
  );
  return chain;
}

export type Case = readonly [code: ErrorCode, why: string, messages: readonly TestMessage[], key?: TestKey];

export const cases: readonly Case[] = [
  [1004, 'an account that never got anything', [place({}, nobody)], nobody],
  [1004, 'a subaccount that never got anything', [place({ subaccount: 7 })]],
  [
    1007,
    'another owner without approval',
    [message(MsgPlaceOrder, { sender: alice.text, owner: bob.text, market: BTC, side: 1, type: 1, lots: 1, ticks: P })],
  ],
  [2001, 'no side', [place({ side: 0 })]],
  [2001, 'an unknown order type', [place({ type: 9 })]],
  [2001, 'a market order that rests', [place({ type: 2, tif: 1 })]],
  [2001, 'post-only ioc', [place({ tif: 3, postOnly: true })]],
  [2001, 'gtt without expiry', [place({ tif: 2 })]],
  [2001, 'expiry without gtt', [place({ expiresAt: 1_900_000_000_000 })]],
  [2002, 'no lots', [place({ lots: 0 })]],
  [2002, 'more lots than an order may have', [place({ lots: 5_000_001 })]],
  [2003, 'a price above the highest', [place({ ticks: 3_400_001 })]],
  [2001, 'a limit order without price', [place({ ticks: 0 })]],
  [2004, 'a market order without worst price', [place({ type: 2, tif: 0, ticks: 0 })]],
  [2005, 'less than the minimum notional', [place({ lots: 1, ticks: 1000 })]],
  [2006, 'an expiry in the past', [place({ tif: 2, expiresAt: 1_700_000_000_000 })]],
  [
    2006,
    'a switch more than a day ahead',
    [message(MsgScheduleCancel, { sender: alice.text, owner: alice.text, time: 1_900_000_000_000 })],
  ],
  [2007, 'a trigger above the highest price', [place({ trigger: { ...stop, ticks: 3_400_001 } })]],
  [2008, 'a clientOrderId with a space', [place({ clientOrderId: 'no spaces' })]],
  [2009, 'a clientOrderId that is in use', [place({ clientOrderId: 'a' })]],
  [2011, 'post-only that crosses', [place({ ticks: P + 200, postOnly: true })]],
  [2012, 'fok larger than what crosses', [place({ ticks: P + 200, lots: 1001, tif: 4 })]],
  [2013, 'reduce-only without a position', [place({ reduceOnly: true })]],
  [2014, 'a bid above the band of an empty book', [place({ market: SOL, ticks: 30_000, lots: 10 })]],
  [2015, 'cancel of an unknown id', [cancel({ orderId: 999_999 })]],
  [2015, 'amend of an unknown name', [amend({ clientOrderId: 'zzz', lots: 5 })]],
  [2016, 'amend of a TWAP', [amend({ clientOrderId: 't', lots: 2000 })]],
  [2016, 'lots of an order with children', [amend({ clientOrderId: 'p', lots: 200 })]],
  [2016, 'trigger of a trailing stop', [amend({ clientOrderId: 'tr', triggerTicks: P })]],
  [2017, 'an amend that changes nothing', [amend({ clientOrderId: 'a', lots: 100 })]],
  [
    2018,
    'a TWAP whose interval does not divide',
    [place({ type: 2, tif: 0, ticks: 0, lots: 1000, twap: { ...twap, intervalMs: 31_000 } })],
  ],
  [2019, 'two stop-loss children', [place({ children: [child, child] })]],
  [2021, 'an empty batch', [batch({ items: [] })]],
  [2021, 'a batch of 51', [batch({ items: Array.from({ length: 51 }, () => item()) })]],
  [2022, 'a builder that is no account', [place({ builder: { address: nobody.text, feePpm: 10 } })]],
  [2022, 'a builder fee above the highest', [place({ builder: { address: bob.text, feePpm: 1001 } })]],
  [3001, 'more than the margin', [place({ lots: 1000 }, carol)], carol],
  [
    3010,
    'what open orders reserve',
    [place({ lots: 1, ticks: P - 2000 }, carol), transfer({ to: bob.text, amount: '1900000' }, carol)],
    carol,
  ],
  [3012, 'more than the balance', [transfer({ to: bob.text, amount: '2000000000000' })]],
  [
    3012,
    'more than the balance over the bank',
    [message(MsgSend, { fromAddress: alice.text, toAddress: bob.text, amount: [{ denom: 'neth', amount: '5' }] })],
  ],
  [
    3013,
    'a margin ratio above one',
    [message(MsgSetLeverage, { sender: alice.text, owner: alice.text, market: BTC, imPpm: 1_000_001 })],
  ],
  [3014, 'funding from an isolated subaccount', [isolate(0), isolate(256)]],
  [3018, 'a first credit below 1 USDC', [transfer({ to: nobody.text, amount: '999999' })]],
  [4001, 'an unknown market', [place({ market: 99 })]],
  [5006, '101 messages', Array.from({ length: 101 }, () => cancel({ orderId: 1 }))],
  [
    5006,
    'more weight than a block',
    Array.from({ length: 41 }, () => batch({ items: Array.from({ length: 50 }, () => item({ tif: 4 })) })),
  ],
];
