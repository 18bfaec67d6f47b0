import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat } from '#chain/lib/bytes.ts';
import { MsgRefundDeposit, MsgRegisterRoute, Query } from '#proto/generated/nave.bridge.v1.ts';
import { BridgeChain, STRANGE_TOKEN, USD, USDC_TOKEN, WETH_TOKEN } from '#test/support/bridge-chain.ts';
import { message, TestKey } from '#test/support/signing.ts';

const alice = new TestKey('alice', 'ethsecp256k1');
const refund = (spoke: number, nonce: number) => message(MsgRefundDeposit, { sender: alice.text, spoke, nonce });

test('a spoke is open once a quorum attested its constructor, and a deposit is credited to the account of its 20 bytes', () => {
  const bridge = new BridgeChain();
  assert.equal(bridge.spoke(1).state, 1);
  assert.equal(bridge.spoke(1).eventNonce, 6);
  bridge.deposit(1, alice, USDC_TOKEN, 1_000n * USD);
  assert.equal(bridge.balance(alice), 1_000n * USD);
  const states = bridge.chain.events.filter(({ type }) => type.endsWith('DepositChanged')).map(({ state }) => state);
  assert.deepEqual(states, ['seen', 'quorum', 'credited']);
  bridge.requireConserved();
});

test('18 decimals on the token and 9 on the hub: whole hub units are credited, the rest is refused as not convertible', () => {
  const bridge = new BridgeChain();
  bridge.deposit(1, alice, WETH_TOKEN, 2n * 10n ** 18n);
  assert.equal(bridge.balance(alice, 'ETH'), 2_000_000_000n);
  bridge.vaults.get(1)!.deposit(WETH_TOKEN, alice.address, 10n ** 18n + 1n);
  bridge.attestAll();
  assert.equal(bridge.balance(alice, 'ETH'), 2_000_000_000n);
  const [kept] = bridge.query(Query.quarantine, {
    spoke: 1,
    account: '',
    afterSpoke: 0,
    afterNonce: 0,
    limit: 0,
  }).deposits;
  assert.equal(kept!.reason, 'handler_failed');
  assert.equal(kept!.amount, '');
  assert.equal(bridge.send(alice, refund(1, 8)), 6015);
});

test('unknown token, malformed account, zero and more than 2^96: quarantined with their reasons, the queue goes on', () => {
  const bridge = new BridgeChain();
  const vault = bridge.vaults.get(1)!;
  vault.deposit(STRANGE_TOKEN, alice.address, 5n);
  vault.deposit(USDC_TOKEN, alice.address, 7n * USD, new Uint8Array(32));
  vault.deposit(USDC_TOKEN, alice.address, 8n * USD, new Uint8Array(32).fill(1));
  vault.emit({ ...plain(), amount: 0n });
  vault.emit({ ...plain(), amount: (1n << 128n) - 1n });
  vault.emit({ ...plain(), amount: (1n << 96n) - 1n });
  bridge.deposit(1, alice, USDC_TOKEN, 9n * USD);
  assert.equal(bridge.balance(alice), 9n * USD);
  const reasons = bridge
    .query(Query.quarantine, { spoke: 1, account: '', afterSpoke: 0, afterNonce: 0, limit: 0 })
    .deposits.map(({ reason }) => reason);
  const expected = ['unknown_token', 'bad_account', 'bad_account', 'handler_failed', 'handler_failed', 'over_cap'];
  assert.deepEqual(reasons, expected);
  const [, , , , tooMuch] = bridge.query(Query.quarantine, {
    spoke: 1,
    account: '',
    afterSpoke: 0,
    afterNonce: 0,
    limit: 0,
  }).deposits;
  assert.equal(tooMuch!.tokenAmount, String((1n << 128n) - 1n));
});

const plain = () => ({
  type: 'Deposit' as const,
  hubAccount: concat(new Uint8Array(12), alice.address),
  token: USDC_TOKEN,
  sender: alice.address,
  refundTo: alice.address,
  amount: 1n,
});

