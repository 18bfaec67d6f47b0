import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nobleCrypto } from '#chain/lib/hash.ts';
import { decodeTx } from '#chain/tx/decode-tx.ts';
import type { MsgBatch, MsgPlaceOrder } from '#proto/generated/nave.clob.v1.ts';
import { NaveClient, type NaveClientOptions } from '#src/client/nave-client.ts';
import { NaveError, OutcomeUnknownError, TxFailedError } from '#src/client/nave-error.ts';
import { privateKeySigner } from '#src/client/private-key-signer.ts';
import { BLOCK_TIME, type FakeAnswer, type FakeRequest, fakeNode } from '#test/support/fake-node.ts';

const signer = privateKeySigner(new Uint8Array(32).fill(5));

const BASE: Readonly<Record<string, unknown>> = {
  '/v1/config': { chainId: 'nave-local-1', hubSalt: `0x${'11'.repeat(32)}` },
  '/v1/markets': [{ marketId: 1, market: 'BTC-USD', tickSize: '0.5', lotSize: '0.0001' }],
  '/v1/assets': [{ asset: 'USDC', denom: 'uusdc', decimals: 6, routes: [] }],
  [`/v1/accounts/${signer.account}`]: { exists: true, accountNumber: 3 },
};

const result = (txHash: string, change: object = {}) => ({
  txHash,
  status: 'committed',
  height: 8,
  time: BLOCK_TIME,
  code: 0,
  name: null,
  message: null,
  details: {},
  items: [],
  budget: null,
  ...change,
});

const refusal = (code: number, retryable: boolean): FakeAnswer => ({
  status: 503,
  error: { code, name: `E${code}`, message: 'no', details: { code }, retryable, retryAfterMs: 1 },
});

/** A client of a fake node whose transactions `onTx` answers. */
async function withClient(
  onTx: (request: FakeRequest, n: number) => FakeAnswer,
  body: (client: NaveClient, sent: Uint8Array[]) => Promise<void>,
  options: Partial<NaveClientOptions> = {},
): Promise<void> {
  const sent: Uint8Array[] = [];
  const node = await fakeNode((request) => {
    if (request.path === '/v1/tx') {
      sent.push(request.body);
      return onTx(request, sent.length);
    }
    const data = BASE[request.path];
    return data === undefined ? onTx(request, -1) : { data };
  });
  try {
    const client = await NaveClient.connect({ rest: node.url, signer, ...options });
    await body(client, sent);
    client.close();
  } finally {
    await node.close();
  }
}

const order = { market: 'BTC-USD', side: 'buy', type: 'limit', size: '0.25', price: '64250.5' } as const;
const hashOf = ({ body }: FakeRequest): string => Buffer.from(nobleCrypto.sha256(body)).toString('hex').toUpperCase();

test('an order in human units becomes a signed transaction in ticks and lots', async () => {
  await withClient(
    (request) => ({ data: result(hashOf(request), { items: [{ index: 0, order: { id: '1-5' }, fills: [] }] }) }),
    async (client, sent) => {
      const outcome = await client.placeOrder({ ...order, clientOrderId: 'a-1', postOnly: true });
      assert.equal(outcome.order?.id, '1-5');
      const tx = decodeTx(sent[0]!, nobleCrypto);
      const place = tx.messages[0]!.value as MsgPlaceOrder;
      assert.equal(place.lots, 2500);
      assert.equal(place.ticks, 128501);
      assert.equal(place.owner, signer.account);
      assert.ok(tx.nonce.kind === 'unordered');
      const aheadMs = Number(tx.nonce.timeoutNs / 1_000_000n) - BLOCK_TIME;
      assert.ok(aheadMs >= 60_000 && aheadMs < 125_000, String(aheadMs));
      assert.equal(outcome.result.txHash, Buffer.from(tx.hash).toString('hex').toUpperCase());
      await assert.rejects(client.placeOrder({ ...order, size: '0.00001' }), { code: 2002 });
      await assert.rejects(client.placeOrder({ ...order, price: '64250.25' }), { code: 2003 });
      await assert.rejects(client.placeOrder({ ...order, market: 'XXX-USD' }), { code: 4001 });
      assert.equal(sent.length, 1);
    },
  );
});

