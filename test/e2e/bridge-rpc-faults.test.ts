/** Endpoints that lie, disagree, hang or limit, under four relayers and a real hub (spec: bridge §5). */
import { equal } from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { Hex } from 'viem';
import { BridgeNet, FEE } from '#test/support/bridge-net.ts';
import { until } from '#test/support/e2e-cli.ts';
import { type Fault, RpcProxy } from '#test/support/rpc-proxy.ts';
import { TestKey } from '#test/support/signing.ts';

const PAYEE = '0x00000000000000000000000000000000000bea16';
const alice = new TestKey('rpc alice');
let net: BridgeNet;
let proxies: readonly RpcProxy[];

/** Every relayer asks the same three endpoints. */
before(async () => {
  net = await BridgeNet.start({ chains: 1 });
  const { url } = net.chain(1).anvil;
  proxies = await Promise.all([0, 1, 2].map(() => RpcProxy.start(url)));
  const rpc = { 1: proxies.map((proxy) => proxy.url) };
  await net.startRelayers({ rpc });
  await net.settled([1], 60_000);
});
after(async () => {
  await net.stop();
  for (const proxy of proxies) await proxy.stop();
});

/** Logs and receipts with an amount that is not the chain's. */
const forged: Fault = {
  kind: 'rewrite',
  change: (result) => {
    const spoil = (log: { data: Hex }) => ({ ...log, data: `${log.data.slice(0, -4)}ffff` });
    if (Array.isArray(result)) return result.map(spoil);
    const receipt = result as { logs?: { data: Hex }[] } | null;
    return receipt?.logs === undefined ? result : { ...receipt, logs: receipt.logs.map(spoil) };
  },
};
const spoilReads = (fault: Fault) => (call: { method: string }) =>
  ['eth_getLogs', 'eth_getTransactionReceipt'].includes(call.method) ? fault : undefined;

for (const [name, liars, fault] of [
  ['two of three tell the same lie: a poisoned majority', [0, 1], forged],
  ['all three tell the same lie, and the storage proof does not fit', [0, 1, 2], forged],
  ['one shows no events', [2], { kind: 'rewrite', change: () => [] }],
  ['two limit the rate', [0, 2], { kind: 'status', status: 429 }],
] as const satisfies readonly (readonly [string, readonly number[], Fault])[]) {
  it(`${name}: nothing is credited until they heal`, { timeout: 90_000 }, async () => {
    for (const i of liars) proxies[i]!.fault = spoilReads(fault);
    const before = await net.balance(alice);
    const calls = proxies[0]!.calls.length;
    await net.deposit(1, alice, 11_000_000n);
    await net.finalize();
    const logs = (): number => proxies[0]!.calls.slice(calls).filter(({ method }) => method === 'eth_getLogs').length;
    await until('each relayer to look twice', () => logs() >= 8, 60_000);
    equal(await net.balance(alice), before);
    for (const proxy of proxies) proxy.heal();
    await net.credited(alice, 60_000);
    await net.settled([1], 60_000);
    await net.requireConserved();
  });
}

it('one that hangs is done without: deposit and withdrawal go through the other two', { timeout: 90_000 }, async () => {
  proxies[1]!.fault = () => ({ kind: 'hang' });
  await net.deposit(1, alice, 12_000_000n);
  await net.finalize();
  await net.credited(alice, 60_000);
  await net.withdraw(alice, 1, PAYEE, 8_000_000n);
  await until('payout', async () => (await net.tokens(1, PAYEE)) === 8_000_000n - FEE, 60_000);
  proxies[1]!.heal();
  await net.settled([1], 60_000);
  await net.requireConserved();
});