test('a deposit above the cap of its asset waits in the refund ledger, which is paid back through the same spoke', () => {
  const bridge = new BridgeChain();
  // ETH: cap 25 M USDC at 4,000 USD.
  bridge.deposit(1, alice, WETH_TOKEN, 6_000n * 10n ** 18n);
  bridge.deposit(1, alice, WETH_TOKEN, 300n * 10n ** 18n);
  assert.equal(bridge.balance(alice, 'ETH'), 6_000_000_000_000n);
  const [kept] = bridge.query(Query.quarantine, {
    spoke: 1,
    account: '',
    afterSpoke: 0,
    afterNonce: 0,
    limit: 0,
  }).deposits;
  assert.equal(kept!.reason, 'over_cap');
  bridge.requireConserved();

  assert.equal(bridge.send(alice, refund(1, kept!.nonce)), 0);
  assert.equal(bridge.send(alice, refund(1, kept!.nonce)), 6015, 'once only');
  const [one] = bridge.query(Query.withdrawals, {
    spoke: 1,
    account: '',
    state: '',
    afterSpoke: 0,
    afterId: 0,
    limit: 0,
  }).withdrawals;
  assert.equal(one!.refundOf, kept!.nonce);
  assert.equal(one!.fee, '50000');
  assert.deepEqual(one!.to, alice.address);
  for (let i = 0; i < 8; i++) bridge.block();
  bridge.payOut(1, one!.id);
  assert.equal(
    bridge.query(Query.quarantine, { spoke: 1, account: '', afterSpoke: 0, afterNonce: 0, limit: 0 }).deposits.length,
    0,
  );
  bridge.requireConserved();
});

test('a refund whose payout is tombstoned returns to the ledger and can be asked for again', () => {
  const bridge = new BridgeChain();
  const vault = bridge.vaults.get(1)!;
  bridge.deposit(1, alice, USDC_TOKEN, 50n * USD);
  const nonce = vault.deposit(USDC_TOKEN, alice.address, 20n * USD, new Uint8Array(32));
  bridge.attestAll();
  assert.equal(bridge.send(alice, refund(1, nonce)), 0);
  for (let i = 0; i < 8; i++) bridge.block();
  vault.emit({ type: 'WithdrawalExpired', id: 1n });
  bridge.attestAll();
  assert.equal(bridge.findWithdrawal(1, 1), undefined);
  assert.equal(
    bridge.query(Query.quarantine, { spoke: 1, account: '', afterSpoke: 0, afterNonce: 0, limit: 0 }).deposits[0]!
      .refundId,
    0,
  );
  assert.equal(bridge.send(alice, refund(1, nonce)), 0);
  bridge.requireConserved();
});

test('a token that gets its route later can be refunded from then on', () => {
  const bridge = new BridgeChain();
  bridge.deposit(1, alice, USDC_TOKEN, 50n * USD);
  const nonce = bridge.vaults.get(1)!.deposit(STRANGE_TOKEN, alice.address, 30n * USD);
  bridge.attestAll();
  assert.equal(bridge.send(alice, refund(1, nonce)), 6015);
  const route = { spoke: '1', token: `0x${'99'.repeat(20)}`, tokenDecimals: '6', asset: 'USDT', feeFloor: '10' };
  const authority = bridge.authority.text;
  bridge.must(bridge.authority, message(MsgRegisterRoute, { authority, route: JSON.stringify(route) }));
  assert.equal(bridge.send(alice, refund(1, nonce)), 0);
  for (let i = 0; i < 8; i++) bridge.block();
  bridge.payOut(1, 1);
  bridge.requireConserved();
});

test('what a closed or isolated spoke takes in is quarantined, what other spokes do goes on', () => {
  const bridge = new BridgeChain({ spokes: 2 });
  bridge.vaults.get(1)!.deposit(USDC_TOKEN, alice.address, 10n * USD);
  bridge.vaults.get(2)!.deposit(USDC_TOKEN, alice.address, 20n * USD);
  bridge.app.query({ path: Query.spokes.path, data: new Uint8Array(0), height: 0, prove: false });
  bridge.setState(1, 'ISOLATED');
  bridge.attestAll();
  assert.equal(bridge.balance(alice), 20n * USD);
  assert.equal(
    bridge.query(Query.quarantine, { spoke: 1, account: '', afterSpoke: 0, afterNonce: 0, limit: 0 }).deposits[0]!
      .reason,
    'spoke_isolated',
  );
  bridge.setState(2, 'NO_INFLOW');
  bridge.deposit(2, alice, USDC_TOKEN, 5n * USD);
  assert.equal(
    bridge.query(Query.quarantine, { spoke: 2, account: '', afterSpoke: 0, afterNonce: 0, limit: 0 }).deposits[0]!
      .reason,
    'spoke_closed',
  );
  assert.equal(bridge.balance(alice), 20n * USD);
  bridge.requireConserved();
});

test('two spokes in one block: both deposits are credited', () => {
  const bridge = new BridgeChain({ spokes: 2 });
  bridge.vaults.get(1)!.deposit(USDC_TOKEN, alice.address, 10n * USD);
  bridge.vaults.get(2)!.deposit(USDC_TOKEN, alice.address, 20n * USD);
  bridge.attestAll();
  assert.equal(bridge.balance(alice), 30n * USD);
  bridge.requireConserved();
});
