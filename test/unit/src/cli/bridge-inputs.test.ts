import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { AppError } from '#chain/lib/errors.ts';
import { blockedText, formatTime } from '#src/cli/bridge-output.ts';
import { refusalText, toCliError } from '#src/cli/command-errors.ts';
import { bridgeIdText, stateVoteOf, withdrawalOf } from '#src/cli/commands/tx-bridge.ts';
import { type DepositFlags, runDeposit } from '#src/cli/deposit-run.ts';
import { findEvmAccount, hubRpc, spokeRpc } from '#src/cli/evm-access.ts';
import { CliError } from '#src/cli/output.ts';
import { deploy, register, status } from '#src/cli/spoke-run.ts';
import { NaveError, OutcomeUnknownError, UnreachableError } from '#src/client/nave-error.ts';
import { EvmOutcomeUnknownError } from '#src/client/send-transaction.ts';

/** In a folder without localnet and keyring, so that nothing of the machine decides. */
const folder = mkdtempSync(join(tmpdir(), 'nave-cli-'));
const names = ['NAVE_LOCALNET', 'NAVE_KEYRING', 'NAVE_RPC', 'NAVE_HUB_RPC', 'NAVE_NODE'] as const;
const kept = names.map((name) => process.env[name]);

before(() => {
  process.env.NAVE_LOCALNET = join(folder, 'no-localnet');
  process.env.NAVE_KEYRING = join(folder, 'no-keyring.json');
  for (const name of names.slice(2)) delete process.env[name];
});
after(() => {
  for (const [i, name] of names.entries()) {
    if (kept[i] === undefined) delete process.env[name];
    else process.env[name] = kept[i];
  }
  rmSync(folder, { recursive: true, force: true });
});

const says = (code: number, words: RegExp) => (error: unknown) => {
  assert.ok(error instanceof CliError, String((error as Error).stack));
  assert.match(error.message, words);
  assert.doesNotMatch(error.message, /\n/);
  return error.exitCode === code;
};
const TO = '0x00000000000000000000000000000000000b0b0b';

