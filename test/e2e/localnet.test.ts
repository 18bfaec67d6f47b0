import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { stringToPath } from '@cosmjs/crypto';
import { DirectEthSecp256k1HdWallet, DirectSecp256k1HdWallet } from '@cosmjs/proto-signing';
import { toHex } from '#chain/lib/bytes.ts';
import { hashGenesis } from '#src/engine/genesis-doc.ts';
import { contractFile } from '#src/localnet/contract.ts';
import { homePaths } from '#src/node/home.ts';
import { readGenesis } from '#src/node/read-genesis.ts';
import {
  isAlive,
  killLeftovers,
  LocalnetProcess,
  runCli,
  spawnCli,
  temporaryHome,
  until,
} from '#test/support/e2e-cli.ts';

/**
 * What `npm start` runs, used as its users do: one command line after the other, killed, resumed, stopped. Its EVM chains
 * have a test of their own.
 */
const folder = temporaryHome();
const home = join(folder.path, 'net');
const nodeHome = join(home, 'node');
let net: LocalnetProcess;
let genesisHash = '';
let restingOrder = '';
let lastHeight = 0;

before(async () => {
  net = await LocalnetProcess.start(home, '--no-evm');
});

after(() => {
  killLeftovers();
  folder.remove();
});

const json = <T>(text: string): T => JSON.parse(text) as T;
interface OrderRow {
  readonly id: string;
  readonly price: string;
  readonly status: string;
  readonly clientOrderId: string | null;
}

test('localnet.json holds the contract of operations §6 and only its owner reads it', async () => {
  const { contract } = net;
  assert.equal(statSync(contractFile(home)).mode & 0o777, 0o600);
  const optional = ['web'];
  assert.deepEqual(
    Object.keys(contract).filter((name) => !optional.includes(name)),
    [
      ...['version', 'chainId', 'genesisHash', 'height', 'rpc', 'rest', 'ws', 'metrics', 'hermes', 'validators'],
      ...['accounts', 'faucet', 'spokes', 'markets', 'pids'],
    ],
  );
  assert.equal(contract.version, 1);
  genesisHash = toHex(hashGenesis(readGenesis(homePaths(nodeHome).genesis)));
  assert.equal(contract.genesisHash, genesisHash);
  assert.equal(contract.chainId, 'nave-local-1');
  assert.ok(contract.height > 0);
  const [validator] = contract.validators;
  assert.deepEqual(Object.keys(validator!), ['name', 'home', 'rpc', 'rest', 'pid']);
  assert.equal(validator!.home, nodeHome);
  for (const pid of [validator!.pid, ...Object.values(contract.pids)]) assert.ok(isAlive(pid));
  assert.equal(contract.pids.localnet, net.child.pid);
  assert.deepEqual(
    contract.markets.map(({ id, ticker }) => `${id} ${ticker}`),
    ['1 BTC-USD', '2 ETH-USD', '3 SOL-USD', '4 ARB-USD', '5 DOGE-USD'],
  );
  const answers = await Promise.all(
    [`${contract.rpc}/status`, `${contract.rest}/v1/status`, `${contract.metrics}/metrics`, contract.faucet.url].map(
      async (url) => (await fetch(url)).status,
    ),
  );
  assert.deepEqual(answers, [200, 200, 200, 200]);
});

