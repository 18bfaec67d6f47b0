import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Application } from '#chain/app.ts';
import { exportState } from '#chain/genesis/export.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';
import { findEvent, readEvent } from '#chain/modules/bridge/abi/event-codec.ts';
import { EventHasher } from '#chain/modules/bridge/abi/rolling-hash.ts';
import { voteHash } from '#chain/modules/bridge/abi/vote.ts';
import { BridgeChain, STRANGE_TOKEN, USD, USDC_TOKEN, WETH_TOKEN } from '#test/support/bridge-chain.ts';
import type { SeenEvent } from '#test/support/bridge-vault.ts';
import { TestKey } from '#test/support/signing.ts';
import { blockRequest, initChain } from '#test/support/test-chain.ts';

const alice = new TestKey('alice', 'ethsecp256k1');
const bob = new TestKey('bob', 'ethsecp256k1');

/** A vault with one deposit to alice that nobody has voted on. */
function withDeposit(options: ConstructorParameters<typeof BridgeChain>[0] = {}) {
  const bridge = new BridgeChain(options);
  const vault = bridge.vaults.get(1)!;
  vault.deposit(USDC_TOKEN, alice.address, 100n * USD);
  return { bridge, vault, truth: vault.seen.at(-1)! };
}

const vote = (bridge: BridgeChain, index: number, votes: readonly SeenEvent[]): number =>
  bridge.block([bridge.attestation(index, 1, votes)])[0]!.code;

const candidates = (bridge: BridgeChain): number => {
  const { store } = bridge.keepers().bridge.base;
  return store.votes.get([1, store.status(1).applied + 1])?.candidates.length ?? 0;
};

test('field-shift collisions: no way of moving bytes between fields gives the same vote, and none of them pays', () => {
  const { bridge, truth } = withDeposit();
  const { hubSalt } = bridge.keepers().context.block;
  const own = voteHash(nobleCrypto, hubSalt, 1, truth);
  // Deposit: tag 1, nonce 8, hubAccount 32, token 20, sender 20, refundTo 20, amount 16.
  const bounds = [9, 41, 61, 81, 101, 117];
  assert.equal(truth.event.length, bounds.at(-1));
  const shifted = bounds.slice(1, -1).flatMap((cut, i) => {
    const [from, to] = [bounds[i]!, bounds[i + 2]!];
    return [1, cut - from - 1].map((step) => {
      const event = truth.event.slice();
      // The bytes of two neighbours read on from another place: as text joined without widths they would be the same.
      event.set(truth.event.subarray(from + step, to), from);
      event.set(truth.event.subarray(from, from + step), to - step);
      return { ...truth, event };
    });
  });
  for (const one of shifted) {
    assert.notDeepEqual(voteHash(nobleCrypto, hubSalt, 1, one), own);
    assert.equal(findEvent(one.event)?.type, 'Deposit', 'fixed widths: it reads, as another deposit');
  }
  const [first, second] = shifted;
  for (const [i, one] of [truth, first!, truth, second!].entries()) assert.equal(vote(bridge, i, [one]), 0);
  assert.equal(candidates(bridge), 3, 'three contents under one nonce');
  assert.equal(bridge.balance(alice), 0n);
});

test('right hash with an altered body: a quorum on any one altered field isolates and credits nobody', () => {
  const alter = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
  const alterations: ((truth: SeenEvent) => SeenEvent)[] = [40, 41, 61, 81, 116].map((at) => (truth) => ({
    ...truth,
    event: alter(truth.event, at),
  }));
  for (const change of alterations) {
    const { bridge, truth } = withDeposit();
    const altered = change(truth);
    assert.equal(vote(bridge, 0, [truth]), 0);
    for (const i of [1, 2, 3]) assert.equal(vote(bridge, i, [altered]), 0);
    assert.deepEqual([bridge.spoke(1).reason, bridge.spoke(1).eventNonce], ['rolling_hash', 6]);
    assert.equal(bridge.balance(alice), 0n);
    assert.equal(bridge.keepers().bank.escrow(1, 1), 0n);
  }
});

