/** A user's money from one EVM chain to the hub and out on another: real chains, a real hub, four relayers of the command. */
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { readVault } from '#src/relayer/rpc/chain-reader.ts';
import { BridgeNet, type Daemon, FEE } from '#test/support/bridge-net.ts';
import { runCli, until } from '#test/support/e2e-cli.ts';
import { TestKey } from '#test/support/signing.ts';

const PAYEE = '0x00000000000000000000000000000000000bea11';
const alice = new TestKey('roundtrip alice');
let net: BridgeNet;
let relayers: readonly Daemon[];

before(async () => {
  net = await BridgeNet.start({ instantMax: '100' });
  relayers = await net.startRelayers();
});
after(() => net.stop());

const metricsOf = (relayer: Daemon): string => /metrics (http:\S+)\/metrics/.exec(relayer.output)![1]!;
const figuresOf = async (relayer: Daemon): Promise<string> => (await fetch(`${metricsOf(relayer)}/metrics`)).text();

it('a deposit on A is credited, and withdrawn to B it is an ERC-20 balance there', { timeout: 60_000 }, async () => {
  await net.deposit(1, alice, 250_000_000n);
  await net.deposit(2, alice, 100_000_000n);
  await net.finalize();
  await net.credited(alice);
  const id = await net.withdraw(alice, 2, PAYEE, 60_000_000n);
  await until('payout', async () => (await net.tokens(2, PAYEE)) > 0n);
  equal(await net.tokens(2, PAYEE), 60_000_000n - FEE, 'amount less the fee');
  equal(await net.status(2, id), 3);
  const isMeasured = async (): Promise<boolean> =>
    /request_paid_seconds_count\{spoke="2"\} 1/.test(await figuresOf(relayers[0]!));
  await until('the watchtower to see it before it is final', isMeasured, 60_000);
  await net.settled();
  equal(await net.findWithdrawal(2, id), undefined, 'final');
  await net.requireConserved();
});

it('a payout above the instant limit waits in the queue of the vault and is finalised there', {
  timeout: 90_000,
}, async () => {
  const payee = '0x00000000000000000000000000000000000bea17';
  const id = await net.withdraw(alice, 1, payee, 150_000_000n);
  await until('queued', async () => (await net.status(1, id)) === 1, 60_000);
  await net.finalize();
  await until('the hub to know', async () => (await net.findWithdrawal(1, id))?.state === 'queued_on_spoke', 60_000);
  // the vault's clock moves with its blocks
  await until(
    'payout',
    async () => {
      await net.chain(1).anvil.mine();
      return (await net.status(1, id)) === 3;
    },
    60_000,
  );
  equal(await net.tokens(1, payee), 150_000_000n - FEE);
  await net.settled();
  await net.requireConserved();
});

it('says of itself that it is ready, in a table and in JSON, and nothing secret', { timeout: 60_000 }, async () => {
  const url = metricsOf(relayers[0]!);
  await until('ready', async () => (await runCli(['relayer', 'status', '--metrics', url])).code === 0);
  const { stdout } = await runCli(['relayer', 'status', '--metrics', url, '--output', 'json']);
  const status = JSON.parse(stdout) as { ready: boolean; relayer: string; spokes: { spoke: number; jobs: object[] }[] };
  equal(status.ready, true);
  equal(status.relayer, net.validators[0]!.relayer.text);
  deepEqual(
    status.spokes.map(({ spoke, jobs }) => [spoke, jobs.length]),
    [
      [1, 4],
      [2, 4],
    ],
  );
  const metrics = await figuresOf(relayers[0]!);
  match(metrics, /nave_relayer_finalized_height\{spoke="1"\} [1-9]/);
  // a validator that was never heard begins with what is not applied yet, so the slowest of four may have voted on nothing
  const all = await Promise.all(relayers.map(figuresOf));
  ok(all.filter((text) => /nave_relayer_votes_total\{spoke="1"\} [1-9]/.test(text)).length >= 3);
  ok(all.filter((text) => /nave_relayer_deposit_credit_seconds_count\{spoke="1"\} 1/.test(text)).length >= 3);
  const secrets = Object.values(net.relayerEnv(0)).map((secret) => secret.slice(2));
  for (const secret of [...secrets, net.chain(1).anvil.url]) {
    ok(!`${relayers[0]!.output}${stdout}${metrics}`.includes(secret), 'no key and no endpoint in what it writes');
  }
});

it('refuses to start with a key that is no relayer, in one line', { timeout: 60_000 }, async () => {
  const env = { ...net.relayerEnv(1), TEST_RELAYER: net.relayerEnv(1).TEST_SIGNER! };
  const { code, stderr } = await runCli(
    ['relayer', 'start', '--config', net.configFile(1, { folder: 'stranger' })],
    env,
  );
  equal(code, 1);
  match(stderr, /^nave: the relayer does not start: the relayer key \(keys\.relayer\) belongs to no validator/m);
});

it('a relayer that starts anew finds old payouts in order and locks nothing', { timeout: 60_000 }, async () => {
  equal((await relayers[0]!.end('SIGTERM')).code, 0);
  const fresh = await net.startRelayer(0, { folder: 'fresh' });
  const url = metricsOf(fresh);
  await until('ready', async () => (await fetch(`${url}/ready`)).status === 200);
  for (const { anvil, vault } of net.chains) {
    const { hardScope, softUntil } = await readVault<{ hardScope: number; softUntil: bigint }>(
      anvil.rpc,
      vault,
      'lockState',
    );
    deepEqual([hardScope, softUntil], [0, 0n]);
  }
  for (const relayer of [...relayers, fresh]) ok(!relayer.output.includes('"alarm":true'), relayer.output);
  await net.requireConserved();
});
