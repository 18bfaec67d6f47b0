import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeErrorResult, type Hex } from 'viem';
import { TooFewSourcesError } from '#src/relayer/rpc/agreement.ts';
import { RpcError } from '#src/relayer/rpc/rpc-error.ts';
import { estimateFees, replacementFees } from '#src/relayer/submitter/fees.ts';
import { JobClock } from '#src/relayer/submitter/job-clock.ts';
import { retryDelayMs } from '#src/relayer/submitter/retry-schedule.ts';
import { selectBits, sendableSelection } from '#src/relayer/submitter/sendable-selection.ts';
import { classifyFailure, SubmitError } from '#src/relayer/submitter/submit-errors.ts';
import { spokeVaultAbi } from '../../../../../spoke-contracts/abi/spoke-vault.ts';

test('retries come after 5, 10, 30, 60 s, twenty times 3 min, then every hour, a fifth apart', () => {
  const seconds = Array.from({ length: 26 }, (_, attempt) => retryDelayMs(attempt, 0.5) / 1_000);
  deepEqual(seconds, [5, 10, 30, 60, ...Array.from({ length: 20 }, () => 180), 3_600, 3_600]);
  equal(retryDelayMs(0, 0), 4_000);
  equal(retryDelayMs(0, 1), 6_000);
});

test('a replacement costs at least a tenth more and at most three times the present estimate', () => {
  const gwei = fc.bigInt({ min: 1n, max: 10n ** 13n });
  fc.assert(
    fc.property(gwei, gwei, gwei, gwei, (base, tip, newBase, newTip) => {
      const sent = estimateFees(base, tip);
      const estimate = estimateFees(newBase, newTip);
      const fees = replacementFees(sent, estimate, undefined);
      if (fees === undefined) return (sent.maxFeePerGas * 11n + 9n) / 10n > 3n * estimate.maxFeePerGas;
      return (
        fees.maxFeePerGas * 10n >= sent.maxFeePerGas * 11n &&
        fees.maxFeePerGas <= 3n * estimate.maxFeePerGas &&
        fees.maxFeePerGas >= estimate.maxFeePerGas &&
        fees.maxPriorityFeePerGas <= fees.maxFeePerGas
      );
    }),
    { seed: 81 },
  );
  equal(replacementFees(estimateFees(100n, 1n), estimateFees(100n, 1n), 210n), undefined, 'the ceiling holds');
});

const revert = (errorName: string, args: readonly unknown[] = []): RpcError => {
  const data = encodeErrorResult({ abi: spokeVaultAbi, errorName, args } as never);
  return new RpcError('revert', 'rpc0', 'execution reverted', data as Hex);
};

test('failures are transient, permanent, for splitting, or paused', () => {
  const table: [unknown, string][] = [
    [new RpcError('unreachable', 'rpc0', 'no answer'), 'transient'],
    [new RpcError('rate_limited', 'rpc0', 'HTTP 429'), 'transient'],
    [new TooFewSourcesError('x', [new RpcError('refused', 'rpc0', 'insufficient funds for gas * price')]), 'paused'],
    [revert('OutflowLocked'), 'paused'],
    [revert('NotReady', [1n, 2n]), 'paused'],
    [revert('SetTooOld'), 'paused'],
    [revert('WrongEpoch', [1n, 2n]), 'paused'],
    [revert('WrongEpoch', [2n, 1n]), 'permanent'],
    [revert('BatchExpired'), 'permanent'],
    [revert('BadSignature', [3n]), 'permanent'],
    [revert('QuorumNotReached', [1n, 2n]), 'permanent'],
    [revert('InsufficientGas'), 'splitting'],
    [new RpcError('revert', 'rpc0', 'execution reverted', '0x'), 'splitting'],
    [new RpcError('refused', 'rpc0', 'gas required exceeds allowance'), 'splitting'],
    [new SubmitError('paused', 'x'), 'paused'],
    [new Error('anything'), 'transient'],
  ];
  for (const [error, expected] of table) equal(classifyFailure(error), expected, String(error));
});

test('a selection loses exactly its poisoned entries', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 100 }), fc.uniqueArray(fc.nat(99), { maxLength: 6 }), async (n, bad) => {
      const poison = new Set(bad.filter((index) => index < n));
      let simulations = 0;
      const { good, poison: found } = await sendableSelection([...Array(n).keys()], async (part) => {
        simulations += 1;
        return !part.some((index) => poison.has(index));
      });
      deepEqual(new Set(found), poison);
      equal(good.length, n - poison.size);
      ok(simulations <= 1 + poison.size * 24, `${simulations} simulations for ${poison.size} of ${n}`);
    }),
    { seed: 82 },
  );
  equal(selectBits([0, 3, 99]), 1n | 8n | (1n << 99n));
});

test('what passes only apart is sent in halves', async () => {
  const { good, poison } = await sendableSelection([0, 1, 2, 3], async (part) => part.length <= 2);
  deepEqual({ good, poison }, { good: [0, 1], poison: [] });
});

test('a job waits its first delay, then the schedule, and a hopeless one an hour', () => {
  let now = 0;
  const clock = new JobClock(
    2_000,
    () => now,
    () => 0.5,
  );
  equal(clock.isDue('a'), false);
  now = 2_000;
  equal(clock.isDue('a'), true);
  clock.failed('a', 'transient');
  equal(clock.isWaiting('a'), true);
  now += 5_000;
  equal(clock.isDue('a'), true);
  clock.failed('a', 'permanent');
  now += 3_599_999;
  equal(clock.isDue('a'), false);
  now += 1;
  equal(clock.isDue('a'), true);
});