test('a batch carries its items for one signature, and a refused item does not throw', async () => {
  await withClient(
    (request) => ({ data: result(hashOf(request), { code: 2011, name: 'POST_ONLY_WOULD_CROSS' }) }),
    async (client, sent) => {
      const items = [
        { place: order },
        { amend: { id: '1-9', price: '64000', expiresAt: null } },
        { cancel: { market: 'BTC-USD', clientOrderId: 'a-1' } },
      ];
      assert.equal((await client.batch(items)).code, 2011);
      const { items: wire } = decodeTx(sent[0]!, nobleCrypto).messages[0]!.value as MsgBatch;
      assert.equal(wire[0]!.place!.sender, '');
      assert.deepEqual([wire[1]!.amend!.orderId, wire[1]!.amend!.expiresAt, wire[1]!.amend!.lots], [9, 0, undefined]);
      assert.equal(wire[2]!.cancel!.clientOrderId, 'a-1');
      await assert.rejects(client.batch(items, { atomic: true }), TxFailedError);
      await assert.rejects(client.placeOrder(order), (error) => error instanceof TxFailedError && error.code === 2011);
    },
  );
});

test('a lost answer is asked for with the same bytes, a busy node is asked again, a refusal is not', async () => {
  await withClient(
    (request, n) => (n === 1 ? 'drop' : n === 2 ? refusal(5013, true) : { data: result(hashOf(request)) }),
    async (client, sent) => {
      await client.cancelAllOrders();
      assert.equal(sent.length, 3);
      assert.deepEqual(sent[1], sent[0]);
      assert.deepEqual(sent[2], sent[0]);
    },
  );
  await withClient(
    () => refusal(3001, false),
    async (client, sent) => {
      await assert.rejects(client.placeOrder(order), (error) => error instanceof NaveError && error.code === 3001);
      assert.equal(sent.length, 1);
    },
  );
});

test('what nobody answers is of unknown outcome, with its hash', async () => {
  await withClient(
    () => 'drop',
    async (client, sent) => {
      await assert.rejects(client.placeOrder(order, { attempts: 2 }), (error) => {
        assert.ok(error instanceof OutcomeUnknownError);
        assert.deepEqual(error.bytes, sent[0]);
        return true;
      });
      assert.equal(sent.length, 2);
    },
  );
});

test('a nonce used after a lost answer was used by that sending', async () => {
  await withClient(
    (request, n) => {
      if (n === 1) return 'drop';
      if (n === 2) return { ...(refusal(1005, false) as object), status: 409 } as FakeAnswer;
      return { data: result(request.path.split('/').at(-1)!) };
    },
    async (client, sent) => {
      const { txHash } = await client.cancelAllOrders();
      assert.equal(txHash, Buffer.from(nobleCrypto.sha256(sent[0]!)).toString('hex').toUpperCase());
    },
  );
});

test('an agent signs for its owner, an unknown account is named, a client without key only reads', async () => {
  const owner = privateKeySigner(new Uint8Array(32).fill(6)).account;
  await withClient(
    (request) => ({ data: result(hashOf(request)) }),
    async (client, sent) => {
      await client.cancelOrder({ id: '1-4' });
      const { value } = decodeTx(sent[0]!, nobleCrypto).messages[0]!;
      assert.deepEqual(value, {
        sender: signer.account,
        owner,
        subaccount: 4,
        market: 1,
        orderId: 4,
        clientOrderId: undefined,
      });
    },
    { owner, subaccount: 4 },
  );
  await withClient(
    (request) => (request.path.startsWith('/v1/accounts/') ? { data: { exists: false, accountNumber: null } } : 'drop'),
    async (client) => {
      await assert.rejects(client.placeOrder(order), { code: 1004 });
    },
    { signer: privateKeySigner(new Uint8Array(32).fill(7)) },
  );
  const node = await fakeNode(({ path }) => ({ data: BASE[path] }));
  const reader = await NaveClient.connect({ rest: node.url });
  await assert.rejects(reader.placeOrder(order), /no signer/);
  await node.close();
});
