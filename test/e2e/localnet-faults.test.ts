import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createPublicClient, http } from 'viem';
import { Query, SpokeState } from '#proto/generated/nave.bridge.v1.ts';
import { hubQuery } from '#src/client/hub-query.ts';
import { isAlive, killLeftovers, LocalnetProcess, temporaryHome, until } from '#test/support/e2e-cli.ts';

/** `--fault` injects what it says, several at once, and what does not depend on the broken spoke goes on. */
const folder = temporaryHome();
const LIMIT_MS = 60_000;
let net: LocalnetProcess;

before(async () => {
  net = await LocalnetProcess.start(
    folder.path,
    ...['--chains', '1', '--no-traders', '--fault', 'relayer-lies=2', 'relayer-dies=1', 'reorg=2'],
  );
});

after(() => {
  killLeftovers();
  folder.remove();
});

test('the screen says what will be broken, and there is one chain', () => {
  assert.match(net.output, /! relayer-lies=2: forged deposits are voted for; the votes are split/);
  assert.match(net.output, /! reorg=2: within the finality of 2 blocks/);
  assert.deepEqual(
    net.contract.spokes.map(({ name }) => name),
    ['chain-a'],
  );
});

test('two of four liars isolate the spoke, nothing is credited, and the rest trades on', async () => {
  const sent = await net.run('deposit', '--from', 'carol', '--spoke', '1', '--asset', 'USDC', '--amount', '100');
  assert.equal(sent.code, 0, sent.stderr);
  const spoke = async () => (await hubQuery(net.contract.rpc, Query.spokes, {})).spokes[0]!;
  await until('the spoke is isolated', async () => (await spoke()).state === SpokeState.ISOLATED, LIMIT_MS);
  assert.equal((await spoke()).reason, 'vote_split');
  const carol = net.contract.accounts.find(({ name }) => name === 'carol')!;
  const answer = await fetch(`${net.contract.rest}/v1/accounts/${carol.address}`);
  assert.equal(((await answer.json()) as { data: { exists: boolean } }).data.exists, false);
  const order = ['--market', 'ETH-USD', '--side', 'buy', '--size', '0.5', '--price', '1000'];
  const placed = await net.run('tx', 'place', '--from', 'bob', ...order);
  assert.equal(placed.code, 0, placed.stderr);
  const { stdout } = await net.run('query', 'solvency', '--output', 'json');
  const { assets } = JSON.parse(stdout) as { assets: { asset: string; difference: string }[] };
  assert.deepEqual(
    assets.filter(({ difference }) => difference !== '0'),
    [],
    'what is owed is what is held',
  );
});

test('blocks of the chain are replaced, and the first relayer is killed', async () => {
  const evm = createPublicClient({ transport: http(net.contract.spokes[0]!.rpc), cacheTime: 0 });
  const seen = new Map<bigint, string>();
  await until(
    'another hash at a height',
    async () => {
      const head = await evm.getBlock({ blockTag: 'latest' });
      const parent = await evm.getBlock({ blockNumber: head.number - 1n }).catch(() => head);
      for (const { number, hash } of [parent, head]) {
        if (seen.has(number) && seen.get(number) !== hash) return true;
        seen.set(number, hash);
      }
      return false;
    },
    LIMIT_MS,
  );
  const pid = net.contract.pids['relayer-local-0']!;
  await until('the relayer is dead', () => !isAlive(pid), LIMIT_MS);
  await until('another one is there', () => net.contract.pids['relayer-local-0'] !== pid, LIMIT_MS);
});

test('a start right after kill -9 waits for what is left, says that the spoke is closed and runs', async () => {
  net.child.kill('SIGKILL');
  await net.exited;
  net = await LocalnetProcess.start(folder.path, '--chains', '1', '--no-traders');
  assert.match(net.output, /! chain-a is closed \(vote_split\)/);
  const { pids } = net.contract;
  net.child.kill('SIGTERM');
  assert.equal(await net.exited, 0);
  assert.deepEqual(Object.values(pids).filter(isAlive), []);
});
