/** What a relayer waits for and what it refuses at start, on a real chain (spec: bridge §3). */
import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { Registry } from 'prom-client';
import type { HubPort } from '#src/relayer/hub-port.ts';
import { JobBoard } from '#src/relayer/job-board.ts';
import { createRelayerMetrics } from '#src/relayer/metrics.ts';
import { runRelayer } from '#src/relayer/relayer.ts';
import type { RelayerConfig, RelayerDeps, RelayerEvent } from '#src/relayer/relayer-types.ts';
import { anvilAccount } from '#test/support/anvil.ts';
import { until } from '#test/support/e2e-cli.ts';
import { RpcProxy } from '#test/support/rpc-proxy.ts';
import { LOCKER, startVaultChain, type VaultChain } from '#test/support/vault-chain.ts';

describe('a relayer that starts', () => {
  let chain: VaultChain;
  let folder: string;
  let stop: AbortController;
  let events: RelayerEvent[];
  let board: JobBoard;
  let locker = LOCKER;

  before(async () => {
    chain = await startVaultChain();
    await chain.anvil.mine(3);
    folder = mkdtempSync(join(tmpdir(), 'nave-relayer-start-'));
  });
  after(async () => {
    await chain.anvil.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    stop = new AbortController();
    events = [];
  });
  afterEach(() => stop.abort());

  const run = (hub: HubPort, more: Partial<RelayerConfig> = {}): Promise<void> => {
    const config: RelayerConfig = {
      spokes: [{ spoke: 1, rpc: [chain.anvil.url, chain.anvil.url], finality: { kind: 'finalized' } }],
      jobs: ['observer', 'signer', 'submitter', 'watchtower'],
      requiredSources: 2,
      folder,
      validatorIndex: 0,
      intervalMs: 20,
      ...more,
    };
    board = new JobBoard(
      config.spokes.map(({ spoke }) => spoke),
      config.jobs,
    );
    const deps: RelayerDeps = {
      hub,
      metrics: createRelayerMetrics(new Registry()),
      signal: stop.signal,
      keys: { signer: chain.hub.validators[0]!.hot, submitter: anvilAccount(5), watchtower: locker },
      onEvent: (event) => events.push(event),
      board,
    };
    return runRelayer(config, deps);
  };
  const said = (text: RegExp, level?: string): boolean =>
    events.some((event) => text.test(event.message) && (level ?? event.level) === event.level);

  it('waits for the registration of its spoke, saying so once, and then is ready', { timeout: 30_000 }, async () => {
    const port = chain.hub.port(0);
    let isRegistered = false;
    const running = run({ ...port, spokes: async () => (isRegistered ? port.spokes() : []) });
    await until('the wait', () => board.status()[0]!.phase === 'waiting_for_registration');
    equal(board.isReady(), false);
    isRegistered = true;
    await until('ready', () => board.isReady());
    deepEqual(
      events.map(({ level, message }) => [level, message.slice(0, 31)]),
      [
        ['info', 'the hub has no spoke 1 yet: wai'],
        ['info', 'running on chain 31337, vault 0'],
      ],
    );
    stop.abort();
    await running;
  });

  it('waits for a hub that does not answer, and goes on at once when it is back', { timeout: 30_000 }, async () => {
    const port = chain.hub.port(0);
    let isSilent = true;
    const guard = async (): Promise<void> => {
      if (isSilent) throw new Error('no answer');
    };
    const running = run({
      ...port,
      spokes: () => guard().then(() => port.spokes()),
      voter: (spoke) => guard().then(() => port.voter(spoke)),
      batches: (spoke) => guard().then(() => port.batches(spoke)),
    });
    await until('the wait', () => said(/the hub does not answer, waiting: no answer/, 'warn'));
    isSilent = false;
    await until('ready', () => board.isReady());
    isSilent = true;
    await until('failures', () => board.status()[0]!.jobs.some(({ state }) => state === 'retrying'));
    isSilent = false;
    const backMs = performance.now();
    await until('ready again', () => board.isReady());
    ok(performance.now() - backMs < 4_000, 'sooner than the first retry after 5 s');
    stop.abort();
    await running;
  });

  it('refuses a key that belongs to no validator', async () => {
    const port = chain.hub.port(0);
    const voter = async () => ({ lastNonce: 0n, mayVote: false, isStranger: true });
    await rejects(run({ ...port, voter }), /StartRefused: the relayer key .* belongs to no validator/);
  });

  it('refuses endpoints of another chain', async () => {
    const port = chain.hub.port(0);
    const spokes = async () => (await port.spokes()).map((spoke) => ({ ...spoke, chainId: 1 }));
    await rejects(run({ ...port, spokes }), /StartRefused: spoke1\/rpc0 is chain 31337, spoke 1 is chain 1/);
  });

  it('refuses an endpoint without the finalized tag', async () => {
    const proxy = await RpcProxy.start(chain.anvil.url);
    proxy.fault = ({ method, params }) =>
      method === 'eth_getBlockByNumber' && params[0] === 'finalized'
        ? { kind: 'error', code: -32_602, message: 'unknown block tag' }
        : undefined;
    const rpc = [chain.anvil.url, proxy.url];
    try {
      const spokes = [{ spoke: 1, rpc, finality: { kind: 'finalized' } as const }];
      await rejects(
        run(chain.hub.port(0), { spokes }),
        /StartRefused: spoke1\/rpc1 lacks the finalized tag; set a depth/,
      );
    } finally {
      await proxy.stop();
    }
  });

  it('refuses a vault of another hub, and one whose code is not the released one', async () => {
    const port = chain.hub.port(0);
    const spokes = async () =>
      (await port.spokes()).map((spoke) => ({ ...spoke, domainSeparator: `0x${'11'.repeat(32)}` as const }));
    await rejects(run({ ...port, spokes }), /StartRefused: .* has another domain/);
    const proxy = await RpcProxy.start(chain.anvil.url);
    proxy.spoil('eth_getCode', { kind: 'rewrite', change: (code) => `${String(code).slice(0, -2)}00` });
    try {
      const settings = { spoke: 1, rpc: [proxy.url, proxy.url], finality: { kind: 'finalized' } as const };
      await rejects(
        run(port, { spokes: [settings] }),
        /StartRefused: .*is not that of the vault this release was built with/,
      );
    } finally {
      await proxy.stop();
    }
  });

  it('says when the watchtower could only sound the alarm', { timeout: 30_000 }, async () => {
    const running = run(chain.hub.port(0), { folder: mkdtempSync(join(folder, 'locker-')) });
    await until('ready', () => board.isReady());
    ok(!said(/is no locker/));
    stop.abort();
    await running;
    stop = new AbortController();
    locker = anvilAccount(8);
    const other = run(chain.hub.port(0));
    await until('ready', () => board.isReady());
    locker = LOCKER;
    ok(said(/watchtower's key 0x\w{40} is no locker of the vault/, 'warn'));
    stop.abort();
    await other;
  });

  it('lets one endpoint do on a localnet only', { timeout: 30_000 }, async () => {
    const proxy = await RpcProxy.start(chain.anvil.url);
    // settings: chainId, hubSalt, devnet, …
    const real = (answer: unknown): unknown => {
      const text = String(answer);
      return text.length === 2 + 9 * 64
        ? `${text.slice(0, 2 + 2 * 64)}${'0'.repeat(64)}${text.slice(2 + 3 * 64)}`
        : answer;
    };
    const settings = { spoke: 1, rpc: [proxy.url], finality: { kind: 'finalized' } as const };
    try {
      const running = run(chain.hub.port(0), { spokes: [settings], requiredSources: 1 });
      await until('ready', () => board.isReady());
      stop.abort();
      await running;
      stop = new AbortController();
      proxy.spoil('eth_call', { kind: 'rewrite', change: real });
      const refused = run(chain.hub.port(0), { spokes: [settings], requiredSources: 1 });
      await rejects(refused, /StartRefused: required-sources is 1: outside localnets two endpoints must agree/);
    } finally {
      await proxy.stop();
    }
  });

  it('refuses a spoke whose finality nobody names', async () => {
    const spokes = [{ spoke: 1, rpc: [chain.anvil.url, chain.anvil.url] }];
    await rejects(run(chain.hub.port(0), { spokes }), /StartRefused: spokes\.1\.finality is not set/);
  });

  it('refuses a second process with its keys', { timeout: 30_000 }, async () => {
    const first = run(chain.hub.port(0));
    await until('ready', () => board.isReady());
    await rejects(run(chain.hub.port(0)), /NonceTableBusy: .* is in use by another relayer/);
    stop.abort();
    await first;
  });

  it('goes on with its other spokes when one that is registered later does not fit', { timeout: 30_000 }, async () => {
    const port = chain.hub.port(0);
    let isRegistered = false;
    const spokes = async () => {
      const known = await port.spokes();
      return isRegistered ? [...known, { ...known[0]!, spoke: 2, chainId: 5 }] : known;
    };
    const rpc = [chain.anvil.url, chain.anvil.url];
    const finality = { kind: 'finalized' } as const;
    const running = run({ ...port, spokes }, { spokes: [1, 2].map((spoke) => ({ spoke, rpc, finality })) });
    await until('the wait', () => board.status()[1]!.phase === 'waiting_for_registration');
    isRegistered = true;
    await until('the alarm', () => said(/spoke2\/rpc0 is chain 31337, spoke 2 is chain 5/, 'alarm'));
    equal(board.status()[1]!.phase, 'refused');
    match(board.status()[1]!.reason!, /is chain 31337/);
    await until('spoke 1', () => board.status()[0]!.jobs.every(({ state }) => state === 'ok'));
    equal(board.isReady(), false);
    stop.abort();
    await running;
  });
});
