import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ABSENT_SIG, type CommitSig } from '#src/engine/block/commit.ts';
import { maxDataBytes } from '#src/engine/block/consensus-params.ts';
import { validatorSetOf } from '#src/engine/block/validator-set.ts';
import { BlockClock, isLate } from '#src/engine/late-clock.ts';
import { type ChainTip, genesisTip, lastCommitOf, nextBlockTime, voteTime } from '#src/engine/solo/chain-tip.ts';
import { testGenesis } from '#test/support/solo-chain.ts';

const validators = validatorSetOf(
  [1, 2, 3, 4].map((fill) => ({ publicKey: new Uint8Array(32).fill(fill), power: 10 })),
);

function tipWithVotes(times: readonly (bigint | undefined)[], powers?: readonly number[]): ChainTip {
  const genesis = genesisTip(testGenesis(), { appHash: new Uint8Array(32), validators });
  const signatures = times.map((timestamp, i): CommitSig => {
    if (timestamp === undefined) return ABSENT_SIG;
    return { flag: 2, validatorAddress: validators[i]!.address, timestamp, signature: new Uint8Array(64) };
  });
  const blockId = { hash: new Uint8Array(32).fill(1), partsTotal: 1, partsHash: new Uint8Array(32) };
  const lastValidators = validators.map((validator, i) => ({ ...validator, power: powers?.[i] ?? validator.power }));
  return { ...genesis, height: 5, blockId, commit: { height: 5, round: 0, blockId, signatures }, lastValidators };
}

test('the first block has the genesis time', () => {
  const genesis = testGenesis();
  assert.equal(
    nextBlockTime(genesisTip(genesis, { appHash: new Uint8Array(32), validators: [] })),
    genesis.genesisTime,
  );
});

test('later blocks have the weighted median of the votes', () => {
  assert.equal(nextBlockTime(tipWithVotes([40n, 10n, 30n, 20n])), 20n);
  assert.equal(nextBlockTime(tipWithVotes([40n, undefined, 30n, 20n])), 30n);
  assert.equal(nextBlockTime(tipWithVotes([40n, 10n, 30n, 20n], [100, 10, 10, 10])), 40n);
  assert.equal(nextBlockTime(tipWithVotes([7n])), 7n);
});

test('a vote carries the clock, but exceeds its block’s time by a millisecond at least', () => {
  assert.equal(voteTime(5_000_000n, 9), 9_000_000n);
  assert.equal(voteTime(5_000_000n, 5), 6_000_000n);
  assert.equal(voteTime(5_000_000n, 0), 6_000_000n);
  assert.equal(voteTime(5_000_001n, 5.9), 6_000_001n);
});

test('the application learns who signed', () => {
  const tip = tipWithVotes([1n, undefined, 2n, 3n]);
  assert.deepEqual(
    lastCommitOf(tip.commit, tip.lastValidators).map(({ signed }) => signed),
    [true, false, true, true],
  );
});

test('lateness begins after 10 s, refusal of lanes 2 and 3 after 60 s', () => {
  assert.equal(isLate(10_000, 0), false);
  assert.equal(isLate(10_001, 0), true);
  let nowMs = 60_000;
  const clock = new BlockClock(() => nowMs);
  const txs = [Uint8Array.of(0), Uint8Array.of(3)];
  const laneOf = (tx: Uint8Array): number => tx[0]!;
  assert.equal(clock.mustRefuse(txs, laneOf), false);
  nowMs = 60_001;
  assert.equal(clock.mustRefuse(txs, laneOf), true);
  assert.equal(clock.mustRefuse(txs.slice(0, 1), laneOf), false);
});

test('a block has room for what CometBFT 0.40 leaves of max_bytes', () => {
  assert.equal(maxDataBytes(2_097_152, 1), 2_097_152 - 11 - 626 - 94 - 3358);
});
