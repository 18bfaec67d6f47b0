/** Relayers killed by SIGKILL after each step of theirs, with and without their disk (spec: bridge §5), against a real hub. */
import { equal, ok } from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { BridgeNet, type Daemon, FEE } from '#test/support/bridge-net.ts';
import { until } from '#test/support/e2e-cli.ts';
import { TestKey } from '#test/support/signing.ts';

const alice = new TestKey('kills alice');
let net: BridgeNet;

/** Three of four are a quorum: without the one that dies nothing goes on. */
before(async () => {
  net = await BridgeNet.start({ chains: 1 });
  const first = await net.startRelayer(0);
  await Promise.all([1, 2].map((i) => net.startRelayer(i)));
  await net.deposit(1, alice, 500_000_000n);
  await net.finalize();
  await net.credited(alice, 60_000);
  await first.end('SIGTERM');
});
after(() => net.stop());

const killed = async (relayer: Daemon): Promise<void> => {
  equal((await relayer.exited).signal, 'SIGKILL');
};
const loseDisk = (): void => rmSync(join(net.root, 'relayer-0', 'nonces'), { recursive: true, force: true });

for (const [point, text, losesDisk] of [
  ['observed', 'after it observed', true],
  ['voted', 'after it voted', false],
] as const) {
  it(`killed ${text}: the deposit is credited once`, { timeout: 90_000 }, async () => {
    const dying = await net.startRelayer(0, { dieAt: point });
    await net.deposit(1, alice, 10_000_000n);
    await net.finalize();
    await killed(dying);
    if (point === 'observed') ok((await net.balance(alice)) < net.owed(alice), 'two of four credit nothing');
    if (losesDisk) loseDisk();
    const again = await net.startRelayer(0);
    await net.credited(alice, 60_000);
    await net.settled([1], 60_000);
    await again.end('SIGTERM');
    await net.requireConserved();
  });
}

for (const [i, [point, text, losesDisk]] of (
  [
    ['signed', 'after it signed', true],
    ['recorded', 'before its transaction left', false],
    ['sent', 'after its transaction left, disk lost', true],
    ['mined', 'after its transaction was mined', false],
  ] as const
).entries()) {
  it(`killed ${text}: the withdrawal is paid once`, { timeout: 90_000 }, async () => {
    const payee = `0x${String(i + 1).repeat(40)}` as const;
    const dying = await net.startRelayer(0, { dieAt: point });
    const id = await net.withdraw(alice, 1, payee, 30_000_000n);
    await killed(dying);
    if (losesDisk) loseDisk();
    const again = await net.startRelayer(0);
    await until('payout', async () => (await net.status(1, id)) === 3, 60_000);
    await net.settled([1], 60_000);
    equal(await net.tokens(1, payee), 30_000_000n - FEE);
    equal(await net.findWithdrawal(1, id), undefined, 'final on the hub');
    await again.end('SIGTERM');
    await net.requireConserved();
  });
}
