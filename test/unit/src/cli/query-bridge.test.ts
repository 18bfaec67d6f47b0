import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Command } from 'commander';
import type { Deposit, Withdrawal } from '#src/api/schemas/bridge.ts';
import { printDepositStep, printWithdrawalStep } from '#src/cli/bridge-output.ts';
import { registerBridgeQueries } from '#src/cli/commands/query-bridge.ts';
import { reportDeposit } from '#src/cli/deposit-run.ts';
import { CliError } from '#src/cli/output.ts';

/** The node's answers by path below /v1, and what was asked. */
let answers: Record<string, unknown> = {};
let asked: string[] = [];
let output = '';
const { fetch } = globalThis;
const write = process.stdout.write.bind(process.stdout);

beforeEach(() => {
  answers = {};
  asked = [];
  output = '';
  globalThis.fetch = (async (url: string) => {
    const path = url.replace('http://node/v1/', '');
    asked.push(path);
    return new Response(JSON.stringify({ height: 1, time: 1, data: answers[path.split('?')[0]!], nextCursor: null }));
  }) as typeof fetch;
  process.stdout.write = ((text: string) => {
    output += text;
    return true;
  }) as typeof process.stdout.write;
});
afterEach(() => {
  globalThis.fetch = fetch;
  process.stdout.write = write;
});

const query = async (...args: string[]): Promise<void> => {
  const program = new Command('query').exitOverride().configureOutput({ writeErr: () => undefined });
  registerBridgeQueries(program);
  await program.parseAsync(['bridge', ...args, '--node', 'http://node'], { from: 'user' });
};

const solvency = (difference: string) => ({
  ok: difference === '0',
  assets: [
    {
      ...{ asset: 'USDC', subaccounts: '90', entries: '1', insurance: '2', fees: '3', vault: '0', fundingPools: '0' },
      ...{ inFlight: '4', escrow: '100', difference },
      spokes: [
        { spoke: 0, escrow: '40', counted: '40' },
        { spoke: 2, escrow: '60', counted: '60' },
      ],
    },
  ],
});

test('solvency prints what is owed beside every escrow', async () => {
  answers.solvency = solvency('0');
  await query('solvency');
  assert.match(output, /^asset +accounts +entries .*\nUSDC +90 +1 +2 +3 +0 +0 +4 +100 +0\n/);
  assert.match(output, /\nUSDC +issued at genesis +40 +40\nUSDC +2 +60 +60\n/);
  assert.match(output, /\nsolvent: what is owed is what is held\n$/);
});

test('a breach of solvency is printed and ends with exit code 1', async () => {
  answers.solvency = solvency('-0.5');
  const breach = (error: unknown) =>
    error instanceof CliError && error.exitCode === 1 && /differ: USDC by -0\.5; withdrawals of it/.test(error.message);
  await assert.rejects(query('solvency'), breach);
  assert.match(output, /NOT SOLVENT\n$/);
  output = '';
  await assert.rejects(query('solvency', '--output', 'json'), breach);
  assert.deepEqual(JSON.parse(output), solvency('-0.5'));
});

const deposit = {
  ...{ id: '1-7', spoke: 1, eventNonce: 7, account: 'nave1x', asset: 'USDC', token: '0xt', amount: '5', sender: '0xs' },
  ...{ refundTo: '0xs', state: 'quarantined', reason: 'over_cap', votesPpm: 750_000, blockNumber: 1, blockHash: '0x' },
  ...{ evmTxHash: null, seenAt: 1_795_000_000_000, creditedAt: null, refundId: null, updatedHeight: 1 },
} as Deposit;
const withdrawal = {
  ...{ id: '2-3', spoke: 2, account: 'nave1x', subaccount: 0, asset: 'USDC', amount: '10', fee: '1', received: '9' },
  ...{ to: '0xto', hubRef: '0x', state: 'delayed', blockedBy: ['escrow'], queuePosition: 4, expectedAt: null },
  ...{ readyAt: null, batchId: null, epoch: null, splitFrom: null, evmTxHash: null, history: [], updatedHeight: 1 },
  ...{ cancellable: true, claimable: false },
} as Withdrawal;

test('deposits and withdrawals are tables with state, reason and time; JSON has everything', async () => {
  answers['bridge/quarantine'] = [deposit];
  await query('quarantine', '--spoke', '1');
  assert.match(output, /\n1-7 +nave1x +5 USDC +quarantined +over_cap +75 % +2026-11-18 \d\d:\d\d:\d\dZ +- +-\n$/);
  answers['accounts/nave1x/withdrawals'] = [withdrawal];
  output = '';
  await query('withdrawals', '--account', 'nave1x', '--state', 'delayed', '--limit', '5');
  assert.match(output, /\n2-3 +nave1x +10 USDC +9 +0xto +delayed +escrow \(number 4\) +-\n$/);
  assert.deepEqual(asked, ['bridge/quarantine?spoke=1', 'accounts/nave1x/withdrawals?state=delayed&limit=5']);
  output = '';
  await query('withdrawals', '--account', 'nave1x', '--output', 'json');
  assert.deepEqual(JSON.parse(output), [withdrawal]);
  await assert.rejects(
    query('spokes', '--output', 'xml'),
    (error) => error instanceof CliError && error.exitCode === 2,
  );
  answers['bridge/batches'] = [];
  output = '';
  await query('batches');
  assert.equal(output, '(none)\n');
});

test('each state of money on its way is one line', () => {
  printDepositStep(undefined);
  for (const state of ['seen', 'credited', 'quarantined']) printDepositStep({ ...deposit, state });
  printWithdrawalStep(undefined);
  printWithdrawalStep(withdrawal);
  printWithdrawalStep({ ...withdrawal, state: 'executed', evmTxHash: '0xpaid' });
  printWithdrawalStep({ ...withdrawal, state: 'push_failed', claimable: true });
  printWithdrawalStep({ ...withdrawal, state: 'refunded' });
  assert.deepEqual(output.trimEnd().split('\n'), [
    'waiting       for the block to be final and the relayers to report it',
    'seen          5 USDC, 75 % of the power voted',
    'credited      5 USDC to nave1x',
    'quarantined   5 USDC: over_cap',
    'waiting       for the hub',
    'delayed       9 USDC, waits for escrow (number 4)',
    'executed      9 USDC paid to 0xto    tx 0xpaid',
    'push_failed   the token refused the payment: claim it on the vault for 0xto',
    'refunded      10 USDC back in the account',
  ]);
});

test('a deposit that is not credited ends with exit code 1 and how to get it back', () => {
  assert.throws(() => reportDeposit(deposit, true), {
    message: 'deposit 1-7 is quarantined (over_cap); get it back with: nave tx refund-deposit 1-7',
  });
  assert.throws(() => reportDeposit({ ...deposit, state: 'refunded' }, true), {
    message: 'deposit 1-7 went back to 0xs',
  });
  reportDeposit({ ...deposit, state: 'credited', reason: null }, false);
  assert.equal((JSON.parse(output) as Deposit).state, 'credited');
});