test('every account of localnet.json is the one CosmJS derives; alice and bob hold 100,000 USDC at least', async () => {
  const { accounts, rest } = net.contract;
  assert.deepEqual(
    accounts.map(({ name, algo }) => `${name} ${algo}`),
    ['alice secp256k1', 'bob ethsecp256k1', 'carol ethsecp256k1'],
  );
  for (const { algo, mnemonic, hdPath, address, evmAddress, privateKey } of accounts) {
    const options = { prefix: 'nave', hdPaths: [stringToPath(hdPath)] };
    const Wallet = algo === 'secp256k1' ? DirectSecp256k1HdWallet : DirectEthSecp256k1HdWallet;
    const [derived] = await (await Wallet.fromMnemonic(mnemonic, options)).getAccounts();
    assert.equal(derived!.address, address);
    assert.match(evmAddress, /^0x[0-9a-fA-F]{40}$/);
    assert.match(privateKey, /^[0-9a-f]{64}$/);
  }
  for (const { name, address } of accounts.filter((account) => account.name !== 'carol')) {
    const { data } = (await (await fetch(`${rest}/v1/accounts/${address}`)).json()) as { data: { equity: string } };
    assert.ok(Number(data.equity) >= 100_000, name);
  }
});

test('an order of alice fills at once, and watch shows the fill', async () => {
  const watch = spawnCli(['watch', 'fills', '--account', 'alice'], { NAVE_LOCALNET: home });
  let frames = '';
  watch.stdout!.on('data', (chunk: Buffer) => {
    frames += chunk.toString();
  });
  await once(watch.stdout!, 'data');
  const flags = ['--market', 'BTC-USD', '--side', 'buy', '--size', '0.01', '--type', 'market', '--price', '200000'];
  const placed = await net.run('tx', 'place', '--from', 'alice', ...flags, '--output', 'json');
  assert.equal(placed.code, 0, placed.stderr);
  const result = json<{ txHash: string; items: { order: OrderRow; fills: { id: string }[] }[] }>(placed.stdout);
  const [item] = result.items;
  assert.equal(item!.order.status, 'filled');
  await until('watch shows the fill', () => frames.includes(result.txHash));
  watch.kill('SIGINT');
  const [code] = (await once(watch, 'close')) as [number];
  assert.equal(code, 0);
  interface FillFrame {
    readonly data: readonly {
      readonly event: string;
      readonly data: { readonly fill: { id: string; txHash: string } };
    }[];
  }
  const lines = frames
    .trimEnd()
    .split('\n')
    .map(json<FillFrame>);
  const seen = lines.flatMap(({ data }) => data).map(({ data }) => data.fill);
  assert.deepEqual(
    seen.filter(({ txHash }) => txHash === result.txHash).map(({ id }) => id),
    item!.fills.map(({ id }) => id),
  );
  const positions = await net.run('query', 'positions', 'alice', '--output', 'json');
  assert.deepEqual(
    json<{ market: string; size: string }[]>(positions.stdout).map(({ market, size }) => `${size} ${market}`),
    ['0.01 BTC-USD'],
  );
});

test('an order is placed, amended, canceled and seen by name, with a Cosmos and an Ethereum key', async () => {
  const trade = async (from: string): Promise<void> => {
    const name = ['--from', from, '--market', 'ETH-USD', '--client-id', 'first'];
    const placed = await net.run('tx', 'place', ...name, '--side', 'buy', '--size', '0.5', '--price', '1000');
    assert.match(placed.stdout, /place: order 2-\d+ buy 0.5 ETH-USD at 1000: open\n$/, placed.stderr);
    const amended = await net.run('tx', 'amend', ...name, '--price', '1001', '--size', '0.25');
    assert.match(amended.stdout, /amend: order 2-\d+ buy 0.25 ETH-USD at 1001: open\n$/, amended.stderr);
    const canceled = await net.run('tx', 'cancel', ...name);
    assert.match(canceled.stdout, /at 1001: canceled \(user\)\n$/, canceled.stderr);
  };
  await Promise.all([trade('alice'), trade('bob')]);
  const kept = await net.run(
    ...['tx', 'place', '--from', 'bob', '--market', 'BTC-USD', '--side', 'buy', '--size', '0.02', '--price', '1000'],
    ...['--client-id', 'kept', '--output', 'json'],
  );
  const { items, height } = json<{ height: number; items: { order: OrderRow }[] }>(kept.stdout);
  restingOrder = items[0]!.order.id;
  lastHeight = height;
});

