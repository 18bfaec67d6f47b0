import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatEvmAddress } from '#chain/lib/address.ts';
import { concat, utf8 } from '#chain/lib/bytes.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';
import type { SpokeAssetRead } from '#chain/modules/bridge/spoke-reads.ts';
import {
  MsgRefundDeposit,
  MsgRegisterSpoke,
  MsgSetSpokeState,
  Query,
  SpokeState,
} from '#proto/generated/nave.bridge.v1.ts';
import { BridgeChain, USD, USDC_TOKEN, WETH_TOKEN } from '#test/support/bridge-chain.ts';
import type { VaultItem } from '#test/support/bridge-vault.ts';
import { message, TestKey } from '#test/support/signing.ts';

const alice = new TestKey('alice', 'ethsecp256k1');
const bob = new TestKey('bob', 'ethsecp256k1');
const FORWARDER = new Uint8Array(20).fill(0xf0);
const HUB_ACCOUNT = concat(new Uint8Array(12), nobleCrypto.keccak256(utf8('NaveSpoke.Migration')).slice(12));
const LEDGER = { account: '', afterSpoke: 0, afterNonce: 0, limit: 0 };
const successorClaim = { chainId: '31337', instance: '1', predecessor: '1', forwarder: formatEvmAddress(FORWARDER) };

const asset = (bridge: BridgeChain, spoke: number, id = 1): SpokeAssetRead =>
  bridge
    .keepers()
    .bridge.reads.spokes.get(spoke)
    .assets.find((one) => one.asset === id)!;

/** Spoke 1 with USDC of alice names the vault of spoke 2 as its successor. */
function migrating(before: (bridge: BridgeChain) => void = () => undefined, usd = 300_000n): BridgeChain {
  const bridge = new BridgeChain({ params: { longDelayPpm: '1000000' } });
  bridge.deposit(1, alice, USDC_TOKEN, usd * USD);
  const next = bridge.register(2, successorClaim);
  before(bridge);
  bridge.vaults.get(1)!.emit({ type: 'SuccessorSet', successor: next.address });
  bridge.attestAll();
  return bridge;
}

/** Runs blocks until spoke 1 has signed a move, and gives what the vault will pay. */
function nextMove(bridge: BridgeChain): VaultItem | undefined {
  for (let i = 0; i < 8; i++) {
    const { migration } = bridge.keepers().bridge.base.store.routes.get([1, USDC_TOKEN])!;
    if (migration !== 0 && bridge.getWithdrawal(1, migration).state === 'signed') {
      bridge.signBatches(1);
      return bridge.item(1, migration);
    }
    bridge.block();
  }
  return undefined;
}

/** What the forwarder does with what it has. */
function forward(bridge: BridgeChain, amount: bigint, sender = FORWARDER): number {
  const vault = bridge.vaults.get(2)!;
  const token = USDC_TOKEN;
  vault.credit(token, amount);
  const nonce = vault.emit({ type: 'Deposit', hubAccount: HUB_ACCOUNT, token, sender, refundTo: sender, amount });
  bridge.attestAll();
  return nonce;
}

test('escrow moves to the successor in parts that users’ limits allow, one at a time, and credits nobody', () => {
  const bridge = migrating(undefined, 900_000n);
  const total = bridge.keepers().bank.supply(1);
  let moved = 0n;
  const sizes: number[] = [];
  for (let item = nextMove(bridge); item !== undefined; item = nextMove(bridge)) {
    assert.deepEqual(item.to, FORWARDER);
    sizes.push(Number(item.amount / USD / 1000n));
    bridge.vaults.get(1)!.pay(item, bob.address);
    bridge.attestAll();
    assert.deepEqual([asset(bridge, 2).inTransit, asset(bridge, 2).escrow], [item.amount, moved + item.amount]);
    for (let i = 0; i < 5; i++) bridge.block();
    assert.equal(nextMove(bridge), undefined, 'the next one waits for this one to arrive');
    forward(bridge, item.amount);
    moved += item.amount;
    assert.deepEqual([asset(bridge, 2).inTransit, asset(bridge, 2).escrow], [0n, moved]);
    assert.equal(bridge.keepers().bank.supply(1), total, 'Σ escrow never changed');
    bridge.requireConserved();
  }
  assert.deepEqual([moved, asset(bridge, 1).escrow], [900_000n * USD, 0n]);
  assert.deepEqual(sizes, [500, 250, 126, 23], 'half of the bucket each, which leaks 100 USD a second; then the rest');
  assert.equal(bridge.balance(alice), 900_000n * USD);
  assert.equal(bridge.app.accountNumber(HUB_ACCOUNT.slice(12)), -1, 'nobody was credited');
  const id = bridge.withdraw(alice, { spoke: 2, amount: String(1_000n * USD) });
  bridge.payOut(2, id);
  assert.equal(bridge.findWithdrawal(2, id), undefined, 'users withdraw from the new vault');
  bridge.requireConserved();
});

