import { BridgeNet, type NetChain } from '#test/support/bridge-net.ts';
import { TestKey } from '#test/support/signing.ts';
import type { BenchOptions, BenchRow } from './bench-row.ts';

const PAYEE = '0x00000000000000000000000000000000000bec40';
const USD = 1_000_000n;
const LIMIT_MS = 30_000;
const LOOK_MS = 10;

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!;

/** Milliseconds until `holds`, looked at every few of them. */
async function waited(what: string, startMs: number, holds: () => Promise<boolean>): Promise<number> {
  while (!(await holds())) {
    if (performance.now() - startMs > LIMIT_MS) throw new Error(`not in ${LIMIT_MS} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return performance.now() - startMs;
}

/** From the block that makes a deposit final to the balance on the hub. */
async function credit(net: BridgeNet, { spoke, anvil }: NetChain, key: TestKey): Promise<number> {
  await net.deposit(spoke, key, 100n * USD);
  await anvil.mine(2);
  return waited('credit', performance.now(), async () => (await net.balance(key)) === net.owed(key));
}

/** From sending the request to the ERC-20 balance. */
async function payout(net: BridgeNet, { spoke }: NetChain, key: TestKey): Promise<number> {
  const before = await net.tokens(spoke, PAYEE);
  const startMs = performance.now();
  await net.withdraw(key, spoke, PAYEE, 10n * USD);
  return waited('payout', startMs, async () => (await net.tokens(spoke, PAYEE)) > before);
}

/** A localnet's bridge: hub with blocks of 250 ms, two chains, four relayers, each a process. */
export async function run({ quick }: BenchOptions): Promise<BenchRow[]> {
  const rounds = quick ? 4 : 20;
  const net = await BridgeNet.start({ blockTime: '250ms', emptyBlockTime: '1s' });
  try {
    await net.startRelayers({ interval: '250ms' });
    await net.settled(undefined, LIMIT_MS);
    const key = new TestKey('bench bridge');
    const [credits, payouts]: [number[], number[]] = [[], []];
    for (let i = 0; i <= rounds; i++) {
      const chain = net.chains[i % net.chains.length]!;
      const [credited, paid] = [await credit(net, chain, key), await payout(net, chain, key)];
      // the first one compiles
      if (i === 0) continue;
      credits.push(credited);
      payouts.push(paid);
    }
    await net.settled(undefined, LIMIT_MS);
    await net.requireConserved();
    const setting = `${rounds} one after another; hub, two anvils and four relayers on this machine, blocks of 250 ms (1 s when empty), relayers look every 250 ms`;
    return [
      {
        name: 'deposit final on its chain to credited, p50',
        value: percentile(credits, 0.5),
        unit: 'ms',
        target: { value: 3_000, atMost: true },
        detail: `p99 ${percentile(credits, 0.99).toFixed(0)} ms; ${setting}`,
      },
      {
        name: 'withdrawal requested to paid on its chain, p50',
        value: percentile(payouts, 0.5),
        unit: 'ms',
        target: { value: 5_000, atMost: true },
        detail: `p99 ${percentile(payouts, 0.99).toFixed(0)} ms; no delay, no dispute; ${setting}`,
      },
    ];
  } finally {
    await net.stop();
  }
}
