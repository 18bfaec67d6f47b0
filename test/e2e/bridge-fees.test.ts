/** Gas that is stuck, dear or gone, and clocks that are wrong: a real hub, real chains, real relayers (spec: bridge §5). */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { type Hex, toHex } from 'viem';
import { topicOf } from '#src/relayer/vault/vault-events.ts';
import { anvilAccount } from '#test/support/anvil.ts';
import { BridgeNet, type Daemon, FEE } from '#test/support/bridge-net.ts';
import { until } from '#test/support/e2e-cli.ts';
import { TestKey } from '#test/support/signing.ts';

const HOUR_MS = 3_600_000;
const PAID = 3;
/** Of the only relayer that submits. */
const PAYER = anvilAccount(2).address;
const alice = new TestKey('fees alice');
let net: BridgeNet;
let payer: Daemon;
let skewed: readonly Daemon[];
let payees = 0;

/** Three of four are a quorum: each of them is needed, whatever its clock says. */
before(async () => {
  net = await BridgeNet.start({ chains: 1 });
  const settings = [
    { skewMs: 0, replaceAfter: '2s' },
    { skewMs: HOUR_MS, jobs: ['observer', 'signer', 'watchtower'] },
    { skewMs: -HOUR_MS, jobs: ['observer', 'signer', 'watchtower'] },
  ];
  const relayers = await Promise.all(settings.map((choice, i) => net.startRelayer(i, choice)));
  payer = relayers[0]!;
  skewed = relayers.slice(1);
});
after(() => net.stop());

const call = (method: string, ...params: unknown[]): Promise<unknown> => net.chain(1).anvil.request(method, ...params);

/** What the payer has in the pool: highest fee a gas, wei, by nonce. */
async function waiting(): Promise<ReadonlyMap<number, bigint>> {
  const { pending } = (await call('txpool_content')) as {
    pending: Record<string, Record<string, { maxFeePerGas: Hex }>>;
  };
  const own = Object.entries(pending).find(([owner]) => owner.toLowerCase() === PAYER.toLowerCase())?.[1] ?? {};
  return new Map(Object.entries(own).map(([nonce, tx]) => [Number(nonce), BigInt(tx.maxFeePerGas)]));
}

const sent = async (): Promise<number> => Number(await call('eth_getTransactionCount', PAYER, 'latest'));

async function ask(): Promise<{ readonly id: number; readonly payee: `0x${string}` }> {
  payees += 1;
  const payee = `0x${payees.toString(16).padStart(40, 'c')}` as const;
  return { id: await net.withdraw(alice, 1, payee, 20_000_000n), payee };
}

async function requirePaidOnce({ id, payee }: Awaited<ReturnType<typeof ask>>): Promise<void> {
  await until('payout', async () => (await net.status(1, id)) === PAID, 40_000);
  equal(await net.tokens(1, payee), 20_000_000n - FEE);
  await net.settled([1], 40_000);
  await net.requireConserved();
}

it('with clocks an hour fast and an hour slow a deposit is credited and a withdrawal paid, and nobody locks', {
  timeout: 90_000,
}, async () => {
  await net.deposit(1, alice, 500_000_000n);
  await net.finalize();
  await net.credited(alice, 60_000);
  await requirePaidOnce(await ask());
  const hoursOff = skewed.map(({ output }) => {
    const [, time] = /"time":(\d+)/.exec(output)!;
    return Math.round((Number(time) - Date.now()) / HOUR_MS);
  });
  deepEqual(hoursOff, [1, -1], 'their clocks are wrong indeed');
  const { vault } = net.chain(1);
  deepEqual(await call('eth_getLogs', { address: vault, fromBlock: '0x0', topics: [topicOf('Locked')] }), []);
});

it('a transaction that is stuck is raised, under one nonce, and the withdrawal paid once', {
  timeout: 90_000,
}, async () => {
  const before = await sent();
  await call('evm_setAutomine', false);
  const asked = await ask();
  const fees = new Set<bigint>();
  await until(
    'three fees',
    async () => {
      const pool = await waiting();
      ok(pool.size <= 1, 'one at a time');
      const fee = pool.get(before);
      if (fee !== undefined) fees.add(fee);
      return fees.size >= 3;
    },
    40_000,
  );
  const [first, second] = [...fees] as [bigint, bigint];
  ok(second >= (first * 11n) / 10n, `${[...fees]}`);
  await call('evm_setAutomine', true);
  await net.finalize();
  await requirePaidOnce(asked);
  equal(await sent(), before + 1);
});

it('an empty purse is said in the log, and filled it pays', { timeout: 90_000 }, async () => {
  await call('anvil_setBalance', PAYER, '0x0');
  const asked = await ask();
  await until('the log says so', () => /"job":"submitter".*insufficient funds/.test(payer.output), 40_000);
  equal(await net.status(1, asked.id), 0);
  await call('anvil_setBalance', PAYER, toHex(10n ** 20n));
  await requirePaidOnce(asked);
});

it('a base fee fifty times as high is followed', { timeout: 90_000 }, async () => {
  const before = await sent();
  await call('evm_setAutomine', false);
  const asked = await ask();
  await until('a transaction', async () => (await waiting()).has(before), 40_000);
  const first = (await waiting()).get(before)!;
  await call('anvil_setNextBlockBaseFeePerGas', toHex(first * 50n));
  await net.chain(1).anvil.mine();
  equal(await net.status(1, asked.id), 0, 'nobody includes it at this price');
  await until('a raise', async () => ((await waiting()).get(before) ?? 0n) > 50n * first, 40_000);
  await call('evm_setAutomine', true);
  await net.chain(1).anvil.mine();
  await requirePaidOnce(asked);
  equal(await sent(), before + 1);
});