test('users come first: what waits on the old vault is paid before anything moves, and in transit pays nobody', () => {
  let id = 0;
  const bridge = migrating((one) => {
    id = one.withdraw(alice, { amount: String(250_000n * USD) });
  });
  const item = nextMove(bridge)!;
  assert.ok(['ready', 'signed'].includes(bridge.getWithdrawal(1, id).state));
  assert.equal(item.amount, 50_000n * USD + 100_000n, 'what alice does not wait for');
  bridge.vaults.get(1)!.pay(item, bob.address);
  bridge.attestAll();
  const [quote, other] = [1n, 60_000n].map((usd) =>
    bridge.query(Query.quote, { spoke: 2, asset: 'USDC', amount: String(usd * USD), account: '' }),
  );
  assert.deepEqual([quote!.blockedBy, other!.blockedBy], [['escrow'], ['escrow']]);
  forward(bridge, item.amount);
  assert.deepEqual(
    bridge.query(Query.quote, { spoke: 2, asset: 'USDC', amount: String(USD), account: '' }).blockedBy,
    [],
  );
  bridge.requireConserved();
});

test('more than what is in transit is a gift to insurance; from anybody else it is kept for refund', () => {
  const bridge = migrating();
  const item = nextMove(bridge)!;
  bridge.vaults.get(1)!.pay(item, bob.address);
  bridge.attestAll();
  const stranger = forward(bridge, 5n * USD, bob.address.slice());
  const rows = bridge.query(Query.quarantine, { spoke: 2, ...LEDGER }).deposits;
  assert.deepEqual([rows[0]!.nonce, rows[0]!.reason], [stranger, 'bad_account']);
  assert.equal(asset(bridge, 2).inTransit, item.amount);
  forward(bridge, item.amount - 1n);
  assert.equal(asset(bridge, 2).inTransit, 1n, 'a part nets a part');
  const before = bridge.keepers().bank.balance('insurance', 1);
  forward(bridge, 8n);
  assert.equal(asset(bridge, 2).inTransit, 0n);
  assert.equal(bridge.keepers().bank.balance('insurance', 1) - before, 7n);
  const told = bridge.chain.events.find(({ type }) => type.endsWith('MigrationArrived'))!;
  assert.deepEqual([told.fromSpoke, told.amount, told.gift], [1, '1', '7']);
  const late = forward(bridge, 9n * USD);
  const after = bridge.query(Query.quarantine, { spoke: 2, ...LEDGER }).deposits;
  assert.deepEqual(
    after.map(({ nonce }) => nonce),
    [stranger, late],
    'nothing is in transit',
  );
  assert.equal(bridge.send(alice, message(MsgRefundDeposit, { sender: alice.text, spoke: 2, nonce: stranger })), 0);
  bridge.payOut(2, 1);
  assert.equal(bridge.query(Query.quarantine, { spoke: 2, ...LEDGER }).deposits.length, 1);
  bridge.requireConserved();
});

test('a move that is tombstoned gives nobody anything and is made again; one that was pushed in vain is claimed', () => {
  const bridge = migrating();
  const first = nextMove(bridge)!;
  bridge.vaults.get(1)!.emit({ type: 'WithdrawalExpired', id: first.id });
  bridge.attestAll();
  assert.equal(asset(bridge, 1).escrow, 300_000n * USD);
  const second = nextMove(bridge)!;
  assert.ok(second.id > first.id && second.amount === first.amount);
  bridge.vaults.get(1)!.emit({ type: 'WithdrawalPushFailed', ...second, submitter: bob.address });
  bridge.attestAll();
  bridge.vaults.get(1)!.claim(second, bob.address);
  bridge.attestAll();
  assert.equal(asset(bridge, 2).inTransit, second.amount);
  bridge.restart();
  forward(bridge, second.amount);
  assert.equal(asset(bridge, 2).inTransit, 0n);
  bridge.requireConserved();
});

