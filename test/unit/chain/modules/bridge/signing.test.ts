import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeFunctionData, parseAbi } from 'viem';
import { concat, fromHex } from '#chain/lib/bytes.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';
import { checkpoint, findSetFault } from '#chain/modules/bridge/abi/checkpoint.ts';
import { findQuorumFault } from '#chain/modules/bridge/abi/quorum.ts';
import { digestOf, structHash } from '#chain/modules/bridge/abi/typed-data.ts';
import { uintWord } from '#chain/modules/bridge/abi/words.ts';
import { MsgSubmitEvidence, MsgVoteSpokeState, type SetInfo, SpokeState } from '#proto/generated/nave.bridge.v1.ts';
import { BridgeChain, USD, USDC_TOKEN, vaultSignature } from '#test/support/bridge-chain.ts';
import { message, TestKey } from '#test/support/signing.ts';

const alice = new TestKey('alice', 'ethsecp256k1');
const bob = new TestKey('bob', 'ethsecp256k1');
const ABI = parseAbi([
  'struct Header { uint64 epoch; uint64 batchNonce; uint64 notBefore; uint64 deadline; }',
  'struct Item { uint64 id; address token; address to; uint128 amount; bytes32 hubRef; }',
  'struct Quorum { bytes32[] set; uint256 signers; bytes signatures; }',
  'struct SetUpdate { uint64 epoch; uint96 totalPower; uint64 hubHeight; uint64 createdAt; bytes32[] hot; bytes32[] cold; }',
  'function submitWithdrawals(Header header, Item[] items, Quorum quorum)',
  'function requestRotation(SetUpdate update, Quorum quorum)',
]);
const hex = (bytes: Uint8Array): `0x${string}` => `0x${Buffer.from(bytes).toString('hex')}`;

function withBatch(options: ConstructorParameters<typeof BridgeChain>[0] = {}): BridgeChain {
  const bridge = new BridgeChain(options);
  bridge.deposit(1, alice, USDC_TOKEN, 10_000n * USD);
  bridge.withdraw(alice);
  for (let i = 0; i < 4; i++) bridge.block();
  return bridge;
}

/** A vault's verdict on a call's quorum. */
function judge(
  quorum: { set: readonly string[]; signers: bigint; signatures: string },
  epoch: bigint,
  digest: Uint8Array,
) {
  const set = quorum.set.map(fromHex);
  const proof = { set, signers: quorum.signers, signatures: fromHex(quorum.signatures) };
  const hotHash = checkpoint(nobleCrypto, 'hot', epoch, set);
  return findQuorumFault(nobleCrypto, proof, { epoch, hotHash, digest });
}

test('signatures are verified before they are stored; a quorum of them is call data the vault accepts', () => {
  const bridge = withBatch();
  const [batch] = bridge.batches(1);
  const code = (index: number, key?: TestKey): number =>
    bridge.block([bridge.batchSignature(index, batch!, key)])[0]!.code;
  assert.equal(code(0), 0);
  assert.equal(code(0), 6013, 'once');
  assert.equal(code(1, bridge.validators[0]!.hot), 6013, 'another validator’s key');
  assert.equal(code(1, bridge.validators[1]!.cold), 6013, 'a cold key');
  const other = { ...batch!, digest: nobleCrypto.keccak256(batch!.digest) };
  assert.equal(bridge.block([bridge.batchSignature(1, other)])[0]!.code, 6013, 'another digest');
  assert.equal(bridge.block([bridge.batchSignature(1, { ...batch!, batchNonce: 9 })])[0]!.code, 6013);
  assert.equal(bridge.block([bridge.batchSignature(1, { ...batch!, epoch: 2 })])[0]!.code, 6013);
  assert.equal(code(1), 0);
  assert.equal(bridge.batches(1)[0]!.calldata.length, 0, 'half is no quorum');
  assert.equal(code(2), 0);
  const [complete] = bridge.batches(1);
  assert.equal(complete!.state, 'complete');
  const call = decodeFunctionData({ abi: ABI, data: hex(complete!.calldata) });
  assert.equal(call.functionName, 'submitWithdrawals');
  const [header, items, quorum] = call.args as unknown as [
    { epoch: bigint; deadline: bigint; notBefore: bigint },
    { id: bigint; amount: bigint }[],
    { set: string[]; signers: bigint; signatures: string },
  ];
  assert.equal(judge(quorum, header.epoch, complete!.digest), undefined);
  assert.deepEqual(
    items.map(({ id, amount }) => [id, amount]),
    [[1n, 100n * USD - 100_000n]],
  );
  assert.ok(header.deadline - header.notBefore <= 604_800n);
});

