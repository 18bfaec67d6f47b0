import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findEvent } from '#chain/modules/bridge/abi/event-codec.ts';
import { MsgSubmitEvidence, Query } from '#proto/generated/nave.bridge.v1.ts';
import { BridgeChain, USD, USDC_TOKEN } from '#test/support/bridge-chain.ts';
import { FakeVault, type SeenEvent } from '#test/support/bridge-vault.ts';
import { message, TestKey } from '#test/support/signing.ts';

const alice = new TestKey('alice', 'ethsecp256k1');
const mallory = new TestKey('mallory', 'ethsecp256k1');

/** A vault with one deposit to alice that nobody has voted on. */
function withDeposit(powers?: readonly number[], spokes = 1) {
  const bridge = new BridgeChain({ ...(powers && { powers }), spokes });
  const vault = bridge.vaults.get(1)!;
  vault.deposit(USDC_TOKEN, alice.address, 100n * USD);
  return { bridge, vault, truth: vault.seen.at(-1)! };
}

/** The same stream with another last event: what a liar would have to say. */
function lie(vault: FakeVault, bridge: BridgeChain, amount = 900n * USD): SeenEvent {
  const other = Object.assign(Object.create(FakeVault.prototype) as FakeVault, structuredCopy(vault));
  other.seen.pop();
  (other as unknown as { rollingHash: Uint8Array }).rollingHash = other.seen.at(-1)!.rollingHash;
  other.blockNumber--;
  other.deposit(USDC_TOKEN, mallory.address, amount);
  assert.ok(bridge.vaults.size > 0);
  return other.seen.at(-1)!;
}

const structuredCopy = (vault: FakeVault) => ({
  ...vault,
  seen: [...vault.seen],
  escrow: new Map(vault.escrow),
});

const vote = (bridge: BridgeChain, index: number, votes: readonly SeenEvent[], spoke = 1) =>
  bridge.block([bridge.attestation(index, spoke, votes)])[0]!.code;

test('exactly two thirds are no quorum, one unit more is', () => {
  for (const [powers, credited] of [
    [[20, 20, 20], 0n],
    [[20, 21, 20], 100n * USD],
  ] as const) {
    const { bridge, truth } = withDeposit(powers);
    vote(bridge, 0, [truth]);
    vote(bridge, 1, [truth]);
    assert.equal(bridge.balance(alice), credited, String(powers));
  }
});

test('skipped, repeated and backward nonces are refused, and a voter votes once on a nonce for ever', () => {
  const { bridge, vault, truth } = withDeposit();
  vault.deposit(USDC_TOKEN, alice.address, 1n * USD);
  assert.equal(vote(bridge, 0, [vault.seen.at(-1)!]), 6010, 'skipped');
  assert.equal(vote(bridge, 0, [truth]), 0);
  assert.equal(vote(bridge, 0, [truth]), 6011, 'repeated');
  assert.equal(vote(bridge, 0, [vault.seen[0]!]), 6011, 'backward');
  assert.equal(vote(bridge, 0, [vault.seen.at(-1)!]), 0);
  assert.equal(bridge.query(Query.voter, { spoke: 1, relayer: bridge.validators[0]!.relayer.text }).lastNonce, 8);
});

test('a message with one bad vote changes nothing', () => {
  const { bridge, truth } = withDeposit();
  assert.equal(vote(bridge, 0, [truth, truth]), 6011);
  assert.equal(vote(bridge, 0, [truth, { ...truth, event: truth.event.slice(1) }]), 1001);
  assert.equal(bridge.query(Query.voter, { spoke: 1, relayer: bridge.validators[0]!.relayer.text }).lastNonce, 6);
});

test('strangers, other keys of a validator and unknown spokes are refused', () => {
  const { bridge, truth } = withDeposit();
  const [one] = bridge.validators;
  const tx = bridge.attestation(0, 1, [truth]);
  assert.equal(bridge.block([{ ...tx, key: one!.relayer }])[0]!.code, 0);
  assert.equal(vote(bridge, 1, [truth], 7), 6001);
  const asOperator = bridge.attestation(0, 1, [truth], { relayer: one!.operator.text });
  assert.equal(bridge.block([{ ...asOperator, key: one!.operator }])[0]!.code, 6012);
});

