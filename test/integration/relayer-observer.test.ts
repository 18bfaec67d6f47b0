/** The observer on a real chain behind endpoints that lie, fail and disagree (spec: bridge §3, §5). */
import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { Hex } from 'viem';
import { FinalityViolation } from '#src/relayer/observer/finality.ts';
import { StartRefused } from '#src/relayer/observer/start-checks.ts';
import { FakeHub, FakeRefusal } from '#test/support/fake-hub.ts';
import { testObserver } from '#test/support/relayer-observer.ts';
import { RpcProxy } from '#test/support/rpc-proxy.ts';
import { deposit, startVaultChain, type VaultChain } from '#test/support/vault-chain.ts';

/** Events of the constructor: set, locker, aggregate, token. */
const BORN = 4;
const DISAGREES = { kind: 'abstained', reason: 'disagreement' } as const;

describe('the observer on a real chain', () => {
  let chain: VaultChain;
  let honest: RpcProxy;
  let liar: RpcProxy;
  let hub: FakeHub;
  let snapshot: unknown;
  const bothUrls = (): string[] => [honest.url, liar.url];

  before(async () => {
    chain = await startVaultChain();
    await deposit(chain, 1_000_000n);
    await deposit(chain, 2_000_000n);
    await chain.anvil.mine(3);
  });
  beforeEach(async () => {
    snapshot = await chain.anvil.request('evm_snapshot');
    honest = await RpcProxy.start(chain.anvil.url);
    liar = await RpcProxy.start(chain.anvil.url);
    hub = new FakeHub(chain.hub.domain, chain.hub.validators);
  });
  afterEach(async () => {
    await Promise.all([honest.stop(), liar.stop()]);
    await chain.anvil.request('evm_revert', snapshot);
  });
  after(() => chain.anvil.stop());

  it('votes on every final event in order, and with a quorum the hub arrives at the vault’s rolling hash', async () => {
    for (let validator = 0; validator < 3; validator++) {
      deepEqual(await testObserver(chain, hub.port(validator)).step(), { kind: 'voted', votes: BORN + 2 });
    }
    equal(hub.spoke.eventNonce, BigInt(BORN + 2));
    const slot0 = await chain.anvil.request('eth_getStorageAt', chain.vault, '0x0', 'latest');
    equal(hub.spoke.rollingHash, slot0);
  });

  it('votes on nothing that is not final yet', async () => {
    await deposit(chain, 3_000_000n);
    const observer = testObserver(chain, hub.port(0));
    deepEqual(await observer.step(), { kind: 'voted', votes: BORN + 2 });
    deepEqual(await observer.step(), { kind: 'idle' });
    await chain.anvil.mine(2);
    deepEqual(await observer.step(), { kind: 'voted', votes: 1 });
  });

  it('sends an empty message once a minute so that finalised time and gas price stay fresh', async () => {
    let monotonicMs = 0;
    const observer = testObserver(chain, hub.port(0), { monotonicMs: () => monotonicMs });
    await observer.step();
    deepEqual(await observer.step(), { kind: 'idle' });
    monotonicMs = 60_000;
    deepEqual(await observer.step(), { kind: 'heartbeat' });
    deepEqual(hub.attestations.at(-1)?.votes, []);
    ok(hub.attestations.at(-1)!.finalizedAt > 0n && hub.attestations.at(-1)!.gasPrice > 0n);
  });

  describe('abstains when one of two endpoints', () => {
    const abstains = async (reason: string, timeoutMs = 10_000): Promise<void> => {
      const observer = testObserver(chain, hub.port(0), { urls: bothUrls(), timeoutMs });
      deepEqual(await observer.step(), { kind: 'abstained', reason });
      equal(hub.attestations.length, 0);
      liar.heal();
      deepEqual(await observer.step(), { kind: 'voted', votes: BORN + 2 }, 'healed, it goes on');
    };

    it('forges the amount of a deposit', async () => {
      liar.spoil('eth_getLogs', { kind: 'rewrite', change: forgeLastAmount });
      await abstains('disagreement');
    });

    it('omits a log', async () => {
      liar.spoil('eth_getLogs', { kind: 'rewrite', change: (logs) => (logs as unknown[]).slice(0, -1) });
      await abstains('disagreement');
    });

    it('calls a log removed', async () => {
      const change = (logs: unknown) => (logs as object[]).map((log) => ({ ...log, removed: true }));
      liar.spoil('eth_getLogs', { kind: 'rewrite', change });
      await abstains('too_few_sources');
    });

    it('cuts its answer short', async () => {
      liar.spoil('eth_getLogs', { kind: 'truncate' });
      await abstains('too_few_sources');
    });

    it('hangs', async () => {
      liar.spoil('eth_getLogs', { kind: 'hang' });
      await abstains('too_few_sources', 500);
    });

    it('limits the rate', async () => {
      liar.spoil('eth_getLogs', { kind: 'status', status: 429 });
      await abstains('too_few_sources');
    });

    it('says a transaction failed', async () => {
      liar.spoil('eth_getTransactionReceipt', {
        kind: 'rewrite',
        change: (receipt) => ({ ...(receipt as object), status: '0x0' }),
      });
      await abstains('disagreement');
    });

    it('has another block at the same height', async () => {
      liar.spoil('eth_getBlockByNumber', {
        kind: 'rewrite',
        change: (block) => ({ ...(block as object), hash: `0x${'ab'.repeat(32)}` }),
      });
      await abstains('disagreement');
    });

    it('proves another storage', async () => {
      liar.spoil('eth_getProof', { kind: 'rewrite', change: forgeProof });
      await abstains('disagreement');
    });

    it('drops the connection', async () => {
      liar.spoil('eth_getProof', { kind: 'drop' });
      await abstains('too_few_sources');
    });
  });

  describe('abstains when all endpoints tell the same lie, because the storage proof does not fit:', () => {
    const abstains = async (): Promise<void> => {
      const observer = testObserver(chain, hub.port(0), { urls: [liar.url, liar.url] });
      deepEqual(await observer.step(), { kind: 'abstained', reason: 'contradiction' });
      equal(hub.attestations.length, 0);
    };

    it('a forged amount, in logs and receipts', async () => {
      liar.fault = ({ method }) => {
        if (method === 'eth_getLogs') return { kind: 'rewrite', change: forgeLastAmount };
        if (method !== 'eth_getTransactionReceipt') return undefined;
        return { kind: 'rewrite', change: forgeReceiptAmount };
      };
      await abstains();
    });

    it('an omitted log', async () => {
      liar.spoil('eth_getLogs', { kind: 'rewrite', change: (logs) => (logs as unknown[]).slice(0, -1) });
      await abstains();
    });

    it('a log that is shown although the state does not have it', async () => {
      const change = (logs: unknown) => {
        const list = logs as { logIndex: Hex; topics: Hex[] }[];
        const last = list.at(-1)!;
        const nonce: Hex = `0x${(BORN + 3).toString(16).padStart(64, '0')}`;
        return [...list, { ...last, logIndex: '0x9', topics: [last.topics[0], nonce, last.topics[2]] }];
      };
      liar.spoil('eth_getLogs', { kind: 'rewrite', change });
      await abstains();
    });

    it('a proof whose nodes were altered', async () => {
      liar.spoil('eth_getProof', { kind: 'rewrite', change: forgeProof });
      await abstains();
    });
  });

  it('does not follow a poisoned majority: two of three endpoints lie, and it abstains', async () => {
    liar.spoil('eth_getLogs', { kind: 'rewrite', change: forgeLastAmount });
    const observer = testObserver(chain, hub.port(0), { urls: [honest.url, liar.url, liar.url] });
    deepEqual(await observer.step(), { kind: 'abstained', reason: 'disagreement' });
    equal(hub.attestations.length, 0);
  });

  it('goes on with two of three endpoints when the third is silent', async () => {
    liar.fault = ({ method }) => (method === 'eth_getLogs' || method === 'eth_getProof' ? { kind: 'hang' } : undefined);
    const urls = [honest.url, chain.anvil.url, liar.url];
    const observer = testObserver(chain, hub.port(0), { urls, timeoutMs: 400 });
    deepEqual(await observer.step(), { kind: 'voted', votes: BORN + 2 });
  });

  it('halves a range of blocks until the endpoint takes it', async () => {
    liar.fault = ({ method, params }) => {
      const { fromBlock, toBlock } = (params[0] ?? {}) as { fromBlock: Hex; toBlock: Hex };
      if (method !== 'eth_getLogs' || BigInt(toBlock) - BigInt(fromBlock) < 2n) return undefined;
      return { kind: 'error', code: -32_005, message: 'block range too large, max 2' };
    };
    const observer = testObserver(chain, hub.port(0), { urls: bothUrls() });
    deepEqual(await observer.step(), { kind: 'voted', votes: BORN + 2 });
    ok(liar.calls.filter(({ method }) => method === 'eth_getLogs').length > 4);
  });

  describe('when final blocks are shown anew, whatever they were,', () => {
    const older = (): Promise<unknown> => chain.anvil.request('eth_getBlockByNumber', '0x1', false);

    it('by one endpoint of two, it abstains and goes on when that one is well', async () => {
      const observer = testObserver(chain, hub.port(0), { urls: bothUrls() });
      await observer.step();
      const block = await older();
      liar.spoil('eth_getBlockByNumber', { kind: 'rewrite', change: () => block });
      for (let look = 0; look < 3; look++) deepEqual(await observer.step(), DISAGREES);
      liar.fault = ({ method, params }) =>
        method === 'eth_getBlockByNumber' && params[0] !== 'finalized'
          ? { kind: 'rewrite', change: (one) => ({ ...(one as object), hash: `0x${'ab'.repeat(32)}` }) }
          : undefined;
      await deposit(chain, 3_000_000n);
      await chain.anvil.mine(3);
      for (let look = 0; look < 3; look++) deepEqual(await observer.step(), DISAGREES);
      liar.heal();
      deepEqual(await observer.step(), { kind: 'voted', votes: 1 });
    });

    it('by all of them, it stops at the second look', async () => {
      const observer = testObserver(chain, hub.port(0), { urls: [liar.url, liar.url] });
      await observer.step();
      const block = await older();
      liar.spoil('eth_getBlockByNumber', { kind: 'rewrite', change: () => block });
      deepEqual(await observer.step(), { kind: 'abstained', reason: 'contradiction' });
      await rejects(observer.step(), FinalityViolation);
    });
  });

  describe('refuses to start', () => {
    it('with one endpoint where two are required', async () => {
      await rejects(testObserver(chain, hub.port(0), { urls: [chain.anvil.url] }).step(), StartRefused);
    });

    it('on another chain than the hub means', async () => {
      hub.spoke.chainId = 5;
      await rejects(testObserver(chain, hub.port(0)).step(), StartRefused);
    });

    it('with a node that lacks the finalized tag', async () => {
      liar.fault = ({ method, params }) =>
        method === 'eth_getBlockByNumber' && params[0] === 'finalized'
          ? { kind: 'error', code: -39_001, message: 'Unknown block' }
          : undefined;
      await rejects(testObserver(chain, hub.port(0), { urls: bothUrls() }).step(), /lacks the finalized tag/);
    });

    it('without a contract at the vault’s address', async () => {
      hub.spoke.vault = '0x00000000000000000000000000000000000000aa';
      await rejects(testObserver(chain, hub.port(0)).step(), /no contract/);
    });

    it('with a vault of another hub', async () => {
      hub.spoke.domainSeparator = `0x${'11'.repeat(32)}`;
      await rejects(testObserver(chain, hub.port(0)).step(), /another domain/);
    });
  });

  describe('goes on from the hub’s record after a crash, with no disk of its own,', () => {
    it('after it observed and before it voted', async () => {
      hub.before = () => {
        throw new Error('killed');
      };
      await rejects(testObserver(chain, hub.port(0)).step(), /killed/);
      hub.before = undefined;
      deepEqual(await testObserver(chain, hub.port(0)).step(), { kind: 'voted', votes: BORN + 2 });
    });

    it('after its votes counted and before it knew', async () => {
      hub.after = () => {
        throw new Error('killed');
      };
      await rejects(testObserver(chain, hub.port(0)).step(), /killed/);
      hub.after = undefined;
      deepEqual(await testObserver(chain, hub.port(0)).step(), { kind: 'heartbeat' });
      equal(hub.votes.get(0)?.length, BORN + 2, 'nothing is voted twice');
    });

    it('when the others are ahead and the hub has applied events it never voted on', async () => {
      for (const validator of [0, 1, 2]) await testObserver(chain, hub.port(validator)).step();
      equal(hub.spoke.eventNonce, BigInt(BORN + 2));
      const late = testObserver(chain, hub.port(3), { votesPerMessage: 4 });
      deepEqual(await late.step(), { kind: 'voted', votes: 4 });
      deepEqual(await late.step(), { kind: 'voted', votes: 2 }, 'the gap is closed in batches');
      deepEqual(hub.votes.get(3), hub.votes.get(0));
    });
  });

  it('when its first nonce moved while its vote was under way', async () => {
    const observer = testObserver(chain, hub.port(0));
    let refusals = 2;
    hub.before = () => {
      if (refusals-- > 0) throw new FakeRefusal(6011, 'voted before');
    };
    equal((await observer.step()).kind, 'idle');
    equal((await observer.step()).kind, 'idle');
    equal((await observer.step()).kind, 'voted', 'at once, not after the pause of a failure');
    hub.before = () => {
      throw new FakeRefusal(6010, 'another process votes with this key');
    };
    const other = testObserver(chain, hub.port(1));
    for (let i = 0; i < 3; i++) equal((await other.step()).kind, 'idle');
    await rejects(other.step(), /another process/, 'but not for ever');
    hub.before = undefined;
  });

  it('abstains when the hub’s rolling hash is not the vault’s', async () => {
    for (const validator of [0, 1, 2]) await testObserver(chain, hub.port(validator)).step();
    hub.spoke.rollingHash = `0x${'77'.repeat(32)}`;
    await deposit(chain, 1_000_000n);
    await chain.anvil.mine(3);
    const sound = hub.attestations.length;
    deepEqual(await testObserver(chain, hub.port(0)).step(), { kind: 'abstained', reason: 'contradiction' });
    equal(hub.attestations.length, sound);
  });

  for (const [name, skewMs] of [
    ['an hour fast', 3_600_000],
    ['an hour slow', -3_600_000],
  ] as const) {
    it(`votes the same when the machine’s clock is ${name}`, async (t) => {
      t.mock.timers.enable({ apis: ['Date'], now: Date.now() + skewMs });
      deepEqual(await testObserver(chain, hub.port(0)).step(), { kind: 'voted', votes: BORN + 2 });
      t.mock.timers.reset();
      await testObserver(chain, hub.port(1)).step();
      deepEqual(hub.attestations[0], hub.attestations[1]);
    });
  }
});

