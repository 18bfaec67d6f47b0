import { deepEqual, equal, rejects } from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { pad } from 'viem';
import { fromHex } from '#chain/lib/bytes.ts';
import type { Codec, PartialMessage } from '#chain/lib/protobuf.ts';
import { MsgAttest, MsgSignBatch, Query, SpokeState } from '#proto/generated/nave.bridge.v1.ts';
import type { NaveClient } from '#src/client/nave-client.ts';
import { NaveError } from '#src/client/nave-error.ts';
import { nodeHub } from '#src/relayer/node-hub.ts';

/** An answer with the fields a test names; the hub's has more. */
const encode = <T>(codec: Codec<T>, value: PartialMessage<T>): Uint8Array => codec.encode(codec.fromPartial(value));

const bytes = (byte: number, length: number): Uint8Array => new Uint8Array(length).fill(byte);

type Served = Readonly<Record<string, (request: Uint8Array) => Uint8Array | { code: number; log: string }>>;

/** A node whose ABCI queries are answered by `served`, and a client that keeps what is sent. */
async function fakeNode(served: Served) {
  const server = http.createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += String(part);
    const { params } = JSON.parse(body) as { params: { path: string; data: string } };
    const answer = served[params.path]?.(fromHex(params.data)) ?? { code: 1_003, log: 'unknown path' };
    const value = answer instanceof Uint8Array ? { code: 0, value: Buffer.from(answer).toString('base64') } : answer;
    response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, result: { response: value } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sent: { codec: unknown; value: unknown }[] = [];
  const client = {
    signerAccount: 'nave1relayer',
    rest: {
      get: async (path: string) => ({
        data: path === 'config' ? { hubSalt: `0x${'11'.repeat(32)}` } : { height: 9, time: 1_234 },
      }),
    },
    send: async (messages: { codec: unknown; value: unknown }[]) => sent.push(...messages),
  } as unknown as NaveClient;
  const hub = nodeHub({ rpc: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, client });
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { hub, sent, stop };
}

const withdrawal = {
  ...{ spoke: 1, id: 7, account: 'nave1x', subaccount: 0, asset: 0, amount: '9', fee: '1', token: bytes(2, 20) },
  ...{ tokenAmount: '8', to: bytes(3, 20), hubRef: bytes(4, 32), state: 'ready', blockedBy: [], queuePosition: 0 },
  ...{ delayUntil: 0, readyAt: 0, batchNonce: 5, splitFrom: 0, refundOf: 0 },
  ...{ requestedAt: 1, history: [], expectedAt: 0, epoch: 1, received: '8', cancellable: false, claimable: false },
  ...{ updatedHeight: 1, migrationTo: 0 },
};

test('spokes, voter, batches with their items and sets come from committed state', async (t) => {
  const spoke = {
    ...{ spoke: 1, name: 'a', chainId: 31_337, vault: bytes(1, 20), domainSeparator: bytes(5, 32) },
    ...{ state: SpokeState.NO_INFLOW, stateUntil: 0, reason: '', breaker: 'normal', lagMs: 0, normalLagMs: 0 },
    ...{ eventNonce: 4, rollingHash: bytes(6, 32), blockNumber: 12, epoch: 1, nextWithdrawalId: 8 },
    ...{ finality: 'finalized', dispute: 300, routes: [], lockSoftUntil: 0, lockHardScope: 0 },
    ...{ successor: new Uint8Array(0), predecessor: 0, forwarder: new Uint8Array(0) },
  };
  const route = { token: bytes(2, 20), tokenDecimals: 6, committed: '7', inTransit: '30' };
  const successor = { ...spoke, spoke: 2, predecessor: 1, forwarder: bytes(0xf0, 20), routes: [route] };
  const batch = {
    ...{ spoke: 1, batchNonce: 5, epoch: 1, notBefore: 10, deadline: 20, itemsHash: bytes(7, 32) },
    ...{ digest: bytes(8, 32), state: 'collecting', ids: [7], signers: [bytes(9, 20)], signedPpm: 0 },
    calldata: new Uint8Array(0),
    items: [{ id: 7, token: bytes(2, 20), to: bytes(3, 20), amount: '8', hubRef: bytes(4, 32) }],
  };
  const { hub, stop } = await fakeNode({
    [Query.spokes.path]: () => encode(Query.spokes.response, { spokes: [spoke, successor] }),
    [Query.voter.path]: (request) => {
      deepEqual(Query.voter.request.decode(request), { spoke: 1, relayer: 'nave1relayer' });
      return Query.voter.response.encode({ lastNonce: 3, mayVote: true, outvoted: 0 });
    },
    [Query.batches.path]: () => encode(Query.batches.response, { batches: [batch] }),
    [Query.withdrawal.path]: () => encode(Query.withdrawal.response, { withdrawal }),
  });
  t.after(stop);
  const [known, next] = await hub.spokes();
  equal(known!.forwarder, undefined);
  deepEqual([next!.forwarder?.toLowerCase(), next!.routes[0]!.inTransit], [`0x${'f0'.repeat(20)}`, 30n]);
  deepEqual([known!.state, known!.eventNonce, known!.blockNumber, known!.chainId], ['no_inflow', 4n, 12n, 31_337]);
  deepEqual(await hub.voter(1), { lastNonce: 3n, mayVote: true });
  const [found] = await hub.batches(1);
  equal(found!.items[0]!.amount, 8n, 'token units, not hub units');
  equal(found!.calldata, undefined);
  deepEqual(await hub.head(), { height: 9, timeMs: 1_234 });
  equal(await hub.hubSalt(), `0x${'11'.repeat(32)}`);
});

test('a withdrawal of nobody, such as a move to a successor, is judged like any other', async (t) => {
  const move = { ...withdrawal, account: 'nave1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq', fee: '0', migrationTo: 2 };
  let account = move.account;
  const answer = () => encode(Query.withdrawal.response, { withdrawal: { ...move, account } });
  const { hub, stop } = await fakeNode({ [Query.withdrawal.path]: answer });
  t.after(stop);
  const found = await hub.withdrawal(1, 7n);
  deepEqual([found!.to.toLowerCase(), found!.amount, found!.state], [`0x${'03'.repeat(20)}`, 8n, 'ready']);
  account = '';
  deepEqual(await hub.withdrawal(1, 7n), found);
});

test('a withdrawal the hub does not know is undefined, every other refusal an error', async (t) => {
  let code = 6_009;
  const { hub, stop } = await fakeNode({ [Query.withdrawal.path]: () => ({ code, log: 'refused' }) });
  t.after(stop);
  equal(await hub.withdrawal(1, 7n), undefined);
  code = 9_002;
  await rejects(hub.withdrawal(1, 7n), NaveError);
});

test('votes and signatures are sent as their messages', async (t) => {
  const { hub, sent, stop } = await fakeNode({});
  t.after(stop);
  const vote = { event: '0x0102', rollingHash: pad('0x03'), blockNumber: 4n, blockHash: pad('0x05') } as const;
  await hub.attest({ spoke: 1, votes: [vote], finalizedAt: 6n, gasPrice: 7n });
  await hub.signBatch(1, 2n, 3n, '0xaa');
  equal(sent[0]!.codec, MsgAttest);
  const attest = MsgAttest.decode(MsgAttest.encode(sent[0]!.value as never));
  deepEqual([attest.relayer, attest.votes[0]!.blockNumber, attest.gasPrice], ['nave1relayer', 4, '7']);
  equal(sent[1]!.codec, MsgSignBatch);
});