test('a batch that ran out is given up and its ids are signed again under the same numbers', () => {
  const bridge = withBatch({ params: { batchWindow: '1800' } });
  const [first] = bridge.batches(1);
  bridge.block([], 290_000);
  for (let i = 0; i < 12; i++) bridge.block([], 290_000);
  for (let i = 0; i < 52; i++) bridge.block();
  const [again] = bridge.batches(1);
  assert.deepEqual([again!.ids, again!.state], [first!.ids, 'collecting']);
  assert.ok(again!.batchNonce > first!.batchNonce);
  bridge.signBatches();
  bridge.vaults.get(1)!.pay(bridge.item(1, 1), bob.address);
  bridge.attestAll();
  bridge.requireConserved();
});

test('moved power makes a new set, signed by the old one; after its rotation open ids are signed under the new epoch', () => {
  const bridge = withBatch();
  const { power } = bridge.keepers();
  bridge.signBatches();
  power.setStakedPower(bridge.validators[0]!.operator.address, 5);
  bridge.block();
  const pending = bridge.sets(1).findLast(({ state }) => state === 'pending')!;
  assert.equal(pending.epoch, 2);
  assert.deepEqual(
    findSetFault({ hot: pending.hot, cold: pending.cold, totalPower: BigInt(pending.totalPower) }, false),
    undefined,
  );
  assert.deepEqual(
    bridge.signSet(1, [0, 1]).map(({ code }) => code),
    [0, 0],
  );
  assert.equal(bridge.sets(1).at(-1)!.calldata.length, 0);
  assert.equal(bridge.signSet(1, [1])[0]!.code, 6013);
  bridge.signSet(1, [2]);
  const signed = bridge.sets(1).at(-1)!;
  const call = decodeFunctionData({ abi: ABI, data: hex(signed.calldata) });
  const [update, quorum] = call.args as unknown as [
    { epoch: bigint; hubHeight: bigint },
    { set: string[]; signers: bigint; signatures: string },
  ];
  assert.equal(judge(quorum, 1n, signed.digest), undefined);
  assert.equal(update.hubHeight, BigInt(signed.hubHeight));

  rotate(bridge, signed);
  assert.equal(bridge.spoke(1).epoch, 2);
  const [batch] = bridge.batches(1);
  assert.deepEqual([batch!.epoch, batch!.ids, batch!.state], [2, [1], 'collecting']);
  bridge.signBatches();
  assert.equal(bridge.batches(1)[0]!.state, 'complete');
  bridge.vaults.get(1)!.pay(bridge.item(1, 1), bob.address);
  bridge.attestAll();
  bridge.requireConserved();
});

function rotate(bridge: BridgeChain, set: SetInfo): void {
  const { hot, cold } = set;
  const epoch = BigInt(set.epoch);
  const vault = bridge.vaults.get(1)!;
  vault.emit({
    type: 'RotationRequested',
    epoch,
    hotHash: checkpoint(nobleCrypto, 'hot', epoch, hot),
    coldHash: checkpoint(nobleCrypto, 'cold', epoch, cold),
    totalPower: BigInt(set.totalPower),
    hubHeight: BigInt(set.hubHeight),
    createdAt: BigInt(set.createdAt),
    readyAt: 1_900_000_000n,
  });
  vault.rotated({ epoch, createdAt: BigInt(set.createdAt), hot, cold });
  bridge.attestAll();
}

test('an unbonding and a week make new sets too; a validator is released when every spoke has moved on', () => {
  const bridge = new BridgeChain({ powers: [10, 10, 10, 10, 10] });
  const last = bridge.validators[4]!.operator.address;
  const { bridge: keeper, power } = bridge.keepers();
  assert.equal(keeper.isReleased(last), false);
  keeper.noteUnbonding();
  power.setJailed(last, Number.MAX_SAFE_INTEGER);
  bridge.block();
  assert.equal(bridge.sets(1).at(-1)!.hot.length, 4);
  bridge.signSet(1, [0, 1, 2, 3]);
  for (const i of [0, 1, 2, 3]) bridge.voted.set(`${i}/1`, bridge.vaults.get(1)!.seen.length);
  const set = bridge.sets(1).at(-1)!;
  bridge.vaults.get(1)!.rotated({ ...set, epoch: 2n, createdAt: BigInt(set.createdAt) });
  bridge.attestAll({}, [0, 1, 2, 3]);
  assert.equal(bridge.spoke(1).epoch, 2);
  assert.equal(keeper.isReleased(last), true);
  bridge.block([], 7 * 24 * 3_600_000);
  assert.equal(bridge.sets(1).at(-1)!.epoch, 3);
});

