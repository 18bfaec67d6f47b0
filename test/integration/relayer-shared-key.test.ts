/** Two spokes of one chain, as while a vault moves to its successor, with one key that pays the gas (spec: bridge §3). */
import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, it } from 'node:test';
import { numberToHex } from 'viem';
import { KeyWriter } from '#src/relayer/submitter/key-writer.ts';
import { NonceTableBusy } from '#src/relayer/submitter/nonce-table.ts';
import { TxOnItsWay } from '#src/relayer/submitter/submit-errors.ts';
import type { TxSenderOptions } from '#src/relayer/submitter/tx-sender.ts';
import { openTable, SUBMITTER, signAll, testSender, testSubmitter } from '#test/support/relayer-outflow.ts';
import { RpcProxy } from '#test/support/rpc-proxy.ts';
import { startVaultChain, type VaultChain } from '#test/support/vault-chain.ts';

const TO = '0x00000000000000000000000000000000000000bb';
let chain: VaultChain;
let folder: string;
let writer: KeyWriter;
let nowMs = 0;
let snapshot: unknown;

before(async () => {
  chain = await startVaultChain();
});
after(() => chain.anvil.stop());
beforeEach(async () => {
  snapshot = await chain.anvil.request('evm_snapshot');
  await chain.anvil.request('evm_setAutomine', false);
  folder = mkdtempSync(join(tmpdir(), 'nave-shared-key-'));
  nowMs = 0;
  writer = open();
});
afterEach(async () => {
  writer.table.close();
  rmSync(folder, { recursive: true, force: true });
  await chain.anvil.request('evm_setAutomine', true);
  await chain.anvil.request('evm_revert', snapshot);
});

const open = (): KeyWriter => new KeyWriter(openTable(chain, join(folder, 'nonces.sqlite')));
const senderOf = (spoke: number, choice: Partial<TxSenderOptions> = {}) =>
  testSender(chain, { spoke, writer, monotonicMs: () => nowMs, ...choice });
const pay = (job: string) => ({ job, to: TO, data: '0x' }) as const;
const nonce = async (): Promise<number> =>
  Number(await chain.anvil.request('eth_getTransactionCount', SUBMITTER.address, 'latest'));

it('sends one transaction at a time, and tells each spoke of its own', async () => {
  const [one, two] = [senderOf(1), senderOf(2)];
  await one.send(pay('a'));
  await rejects(two.send(pay('b')), TxOnItsWay);
  deepEqual(await two.settle(), { kind: 'none' }, 'it may plan meanwhile');
  deepEqual(await one.settle(), { kind: 'waiting' });
  await chain.anvil.mine();
  deepEqual(await two.settle(), { kind: 'none' }, 'not its own');
  await two.send(pay('b'));
  const { hash, ...rest } = (await one.settle()) as { hash?: string };
  deepEqual(rest, { kind: 'mined', job: 'a' }, 'found out by the other');
  ok(hash?.startsWith('0x'));
  deepEqual(await one.settle(), { kind: 'none' });
  await chain.anvil.mine();
  equal((await two.settle()).kind, 'mined');
  equal(await nonce(), 2);
});

it('leaves no nonce used twice when both send at the same moment', async () => {
  const [one, two] = [senderOf(1), senderOf(2)];
  const both = await Promise.allSettled([one.send(pay('a')), two.send(pay('b'))]);
  deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  ok(both.some((end) => end.status === 'rejected' && end.reason instanceof TxOnItsWay));
  deepEqual(
    writer.table.pending().map((tx) => tx.nonce),
    [0],
  );
});

it('a busy spoke leaves the other one its turn', async () => {
  const [one, two] = [senderOf(1), senderOf(2)];
  const sent: string[] = [];
  const order = async (sender: typeof one, job: string): Promise<void> => {
    await sender.send(pay(job)).then(
      () => sent.push(job),
      (error: unknown) => ok(error instanceof TxOnItsWay),
    );
  };
  for (let round = 0; round < 4; round++) {
    await one.settle();
    await order(one, `one ${round}`);
    await order(two, `two ${round}`);
    nowMs += 1_000;
    await chain.anvil.mine();
    await two.settle();
  }
  deepEqual(sent, ['one 0', 'two 1', 'one 2', 'two 3']);
});

it('raises what is stuck up to the ceiling of its own spoke, whoever looks after it', async () => {
  const [one, two] = [
    senderOf(1, { replaceAfterMs: 1_000, maxFeePerGas: 10n ** 13n }),
    senderOf(2, { replaceAfterMs: 1_000, maxFeePerGas: 1n }),
  ];
  await one.send(pay('a'));
  const { maxFeePerGas: first } = writer.table.pending()[0]!;
  nowMs = 2_000;
  deepEqual(await two.settle(), { kind: 'none' });
  const [raised] = writer.table.pending();
  equal(raised?.attempts.length, 2);
  ok(raised!.maxFeePerGas > first);
  await chain.anvil.mine();
  equal((await one.settle()).kind, 'mined');
});

it('after a restart knows whose the transaction is; that of a spoke that is gone is looked after, too', async () => {
  await senderOf(2).send(pay('b'));
  writer.table.close();
  writer = open();
  const [one, two] = [senderOf(1), senderOf(2)];
  deepEqual(await one.settle(), { kind: 'none' });
  deepEqual(await two.settle(), { kind: 'waiting' });
  writer.table.close();
  writer = open();
  const alone = senderOf(1);
  deepEqual(await alone.settle(), { kind: 'waiting' });
  await chain.anvil.mine();
  equal((await alone.settle()).kind, 'mined');
  equal(await nonce(), 1);
});

it('endpoints of one spoke that fail leave the other one its own', async () => {
  const proxy = await RpcProxy.start(chain.anvil.url);
  try {
    const one = testSender(chain, { spoke: 1, writer, url: proxy.url });
    const two = senderOf(2);
    await one.send(pay('a'));
    proxy.fault = () => ({ kind: 'drop' });
    await rejects(one.settle());
    await chain.anvil.mine();
    deepEqual(await two.settle(), { kind: 'none' });
    await two.send(pay('b'));
    equal((await one.settle()).kind, 'mined', 'and what it found out is told without any endpoint');
  } finally {
    await proxy.stop();
  }
});

it('a submitter whose turn has not come counts no failure and comes again', async () => {
  await chain.anvil.request('evm_setAutomine', true);
  const { timestamp } = (await chain.anvil.request('eth_getBlockByNumber', 'latest', false)) as { timestamp: string };
  const window = { notBefore: BigInt(timestamp) - 10n, deadline: BigInt(timestamp) + 3_600n };
  const item = { id: 1n, token: chain.token, to: TO, amount: 5n, hubRef: numberToHex(1, { size: 32 }) } as const;
  chain.hub.formBatch([item], window);
  await signAll(chain);
  await chain.anvil.request('evm_setAutomine', false);
  const [one, two] = [senderOf(1), senderOf(2)];
  const submitter = testSubmitter(chain, one);
  await two.send(pay('b'));
  deepEqual(await submitter.step(), { kind: 'waiting' });
  deepEqual(await submitter.step(), { kind: 'waiting' });
  await chain.anvil.mine();
  deepEqual(await submitter.step(), { kind: 'sent', job: 'submit 1 1' });
  equal((await two.settle()).kind, 'mined');
});

it('another process with the key is still refused', () => {
  let error: unknown;
  try {
    open();
  } catch (thrown) {
    error = thrown;
  }
  ok(error instanceof NonceTableBusy);
});