test('right hash with an altered block: it is another content, and the true one still needs its own quorum', () => {
  for (const change of [
    (truth: SeenEvent) => ({ ...truth, blockNumber: truth.blockNumber + 1 }),
    (truth: SeenEvent) => ({ ...truth, blockHash: truth.blockHash.map((byte) => byte ^ 255) }),
  ]) {
    const { bridge, truth } = withDeposit();
    assert.equal(vote(bridge, 0, [change(truth)]), 0);
    for (const i of [1, 2]) assert.equal(vote(bridge, i, [truth]), 0);
    assert.equal(bridge.balance(alice), 0n, 'half');
    assert.equal(vote(bridge, 3, [truth]), 0);
    assert.equal(bridge.balance(alice), 100n * USD);
  }
});

test('heights and nonces at type maximum: refused or taken as they are, never wrapped', () => {
  const { bridge, truth } = withDeposit();
  const max = truth.event.slice();
  max.fill(255, 1, 9);
  assert.equal(readEvent(max).nonce, 2n ** 64n - 1n);
  assert.equal(vote(bridge, 0, [{ ...truth, event: max }]), 6010);
  const wrapped = truth.event.slice();
  // 2^53 + 7: as a double it would be another nonce.
  wrapped.set([0, 32, 0, 0, 0, 0, 0, 7], 1);
  assert.equal(vote(bridge, 0, [{ ...truth, event: wrapped }]), 6010);
  const zero = truth.event.slice();
  zero.fill(0, 1, 9);
  assert.equal(vote(bridge, 0, [{ ...truth, event: zero }]), 6011);
  assert.throws(() => bridge.attestation(0, 1, [{ ...truth, blockNumber: 2 ** 53 }]), /blockNumber/);
  const last = { ...truth, blockNumber: Number.MAX_SAFE_INTEGER };
  for (const i of [0, 1, 2]) assert.equal(vote(bridge, i, [last]), 0);
  assert.equal(bridge.spoke(1).blockNumber, Number.MAX_SAFE_INTEGER);
});

test('an amount above 2^128 has no encoding: a byte more is no event', () => {
  const { bridge, truth } = withDeposit();
  const longer = Uint8Array.of(...truth.event.subarray(0, 101), 1, ...truth.event.subarray(101));
  assert.equal(findEvent(longer), undefined);
  assert.equal(vote(bridge, 0, [{ ...truth, event: longer }]), 1001);
  assert.equal(candidates(bridge), 0);
});

test('the same deposit across restart, snapshot, replay, export and import: its votes go on, it is credited once', () => {
  const { bridge, truth } = withDeposit();
  assert.equal(vote(bridge, 0, [truth]), 0);
  bridge.restart();
  assert.equal(vote(bridge, 0, [truth]), 6011, 'voted before the restart');
  assert.equal(vote(bridge, 1, [truth]), 0);

  // A snapshot: the records as bytes, in any order, into an application that never ran a block.
  const facts = bridge.app.records.committed!;
  const bytes = [...bridge.app.records.records()].map((one) => ({
    ...one,
    key: one.key.slice(),
    value: one.value.slice(),
  }));
  const fresh = new Application({ invariantsEvery: 1 });
  const middle = Math.floor(bytes.length / 2);
  for (const record of [...bytes.slice(middle), ...bytes.slice(0, middle)]) fresh.loadRecord(record);
  fresh.finishLoad(facts);
  bridge.chain.app = fresh;
  assert.equal(vote(bridge, 1, [truth]), 6011, 'voted before the snapshot');
  assert.equal(bridge.balance(alice), 0n);

  // Replay of every block from genesis.
  const replay = new Application({ verify: true, invariantsEvery: 1 });
  initChain(replay, bridge.chain.genesis);
  for (const [i, { txs, timeNs, appHash }] of bridge.chain.blocks.entries()) {
    assert.deepEqual(replay.finalizeBlock(blockRequest(i + 1, timeNs, txs)).appHash, appHash, `height ${i + 1}`);
    replay.commit();
  }

  // Export, and import as the genesis of a chain that goes on.
  const next = new Application({ invariantsEvery: 1 });
  next.initChain({
    chainId: bridge.chain.chainId,
    genesisTimeNs: bridge.chain.timeNs,
    initialHeight: bridge.chain.height + 1,
    validators: [],
    appState: { export: exportState(bridge.app.records) },
  });
  bridge.chain.app = next;
  assert.equal(vote(bridge, 0, [truth]), 6011, 'voted before the export');
  assert.equal(vote(bridge, 2, [truth]), 0);
  assert.equal(bridge.balance(alice), 100n * USD);
  bridge.restart();
  assert.equal(vote(bridge, 2, [truth]), 6011);
  assert.equal(vote(bridge, 3, [truth]), 0, 'late: compared, not applied again');
  assert.equal(bridge.balance(alice), 100n * USD);
  bridge.requireConserved();
});

