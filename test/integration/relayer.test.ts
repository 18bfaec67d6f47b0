/** Whole relayers: four validators, each with four jobs and keys of its own, over one chain and one hub. */
import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Registry } from 'prom-client';
import { numberToHex, toHex } from 'viem';
import { DeployError, deployVault, verifyVaultCode } from '#src/relayer/deploy.ts';
import { createRelayerMetrics } from '#src/relayer/metrics.ts';
import { runRelayer } from '#src/relayer/relayer.ts';
import type { RelayerEvent } from '#src/relayer/relayer-types.ts';
import { anvilAccount } from '#test/support/anvil.ts';
import { payout } from '#test/support/fake-hub.ts';
import { balanceOf, openWindow } from '#test/support/relayer-outflow.ts';
import { RpcProxy } from '#test/support/rpc-proxy.ts';
import { DEPLOYER, deposit, LOCKER, startVaultChain, VAULT_CODE, type VaultChain } from '#test/support/vault-chain.ts';

const PAYEE = '0x00000000000000000000000000000000000bea11';

describe('relayers of four validators', () => {
  it('credit a deposit and pay a withdrawal without anybody else, and stop when told', {
    timeout: 120_000,
  }, async () => {
    const chain = await startVaultChain();
    const folder = mkdtempSync(join(tmpdir(), 'nave-relayers-'));
    const stop = new AbortController();
    const events: RelayerEvent[] = [];
    const registry = new Registry();
    const metrics = createRelayerMetrics(registry);
    chain.hub.timeMs = Date.now() + 60_000;
    chain.hub.spoke.routes = [{ token: chain.token, tokenDecimals: 6 }];
    try {
      await deposit(chain, 50_000_000n);
      await chain.anvil.mine(3);
      chain.hub.formBatch([payout(1n, chain.token, PAYEE, 7n)], await openWindow(chain));
      const running = [0, 1, 2, 3].map((validator) =>
        runRelayer(
          {
            spokes: [{ spoke: 1, rpc: [chain.anvil.url, chain.anvil.url], finality: { kind: 'finalized' } }],
            jobs: ['observer', 'signer', 'submitter', 'watchtower'],
            requiredSources: 2,
            folder: join(folder),
            validatorIndex: validator,
            intervalMs: 20,
          },
          {
            hub: chain.hub.port(validator),
            metrics,
            signal: stop.signal,
            keys: {
              signer: chain.hub.validators[validator]!.hot,
              submitter: anvilAccount(5 + validator),
              watchtower: validator === 0 ? LOCKER : anvilAccount(2 + validator * 10),
            },
            onEvent: (event) => events.push(event),
          },
        ),
      );
      while ((await balanceOf(chain, PAYEE)) !== 7n) ok(!stop.signal.aborted);
      while (chain.hub.spoke.eventNonce < 5n) await chain.anvil.mine();
      stop.abort();
      await Promise.all(running);
      ok(chain.hub.spoke.eventNonce >= 5n, 'four of the constructor and the deposit');
      deepEqual(
        events.filter(({ level }) => level === 'alarm'),
        [],
      );
      const text = await registry.metrics();
      for (const name of ['votes_total', 'finalized_height', 'bucket_fill_ratio', 'escrow_units', 'gas_runway']) {
        ok(text.includes(`nave_relayer_${name}`), name);
      }
      ok(!text.includes(chain.anvil.url), 'no URL in the metrics');
    } finally {
      stop.abort();
      await chain.anvil.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('does not start without the key of a job', async () => {
    const chain = await startVaultChain();
    try {
      const config = {
        spokes: [{ spoke: 1, rpc: [chain.anvil.url], finality: { kind: 'finalized' } as const }],
        jobs: ['signer'] as const,
        requiredSources: 1,
        folder: tmpdir(),
        validatorIndex: 0,
      };
      const metrics = createRelayerMetrics(new Registry());
      const deps = { hub: chain.hub.port(0), metrics, signal: AbortSignal.abort(), keys: {}, onEvent: () => {} };
      await rejects(runRelayer(config, deps), /signer has no key/);
    } finally {
      await chain.anvil.stop();
    }
  });
});

describe('a chain that rewrites final blocks', () => {
  it('brings each relayer to vote once for isolation, also one whose only job that ends', {
    timeout: 60_000,
  }, async () => {
    const chain = await startVaultChain();
    try {
      await chain.anvil.mine(3);
      const { isolated, events, running } = observe(chain, [chain.anvil.url, chain.anvil.url], { slowly: true });
      while (chain.hub.attestations.length === 0) await tick();
      await chain.anvil.reorg(4);
      await running;
      deepEqual(isolated, [1]);
      deepEqual(
        events.filter(({ level }) => level === 'alarm').map(({ message }) => message.replace(/0x\S+|\d+/g, '#')),
        ['final block # # is # at spoke#/rpc#, is # at spoke#/rpc#', 'voted to isolate this spoke'],
      );
    } finally {
      await chain.anvil.stop();
    }
  });

  it('as one endpoint alone tells it, for ever, brings no relayer to vote', { timeout: 60_000 }, async () => {
    const chain = await startVaultChain();
    const liar = await RpcProxy.start(chain.anvil.url);
    const stop = new AbortController();
    try {
      await chain.anvil.mine(3);
      const { isolated, events, running } = observe(chain, [chain.anvil.url, liar.url], { signal: stop.signal });
      while (chain.hub.attestations.length === 0) await tick();
      const settled = numberToHex((await chain.anvil.blockNumber()) - 2n);
      let lies = 0;
      liar.fault = ({ method, params }) =>
        method === 'eth_getBlockByNumber' && params[0] === settled
          ? { kind: 'rewrite', change: (block) => ({ ...(block as object), hash: toHex(++lies, { size: 32 }) }) }
          : undefined;
      const alarms = (): readonly RelayerEvent[] => events.filter(({ level }) => level === 'alarm');
      while (lies < 10) {
        deepEqual(alarms(), []);
        await chain.anvil.mine();
      }
      await deposit(chain, 1_000_000n);
      await chain.anvil.mine(3);
      deepEqual(chain.hub.votes.get(0)?.length, 4, 'while it lies nothing is voted on');
      liar.heal();
      while (chain.hub.votes.get(0)?.length !== 5) await tick();
      stop.abort();
      await running;
      deepEqual(isolated, []);
      deepEqual(alarms(), []);
    } finally {
      stop.abort();
      await Promise.all([chain.anvil.stop(), liar.stop()]);
    }
  });
});

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** One relayer whose only job is the observer's. `slowly`: its vote for isolation takes a while. */
function observe(chain: VaultChain, rpc: readonly string[], choice: { signal?: AbortSignal; slowly?: boolean }) {
  const isolated: number[] = [];
  const events: RelayerEvent[] = [];
  const running = runRelayer(
    {
      spokes: [{ spoke: 1, rpc, finality: { kind: 'finalized' } }],
      jobs: ['observer'],
      requiredSources: 2,
      folder: tmpdir(),
      validatorIndex: 0,
      intervalMs: 20,
    },
    {
      hub: chain.hub.port(0),
      metrics: createRelayerMetrics(new Registry()),
      signal: choice.signal ?? new AbortController().signal,
      keys: {},
      isolate: async (spoke) => {
        if (choice.slowly === true) await chain.anvil.mine();
        isolated.push(spoke);
      },
      onEvent: (event) => events.push(event),
    },
  );
  return { isolated, events, running };
}

describe('deployment of a vault', () => {
  it('leads to one address whoever deploys, and a second time finds it', async () => {
    const chain = await startVaultChain();
    try {
      const again = await deployVault({
        source: chain.anvil.rpc,
        account: anvilAccount(7),
        code: VAULT_CODE,
        config: chain.config,
      });
      equal(again.address, chain.vault);
      equal(again.txHash, undefined);
      equal(again.domainSeparator, chain.hub.spoke.domainSeparator);
      ok(chain.deployment.txHash !== undefined);
    } finally {
      await chain.anvil.stop();
    }
  });

  it('refuses code that is not the released one, a bad config, and a chain without the factory', async () => {
    const chain = await startVaultChain();
    try {
      await rejects(verifyVaultCode(chain.anvil.rpc, chain.token, VAULT_CODE), DeployError);
      const options = { source: chain.anvil.rpc, account: DEPLOYER, code: VAULT_CODE, pollingIntervalMs: 20 };
      await rejects(deployVault({ ...options, config: { ...chain.config, lockThreshold: 99 } }));
      await chain.anvil.request('anvil_setCode', '0x4e59b44847b379578588920cA78FbF26c0B4956C', '0x');
      const config = { ...chain.config, hubSalt: toHex(5, { size: 32 }) };
      await rejects(deployVault({ ...options, config }), /lacks the factory/);
    } finally {
      await chain.anvil.stop();
    }
  });
});