test('right hash with an altered body: any altered field is another content and adds nothing to the true one', () => {
  const { bridge, vault, truth } = withDeposit();
  const altered: SeenEvent[] = [
    { ...truth, event: truth.event.map((byte, i) => (i === truth.event.length - 1 ? byte ^ 1 : byte)) },
    { ...truth, blockNumber: truth.blockNumber + 1 },
    { ...truth, blockHash: truth.blockHash.map((byte) => byte ^ 255) },
    { ...truth, rollingHash: truth.rollingHash.map((byte) => byte ^ 1) },
  ];
  for (const [i, one] of altered.slice(0, 2).entries()) assert.equal(vote(bridge, i, [one]), 0);
  vote(bridge, 2, [truth]);
  vote(bridge, 3, [truth]);
  assert.equal(bridge.balance(alice), 0n, 'half is no quorum');
  assert.equal(bridge.spoke(1).reason, 'vote_split');
  assert.equal(vault.seen.length, 7);
});

test('field-shift collisions: eventBytes of one tag have one length, and no shifted body reads as an event', () => {
  const { truth } = withDeposit();
  const bytes = truth.event;
  assert.equal(findEvent(bytes.slice(0, -1)), undefined);
  assert.equal(findEvent(Uint8Array.of(...bytes, 0)), undefined);
  assert.equal(findEvent(Uint8Array.of(2, ...bytes.slice(1))), undefined, 'the body of another tag');
  assert.equal(findEvent(new Uint8Array(0)), undefined);
});

test('34/66, 50/50 and three-way splits isolate the spoke; 33/67 does not; others go on', () => {
  for (const [powers, sides, isolated] of [
    [[34, 33, 33], [0, 1, 1], true],
    [[33, 34, 33], [0, 1, 1], false],
    [[25, 25, 25, 25], [0, 0, 1, 1], true],
    [[34, 33, 33], [0, 1, 2], true],
  ] as const) {
    const { bridge, vault, truth } = withDeposit(powers, 2);
    const contents = [lie(vault, bridge), truth, lie(vault, bridge, 5n)];
    for (const [i, side] of sides.entries()) assert.equal(vote(bridge, i, [contents[side]!]), 0);
    assert.equal(bridge.spoke(1).state === 5, isolated, `${powers} ${sides}`);
    assert.equal(bridge.balance(mallory), 0n);
    if (!isolated) assert.equal(bridge.balance(alice), 100n * USD);
    bridge.voted.set('0/1', 7);
    bridge.voted.set('1/1', 7);
    bridge.voted.set('2/1', 7);
    bridge.voted.set('3/1', 7);
    bridge.deposit(2, alice, USDC_TOKEN, 3n * USD);
    assert.equal(bridge.balance(alice), isolated ? 3n * USD : 103n * USD, 'the other spoke goes on');
  }
});

test('a quorum on another rolling hash isolates the spoke and applies nothing', () => {
  const { bridge, truth } = withDeposit();
  const other = { ...truth, rollingHash: new Uint8Array(32).fill(7) };
  for (let i = 0; i < 3; i++) assert.equal(vote(bridge, i, [other]), 0);
  const spoke = bridge.spoke(1);
  assert.deepEqual([spoke.state, spoke.reason, spoke.eventNonce], [5, 'rolling_hash', 6]);
  assert.equal(bridge.balance(alice), 0n);
  bridge.setState(1, 'ACTIVE');
  bridge.block();
  assert.equal(bridge.spoke(1).reason, 'rolling_hash', 'opening it by hand does not make it true');
});

test('heights going back isolate, a height at type maximum is taken, times far ahead or back are clamped', () => {
  const { bridge, truth } = withDeposit();
  const back = { ...truth, blockNumber: 1 };
  for (let i = 0; i < 3; i++) assert.equal(vote(bridge, i, [back]), 0);
  assert.equal(bridge.spoke(1).reason, 'block_number');

  const far = withDeposit();
  const late = { ...far.truth, blockNumber: Number.MAX_SAFE_INTEGER };
  for (let i = 0; i < 3; i++) {
    const finalizedAt = i === 0 ? Number.MAX_SAFE_INTEGER : 1;
    assert.equal(far.bridge.block([far.bridge.attestation(i, 1, [late], { finalizedAt })])[0]!.code, 0);
  }
  assert.equal(far.bridge.balance(alice), 100n * USD);
  assert.ok(far.bridge.spoke(1).lagMs < 10_000, 'a time before the registration does not count against it');
});