test('a vault with a set the hub never made, or an epoch out of order, isolates the spoke', () => {
  for (const epoch of [2n, 5n]) {
    const bridge = new BridgeChain();
    const [set] = bridge.sets(1);
    bridge.vaults.get(1)!.rotated({ epoch, createdAt: 1n, hot: set!.hot.slice(1), cold: set!.cold });
    bridge.attestAll();
    assert.deepEqual([bridge.spoke(1).reason, bridge.spoke(1).epoch], ['contradiction', 1]);
  }
});

test('another constructor than the registered one never opens', () => {
  const bridge = new BridgeChain({ spokes: 0 });
  const config = bridge.config();
  const vault = bridge.register(1);
  assert.equal(bridge.spoke(1).state, 1);
  assert.equal(vault.seen.length, 2 + config.lockers.length + config.tokens.length);
  const other = new BridgeChain({ spokes: 0 });
  other.register(1);
  assert.throws(() => other.register(1), /8001.*registered/);
});

/** Votes as the operator of a validator on the state of spoke 1: the code of the answer. */
const stateVoter =
  (bridge: BridgeChain) =>
  (index: number, state: keyof typeof SpokeState, until = 0): number => {
    const { operator } = bridge.validators[index]!;
    return bridge.send(
      operator,
      message(MsgVoteSpokeState, { validator: operator.text, spoke: 1, state: SpokeState[state], until }),
    );
  };

test('spoke states: a tenth of the power stops outflow for an hour, once a day; a quorum sets any state', () => {
  const bridge = new BridgeChain();
  bridge.deposit(1, alice, USDC_TOKEN, 1_000n * USD);
  const vote = stateVoter(bridge);
  assert.equal(vote(0, 'NO_OUTFLOW'), 0);
  assert.deepEqual([bridge.spoke(1).state, bridge.send(alice, bridge.withdrawal(alice))], [2, 6002]);
  bridge.block([], 3_600_000);
  assert.equal(bridge.spoke(1).state, 1);
  assert.equal(vote(1, 'NO_OUTFLOW'), 0);
  assert.equal(bridge.spoke(1).state, 1, 'once a day');
  for (const i of [0, 1]) vote(i, 'PAUSED');
  assert.equal(bridge.spoke(1).state, 1);
  vote(2, 'PAUSED', 1_999_999_999_999);
  assert.equal(bridge.spoke(1).state, 1, 'another end is another vote');
  vote(2, 'PAUSED');
  assert.deepEqual([bridge.spoke(1).state, bridge.spoke(1).reason], [4, 'validators']);
  assert.equal(vote(0, 'ACTIVE', 5), 8001);
  assert.equal(bridge.send(alice, message(MsgVoteSpokeState, { validator: alice.text, spoke: 1, state: 1 })), 6012);
  bridge.setState(1, 'RETIRED');
  assert.equal(vote(0, 'ACTIVE'), 6002, 'for good');
});

const HOUR_MS = 3_600_000;

test('votes on a state that are a day apart add up to no quorum', () => {
  const bridge = new BridgeChain();
  const vote = stateVoter(bridge);
  for (const i of [0, 1]) assert.equal(vote(i, 'ISOLATED'), 0);
  bridge.block([], 24 * HOUR_MS);
  assert.equal(vote(2, 'ISOLATED'), 0);
  assert.equal(bridge.spoke(1).state, SpokeState.ACTIVE, 'two false alarms of yesterday and one of today');
  bridge.block([], 23 * HOUR_MS);
  assert.equal(vote(0, 'ISOLATED'), 0);
  assert.equal(bridge.spoke(1).state, SpokeState.ACTIVE);
  assert.equal(vote(1, 'ISOLATED'), 0);
  assert.deepEqual([bridge.spoke(1).state, bridge.spoke(1).reason], [SpokeState.ISOLATED, 'validators']);
});

test('a vote that comes after the quorum, or for what is in force, is not kept for the next time', () => {
  const bridge = new BridgeChain();
  const vote = stateVoter(bridge);
  for (const i of [0, 1, 2]) vote(i, 'ISOLATED');
  assert.equal(vote(3, 'ISOLATED'), 0, 'late');
  bridge.setState(1, 'ACTIVE');
  for (const i of [0, 1]) vote(i, 'ISOLATED');
  assert.equal(bridge.spoke(1).state, SpokeState.ACTIVE, 'two of four');
});

test('a vote for the state in force withdraws the voter’s last one', () => {
  const bridge = new BridgeChain();
  const vote = stateVoter(bridge);
  for (const i of [0, 1]) vote(i, 'ISOLATED');
  assert.equal(vote(1, 'ACTIVE'), 0);
  assert.equal(vote(2, 'ISOLATED'), 0);
  assert.equal(bridge.spoke(1).state, SpokeState.ACTIVE);
  for (const i of [0, 3]) vote(i, 'ACTIVE');
  assert.equal(vote(1, 'ISOLATED'), 0);
  assert.equal(bridge.spoke(1).state, SpokeState.ACTIVE, 'of four there are two again');
});