test('a dry run says what would happen and changes nothing', async () => {
  const order = ['--market', 'BTC-USD', '--side', 'buy', '--size', '0.01', '--client-id', 'dry'];
  const [good, bad] = await Promise.all([
    net.run('tx', 'place', '--from', 'bob', ...order, '--price', '1000', '--dry-run', '--output', 'json'),
    net.run(
      'tx',
      'cancel',
      '--from',
      'bob',
      '--market',
      'BTC-USD',
      '--client-id',
      'none',
      '--dry-run',
      '--output',
      'json',
    ),
  ]);
  assert.equal(good.code, 0, good.stderr);
  const verdict = json<{ dryRun: boolean; ok: boolean; items: { code: number }[]; checks: { ok: boolean }[] }>(
    good.stdout,
  );
  assert.ok(verdict.dryRun && verdict.ok && verdict.checks.every(({ ok }) => ok));
  assert.equal(verdict.items[0]!.code, 0);
  assert.equal(bad.code, 1);
  assert.equal(json<{ items: { code: number }[] }>(bad.stdout).items[0]!.code, 2015);
  const orders = await net.run('query', 'orders', 'bob', '--output', 'json');
  assert.deepEqual(
    json<OrderRow[]>(orders.stdout).map(({ clientOrderId }) => clientOrderId),
    ['kept'],
  );
});

const place = (...flags: string[]): string[] => ['tx', 'place', '--from', 'alice', '--market', 'BTC-USD', ...flags];
const refusals: readonly { readonly args: readonly string[]; readonly code: number; readonly says: RegExp }[] = [
  {
    args: place('--side', 'buy', '--size', '0.00001', '--price', '9'),
    code: 1,
    says: /^nave: 2002 LOTS_OUT_OF_RANGE: .*0\.0001/,
  },
  {
    args: place('--side', 'buy', '--size', '1', '--price', '9.0001'),
    code: 1,
    says: /^nave: 2003 TICKS_OUT_OF_RANGE: /,
  },
  {
    args: place('--side', 'buy', '--size', '1', '--price', '1000000'),
    code: 1,
    says: /^nave: an item was refused: \d+ |^nave: \d{4} /,
  },
  {
    args: ['tx', 'cancel', '--from', 'alice', '--market', 'BTC-USD', '--id', '999999'],
    code: 1,
    says: /^nave: 2015 ORDER_NOT_FOUND/,
  },
  {
    args: ['tx', 'cancel', '--from', 'alice', '--market', 'BTC-USD'],
    code: 2,
    says: /^nave: give either --id or --client-id/,
  },
  {
    args: place('--side', 'but', '--size', '1', '--price', '9'),
    code: 2,
    says: /^nave: --side is one of buy, sell, not but/,
  },
  {
    args: place('--side', 'buy', '--size', '1', '--price', '9', '--wait', 'soon'),
    code: 2,
    says: /^nave: --wait must be a duration/,
  },
  {
    args: place('--side', 'buy', '--size', '0.01', '--price', '9', '--wait', '0s'),
    code: 3,
    says: /^nave: not in a block yet; ask with: nave query tx [0-9A-F]{64}/,
  },
  {
    args: ['tx', 'place', '--market', 'BTC-USD'],
    code: 2,
    says: /^error: required option '--from <key>' not specified/,
  },
  { args: ['trade'], code: 2, says: /^error: unknown command 'trade'/ },
  { args: ['query', 'orders', 'nobody'], code: 1, says: /^nave: 8001 PARAMETER_INVALID: / },
  { args: ['query', 'book', 'XYZ-USD'], code: 1, says: /^nave: 4001 MARKET_UNKNOWN: / },
  {
    args: ['query', 'status', '--node', 'http://127.0.0.1:1'],
    code: 1,
    says: /^nave: no node answers at http:\/\/127.0.0.1:1; start one/,
  },
  { args: ['query', 'status', '--node', 'nonsense'], code: 2, says: /^nave: --node nonsense is no URL/ },
  {
    args: ['localnet', '--any-ports', '--home', home],
    code: 1,
    says: /^nave: the localnet did not start: a localnet \(pid \d+\) runs in /,
  },
  {
    args: [
      'start',
      '--home',
      nodeHome,
      '--rpc-port',
      '0',
      '--api-port',
      '0',
      '--metrics-port',
      '0',
      '--log-level',
      'silent',
    ],
    code: 1,
    says: /^nave: .*is in use by another nave process\. Stop that one first/,
  },
  { args: ['db', 'check', '--home', nodeHome], code: 1, says: /^nave: .*is in use by another nave process/ },
  {
    args: ['start', '--home', join(folder.path, 'none')],
    code: 1,
    says: /^nave: .*genesis.json cannot be read; run nave init first/,
  },
  {
    args: ['start', '--home', nodeHome, '--block-time', 'soon'],
    code: 1,
    says: /^nave: --block-time: block.time must be a duration/,
  },
];