test('a withdrawal is checked before any node is asked', () => {
  const flags = { asset: 'USDC', amount: '5', spoke: '2', to: TO };
  assert.deepEqual(withdrawalOf({ ...flags, maxFee: '1', subaccount: '3' }), {
    ...{ spoke: 2, asset: 'USDC', amount: '5', to: TO, subaccount: 3, maxFee: '1' },
  });
  assert.equal(withdrawalOf({ ...flags, amount: 'max' }).amount, 'max');
  const refused = (more: object, words: RegExp) =>
    assert.throws(() => withdrawalOf({ ...flags, ...more }), says(2, words));
  refused({ to: '0x12' }, /^--to 0x12 is no 0x address of the spoke's chain/);
  refused({ to: '0x70997970c51812dc3a010c7d01b50E0d17dc79C8' }, /checksum/);
  refused({ amount: '-5' }, /^--amount -5 is neither an amount such as 12\.5 nor max$/);
  refused({ amount: '1e3' }, /^--amount 1e3/);
  refused({ maxFee: 'all' }, /^--max-fee all is no amount such as 0\.5$/);
  refused({ spoke: 'two' }, /^--spoke must be an integer$/);
});

test('ids of deposits and withdrawals have the form spoke-number', () => {
  assert.equal(bridgeIdText('withdrawal', '2-17'), '2-17');
  for (const id of ['x', '2', '2-', '-1', '0-1', '1-0', '1-1-1', '1-99999999999999999', '99999999-1', ' 1-1']) {
    assert.throws(() => bridgeIdText('withdrawal', id), says(2, /is no withdrawal id such as 1-17; nave query bridge/));
  }
});

test('a vote on a spoke’s state names a spoke, a state and perhaps an end', () => {
  assert.deepEqual(stateVoteOf('2', 'isolated'), { spoke: 2, state: 5, until: 0 });
  assert.deepEqual(stateVoteOf('1', 'no_outflow', '1999999999999'), { spoke: 1, state: 2, until: 1_999_999_999_999 });
  for (const state of ['unspecified', 'ISOLATED', 'toString', '5', '']) {
    assert.throws(
      () => stateVoteOf('1', state),
      says(2, /is no state of a spoke: active, no_outflow, no_inflow, paused, isolated, retired$/),
    );
  }
  assert.throws(() => stateVoteOf('one', 'active'), says(2, /^<spoke> must be an integer$/));
  assert.throws(() => stateVoteOf('1', 'active', '1h'), says(2, /^--until must be an integer$/));
});

test('a deposit is checked before any key, node or chain is touched', async () => {
  const flags: DepositFlags = {
    ...{ spoke: '1', asset: 'USDC', amount: '5', from: 'carol', followTimeout: '1m', output: 'text' },
  };
  const refused = (more: object, code: number, words: RegExp) =>
    assert.rejects(runDeposit({ ...flags, ...more }), says(code, words));
  await refused({ spoke: 'one' }, 2, /^--spoke must be an integer/);
  await refused({ amount: '1,5' }, 2, /^--amount 1,5 is no amount such as 12\.5/);
  await refused({ amount: '-1' }, 2, /^--amount -1 is no amount/);
  await refused({ to: 'nave1abc' }, 2, /^--to nave1abc is neither nave1…, 0x… nor a name of the localnet/);
  await refused({ followTimeout: 'soon' }, 2, /^--follow-timeout must be a duration/);
  await refused({ output: 'yaml' }, 2, /^--output is text or json/);
  await refused({}, 2, /^which node of spoke 1's chain\? give --rpc URL \(or NAVE_RPC\)/);
  await refused({ rpc: 'ftp://x' }, 2, /^--rpc ftp:\/\/x is no URL such as/);
  const rpc = 'http://127.0.0.1:1';
  await refused(
    { rpc },
    1,
    /^no key carol: no localnet runs here, and there is no keyring .*; make one with nave keys/,
  );
  await refused({ rpc, from: 'env:NO_SUCH_NAVE_KEY' }, 1, /^NO_SUCH_NAVE_KEY is not set/);
  await refused({ rpc, from: 'keystore:nofile' }, 1, /^a key is keystore:FILE:PASSWORD_FILE/);
  await refused({ rpc, from: 'keystore:/no/file:/no/password' }, 1, /ENOENT/);
  await refused({ rpc, from: 'remote:nowhere' }, 1, /^a key is keystore/);
});

test('RPC addresses come from flags, then the environment', () => {
  assert.equal(spokeRpc('http://a:1', 1), 'http://a:1');
  process.env.NAVE_RPC = 'http://b:2';
  process.env.NAVE_HUB_RPC = 'http://c:3';
  assert.deepEqual([spokeRpc(undefined, 1), hubRpc(undefined, undefined)], ['http://b:2', 'http://c:3']);
  delete process.env.NAVE_RPC;
  delete process.env.NAVE_HUB_RPC;
  assert.equal(hubRpc(undefined, 'http://hub.example:8080'), 'http://hub.example:26657');
  assert.throws(() => hubRpc('hub', undefined), says(2, /^--hub-rpc hub is no URL/));
});

test('an Ethereum key of the environment signs on EVM chains', () => {
  process.env.NAVE_TEST_KEY = `0x${'11'.repeat(32)}`;
  assert.equal(findEvmAccount({ from: 'env:NAVE_TEST_KEY' }).address, '0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A');
  delete process.env.NAVE_TEST_KEY;
});

test('plans and spoke files that break a rule are refused with the path of the field', async () => {
  const file = join(folder, 'plan.json');
  const flags = { from: 'env:NAVE_NO_KEY', output: 'text', rpc: 'http://127.0.0.1:1' } as const;
  const refused = async (json: unknown, words: RegExp) => {
    writeFileSync(file, typeof json === 'string' ? json : JSON.stringify(json));
    await assert.rejects(deploy(file, flags), says(1, words));
  };
  await assert.rejects(deploy(join(folder, 'none.json'), flags), says(1, /none\.json cannot be read: ENOENT/));
  await refused('{', /plan\.json is not JSON: /);
  process.env.NAVE_NO_KEY = '22'.repeat(32);
  await refused({}, /^plan\.id: missing/);
  await refused({ id: 1 }, /^plan\.id: not an integer as decimal string/);
  await refused({ messages: [] }, /^file\.version: missing/);
  delete process.env.NAVE_NO_KEY;
  writeFileSync(file, '{"id":"1"}');
  const signing = { ...flags, timeout: '60s', mode: 'commit', wait: '10s' } as const;
  await assert.rejects(register(file, signing), says(1, /plan\.json is no spoke file; nave spoke deploy writes one/));
  await assert.rejects(status(undefined, { output: 'text' }), says(2, /^which spoke\? give its number and --rpc URL/));
  await assert.rejects(status('x', { output: 'text' }), says(2, /^spoke must be an integer/));
});

test('whatever hub, client and chain refuse becomes one line; bugs keep their stack', () => {
  const facts = {
    name: 'SPOKE_CLOSED',
    message: 'The spoke is closed.',
    details: {},
    retryable: false,
    retryAfterMs: null,
  };
  const line = (error: unknown): string => (toCliError(error, 'http://node') as Error).message;
  assert.equal(line(new NaveError({ ...facts, code: 6002 })), refusalText(6002, 'SPOKE_CLOSED', facts.message));
  assert.match(
    line(new NaveError({ ...facts, code: 6002 })),
    /^6002 SPOKE_CLOSED: The spoke is closed; nave query bridge/,
  );
  assert.match(line(new AppError(3012, 'nothing there')), /^3012 BALANCE_TOO_LOW: nothing there; nave query balances/);
  assert.match(line(new UnreachableError('no answer to GET /v1/time')), /^no node answers at http:\/\/node; start one/);
  assert.match(line(new UnreachableError('no answer to /a.v1.Query/B from http://x')), /--hub-rpc$/);
  const unknown = toCliError(new OutcomeUnknownError('AB', new Uint8Array(), undefined), '') as CliError;
  assert.deepEqual([unknown.exitCode, /ask with: nave query tx AB$/.test(unknown.message)], [3, true]);
  const sent = toCliError(new EvmOutcomeUnknownError('0xab', undefined), '') as CliError;
  assert.deepEqual([sent.exitCode, /^transaction 0xab was sent; .* do not repeat it/.test(sent.message)], [3, true]);
  const chain = Object.assign(new Error('long'), { shortMessage: 'HTTP request failed.\n', details: 'fetch failed' });
  assert.equal(line(chain), 'the EVM chain: HTTP request failed. (fetch failed)');
  const bug = new TypeError('x is undefined');
  assert.equal(toCliError(bug, ''), bug);
});

test('times are shown with their distance, reasons with the place in the queue', () => {
  const now = Date.UTC(2026, 10, 23, 6, 0, 0);
  assert.equal(formatTime(now + 12_000, now), '2026-11-23 06:00:12Z (in 12 s)');
  assert.equal(formatTime(now - 3_000, now), '2026-11-23 05:59:57Z (3 s ago)');
  assert.equal(formatTime(now + 86_400_000, now), '2026-11-24 06:00:00Z');
  assert.equal(formatTime(null, now), '-');
  assert.equal(blockedText({ blockedBy: ['escrow', 'corridor'], queuePosition: 2 }), 'escrow corridor (number 2)');
  assert.equal(blockedText({ blockedBy: [], queuePosition: null }), '-');
});