describe('the observer and reorgs', () => {
  let chain: VaultChain;
  // anvil cannot revert to a snapshot across a reorg: a chain of its own for each test
  beforeEach(async () => {
    chain = await startVaultChain();
    await deposit(chain, 1_000_000n);
    await deposit(chain, 2_000_000n);
    await chain.anvil.mine(3);
  });
  afterEach(() => chain.anvil.stop());

  for (const depth of [1, 10, 64]) {
    it(`votes on what remains after a reorg of ${depth} blocks before finality`, async () => {
      // a chain whose finality is further away than the reorg is deep
      const finality = { kind: 'depth', blocks: BigInt(depth + 2) } as const;
      const observer = testObserver(chain, chain.hub.port(0), { finality });
      await chain.anvil.mine(depth + 2);
      deepEqual(await observer.step(), { kind: 'voted', votes: BORN + 2 });
      await deposit(chain, 5_000_000n);
      await chain.anvil.mine(depth - 1);
      await chain.anvil.reorg(depth);
      await chain.anvil.mine(depth + 4);
      deepEqual(await observer.step(), { kind: 'idle' }, 'the deposit is gone');
      await deposit(chain, 6_000_000n);
      await chain.anvil.mine(depth + 4);
      deepEqual(await observer.step(), { kind: 'voted', votes: 1 });
      equal(chain.hub.lastNonce(0), BigInt(BORN + 3));
    });
  }

  it('stops for ever when a reorg goes below finality', async () => {
    const observer = testObserver(chain, chain.hub.port(0));
    await observer.step();
    await chain.anvil.reorg(4);
    deepEqual(await observer.step(), { kind: 'abstained', reason: 'contradiction' }, 'looks again before it says so');
    await rejects(observer.step(), FinalityViolation);
    await chain.anvil.mine(5);
    await rejects(observer.step(), FinalityViolation, 'also after the chain looks well again');
    equal(chain.hub.attestations.length, 1);
  });
});

/** The last log's last data word, the amount of a deposit, grows. */
function forgeLastAmount(logs: unknown): unknown {
  const list = logs as { data: string }[];
  const last = list.at(-1)!;
  return [...list.slice(0, -1), { ...last, data: `${last.data.slice(0, -8)}ffffffff` }];
}

function forgeReceiptAmount(receipt: unknown): unknown {
  const { logs, ...rest } = receipt as { logs: { data: string }[] };
  return { ...rest, logs: logs.map((log) => ({ ...log, data: `${log.data.slice(0, -8)}ffffffff` })) };
}

function forgeProof(proof: unknown): unknown {
  const { storageProof, ...rest } = proof as { storageProof: { proof: string[] }[] };
  const forged = storageProof.map(({ proof: nodes, ...one }) => ({
    ...one,
    proof: nodes.map((node) => `${node.slice(0, -2)}00`),
  }));
  return { ...rest, storageProof: forged };
}
