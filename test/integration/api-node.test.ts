import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { fromHex } from '#chain/lib/bytes.ts';
import { MsgSend } from '#proto/generated/cosmos.bank.v1beta1.ts';
import { MsgTransfer } from '#proto/generated/nave.margin.v1.ts';
import type { NaveNode } from '#src/node/node.ts';
import { makeHome, startNode } from '#test/support/real-node.ts';
import { message, signTx, TestKey, type TestMessage } from '#test/support/signing.ts';
import { WsClient } from '#test/support/ws-client.ts';

const alice = new TestKey('node alice');
const bob = new TestKey('node bob', 'ethsecp256k1');
const chainId = 'nave-local-api';

interface TxAnswer {
  readonly height: number;
  readonly data: { readonly txHash: string; readonly status: string; readonly code: number; readonly height: number };
}

describe('the API of a running node', () => {
  const home = mkdtempSync(join(tmpdir(), 'nave-api-node-'));
  let node: NaveNode;
  let socket: WsClient;
  let nonce = 0n;

  const url = (path: string): string => `${node.addresses.rest}/v1${path}`;
  const get = async <T>(path: string): Promise<T> => {
    const answer = await fetch(url(path));
    const body = (await answer.json()) as T;
    assert.equal(answer.status, 200, `${path}: ${JSON.stringify(body)}`);
    return body;
  };
  const sign = (key: TestKey, messages: readonly TestMessage[]): Uint8Array => {
    const timeoutNs = BigInt(Date.now() + 60_000) * 1_000_000n + 1_000n * ++nonce;
    return signTx(key, messages, { chainId, accountNumber: node.app.accountNumber(key.address), timeoutNs });
  };
  const post = async (path: string, body: Uint8Array): Promise<{ status: number; body: TxAnswer }> => {
    const headers = { 'content-type': 'application/octet-stream' };
    const answer = await fetch(url(path), { method: 'POST', headers, body: Buffer.from(body) });
    return { status: answer.status, body: (await answer.json()) as TxAnswer };
  };
  const transfer = (amount: string): TestMessage =>
    message(MsgTransfer, { sender: alice.text, to: alice.text, toSubaccount: 1, asset: 'USDC', amount });

  before(async () => {
    makeHome(home, chainId, { [alice.text]: 1_000n, [bob.text]: 500n });
    ({ node } = await startNode(home));
    socket = await WsClient.connect(Number(new URL(node.addresses.rest).port));
  });
  after(async () => {
    await socket.close();
    await node.stop();
    rmSync(home, { recursive: true, force: true });
  });

  test('status names the chain and both heights follow the blocks', async () => {
    const { data } = await get<{ data: { chainId: string; indexerHeight: number } }>('/status?minHeight=2');
    assert.equal(data.chainId, chainId);
    assert.ok(data.indexerHeight >= 2);
  });

  test('a commit answers from its block, the same bytes never run twice, and minHeight reads the write', async () => {
    await socket.call('subscribe', { sub: 'a', channel: 'account', account: alice.text });
    await socket.of('a');
    const bytes = sign(alice, [transfer('250000000')]);
    const first = await post('/tx?mode=commit', bytes);
    assert.deepEqual([first.status, first.body.data.status, first.body.data.code], [200, 'committed', 0]);
    const again = await post('/tx', bytes);
    assert.deepEqual([again.status, again.body.data], [200, first.body.data]);
    const { height, txHash } = first.body.data;
    const { data } = await get<{ data: { txHash: string }[] }>(`/accounts/${alice.text}/transfers?minHeight=${height}`);
    assert.deepEqual(
      data.map((row) => row.txHash),
      [txHash],
    );
    const frame = await socket.of('a');
    assert.equal(frame.height, height);
    const events = (frame.data as { event: string }[]).map(({ event }) => event);
    assert.deepEqual(events, ['BalanceChanged', 'BalanceChanged', 'TransferChanged']);
  });

  test('refusals come before the block, with the code of the checks', async () => {
    const wrong = signTx(alice, [transfer('1')], { chainId: 'nave-local-other', accountNumber: 0, timeoutNs: 1n });
    const refused = await post('/tx', wrong);
    assert.equal(refused.status, 401);
    const verified = await post('/tx/verify', wrong);
    const { data } = verified.body as unknown as {
      data: { ok: boolean; hint: { field: string } | null; checks: unknown[] };
    };
    assert.equal(data.ok, false);
    assert.equal(data.checks.length, 8);
  });

  test('an Ethereum account is the same account in both texts', async () => {
    const to = `0x${Buffer.from(bob.address).toString('hex')}`;
    const { data } = await get<{ data: { account: string; exists: boolean } }>(`/accounts/${to}`);
    assert.deepEqual([data.account, data.exists], [bob.text, true]);
    const send = message(MsgSend, {
      fromAddress: bob.text,
      toAddress: alice.text,
      amount: [{ denom: 'uusdc', amount: '5' }],
    });
    const sent = await post('/tx?mode=commit', sign(bob, [send]));
    assert.equal(sent.body.data.code, 0);
  });

  test('a proof leads to the app hash of the header behind it', async () => {
    const { data } = await get<{ data: { key: string; header: { app_hash?: string } | null; path: string[] } }>(
      `/proofs/account/${alice.text}`,
    );
    assert.equal(
      Buffer.from(data.key, 'base64').subarray(1, 21).toString('hex'),
      Buffer.from(alice.address).toString('hex'),
    );
    assert.ok(data.path.every((sibling) => fromHex(sibling).length === 32));
    assert.notEqual(data.header, null);
  });

  test('a client that reads blocks sees each once, linked', async () => {
    await socket.call('subscribe', { sub: 'blocks', channel: 'blocks' });
    let { seq } = await socket.of('blocks');
    for (let i = 0; i < 3; i++) {
      const frame = await socket.of('blocks');
      assert.deepEqual([frame.prevSeq, frame.seq], [seq, seq + 1]);
      seq = frame.seq;
    }
  });

  test('every answer of the running node is as documented', async () => {
    const document = (await (await fetch(url('/openapi.json'))).json()) as {
      paths: Record<
        string,
        Record<string, { responses: Record<string, { content: Record<string, { schema: object }> }> }>
      >;
      components: object;
    };
    const ajv = new Ajv2020({ strict: false });
    const values: Record<string, string> = { account: alice.text, market: 'BTC-USD', markets: 'all', height: '2' };
    let checked = 0;
    for (const [path, methods] of Object.entries(document.paths)) {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
      // A quote needs a spoke; this chain has none.
      const isAsked = names.every((name) => values[name] !== undefined) && path !== '/bridge/quote';
      if (methods.get === undefined || !isAsked) continue;
      const body = await get<object>(path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => values[name]!));
      const { schema } = methods.get.responses['200']!.content['application/json']!;
      const validate = ajv.compile({ ...schema, components: document.components });
      assert.ok(validate(body), `${path}: ${JSON.stringify(validate.errors)} ${JSON.stringify(body)}`);
      checked++;
    }
    assert.ok(checked > 25, `${checked} routes`);
  });

  test('history and streams go on after a restart', async () => {
    const { data: before } = await get<{ data: { txHash: string }[] }>(`/accounts/${alice.text}/transfers`);
    const account = await get<{ data: { accountSeq: number } }>(`/accounts/${alice.text}`);
    await node.stop();
    assert.equal(await socket.closed, 1001);
    ({ node } = await startNode(home));
    socket = await WsClient.connect(Number(new URL(node.addresses.rest).port));
    const { data } = await get<{ data: { txHash: string }[] }>(`/accounts/${alice.text}/transfers`);
    assert.deepEqual(data, before);
    const ack = await socket.call<{ resumed: boolean }>('subscribe', {
      sub: 'a',
      channel: 'account',
      account: alice.text,
      resumeFrom: account.data.accountSeq - 1,
    });
    assert.equal(ack.resumed, true);
    assert.equal((await socket.of('a')).seq, account.data.accountSeq);
  });
});