test('a state that the authority sets drops the votes of before', () => {
  const bridge = new BridgeChain();
  const vote = stateVoter(bridge);
  for (const i of [0, 1]) vote(i, 'PAUSED');
  bridge.setState(1, 'NO_INFLOW');
  assert.equal(vote(2, 'PAUSED'), 0);
  assert.equal(bridge.spoke(1).state, SpokeState.NO_INFLOW);
});

test('a quorum for active ends the soft stop of a tenth', () => {
  const bridge = new BridgeChain();
  const vote = stateVoter(bridge);
  assert.equal(vote(0, 'NO_OUTFLOW'), 0);
  assert.equal(bridge.spoke(1).state, SpokeState.NO_OUTFLOW);
  for (const i of [1, 2, 3]) assert.equal(vote(i, 'ACTIVE'), 0);
  assert.equal(bridge.spoke(1).state, SpokeState.ACTIVE);
});

test('the latency breaker warns, opens, half-opens after three normal readings and closes after three more', () => {
  const bridge = withBatch({ normalLagMs: 2_000 });
  assert.equal(bridge.spoke(1).breaker, 'normal');
  const breakers = new Set<string>();
  for (let i = 0; i < 12; i++) {
    bridge.block();
    breakers.add(bridge.spoke(1).breaker);
  }
  assert.deepEqual([...breakers], ['warn', 'open']);
  const id = bridge.withdraw(alice);
  bridge.block();
  bridge.block();
  assert.deepEqual(bridge.getWithdrawal(1, id).blockedBy, ['latency']);
  const after: string[] = [];
  for (let i = 0; i < 7; i++) {
    bridge.attestAll();
    after.push(bridge.spoke(1).breaker);
  }
  assert.deepEqual(after, ['open', 'open', 'half_open', 'half_open', 'half_open', 'normal', 'normal']);
  bridge.requireConserved();
});

test('evidence: a hot key’s signature over a digest the hub never issued is a fault, over an issued one nothing', () => {
  const bridge = withBatch();
  const { domainSeparator } = bridge.spoke(1);
  const [batch] = bridge.batches(1);
  const submit = (words: readonly Uint8Array[], key: TestKey): number => {
    const digest = digestOf(nobleCrypto, domainSeparator, structHash(nobleCrypto, 'WithdrawalBatch', words));
    const first = concat(Uint8Array.of(0, 0, 0, 1, 1), ...words);
    const second = vaultSignature(digest, key);
    return bridge.send(alice, message(MsgSubmitEvidence, { sender: alice.text, first, second }));
  };
  const { epoch, batchNonce, itemsHash, notBefore, deadline } = batch!;
  const own = [uintWord(epoch), uintWord(batchNonce), itemsHash, uintWord(notBefore), uintWord(deadline)];
  const { hot, cold, operator } = bridge.validators[1]!;
  assert.equal(submit(own, hot), 6013, 'issued');
  const foreign = [...own.slice(0, 4), uintWord(deadline + 1)];
  assert.equal(submit(foreign, cold), 6013, 'no hot key');
  assert.equal(submit([...own.slice(0, 4), uintWord(1)], hot), 6013, 'what no vault would take any more');
  assert.equal(submit(foreign, hot), 0);
  assert.equal(bridge.keepers().power.find(operator.address)!.faults[0]!.kind, 'bridge_evidence');
});

test('nothing is signed for an isolated spoke', () => {
  const bridge = withBatch();
  const [batch] = bridge.batches(1);
  bridge.setState(1, 'ISOLATED');
  assert.equal(bridge.block([bridge.batchSignature(0, batch!)])[0]!.code, 6002);
});

test('a retired spoke owes nothing: it cannot be retired while a withdrawal is on its way', () => {
  const bridge = withBatch();
  assert.throws(() => bridge.setState(1, 'RETIRED'), /6002/);
  bridge.signBatches();
  bridge.vaults.get(1)!.pay(bridge.item(1, 1), bob.address);
  bridge.attestAll();
  bridge.setState(1, 'RETIRED');
  assert.equal(bridge.spoke(1).state, 6);
});

test('what costs nothing is admitted from relayer keys only', () => {
  const bridge = new BridgeChain();
  const [own] = bridge.validators;
  const check = (tx: { key: TestKey; messages: readonly { typeUrl: string; value: Uint8Array }[] }): number =>
    bridge.app.checkTx(bridge.chain.sign(tx.key, tx.messages)).code;
  assert.equal(check(bridge.attestation(0, 1, [])), 0);
  assert.equal(check({ ...bridge.attestation(0, 1, [], { relayer: own!.operator.text }), key: own!.operator }), 6012);
  assert.equal(check(bridge.attestation(0, 7, [])), 6001);
});
