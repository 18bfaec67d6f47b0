import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { privateKeyToAccount } from 'viem/accounts';
import { toHex } from '#chain/lib/bytes.ts';
import { moneyMessage } from '#src/client/money-messages.ts';
import { NaveClient } from '#src/client/nave-client.ts';
import { NaveError, TxFailedError } from '#src/client/nave-error.ts';
import { privateKeySigner } from '#src/client/private-key-signer.ts';
import { fromTypedDataAccount } from '#src/client/wallet-signer.ts';
import { makeHome, startNode } from '#test/support/real-node.ts';

/** The client against a whole node. Without a feeder markets have no mark: post-only orders rest, nothing trades. */
const chainId = 'nave-local-client';
const home = mkdtempSync(join(tmpdir(), 'nave-'));
const secret = (n: number): Uint8Array => new Uint8Array(32).fill(n);
const cosmos = privateKeySigner(secret(1), { algo: 'secp256k1' });
const ethereum = privateKeySigner(secret(2));
const agent = privateKeySigner(secret(3));
const wallet = fromTypedDataAccount(privateKeyToAccount(`0x${toHex(secret(2))}`), 31337);
let running: Awaited<ReturnType<typeof startNode>>;
const clients: NaveClient[] = [];

const connect = async (options: Partial<Parameters<typeof NaveClient.connect>[0]>): Promise<NaveClient> => {
  const client = await NaveClient.connect({ rest: running.node.addresses.rest, ...options });
  clients.push(client);
  return client;
};

before(async () => {
  makeHome(home, chainId, { [cosmos.account]: 10_000n, [ethereum.account]: 10_000n });
  running = await startNode(home);
});

after(async () => {
  for (const client of clients) client.close();
  await running.node.stop();
  rmSync(home, { recursive: true, force: true });
});

const bid = (price: string, clientOrderId: string) =>
  ({ market: 'BTC-USD', side: 'buy', type: 'limit', size: '0.01', price, postOnly: true, clientOrderId }) as const;

test('orders of a Cosmos key, an Ethereum key and a wallet’s typed data rest, are amended and canceled', async () => {
  for (const signer of [cosmos, ethereum, wallet]) {
    const client = await connect({ signer });
    const { order, result } = await client.placeOrder(bid('50000', `a-${signer.mode}`));
    assert.equal(result.status, 'committed');
    assert.equal(order!.status, 'open');
    const amended = await client.amendOrder({ id: order!.id }, { price: '49000.5' });
    assert.equal(amended.order!.price, '49000.5');
    const waiting = client.waitForFill({ id: order!.id }, { timeoutMs: 10_000 });
    await client.cancelOrder({ market: 'BTC-USD', clientOrderId: `a-${signer.mode}` });
    const closed = await waiting;
    assert.deepEqual([closed.status, closed.reason], ['canceled', 'user']);
  }
});

test('a refused order, a bad price and an unknown account are told apart', async () => {
  const client = await connect({ signer: cosmos });
  await client.placeOrder(bid('50000', 'twice'));
  await assert.rejects(
    client.placeOrder(bid('50001', 'twice')),
    (error) => error instanceof NaveError && error.code === 2009,
  );
  await assert.rejects(client.placeOrder(bid('50000.0001', 'x')), { code: 2003 });
  const stranger = await connect({ signer: privateKeySigner(secret(9)) });
  await assert.rejects(stranger.placeOrder(bid('50000', 'y')), { code: 1004 });
  await assert.rejects(
    client.transfer({ to: ethereum.account, asset: 'USDC', amount: '99999' }),
    (error) => error instanceof TxFailedError && error.code === 3012,
  );
});

test('an agent quotes for its owner with one signature a batch until it is revoked', async () => {
  const owner = await connect({ signer: ethereum });
  const expiresAt = owner.clock.estimate() + 3_600_000;
  await owner.send([
    moneyMessage.approveAgent(owner.directory, ethereum.account, { agent: agent.account, name: 'bot', expiresAt }),
  ]);
  const bot = await connect({ signer: agent, owner: ethereum.account });
  const quotes = Array.from({ length: 20 }, (_, i) => ({ place: bid(String(40_000 + i), `q-${i}`) }));
  const { code, items } = await bot.batch(quotes);
  assert.equal(code, 0);
  assert.equal(items.length, 20);
  assert.ok(items.every((item) => item.code === 0 && item.orderId !== null));
  const mixed = await bot.batch([
    { cancel: { market: 'BTC-USD', clientOrderId: 'q-0' } },
    { cancel: { market: 'BTC-USD', clientOrderId: 'nope' } },
  ]);
  assert.deepEqual(
    mixed.items.map((item) => item.code),
    [0, 2015],
  );
  await bot.cancelAllOrders({ market: 'BTC-USD' });
  await owner.send([moneyMessage.revokeAgent(ethereum.account, agent.account)]);
  await assert.rejects(bot.cancelAllOrders(), (error) => error instanceof NaveError && error.code === 1007);
});

test('every private event of an account arrives in one order without a gap', async () => {
  const client = await connect({ signer: cosmos });
  const seen: number[] = [];
  let start = 0;
  const done = new Promise<void>((resolve, reject) => {
    client.subscribe(
      { channel: 'account', account: cosmos.account },
      {
        onError: reject,
        onGap: () => reject(new Error('gap')),
        onFrame: ({ type, seq, data }) => {
          if (type === 'snapshot') {
            start = seq;
            void trade().catch(reject);
            return;
          }
          for (const event of data as { seq: number }[]) seen.push(event.seq);
          if (seen.length >= 6) resolve();
        },
      },
    );
  });
  const trade = async (): Promise<void> => {
    for (let i = 0; i < 3; i++) await client.placeOrder(bid('45000', `e-${i}`));
    await client.cancelAllOrders({ market: 'BTC-USD' });
  };
  await done;
  assert.deepEqual(
    seen,
    seen.map((_, i) => start + 1 + i),
  );
});
