import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { MsgSend } from '#proto/generated/cosmos.bank.v1beta1.ts';
import type { NaveNode } from '#src/node/node.ts';
import { makeHome, startNode } from '#test/support/real-node.ts';
import { message, signTx, TestKey } from '#test/support/signing.ts';

const alice = new TestKey('bare alice');
const bob = new TestKey('bare bob');
const chainId = 'nave-local-bare';
const BARE = { 'history.enabled': 'false', 'rpc.index': 'false' };

interface Answer {
  readonly status: number;
  readonly body: { readonly data?: unknown; readonly code?: number; readonly message?: string };
}

describe('a node without history and index', () => {
  const home = mkdtempSync(join(tmpdir(), 'nave-bare-'));
  let node: NaveNode;

  const ask = async (path: string, init?: RequestInit): Promise<Answer> => {
    const answer = await fetch(`${node.addresses.rest}/v1${path}`, init);
    return { status: answer.status, body: (await answer.json()) as Answer['body'] };
  };
  const rpc = async (method: string, params: object): Promise<{ result?: unknown; error?: { data?: string } }> => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const answer = await fetch(node.addresses.rpc, { method: 'POST', body });
    return (await answer.json()) as { result?: unknown; error?: { data?: string } };
  };
  const send = (query: string, amount: string): Promise<Answer> => {
    const tx = signTx(
      alice,
      [message(MsgSend, { fromAddress: alice.text, toAddress: bob.text, amount: [{ denom: 'uusdc', amount }] })],
      {
        chainId,
        accountNumber: node.app.accountNumber(alice.address),
        timeoutNs: BigInt(Date.now() + 60_000) * 1_000_000n + BigInt(amount),
      },
    );
    const txBytes = Buffer.from(tx).toString('base64');
    const headers = { 'content-type': 'application/json' };
    return ask(`/tx${query}`, { method: 'POST', headers, body: JSON.stringify({ txBytes }) });
  };
  const balanceOfBob = (): bigint => {
    const balances = node.app.view.subaccounts(bob.address)[0]?.balances ?? [];
    return BigInt(balances.find(({ asset }) => asset === 'USDC')?.amount ?? 0n);
  };
  const reach = (height: number): Promise<void> =>
    new Promise((resolve) => {
      const stop = node.engine.onBlock(({ committed }) => {
        if (committed.height < height) return;
        stop();
        resolve();
      });
    });

  before(async () => {
    makeHome(home, chainId, { [alice.text]: 100n, [bob.text]: 1n });
    ({ node } = await startNode(home, BARE));
  });
  after(async () => {
    await node.stop();
    rmSync(home, { recursive: true, force: true });
  });

  test('state is served, what needs history is refused with 8004', async () => {
    for (const path of [
      '/time',
      '/status',
      '/markets',
      `/accounts/${alice.text}`,
      `/accounts/${alice.text}/balances`,
    ]) {
      assert.equal((await ask(path)).status, 200, path);
    }
    const paths = [`/accounts/${alice.text}/fills`, '/markets/BTC-USD/trades', '/blocks/1', `/tx/${'00'.repeat(32)}`];
    for (const path of paths) {
      const { status, body } = await ask(path);
      assert.equal(status, 410, path);
      assert.equal(body.code, 8004, path);
      assert.match(String(body.message), /history\.enabled/, path);
    }
  });

  test('a tx is taken, waiting for it is refused before it is sent, and it is executed', async () => {
    const refused = await send('?mode=commit', '2000000');
    assert.equal(refused.body.code, 8004);
    const before = balanceOfBob();
    const { status } = await send('', '3000000');
    assert.equal(status, 202);
    await reach(node.engine.height + 2);
    assert.equal(balanceOfBob() - before, 3_000_000n);
  });

  test('the RPC finds blocks by height and says why it finds no tx', async () => {
    assert.ok((await rpc('block', { height: '1' })).result !== undefined);
    for (const [method, params] of [
      ['tx', { hash: Buffer.alloc(32).toString('base64') }],
      ['tx_search', { query: "tx.height='1'" }],
      ['block_search', { query: "block.height='1'" }],
    ] as const) {
      assert.match(String((await rpc(method, params)).error?.data), /transaction indexing is disabled/, method);
    }
  });

  test('it goes on after a restart; switching history on again needs the chain to be executed again', async () => {
    const before = balanceOfBob();
    await node.stop();
    ({ node } = await startNode(home, BARE));
    assert.equal(balanceOfBob(), before);
    const { height } = node.engine;
    await node.stop();
    ({ node } = await startNode(home, { 'log.level': 'silent' }));
    assert.ok(node.engine.height >= height);
    assert.equal((await ask('/status')).status, 200);
    await node.stop();
    rmSync(join(home, 'data', 'state'), { recursive: true });
    rmSync(join(home, 'data', 'history.sqlite'));
    ({ node } = await startNode(home));
    const { status, body } = await ask(`/accounts/${bob.text}/transfers?minHeight=${height}`);
    assert.equal(status, 200);
    assert.ok((body.data as unknown[]).length >= 1);
    const hash = (await rpc('tx_search', { query: `transfer.recipient='${bob.text}'` })).result as {
      total_count: string;
    };
    assert.equal(hash.total_count, '1');
  });
});