test('two spokes in one block: credits, a quarantine, a payout and an isolation do not touch each other', () => {
  const bridge = new BridgeChain({ spokes: 2 });
  bridge.deposit(2, alice, USDC_TOKEN, 10_000n * USD);
  const id = bridge.withdraw(alice, { spoke: 2, amount: String(20n * USD) });
  for (let i = 0; i < 5; i++) bridge.block();
  bridge.signBatches(2);
  const [one, two] = [bridge.vaults.get(1)!, bridge.vaults.get(2)!];
  one.deposit(USDC_TOKEN, bob.address, 7n * USD);
  one.deposit(STRANGE_TOKEN, bob.address, 7n);
  two.pay(bridge.item(2, id), bob.address);
  two.deposit(WETH_TOKEN, bob.address, 10n ** 18n);
  one.emit({ type: 'WithdrawalExpired', id: 5n });
  bridge.attestAll();
  assert.deepEqual([bridge.balance(bob), bridge.balance(bob, 'ETH')], [7n * USD, 10n ** 9n]);
  assert.equal(bridge.findWithdrawal(2, id), undefined, 'paid');
  assert.deepEqual([bridge.spoke(1).reason, bridge.spoke(2).state], ['contradiction', 1]);
  bridge.requireConserved();
});

test('10k pending events drain in order, never more than the limit of a block', () => {
  const bridge = new BridgeChain({ invariantsEvery: 0, params: { eventsPerBlock: '250' } });
  const vault = bridge.vaults.get(1)!;
  const first = vault.seen.length;
  for (let i = 0; i < 10_000; i++) vault.deposit(USDC_TOKEN, i % 2 === 0 ? alice.address : bob.address, BigInt(i + 1));
  const { attestation } = bridge.keepers().bridge;
  for (const { relayer } of bridge.validators.slice(0, 3)) {
    attestation.attest(1, relayer.address, { votes: vault.seen.slice(first), finalizedAt: 1, gasPrice: undefined });
  }
  let next = first + 1;
  let blocks = 0;
  while (next <= vault.seen.length) {
    bridge.block();
    const applied = bridge.chain.events.filter(({ type }) => type.endsWith('VaultEventApplied'));
    assert.ok(applied.length === 250, `${applied.length} in a block`);
    for (const { nonce } of applied) assert.equal(nonce, next++);
    blocks++;
  }
  assert.equal(blocks, 40);
  assert.equal(bridge.balance(alice) + bridge.balance(bob), (10_000n * 10_001n) / 2n);
  assert.equal(bridge.spoke(1).eventNonce, vault.seen.length);
  assert.deepEqual(bridge.spoke(1).rollingHash, vault.seen.at(-1)!.rollingHash);
  assert.deepEqual(
    new EventHasher(nobleCrypto).next(vault.seen.at(-2)!.rollingHash, readEvent(vault.seen.at(-1)!.event)),
    bridge.spoke(1).rollingHash,
  );
});