test('power that unbonds in the same block: a vote whose power is gone does not count, and a jailed voter is refused', () => {
  const { bridge, truth } = withDeposit();
  vote(bridge, 0, [truth]);
  vote(bridge, 1, [truth]);
  const { power } = bridge.keepers();
  power.setJailed(bridge.validators[0]!.operator.address, Number.MAX_SAFE_INTEGER);
  assert.equal(vote(bridge, 2, [truth]), 0);
  assert.equal(bridge.balance(alice), 0n, 'three voted, one of them has no power any more');
  assert.equal(vote(bridge, 0, []), 6012);
  assert.equal(vote(bridge, 3, [truth]), 0);
  assert.equal(bridge.balance(alice), 100n * USD);
});

test('late votes on what is applied are compared: who said otherwise is counted, never slashed', () => {
  const { bridge, vault, truth } = withDeposit();
  for (let i = 0; i < 3; i++) vote(bridge, i, [truth]);
  assert.equal(vote(bridge, 3, [lie(vault, bridge)]), 0);
  const { relayer, operator } = bridge.validators[3]!;
  assert.equal(bridge.query(Query.voter, { spoke: 1, relayer: relayer.text }).outvoted, 1);
  assert.equal(bridge.keepers().power.find(operator.address)!.faults.length, 0);
  assert.equal(bridge.balance(mallory), 0n);
});

test('10k pending events: at most 50 are applied in a block, in order, and more than 10k ahead are refused', () => {
  const bridge = new BridgeChain({ invariantsEvery: 0 });
  const vault = bridge.vaults.get(1)!;
  for (let i = 0; i < 10_001; i++) vault.deposit(USDC_TOKEN, alice.address, 1n * USD);
  const votes = vault.seen.slice(6);
  const { attestation } = bridge.keepers().bridge;
  for (const { relayer } of bridge.validators.slice(0, 3)) {
    attestation.attest(1, relayer.address, { votes: votes.slice(0, 10_000), finalizedAt: 1, gasPrice: undefined });
  }
  const ahead = { votes: votes.slice(10_000), finalizedAt: 1, gasPrice: undefined };
  assert.throws(() => attestation.attest(1, bridge.validators[0]!.relayer.address, ahead), { code: 6010 });
  bridge.block();
  assert.equal(bridge.spoke(1).eventNonce, 56);
  bridge.block();
  assert.equal(bridge.spoke(1).eventNonce, 106);
  assert.equal(bridge.balance(alice), 100n * USD);
});

test('evidence: two signed votes with different content tombstone by report; the same vote twice is nothing', () => {
  const { bridge, vault, truth } = withDeposit();
  const tx = bridge.attestation(3, 1, [truth]);
  const first = bridge.chain.sign(tx.key, tx.messages);
  const other = bridge.attestation(3, 1, [lie(vault, bridge)]);
  const second = bridge.chain.sign(other.key, other.messages);
  const evidence = (a: Uint8Array, b: Uint8Array) =>
    bridge.send(bridge.authority, message(MsgSubmitEvidence, { sender: bridge.authority.text, first: a, second: b }));
  assert.equal(evidence(first, first), 6013);
  const broken = second.slice();
  broken[broken.length - 1]! ^= 1;
  assert.equal(evidence(first, broken), 6013);
  assert.equal(evidence(first, second.slice(1)), 6013);
  assert.equal(evidence(first, second), 0);
  const { faults } = bridge.keepers().power.find(bridge.validators[3]!.operator.address)!;
  assert.deepEqual(
    faults.map(({ kind }) => kind),
    ['bridge_evidence'],
  );
  assert.equal(evidence(first, second), 6013, 'known');
});

test('the same deposit across restart and export: votes continue, it is credited once', () => {
  const { bridge, truth } = withDeposit();
  vote(bridge, 0, [truth]);
  bridge.restart();
  vote(bridge, 1, [truth]);
  bridge.restart();
  vote(bridge, 2, [truth]);
  assert.equal(bridge.balance(alice), 100n * USD);
  bridge.restart();
  assert.equal(vote(bridge, 2, [truth]), 6011);
  vote(bridge, 3, [truth]);
  assert.equal(bridge.balance(alice), 100n * USD);
  bridge.requireConserved();
});
