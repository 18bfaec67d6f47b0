/** Deposit, trade and withdraw as users do it: the CLI and the documented script beside a whole localnet. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Address } from 'viem';
import { createPublicClient, erc20Abi, http } from 'viem';
import type { Deposit, Withdrawal } from '#src/api/schemas/bridge.ts';
import { type CliResult, compileCache, killLeftovers, LocalnetProcess, temporaryHome } from '#test/support/e2e-cli.ts';
import { runProcess } from '#test/support/run-process.ts';

const folder = temporaryHome();
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const EXAMPLE = 'docs/examples/deposit-trade-withdraw.ts';
let net: LocalnetProcess;

before(async () => {
  net = await LocalnetProcess.start(join(folder.path, 'net'), '--no-traders');
});
after(async () => {
  net?.child.kill('SIGTERM');
  await net?.exited;
  killLeftovers();
  folder.remove();
});

const ok = (result: CliResult): CliResult => {
  assert.equal(result.code, 0, `${result.stdout}\n${result.stderr}`);
  return result;
};
const json = <T>(text: string): T[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
const carol = (): { address: string; evmAddress: Address } =>
  net.contract.accounts.find(({ name }) => name === 'carol') as never;
const usdcOf = async (spoke: number, owner: Address): Promise<bigint> => {
  const { rpc, tokens } = net.contract.spokes.find(({ id }) => id === spoke)!;
  const address = tokens.find(({ symbol }) => symbol === 'USDC')!.address as Address;
  const client = createPublicClient({ transport: http(rpc) });
  return client.readContract({ address, abi: erc20Abi, functionName: 'balanceOf', args: [owner] });
};

test('carol deposits with an approval, a permit and to another account, and sees each credited', async () => {
  const first = ok(
    await net.run('deposit', '--spoke', '1', '--asset', 'USDC', '--amount', '300', '--from', 'carol', '--follow'),
  );
  assert.match(first.stdout, /^approving {5}tx 0x[0-9a-f]{64}\ndepositing {4}tx 0x[0-9a-f]{64}\ndeposited/);
  assert.match(first.stdout, new RegExp(`credited {6}300 USDC to ${carol().address}\n$`));
  const permit = ['--spoke', '2', '--asset', 'USDC', '--amount', '100.25', '--permit', '--to', 'bob', '--follow'];
  const second = ok(await net.run('deposit', '--from', 'carol', ...permit, '--output', 'json'));
  const [row] = json<Deposit>(second.stdout);
  const bob = net.contract.accounts.find(({ name }) => name === 'bob')!;
  assert.deepEqual(
    [row!.state, row!.account, row!.amount, row!.sender],
    ['credited', bob.address, '100.25', carol().evmAddress],
  );
  const listed = ok(await net.run('query', 'bridge', 'deposits', '--account', 'carol'));
  assert.match(listed.stdout, /300 USDC +credited/);
});

test('a withdrawal to the other chain is followed until it is paid there', async () => {
  const to = '0x00000000000000000000000000000000000b0b0b';
  const quote = ok(
    await net.run('query', 'bridge', 'quote', '--spoke', '2', '--asset', 'USDC', '--amount', '50', '--output', 'json'),
  );
  assert.equal(json<{ blockedBy: string[] }>(quote.stdout)[0]!.blockedBy.length, 0);
  const flags = ['--asset', 'USDC', '--amount', '50', '--spoke', '2', '--to', to];
  const done = ok(await net.run('tx', 'withdraw', '--from', 'carol', ...flags, '--follow', '--output', 'json'));
  const states = json<Withdrawal>(done.stdout);
  const last = states.at(-1)!;
  assert.equal(last.state, 'executed');
  assert.equal(await usdcOf(2, to), BigInt(Math.round(Number(last.received) * 1e6)));
  assert.deepEqual(last.history.map(({ state }) => state).slice(0, 2), ['requested', 'delayed']);
  const listed = ok(await net.run('query', 'bridge', 'withdrawals', '--account', 'carol', '--spoke', '2'));
  assert.match(listed.stdout, /50 USDC .* executed/);
  const said = ok(await net.run('tx', 'withdraw', '--from', 'carol', ...flags, '--dry-run', '--output', 'json'));
  assert.equal(json<{ ok: boolean }>(said.stdout)[0]!.ok, true);
});

test('the documented script runs with a fresh wallet: deposit, trade, withdrawal to the other chain', async () => {
  const bid = ['--market', 'ETH-USD', '--side', 'buy', '--size', '0.02', '--price', '2400', '--post-only'];
  ok(await net.run('tx', 'place', '--from', 'alice', ...bid));
  const env = { ...process.env, NAVE_LOCALNET: net.home, NODE_NO_WARNINGS: '1', NODE_COMPILE_CACHE: compileCache };
  const { code, output } = await runProcess(process.execPath, [EXAMPLE], { cwd: ROOT, env });
  assert.equal(code, 0, output);
  assert.match(output, /deposit credited\n200 USDC are on the hub/);
  assert.match(output, /sold 0\.02 ETH at 2400\n/);
  assert.match(output, /withdrawal executed\n0x[0-9a-fA-F]{40} has 9\d\.\d+ USDC on chain-b\n$/);
});

test('the documentation shows the script as it runs', () => {
  const source = readFileSync(join(ROOT, EXAMPLE), 'utf8');
  const shown = readFileSync(join(ROOT, 'docs/trading.md'), 'utf8');
  const marked = source.slice(source.indexOf('// 1. Deposit'), source.indexOf('const balance'));
  assert.ok(shown.includes(marked.trim()), `docs/trading.md lacks the steps of ${EXAMPLE}`);
});

test('a third spoke is deployed and registered, and found by whoever repeats it', async () => {
  const chain = net.contract.spokes[0]!;
  const usdc = chain.tokens.find(({ symbol }) => symbol === 'USDC')!.address;
  const [plan, file] = [join(folder.path, 'plan.json'), join(folder.path, 'spoke-3.json')];
  writeFileSync(
    plan,
    JSON.stringify({
      id: '3',
      name: 'second-vault',
      instance: '1',
      normalLagMs: '30000',
      devnet: true,
      lockers: [carol().evmAddress],
      lockThreshold: '1',
      aggregateCap: '1000000',
      aggregateRate: '10',
      tokens: [
        {
          ...{ token: usdc, asset: 'USDC', usdPrice: '1', minDeposit: '1', depositCap: '1000', cap: '100', rate: '1' },
          feeFloor: '0.1',
        },
      ],
    }),
  );
  const rpc = ['--rpc', chain.rpc];
  const deployed = ok(await net.run('spoke', 'deploy', plan, '--from', 'carol', '--out', file, ...rpc));
  assert.match(deployed.stdout, /how +new/);
  const again = ok(await net.run('spoke', 'deploy', file, '--from', 'bob', ...rpc));
  assert.match(again.stdout, /how +was there already\n.*\ncodeVerified +true/);
  const stranger = await net.run('spoke', 'register', file, '--from', 'alice', ...rpc);
  assert.match(stranger.stderr, /^nave: 5032 NOT_AUTHORITY: .*--from authority/);
  const registered = ok(await net.run('spoke', 'register', file, '--from', 'authority', ...rpc, '--output', 'json'));
  assert.deepEqual(json<{ isNew: boolean; routes: string[] }>(registered.stdout)[0]!.routes, ['USDC']);
  const status = ok(await net.run('spoke', 'status', '3', ...rpc));
  assert.match(status.stdout, /state +paused \(constructor\)\nevents +0 applied of 4, 4 on their way/);
});

test('a successor is deployed with its forwarder, and its messages name both', async () => {
  const [plan, file] = [join(folder.path, 'plan.json'), join(folder.path, 'spoke-4.json')];
  writeFileSync(plan, JSON.stringify({ ...JSON.parse(readFileSync(plan, 'utf8')), id: '4', instance: '0' }));
  const rpc = ['--rpc', net.contract.spokes[0]!.rpc];
  const deploy = ['spoke', 'deploy', plan, '--from', 'carol', '--predecessor', '1', ...rpc];
  const { stdout } = ok(await net.run(...deploy, '--out', file, '--output', 'json'));
  const [row] = json<{ predecessor: number; forwarder: string; forwarderHow: string }>(stdout);
  assert.deepEqual([row?.predecessor, row?.forwarderHow], [1, 'new']);
  const { messages } = JSON.parse(readFileSync(file, 'utf8')) as { messages: { spoke: string }[] };
  const { predecessor, forwarder, instance } = JSON.parse(messages[0]!.spoke) as Record<string, string>;
  assert.deepEqual([predecessor, forwarder, instance], ['1', row?.forwarder, '2']);
  const again = ok(await net.run('spoke', 'deploy', file, '--from', 'bob', '--predecessor', '1', ...rpc));
  assert.match(again.stdout, /forwarderHow +was there already\n(.*\n)+the vault of spoke 1 must name this one/);
  const other = await net.run('spoke', 'deploy', file, '--from', 'bob', '--predecessor', '2', ...rpc);
  assert.match(other.stderr, /^nave: .*not of a successor of spoke 2; give the plan/);
});

test('vaults and hub agree, and say so', async () => {
  const status = ok(await net.run('spoke', 'status'));
  assert.equal(status.stdout.match(/faults +none/g)?.length, 2);
  const solvency = ok(await net.run('query', 'bridge', 'solvency'));
  assert.match(solvency.stdout, /solvent: what is owed is what is held\n$/);
});

const deposit = (...more: string[]) => [
  'deposit',
  '--spoke',
  '1',
  '--asset',
  'USDC',
  '--amount',
  '1',
  '--from',
  'carol',
  ...more,
];
const withdraw = (...more: string[]) => {
  const to = '0x00000000000000000000000000000000000b0b0b';
  return ['tx', 'withdraw', '--from', 'carol', '--asset', 'USDC', '--amount', '5', '--spoke', '2', '--to', to, ...more];
};

test('every wrong input is one line that says what to do', async () => {
  const chainB = net.contract.spokes[1]!.rpc;
  // What needs neither node nor chain is tried in test/unit/src/cli, what the client refuses in client-bridge.test.ts.
  const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
    [deposit('--spoke', '9'), 2, /^nave: which node of spoke 9's chain\? give --rpc URL/],
    [deposit('--from', 'alice'), 1, /^nave: alice is a Cosmos key; an EVM chain needs an Ethereum key/],
    [deposit('--rpc', 'http://127.0.0.1:1'), 1, /^nave: the EVM chain: /],
    [deposit('--rpc', chainB), 1, /^nave: spoke 1 \(chain-a\) is on chain 31337, the wallet on 31338/],
    [deposit('--node', 'http://127.0.0.1:1'), 1, /^nave: no node answers at http:\/\/127\.0\.0\.1:1; start one/],
    [withdraw('--amount', '99999999'), 1, /^nave: 3012 BALANCE_TOO_LOW: .*; nave query balances/],
    [withdraw('--max-fee', '0.01'), 1, /^nave: 6006 FEE_ABOVE_MAX: .*raise --max-fee/],
    [['tx', 'cancel-withdrawal', '2-1', '--from', 'carol'], 1, /^nave: 6009 WITHDRAWAL_UNKNOWN: .*; it is final, or/],
    [['tx', 'refund-deposit', '1-1', '--from', 'carol'], 1, /^nave: 6015 NOT_REFUNDABLE: .*; nave query bridge quar/],
    [['spoke', 'status', '1', '--rpc', chainB], 1, /^nave: spoke 1: the RPC is of chain 31338, the spoke is on 31337/],
  ];
  const results = await Promise.all(cases.map(([args]) => net.run(...args)));
  for (const [i, [args, code, says]] of cases.entries()) {
    const result = results[i]!;
    assert.match(result.stderr, says, args.join(' '));
    assert.equal(result.code, code, args.join(' '));
    assert.equal(result.stderr.trim().split('\n').length, 1, result.stderr);
  }
});
