/** Reorganisations of a real chain under four relayers, before and below finality (spec: bridge §5). */
import { equal, ok } from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { SpokeState } from '#proto/generated/nave.bridge.v1.ts';
import { BridgeNet, type Daemon, FEE } from '#test/support/bridge-net.ts';
import { until } from '#test/support/e2e-cli.ts';
import { TestKey } from '#test/support/signing.ts';

const PAYEE = '0x00000000000000000000000000000000000bea15';
const DEPTH = 70;
const alice = new TestKey('reorg alice');
const bob = new TestKey('reorg bob');
let net: BridgeNet;
let relayers: readonly Daemon[];

before(async () => {
  net = await BridgeNet.start();
  relayers = await net.startRelayers({ finality: { 1: `depth:${DEPTH}` } });
  // the constructor's events are final
  await net.chain(1).anvil.mine(DEPTH + 3);
  await net.settled(undefined, 60_000);
});
after(() => net.stop());

for (const depth of [1, 10, 64]) {
  it(`a reorg of ${depth} blocks before finality: nothing is credited twice, nothing lost`, {
    timeout: 90_000,
  }, async () => {
    const { anvil } = net.chain(1);
    await net.deposit(1, alice, 5_000_000n);
    if (depth > 1) await anvil.mine(depth - 1);
    // this one is in the part that goes, the first is not
    await net.deposit(1, bob, 3_000_000n);
    await anvil.reorg(depth);
    net.deposits.pop();
    await net.deposit(1, bob, 4_000_000n);
    await anvil.mine(DEPTH + 3);
    await net.credited(alice, 60_000);
    await net.credited(bob, 60_000);
    await net.settled([1], 60_000);
    await net.requireConserved();
  });
}

it('a reorg below finality: the relayers stop voting with an alarm, the spoke is isolated, the rest goes on', {
  timeout: 90_000,
}, async () => {
  const { anvil } = net.chain(1);
  const before = await net.spoke(1);
  await anvil.reorg(DEPTH + 20);
  await until(
    'four alarms',
    () => relayers.every(({ output }) => /"level":50.*"spoke":1.*"job":"observer".*"alarm":true/.test(output)),
    60_000,
  );
  await until('isolation', async () => (await net.spoke(1)).state === SpokeState.ISOLATED, 30_000);
  await net.deposit(1, bob, 9_000_000n);
  await anvil.mine(DEPTH + 3);
  net.forget(bob, 1, 9_000_000n);
  // the other spoke: in and out, by the same four processes
  await net.deposit(2, alice, 20_000_000n);
  await net.finalize();
  await net.credited(alice, 60_000);
  await net.withdraw(alice, 2, PAYEE, 6_000_000n);
  await until('payout', async () => (await net.tokens(2, PAYEE)) === 6_000_000n - FEE, 60_000);
  await net.settled([2], 60_000);
  const { eventNonce, state } = await net.spoke(1);
  equal(eventNonce, before.eventNonce, 'nothing of the rewritten chain was applied');
  equal(state, SpokeState.ISOLATED, 'by the votes of the operators');
  ok(
    relayers.every(({ child }) => child.exitCode === null),
    'the processes run on',
  );
  equal(await net.balance(alice), net.owed(alice));
  equal(await net.balance(bob), net.owed(bob));
});