test('every refusal is one line with the exit code of api-types §6', async () => {
  const queue = refusals.values();
  const worker = async (): Promise<void> => {
    for (const { args, code, says } of queue) {
      const result = await net.run(...args);
      const words = `nave ${args.join(' ')}\n${result.stderr}`;
      assert.equal(result.code, code, words);
      const lines = result.stderr.split('\n').filter((line) => !/^[✔✖]/.test(line));
      assert.match(lines[0]!, says, words);
      // Usage errors of the command line add where the commands are listed.
      const rest = lines.slice(1).filter((line) => line !== '(nave --help lists the commands)');
      assert.deepEqual(rest, [''], words);
    }
  };
  await Promise.all([worker(), worker(), worker()]);
});

test('a fresh key of the keyring gets money from the faucet and can spend it', async () => {
  const password = join(folder.path, 'password');
  writeFileSync(password, 'correct horse\n', { mode: 0o600 });
  const keyring = ['--keyring', join(folder.path, 'keys.json'), '--password-file', password];
  const added = await net.run('keys', 'add', 'fresh', ...keyring, '--output', 'json');
  assert.equal(added.code, 0, added.stderr);
  const { address, evmAddress } = json<{ address: string; evmAddress: string }>(added.stdout);
  const send = ['tx', 'transfer', '--from', 'fresh', ...keyring, '--to', 'alice', '--asset', 'USDC', '--amount'];
  const early = await net.run(...send, '1');
  assert.equal(early.code, 1);
  assert.match(early.stderr, /^nave: 1004 ACCOUNT_UNKNOWN: .*\n$/);
  const given = await fetch(net.contract.faucet.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ address: evmAddress }),
  });
  assert.equal(given.status, 200);
  assert.equal(((await given.json()) as { address: string }).address, address);
  const spent = await net.run(...send, '2500.5');
  assert.equal(spent.code, 0, spent.stderr);
  const balances = await net.run('query', 'balances', address, '--output', 'json');
  assert.deepEqual(
    json<{ asset: string; amount: string }[]>(balances.stdout).map(({ asset, amount }) => `${amount} ${asset}`),
    ['7499.5 USDC'],
  );
  const much = await net.run(...send, '7499.500001');
  assert.match(much.stderr, /^nave: 3012 BALANCE_TOO_LOW: .*\n$/);
});

