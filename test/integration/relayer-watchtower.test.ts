/** The watchtower on anvil: it locks on an outflow the hub does not know, and on nothing else (spec: bridge §3). */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { Registry } from 'prom-client';
import { createRelayerMetrics } from '#src/relayer/metrics.ts';
import { readVault } from '#src/relayer/rpc/chain-reader.ts';
import { RpcSource } from '#src/relayer/rpc/rpc-source.ts';
import { Watchtower } from '#src/relayer/watchtower/watchtower.ts';
import { FakeHub, payout } from '#test/support/fake-hub.ts';
import { openWindow, settled, signAll, testSender, testSubmitter } from '#test/support/relayer-outflow.ts';
import { RpcProxy } from '#test/support/rpc-proxy.ts';
import { DEPOSITOR, deposit, LOCKER, startVaultChain, type VaultChain } from '#test/support/vault-chain.ts';

describe('the watchtower on a real chain', () => {
  let chain: VaultChain;
  let proxy: RpcProxy;

  beforeEach(async () => {
    chain = await startVaultChain({ instantMax: 1_000_000n, dispute: 600 });
    proxy = await RpcProxy.start(chain.anvil.url);
    await deposit(chain, 1_000_000_000n);
    chain.hub.timeMs = Date.now() + 60_000;
  });
  afterEach(async () => {
    await proxy.stop();
    await chain.anvil.stop();
  });

  const tower = (urls = [chain.anvil.url], required = 1) => {
    const sender = testSender(chain, { account: LOCKER });
    const metrics = createRelayerMetrics(new Registry());
    const sources = urls.map((url, i) => new RpcSource({ name: `rpc${i}`, url, timeoutMs: 5_000 }));
    const group = { sources, required };
    return { sender, watchtower: new Watchtower({ spoke: 1, hub: chain.hub.port(0), group, sender, metrics }) };
  };
  const softUntil = async (): Promise<bigint> =>
    (await readVault<{ softUntil: bigint }>(chain.anvil.rpc, chain.vault, 'lockState')).softUntil;

  /** A batch the keys signed; with a hub of its own, the real one knows nothing of it: stolen keys. */
  async function pay(hub: FakeHub, amount: bigint): Promise<void> {
    const thief = { ...chain, hub };
    hub.formBatch([payout(1n, chain.token, DEPOSITOR.address, amount)], await openWindow(chain));
    await signAll(thief);
    const sender = testSender(thief);
    await testSubmitter(thief, sender).step();
    equal(await settled(sender), 'mined');
  }
  const otherHub = (): FakeHub => new FakeHub(chain.hub.domain, chain.hub.validators);

  it('leaves honest payouts alone, queued and instant', async () => {
    await pay(chain.hub, 5_000_000n);
    const { watchtower } = tower();
    deepEqual(await watchtower.step(), { kind: 'clear' });
    equal(await softUntil(), 0n);
  });

  it('leaves a payout alone that the hub applied and forgot', async () => {
    await pay(chain.hub, 5_000n);
    chain.hub.withdrawals.clear();
    chain.hub.spoke.eventNonce = 6n;
    deepEqual(await tower().watchtower.step(), { kind: 'clear' });
    chain.hub.spoke.state = 'isolated';
    equal((await tower().watchtower.step()).kind, 'undecided', 'on an isolated spoke nobody knows what was applied');
    equal(await softUntil(), 0n);
  });

  for (const [name, amount] of [
    ['queued', 5_000_000n],
    ['paid at once', 5_000n],
  ] as const) {
    it(`locks the outflow when a payout without a hub record is ${name}`, async () => {
      await pay(otherHub(), amount);
      const { watchtower, sender } = tower();
      equal((await watchtower.step()).kind, 'lock_sent');
      equal(await settled(sender), 'mined');
      ok((await softUntil()) > 0n);
      const { hardScope } = await readVault<{ hardScope: number }>(chain.anvil.rpc, chain.vault, 'lockState');
      equal(hardScope & 1, 1);
    });
  }

  it('locks when the hub’s record names another amount', async () => {
    await pay(otherHub(), 5_000_000n);
    const item = payout(1n, chain.token, DEPOSITOR.address, 4_999_999n);
    chain.hub.withdrawals.set(1n, { ...item, state: 'signed', batchNonce: 1n });
    equal((await tower().watchtower.step()).kind, 'lock_sent');
  });

  it('does not lock on the word of a hub that lags behind the outflow', async () => {
    await pay(otherHub(), 5_000_000n);
    chain.hub.timeMs = 1_000;
    const { watchtower } = tower();
    equal((await watchtower.step()).kind, 'undecided');
    equal(await softUntil(), 0n);
    chain.hub.timeMs = Date.now() + 60_000;
    equal((await watchtower.step()).kind, 'lock_sent', 'once the hub is past it, its silence counts');
  });

  it('sees through one endpoint what another one hides', async () => {
    await pay(otherHub(), 5_000_000n);
    proxy.spoil('eth_getLogs', { kind: 'rewrite', change: () => [] });
    equal((await tower([proxy.url, chain.anvil.url]).watchtower.step()).kind, 'lock_sent');
  });

  it('is not made to lock by one endpoint that invents an outflow against two others', async () => {
    await pay(otherHub(), 5_000_000n);
    const forged = await chain.anvil.request('eth_getLogs', { address: chain.vault, fromBlock: '0x0' });
    const quiet = await startVaultChain({ chainId: 31_338 });
    try {
      await quiet.anvil.mine(12);
      chain.hub.spoke.vault = quiet.vault;
      const liar = await RpcProxy.start(quiet.anvil.url);
      const change = () => (forged as object[]).slice(-1).map((log) => ({ ...log, address: quiet.vault }));
      liar.spoil('eth_getLogs', { kind: 'rewrite', change });
      const { watchtower } = tower([liar.url, quiet.anvil.url, quiet.anvil.url]);
      equal((await watchtower.step()).kind, 'undecided');
      await liar.stop();
    } finally {
      await quiet.anvil.stop();
    }
  });
});
