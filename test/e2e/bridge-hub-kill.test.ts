/** The hub killed between vote and credit and at points of a block that holds votes, under four relayers (spec: bridge §5). */
import { equal, ok } from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { Query } from '#proto/generated/nave.bridge.v1.ts';
import { hubQuery } from '#src/client/hub-query.ts';
import { BridgeNet, FEE } from '#test/support/bridge-net.ts';
import { until } from '#test/support/e2e-cli.ts';
import { TestKey } from '#test/support/signing.ts';

const PAYEE = '0x00000000000000000000000000000000000bea14';
const alice = new TestKey('hub kill alice');
let net: BridgeNet;

before(async () => {
  net = await BridgeNet.start({ chains: 1 });
  const quorum = await Promise.all([0, 1, 2].map((i) => net.startRelayer(i)));
  await net.settled([1], 60_000);
  await quorum[2]!.end('SIGTERM');
});
after(() => net.stop());

it('killed between vote and credit: the votes are there again and the deposit is credited once', {
  timeout: 90_000,
}, async () => {
  await net.deposit(1, alice, 100_000_000n);
  await net.finalize();
  await until('two votes of four', async () => {
    const { deposits } = await hubQuery(net.rpc, Query.pendingDeposits, { spoke: 1, account: '' });
    return deposits[0]?.votesPpm === 500_000;
  });
  await net.hub.end('SIGKILL');
  await net.restartHub();
  const { deposits } = await hubQuery(net.rpc, Query.pendingDeposits, { spoke: 1, account: '' });
  equal(deposits[0]!.votesPpm, 500_000, 'what was voted is not lost');
  equal(await net.balance(alice), 0n);
  await Promise.all([2, 3].map((i) => net.startRelayer(i)));
  await net.credited(alice, 60_000);
  await net.settled([1], 60_000);
  await net.requireConserved();
});

for (const point of ['prepared', 'finalized', 'durable', 'committed'] as const) {
  it(`killed when a block with votes is ${point}: credited once, by relayers that waited`, {
    timeout: 90_000,
  }, async () => {
    await net.hub.end('SIGTERM');
    await net.restartHub(point);
    await net.deposit(1, alice, 10_000_000n);
    net.hub.child.kill('SIGUSR2');
    await net.finalize();
    equal((await net.hub.exited).signal, 'SIGKILL');
    await net.restartHub();
    await net.credited(alice, 60_000);
    await net.settled([1], 60_000);
    await net.requireConserved();
  });
}

it('after all that a withdrawal is paid', { timeout: 60_000 }, async () => {
  const id = await net.withdraw(alice, 1, PAYEE, 40_000_000n);
  await until('payout', async () => (await net.status(1, id)) === 3, 60_000);
  await net.settled([1], 60_000);
  ok((await net.tokens(1, PAYEE)) === 40_000_000n - FEE);
  await net.requireConserved();
});