test('a proof of the real account is true, that of an altered one false', async () => {
  const proof = await net.run('proof', 'account', 'alice');
  assert.equal(proof.code, 0, proof.stderr);
  const genesis = homePaths(nodeHome).genesis;
  const verify = (text: string) => runCli(['proof', 'verify', '--genesis', genesis], {}, text);
  const document = json<{ value: string }>(proof.stdout);
  const value = Buffer.from(document.value, 'base64');
  value[40]! ^= 1;
  const [real, altered, noise] = await Promise.all([
    verify(proof.stdout),
    verify(JSON.stringify({ ...document, value: value.toString('base64') })),
    verify(proof.stdout.slice(1)),
  ]);
  assert.deepEqual([real.code, real.stdout], [0, 'true\n']);
  assert.match(real.stderr, /^nave-local-1, height \d+, signed by the validator set [0-9a-f]{64}\n$/);
  assert.deepEqual([altered.code, altered.stdout], [1, 'false\n']);
  assert.equal(noise.code, 1);
  assert.match(noise.stderr, /^nave: not a JSON proof: .*\n$/);
});

test('replay beside the running node finds every app hash equal', async () => {
  const replayed = await runCli(['replay', '--home', nodeHome, '--output', 'json']);
  assert.equal(replayed.code, 0, replayed.stderr);
  const report = json<{ equal: boolean; to: number }>(replayed.stdout);
  assert.ok(report.equal);
  assert.ok(report.to >= lastHeight);
});

test('after kill -9 of the hub the starter says so, ends and leaves nothing', async () => {
  const { pids } = net.contract;
  process.kill(pids.hub!, 'SIGKILL');
  assert.equal(await net.exited, 1);
  assert.match(net.output, /nave: the hub ended with exit code null; its log is .*hub\.log\n$/);
  assert.equal(net.hasContract, false);
  assert.deepEqual(Object.values(pids).filter(isAlive), []);
});

const facts = async (): Promise<void> => {
  const { contract } = net;
  assert.equal(contract.genesisHash, genesisHash);
  assert.ok(contract.height >= lastHeight);
  const orders = json<OrderRow[]>((await net.run('query', 'orders', 'bob', '--output', 'json')).stdout);
  assert.deepEqual(
    orders.map(({ id, price, status }) => [id, price, status]),
    [[restingOrder, '1000', 'open']],
  );
  const fills = json<{ size: string }[]>((await net.run('query', 'fills', 'alice', '--output', 'json')).stdout);
  const filled = fills.reduce((sum, { size }) => sum + Number(size), 0);
  assert.equal(filled.toFixed(4), '0.0100');
  lastHeight = contract.height;
};

test('the next start goes on with the same chain, order and fills included', async () => {
  net = await LocalnetProcess.start(home, '--no-evm');
  assert.match(net.output, /the chain goes on at height \d+/);
  await facts();
});

test('after kill -9 of the starter its children notice and end', async () => {
  const { pids } = net.contract;
  net.child.kill('SIGKILL');
  await net.exited;
  await until('the hub ended', () => !isAlive(pids.hub!));
});

test('SIGTERM leaves no process and no localnet.json, and the stopped home is sound', async () => {
  net = await LocalnetProcess.start(home, '--no-evm');
  await facts();
  const { pids } = net.contract;
  net.child.kill('SIGTERM');
  assert.equal(await net.exited, 0);
  assert.match(net.output, /Stopped\. npm start goes on with this chain/);
  assert.equal(net.hasContract, false);
  assert.deepEqual(Object.values(pids).filter(isAlive), []);
  const [check, replayed] = await Promise.all([
    runCli(['db', 'check', '--home', nodeHome, '--output', 'json']),
    runCli(['replay', '--home', nodeHome, '--output', 'json']),
  ]);
  assert.equal(check.code, 0, check.stderr);
  const report = json<{ stateHeight: number; lastBlock: number; records: number; faults: string[] }>(check.stdout);
  assert.deepEqual(report.faults, []);
  assert.ok(report.records > 0 && report.stateHeight === report.lastBlock);
  assert.equal(json<{ equal: boolean }>(replayed.stdout).equal, true);
  assert.doesNotMatch(readFileSync(join(home, 'hub.log'), 'utf8'), /InvariantError|TypeError/);
});