test('nothing moves to a vault that is closed, isolated, not the one that was named, or not attested', () => {
  const bridge = new BridgeChain({ params: { longDelayPpm: '1000000' } });
  bridge.deposit(1, alice, USDC_TOKEN, 10_000n * USD);
  const next = bridge.register(2, successorClaim);
  assert.equal(nextMove(bridge), undefined, 'no successor is set');
  bridge.vaults.get(1)!.emit({ type: 'SuccessorSet', successor: new Uint8Array(20).fill(3) });
  bridge.attestAll();
  assert.equal(nextMove(bridge), undefined, 'another vault was named');
  const right = new BridgeChain({ params: { longDelayPpm: '1000000' } });
  right.deposit(1, alice, USDC_TOKEN, 10_000n * USD);
  right.register(2, successorClaim);
  right.setState(2, 'NO_INFLOW');
  right.vaults.get(1)!.emit({ type: 'SuccessorSet', successor: next.address });
  right.attestAll();
  assert.equal(nextMove(right), undefined);
  right.setState(2, 'ACTIVE');
  const item = nextMove(right)!;
  right.vaults.get(1)!.pay(item, bob.address);
  right.attestAll();
  right.setState(2, 'ISOLATED');
  forward(right, item.amount);
  const [kept] = right.query(Query.quarantine, { spoke: 2, ...LEDGER }).deposits;
  assert.deepEqual(
    [kept!.reason, asset(right, 2).inTransit],
    ['spoke_isolated', item.amount],
    'it is believed nothing',
  );
  right.setState(2, 'ACTIVE');
  const { nonce } = kept!;
  assert.equal(right.send(alice, message(MsgRefundDeposit, { sender: alice.text, spoke: 2, nonce })), 0);
  right.payOut(2, 1);
  const authority = right.authority.text;
  const retire = message(MsgSetSpokeState, { authority, spoke: 2, state: SpokeState.RETIRED });
  assert.equal(right.send(right.authority, retire), 6002, 'something is on its way to it');
  // Back at the forwarder, less the fee of the refund, which somebody has to add.
  forward(right, item.amount - 100_000n);
  assert.equal(asset(right, 2).inTransit, 100_000n);
  forward(right, 100_000n);
  assert.equal(asset(right, 2).inTransit, 0n);
  right.requireConserved();
});

test('a vault with a successor that takes a deposit, or names a second one, is not believed', () => {
  for (const lie of [
    (bridge: BridgeChain) => bridge.vaults.get(1)!.deposit(USDC_TOKEN, alice.address, 5n),
    (bridge: BridgeChain) =>
      bridge.vaults.get(1)!.emit({ type: 'SuccessorSet', successor: new Uint8Array(20).fill(3) }),
  ]) {
    const bridge = migrating();
    lie(bridge);
    bridge.attestAll();
    assert.deepEqual([bridge.spoke(1).state, bridge.spoke(1).reason], [5, 'contradiction']);
  }
});

test('a successor is claimed once, on the same chain, with a forwarder that is no vault and no token', () => {
  const bridge = new BridgeChain();
  const authority = bridge.authority.text;
  const claim = (more: object): number => {
    const spoke = JSON.stringify({ ...bridge.claim(2, bridge.config(), successorClaim), ...more });
    return bridge.send(bridge.authority, message(MsgRegisterSpoke, { authority, spoke }));
  };
  const without = { forwarder: undefined };
  for (const more of [
    without,
    { predecessor: undefined },
    { predecessor: '9' },
    { chainId: '1' },
    { forwarder: formatEvmAddress(new Uint8Array(20)) },
    { forwarder: formatEvmAddress(new Uint8Array(20).fill(0xa1)) },
    { forwarder: formatEvmAddress(WETH_TOKEN) },
  ]) {
    assert.equal(claim(more), 8001, JSON.stringify(more));
  }
  assert.equal(claim({}), 0);
  assert.equal(claim({ id: '3', vault: formatEvmAddress(new Uint8Array(20).fill(7)) }), 8001, 'there is one already');
  bridge.deposit(1, alice, USDC_TOKEN, 1_000n * USD);
  const to = (address: Uint8Array): number =>
    bridge.send(alice, bridge.withdrawal(alice, { to: formatEvmAddress(address) }));
  assert.equal(to(FORWARDER), 6007, 'it would be lost');
  assert.equal(to(new Uint8Array(20).fill(0xa2)), 6007, 'the other vault');
});
