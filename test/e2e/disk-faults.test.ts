import assert from 'node:assert/strict';
import {
  closeSync,
  cpSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { NaveClient } from '#src/client/nave-client.ts';
import { privateKeySigner } from '#src/client/private-key-signer.ts';
import { homePaths } from '#src/node/home.ts';
import { killLeftovers, runCli, temporaryHome, until } from '#test/support/e2e-cli.ts';
import { killNodes, type NodeExit, NodeProcess, type ProcessFaults } from '#test/support/e2e-node.ts';
import { makeHome } from '#test/support/real-node.ts';

/** Disks that are full, files that are cut or altered: the node goes on with a message or stops with one, never silently. */
const folder = temporaryHome();
const original = join(folder.path, 'original');
const trader = privateKeySigner(new Uint8Array(32).fill(5), { algo: 'secp256k1' });
let height = 0;

const order = (clientOrderId: string) =>
  ({
    market: 'BTC-USD',
    side: 'buy',
    type: 'limit',
    size: '0.01',
    price: '50000',
    postOnly: true,
    clientOrderId,
  }) as const;

const start = (home: string, faults: ProcessFaults = {}): Promise<NodeProcess> => NodeProcess.start(home, faults);

before(async () => {
  makeHome(original, 'nave-local-disk', { [trader.account]: 10_000n });
  const node = await start(original);
  const client = await NaveClient.connect({ rest: node.rest, signer: trader });
  for (let i = 0; i < 12; i++) height = (await client.placeOrder(order(`o${i}`))).result.height!;
  client.close();
  assert.equal((await node.stop()).code, 0);
});

after(() => {
  killNodes();
  killLeftovers();
  folder.remove();
});

function copy(name: string): string {
  const home = join(folder.path, name);
  cpSync(original, home, { recursive: true });
  return home;
}

/** The newest segment of the block log. */
function segment(home: string): string {
  const { blocks } = homePaths(home);
  return join(
    blocks,
    readdirSync(blocks)
      .filter((name) => statSync(join(blocks, name)).size > 0)
      .sort()
      .at(-1)!,
  );
}

function overwrite(file: string, at: number, bytes: Uint8Array): void {
  const content = readFileSync(file);
  content.set(bytes, at);
  writeFileSync(file, content);
}

async function refused(home: string): Promise<NodeExit> {
  const exit = await NodeProcess.tryStart(home);
  if (exit instanceof NodeProcess) throw new Error('the node started');
  assert.equal(exit.code, 1, exit.output);
  return exit;
}

async function ordersOf(node: NodeProcess): Promise<number> {
  const answer = await fetch(`${node.rest}/v1/accounts/${trader.account}/orders`);
  return ((await answer.json()) as { data: unknown[] }).data.length;
}

test('a block log whose end was cut off goes on from what is whole, and says so', async () => {
  const home = copy('cut');
  // The state on disk must be older than what remains, as after a crash: it is made anew from the blocks.
  rmSync(homePaths(home).state, { recursive: true });
  rmSync(homePaths(home).history, { force: true });
  const file = segment(home);
  const descriptor = openSync(file, 'r+');
  ftruncateSync(descriptor, statSync(file).size - 7);
  closeSync(descriptor);
  const node = await start(home);
  assert.equal(node.height < height + 5 && node.height > 0, true);
  const orders = await ordersOf(node);
  assert.ok(orders >= 11, `${orders} orders`);
  const { code, output } = await node.stop();
  assert.equal(code, 0);
  assert.match(output, /"level":40.*(cut|torn|incomplete|truncat)/i);
});

test('a state that is newer than the block log is a clear message', async () => {
  const home = copy('behind');
  const file = segment(home);
  const descriptor = openSync(file, 'r+');
  ftruncateSync(descriptor, Math.floor(statSync(file).size / 3));
  closeSync(descriptor);
  const { output } = await refused(home);
  assert.match(output, /failed: (StorageError|EngineError): .*\d+.*\n$/);
});

test('a block log damaged in the middle is a clear message and exit code 1, for start, replay and db check', async () => {
  const home = copy('damaged');
  const file = segment(home);
  overwrite(file, Math.floor(statSync(file).size / 2), Uint8Array.of(1, 2, 3, 4, 5));
  const { output } = await refused(home);
  assert.match(output, /failed: StorageError: .*(damaged|corrupt|checksum)/i);
  for (const command of [['replay'], ['db', 'check']]) {
    const { code, stderr } = await runCli([...command, '--home', home]);
    assert.equal(code, 1, stderr);
    assert.match(stderr, /^nave: [^\n]*(damaged|corrupt|checksum)[^\n]*\n$/i);
  }
});

test('a damaged LevelDB is a clear message that says what to do, and doing it helps', async () => {
  const home = copy('level');
  const { state } = homePaths(home);
  writeFileSync(join(state, 'CURRENT'), 'MANIFEST-noise\n');
  const { output } = await refused(home);
  assert.match(output, /failed: StorageError: .*(damaged|cannot be opened|cannot be read|corrupt)[^\n]*\n$/i);
  rmSync(state, { recursive: true });
  const node = await start(home);
  assert.equal(await ordersOf(node), 12);
  await node.stop();
});

test('altered bytes in LevelDB files are noticed, or what they held is made anew from the blocks', async () => {
  const home = copy('bytes');
  const { state } = homePaths(home);
  for (const name of readdirSync(state).filter((one) => /\.(ldb|log)$/.test(one))) {
    const file = join(state, name);
    const { size } = statSync(file);
    if (size > 200) overwrite(file, Math.floor(size / 2), new Uint8Array(64).fill(0xa5));
  }
  const first = await NodeProcess.tryStart(home);
  if (first instanceof NodeProcess) {
    assert.equal(await ordersOf(first), 12);
    assert.equal((await first.stop()).code, 0);
  } else {
    assert.match(first.output, /failed: StorageError: [^\n]*damaged[^\n]*\n$/i);
    rmSync(state, { recursive: true });
    const again = await start(home);
    assert.equal(await ordersOf(again), 12);
    assert.equal((await again.stop()).code, 0);
  }
  const check = await runCli(['db', 'check', '--home', home]);
  assert.equal(check.code, 0, check.stderr);
});

for (const point of ['log:write', 'worker:before-batch'] as const) {
  test(`a disk that is full at ${point} stops the node with a message; with room it goes on`, async () => {
    const home = copy(point.replace(':', '-'));
    const node = await start(home, { storage: { point, hit: 4, action: 'fail', bytes: 20 } });
    const client = await NaveClient.connect({ rest: node.rest, signer: trader });
    let acknowledged = 12;
    const send = async (): Promise<void> => {
      const { result } = await client.placeOrder(order(`n${acknowledged}`), { attempts: 1, waitMs: 3000 });
      if (result.status === 'committed') acknowledged++;
    };
    await until('the node stopped', async () => {
      if (!node.isGone) await send().catch(() => undefined);
      return node.isGone;
    });
    client.close();
    const { code, output } = await node.exited;
    assert.equal(code, 1, output);
    assert.match(output, /failed: StorageError: .*(no space left|ENOSPC|disk|write)/i);
    const again = await start(home);
    assert.ok((await ordersOf(again)) >= acknowledged, 'an acknowledged order is gone');
    assert.equal((await again.stop()).code, 0);
    const check = await runCli(['db', 'check', '--home', home]);
    assert.equal(check.code, 0, check.stderr);
  });
}

test('a genesis that was changed after the first start is refused', async () => {
  const home = copy('genesis');
  const { genesis } = homePaths(home);
  const json = JSON.parse(readFileSync(genesis, 'utf8')) as {
    app_state: { accounts: { params: { actionBudget: string } } };
  };
  json.app_state.accounts.params.actionBudget = '1000001';
  writeFileSync(genesis, JSON.stringify(json));
  const { output } = await refused(home);
  assert.match(output, /failed: HomeError: .*genesis.*\n$/i);
});
