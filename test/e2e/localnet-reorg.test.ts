import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Query, SpokeState } from '#proto/generated/nave.bridge.v1.ts';
import { hubQuery } from '#src/client/hub-query.ts';
import { OPERATORS, operatorName, readOperatorKeys } from '#src/localnet/operators.ts';
import { isAlive, killLeftovers, LocalnetProcess, temporaryHome, until } from '#test/support/e2e-cli.ts';

/** A chain whose final blocks are replaced is isolated by the operators' votes, and the rest trades on. */
const folder = temporaryHome();
const LIMIT_MS = 60_000;
let net: LocalnetProcess;

before(async () => {
  net = await LocalnetProcess.start(folder.path, '--chains', '1', '--no-traders', '--fault', 'reorg=4');
});

after(() => {
  killLeftovers();
  folder.remove();
});

test('the screen says that the spoke will be isolated', () => {
  assert.match(net.output, /! reorg=4: finality is 2 blocks, .* vote to isolate the spokes/);
});

test('a quorum of operators isolates the spoke, each relayer says why, and orders are taken', async () => {
  const spoke = async () => (await hubQuery(net.contract.rpc, Query.spokes, {})).spokes[0]!;
  await until('the spoke is isolated', async () => (await spoke()).state === SpokeState.ISOLATED, LIMIT_MS);
  assert.equal((await spoke()).reason, 'validators');
  const log = (index: number): string =>
    readFileSync(join(folder.path, 'relayers', operatorName(index), 'relayer.log'), 'utf8');
  for (let index = 0; index < OPERATORS; index++) {
    await until(
      `${operatorName(index)} stopped`,
      () => /final block \d+ 0x\S+ is 0x/.test(log(index)) && /voted to isolate|no vote is needed/.test(log(index)),
      LIMIT_MS,
    );
  }
  const order = ['--market', 'ETH-USD', '--side', 'buy', '--size', '0.5', '--price', '1000'];
  const placed = await net.run('tx', 'place', '--from', 'bob', ...order);
  assert.equal(placed.code, 0, placed.stderr);
});

test('a quorum of operators opens it again, each by the command', async () => {
  const keyring = join(folder.path, 'keyring.json');
  const password = join(folder.path, 'password');
  writeFileSync(password, 'operators', { mode: 0o600 });
  const access = ['--keyring', keyring, '--password-file', password];
  const state = async () => (await hubQuery(net.contract.rpc, Query.spokes, {})).spokes[0]!.state;
  for (let index = 0; index < 3; index++) {
    assert.equal(await state(), SpokeState.ISOLATED, `${index} votes of four`);
    const { operator } = readOperatorKeys(folder.path, index);
    const secret = join(folder.path, `operator-${index}`);
    writeFileSync(secret, operator.privateKey, { mode: 0o600 });
    const name = operatorName(index);
    const imported = await net.run('keys', 'import', name, '--hex-file', secret, '--algo', operator.algo, ...access);
    assert.equal(imported.code, 0, imported.stderr);
    const voted = await net.run('tx', 'vote-spoke-state', '1', 'active', '--from', name, ...access);
    assert.equal(voted.code, 0, voted.stderr);
  }
  assert.equal(await state(), SpokeState.ACTIVE);
});

test('SIGTERM ends all of it', async () => {
  const { pids } = net.contract;
  net.child.kill('SIGTERM');
  assert.equal(await net.exited, 0);
  assert.deepEqual(Object.values(pids).filter(isAlive), []);
});
