/** From the hub's record to money on the chain: signer and submitter on anvil (spec: bridge §3, §5). */
import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { Address, Hex } from 'viem';
import { toHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { NonceTable, NonceTableBusy } from '#src/relayer/submitter/nonce-table.ts';
import { FakeHub, payout } from '#test/support/fake-hub.ts';
import {
  balanceOf,
  openTable,
  openWindow,
  SUBMITTER,
  settled,
  signAll,
  statusOf,
  testSender,
  testSigner,
  testSubmitter,
} from '#test/support/relayer-outflow.ts';
import { RpcProxy } from '#test/support/rpc-proxy.ts';
import { deposit, startVaultChain, type VaultChain } from '#test/support/vault-chain.ts';

const PAID = 3;
const NONE = 0;
const QUEUED = 1;
const payee = (n: number): Address => `0x${(0xbea0_0000 + n).toString(16).padStart(40, '0')}`;

describe('signer and submitter on a real chain', () => {
  let base: VaultChain;
  let chain: VaultChain;
  let folder: string;
  let proxy: RpcProxy;
  let snapshot: unknown;

  before(async () => {
    base = await startVaultChain({ instantMax: 1_000_000n, dispute: 60 });
    await deposit(base, 1_000_000_000n);
  });
  beforeEach(async () => {
    snapshot = await base.anvil.request('evm_snapshot');
    chain = { ...base, hub: new FakeHub(base.hub.domain, base.hub.validators) };
    folder = mkdtempSync(join(tmpdir(), 'nave-relayer-'));
    proxy = await RpcProxy.start(base.anvil.url);
  });
  afterEach(async () => {
    await proxy.stop();
    rmSync(folder, { recursive: true, force: true });
    await base.anvil.request('anvil_dropAllTransactions');
    await base.anvil.request('evm_setAutomine', true);
    await base.anvil.request('evm_revert', snapshot);
  });
  after(() => base.anvil.stop());

  const item = (id: bigint, amount = 5_000n) => payout(id, chain.token, payee(Number(id)), amount);
  /** A batch of ids 1..n, signed by a quorum. */
  async function completeBatch(n = 1, amount?: bigint) {
    const items = Array.from({ length: n }, (_, i) => item(BigInt(i + 1), amount));
    const batch = chain.hub.formBatch(items, await openWindow(chain));
    await signAll(chain);
    equal(batch.state, 'complete');
    return batch;
  }
  const table = (): string => join(folder, 'nonces.sqlite');

  it('pays a batch that a quorum signed', async () => {
    await completeBatch(3);
    const sender = testSender(chain);
    const submitter = testSubmitter(chain, sender);
    deepEqual(await submitter.step(), { kind: 'sent', job: 'submit 1 1' });
    equal(await settled(sender), 'mined');
    for (const id of [1n, 2n, 3n]) equal(await statusOf(chain, id), PAID);
    equal(await balanceOf(chain, payee(2)), 5_000n);
    deepEqual(await submitter.step(), { kind: 'idle' });
  });

  it('counts as success what another relayer has executed already', async () => {
    await completeBatch();
    const other = testSender(chain, { account: privateKeyToAccount(`0x${'77'.repeat(32)}`) });
    await chain.anvil.request('anvil_setBalance', other.address, toHex(10n ** 18n));
    await testSubmitter(chain, other).step();
    equal(await settled(other), 'mined');
    const sender = testSender(chain);
    deepEqual(await testSubmitter(chain, sender).step(), { kind: 'idle' });
    equal(await chain.anvil.request('eth_getTransactionCount', sender.address, 'latest'), '0x0');
  });

  it('waits its turn: each validator a step longer than the one before', async () => {
    await completeBatch();
    let monotonicMs = 0;
    const options = { validatorIndex: 2, delayStepMs: 1_000, monotonicMs: () => monotonicMs };
    const submitter = testSubmitter(chain, testSender(chain), options);
    deepEqual(await submitter.step(), { kind: 'idle' });
    monotonicMs = 1_999;
    deepEqual(await submitter.step(), { kind: 'idle' });
    monotonicMs = 2_000;
    equal((await submitter.step()).kind, 'sent');
  });

  it('finalises what is queued when the vault’s own clock allows it, and not before', async () => {
    await completeBatch(3, 2_000_000n);
    const sender = testSender(chain);
    const submitter = testSubmitter(chain, sender);
    await submitter.step();
    await settled(sender);
    equal(await statusOf(chain, 1n), QUEUED);
    deepEqual(await submitter.step(), { kind: 'idle' });
    await chain.anvil.request('evm_increaseTime', 61);
    await chain.anvil.mine();
    const outcome = await submitter.step();
    equal(outcome.kind, 'sent');
    equal(await settled(sender), 'mined');
    for (const id of [1n, 2n, 3n]) equal(await statusOf(chain, id), PAID);
    deepEqual(await submitter.step(), { kind: 'idle' });
  });

  it('splits a finalize that reverts, pays the rest and keeps the poisoned entry for later', async () => {
    await completeBatch(5, 2_000_000n);
    let monotonicMs = 0;
    const sender = testSender(chain, { url: proxy.url });
    const submitter = testSubmitter(chain, sender, { monotonicMs: () => monotonicMs });
    await submitter.step();
    await settled(sender);
    await chain.anvil.request('evm_increaseTime', 61);
    await chain.anvil.mine();
    const poisonBit = 1n << 3n;
    proxy.fault = ({ method, params }) => {
      const { data = '' } = (params[0] ?? {}) as { data?: string };
      const isFinalize = (method === 'eth_call' || method === 'eth_estimateGas') && data.length > 1_000;
      // finalize(list, select): the second word is select
      if (!isFinalize || (BigInt(`0x${data.slice(74, 138)}`) & poisonBit) === 0n) return undefined;
      return { kind: 'error', code: 3, message: 'execution reverted' };
    };
    equal((await submitter.step()).kind, 'sent');
    equal(await settled(sender), 'mined');
    for (const id of [1n, 2n, 3n, 5n]) equal(await statusOf(chain, id), PAID);
    equal(await statusOf(chain, 4n), QUEUED);
    equal((await submitter.step()).kind, 'failed');
    proxy.heal();
    deepEqual(await submitter.step(), { kind: 'idle' }, 'it waits by the retry schedule');
    monotonicMs += 3_600_000;
    equal((await submitter.step()).kind, 'sent');
    await settled(sender);
    equal(await statusOf(chain, 4n), PAID);
  });

  it('turns a signed batch that missed its deadline into tombstones', async () => {
    await completeBatch();
    await chain.anvil.request('evm_increaseTime', 3_700);
    await chain.anvil.mine();
    const sender = testSender(chain);
    deepEqual(await testSubmitter(chain, sender).step(), { kind: 'sent', job: 'expire signed 1 1' });
    await settled(sender);
    equal(await statusOf(chain, 1n), 5);
  });

  it('requests and finalises a rotation', async () => {
    const { timestamp } = (await chain.anvil.request('eth_getBlockByNumber', 'latest', false)) as { timestamp: string };
    const { hot, cold, totalPower } = chain.config.initialSet;
    chain.hub.proposeSet({ epoch: 2n, totalPower, hubHeight: 9n, createdAt: BigInt(timestamp), hot, cold });
    await signAll(chain);
    const sender = testSender(chain);
    const submitter = testSubmitter(chain, sender);
    deepEqual(await submitter.step(), { kind: 'sent', job: 'rotation 2' });
    equal(await settled(sender), 'mined');
    deepEqual(await submitter.step(), { kind: 'sent', job: 'finalize rotation 2' });
    equal(await settled(sender), 'mined');
    const epoch = await chain.anvil.request('eth_call', { to: chain.vault, data: '0x900cf0cf' }, 'latest');
    equal(BigInt(epoch as string), 2n);
  });

  describe('goes on after a crash', () => {
    it('between signing for the hub and its answer: the signature counts once', async () => {
      const batch = chain.hub.formBatch([item(1n)], await openWindow(chain));
      chain.hub.after = () => {
        throw new Error('killed');
      };
      await rejects(testSigner(chain, 0).step(), /killed/);
      chain.hub.after = undefined;
      deepEqual(await testSigner(chain, 0).step(), { signed: 0, missing: 0, refused: [] });
      equal(batch.signers.length, 1);
    });

    it('after the transaction was signed and recorded but never left', async () => {
      await completeBatch();
      proxy.spoil('eth_sendRawTransaction', { kind: 'drop' });
      const first = testSender(chain, { url: proxy.url, file: table() });
      await testSubmitter(chain, first).step();
      first.close();
      const again = testSender(chain, { file: table() });
      equal(await settled(again), 'mined');
      equal(await statusOf(chain, 1n), PAID);
      equal(await chain.anvil.request('eth_getTransactionCount', SUBMITTER.address, 'latest'), '0x1');
      again.close();
    });

    it('after it was sent, with the table: it is not sent twice', async () => {
      await completeBatch();
      await chain.anvil.request('evm_setAutomine', false);
      const first = testSender(chain, { file: table() });
      await testSubmitter(chain, first).step();
      first.close();
      const again = testSender(chain, { file: table() });
      equal((await again.settle()).kind, 'waiting');
      await chain.anvil.mine();
      equal(await settled(again), 'mined');
      equal(await chain.anvil.request('eth_getTransactionCount', SUBMITTER.address, 'latest'), '0x1');
      again.close();
    });

    it('after it was sent, with the disk lost: it is paid once all the same', async () => {
      await completeBatch();
      await chain.anvil.request('evm_setAutomine', false);
      await testSubmitter(chain, testSender(chain)).step();
      let monotonicMs = 0;
      const again = testSender(chain, { monotonicMs: () => monotonicMs });
      const submitter = testSubmitter(chain, again, { monotonicMs: () => monotonicMs });
      equal((await submitter.step()).kind, 'sent');
      monotonicMs += 61_000;
      await submitter.step();
      await chain.anvil.mine(2);
      equal(await settled(again), 'mined');
      await chain.anvil.request('evm_setAutomine', true);
      deepEqual(await submitter.step(), { kind: 'idle' });
      equal(await statusOf(chain, 1n), PAID);
      equal(await balanceOf(chain, payee(1)), 5_000n);
    });

    it('after it was mined', async () => {
      await completeBatch();
      const first = testSender(chain, { file: table() });
      await testSubmitter(chain, first).step();
      first.close();
      const again = testSender(chain, { file: table() });
      deepEqual(await testSubmitter(chain, again).step(), { kind: 'idle' });
      equal(await chain.anvil.request('eth_getTransactionCount', SUBMITTER.address, 'latest'), '0x1');
      again.close();
    });
  });

  it('lets one writer a key and chain in', () => {
    const first = openTable(chain, table());
    throwsBusy(() => openTable(chain, table()));
    first.close();
    openTable(chain, table()).close();
  });

  it('sets a table of another chain aside and starts anew', async () => {
    const foreign = NonceTable.open(table(), {
      chainId: 5n,
      sender: SUBMITTER.address,
      hubSalt: toHex(1, { size: 32 }),
    });
    const fees = { maxFeePerGas: 1n, maxPriorityFeePerGas: 1n };
    foreign.record(
      { nonce: 77, job: 'submit 9 9', to: payee(1), data: '0x', gas: 1n, ...fees },
      { hash: toHex(2, { size: 32 }), raw: '0x02' },
    );
    foreign.close();
    await completeBatch();
    const sender = testSender(chain, { file: table() });
    equal((await testSubmitter(chain, sender).step()).kind, 'sent');
    equal(await settled(sender), 'mined');
    ok(existsSync(`${table()}.of-another-chain`));
    sender.close();
  });

  describe('fees', () => {
    const mempool = async () => {
      const { pending } = (await chain.anvil.request('txpool_content')) as {
        pending: Record<string, Record<string, { maxFeePerGas: string }>>;
      };
      return Object.values(pending).flatMap((one) => Object.values(one).map((tx) => BigInt(tx.maxFeePerGas)));
    };

    it('a stuck transaction is raised by a tenth, at most to three times the estimate, and mined', async () => {
      await completeBatch();
      await chain.anvil.request('evm_setAutomine', false);
      let monotonicMs = 0;
      const sender = testSender(chain, { monotonicMs: () => monotonicMs });
      await testSubmitter(chain, sender).step();
      const [first] = await mempool();
      const seen = new Set([first!]);
      for (let i = 0; i < 15; i++) {
        monotonicMs += 61_000;
        equal((await sender.settle()).kind, 'waiting');
        for (const fee of await mempool()) seen.add(fee);
      }
      const raised = [...seen].sort((a, b) => (a < b ? -1 : 1));
      equal(raised[1], (first! * 11n + 9n) / 10n);
      ok(raised.at(-1)! > 2n * first! && raised.at(-1)! <= 3n * first!);
      equal(raised.length, 12);
      await chain.anvil.mine();
      equal(await settled(sender), 'mined');
      equal(await statusOf(chain, 1n), PAID);
    });

    it('a base fee that jumps fifty-fold is followed at once', async () => {
      await completeBatch();
      const { baseFeePerGas: usual } = (await chain.anvil.request('eth_getBlockByNumber', 'latest', false)) as {
        baseFeePerGas: Hex;
      };
      await chain.anvil.request('evm_setAutomine', false);
      let monotonicMs = 0;
      const sender = testSender(chain, { monotonicMs: () => monotonicMs });
      await testSubmitter(chain, sender).step();
      const [first] = await mempool();
      await chain.anvil.request('anvil_setNextBlockBaseFeePerGas', toHex(first! * 50n));
      await chain.anvil.mine();
      equal(await statusOf(chain, 1n), NONE);
      monotonicMs += 61_000;
      await sender.settle();
      await chain.anvil.mine();
      equal(await settled(sender), 'mined');
      equal(await statusOf(chain, 1n), PAID);
      await chain.anvil.request('anvil_setNextBlockBaseFeePerGas', usual);
    });

    it('above the operator’s ceiling nothing is sent until the price falls', async () => {
      await completeBatch();
      const sender = testSender(chain, { maxFeePerGas: 1n });
      const outcome = await testSubmitter(chain, sender).step();
      equal(outcome.kind === 'failed' && outcome.failure, 'paused');
    });

    it('an empty purse pauses, and the job goes on when it is filled', async () => {
      await completeBatch();
      let monotonicMs = 0;
      await chain.anvil.request('anvil_setBalance', SUBMITTER.address, '0x0');
      const sender = testSender(chain);
      const submitter = testSubmitter(chain, sender, { monotonicMs: () => monotonicMs });
      const outcome = await submitter.step();
      equal(outcome.kind === 'failed' && outcome.failure, 'paused');
      await chain.anvil.request('anvil_setBalance', SUBMITTER.address, toHex(10n ** 18n));
      deepEqual(await submitter.step(), { kind: 'idle' });
      monotonicMs += 6_001;
      equal((await submitter.step()).kind, 'sent');
      equal(await settled(sender), 'mined');
    });
  });

  it('pays again what a reorg undid', async () => {
    const own = await startVaultChain();
    try {
      await deposit(own, 1_000_000_000n);
      own.hub.formBatch([payout(1n, own.token, payee(1), 5_000n)], await openWindow(own));
      await signAll(own);
      const sender = testSender(own);
      const submitter = testSubmitter(own, sender);
      await submitter.step();
      equal(await settled(sender), 'mined');
      await own.anvil.reorg(1);
      equal(await statusOf(own, 1n), NONE);
      equal((await submitter.step()).kind, 'sent');
      equal(await settled(sender), 'mined');
      equal(await statusOf(own, 1n), PAID);
    } finally {
      await own.anvil.stop();
    }
  });

  it('judges windows by the chain’s clock: a machine an hour off pays the same', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 3_600_000 });
    await completeBatch();
    const sender = testSender(chain);
    deepEqual(await testSubmitter(chain, sender).step(), { kind: 'sent', job: 'submit 1 1' });
    equal(await settled(sender), 'mined');
    equal(await statusOf(chain, 1n), PAID);
  });
});

function throwsBusy(open: () => unknown): void {
  let error: unknown;
  try {
    open();
  } catch (thrown) {
    error = thrown;
  }
  ok(error instanceof NonceTableBusy);
}
