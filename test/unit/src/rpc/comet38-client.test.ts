import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Comet38Client } from '@cosmjs/tendermint-rpc';
import { fromUtf8, toHex, utf8 } from '#chain/lib/bytes.ts';
import { merkleProof, verifyMerkleProof } from '#chain/lib/merkle.ts';
import { blockCrypto, rootOf, sha256 } from '#src/engine/block/digest.ts';
import { connectSocketClient, type SocketClient } from '#test/support/cosmjs-socket.ts';
import { fakeTx } from '#test/support/fake-application.ts';
import { MemoryBlockLog } from '#test/support/memory-block-log.ts';
import { type RpcNode, startRpcNode } from '#test/support/rpc-node.ts';
import { testGenesis, testKey } from '#test/support/solo-chain.ts';

/** CosmJS's own client judges every answer by its decoders. */
let node: RpcNode;
let client: Comet38Client;
let socket: Comet38Client;
let connection: SocketClient;
const directory = mkdtempSync(join(tmpdir(), 'nave-'));
const genesis = testGenesis();
const known = fakeTx('alice', 0, 3, 'color=blue');
let knownHeight = 0;

before(async () => {
  node = await startRpcNode({ directory, log: new MemoryBlockLog(), genesis });
  client = await Comet38Client.connect(node.http);
  connection = await connectSocketClient(node.ws);
  socket = connection.client;
  knownHeight = (await client.broadcastTxCommit({ tx: known })).height;
  await node.reach(knownHeight + 3);
});

after(async () => {
  client.disconnect();
  connection.disconnect();
  await node.stop();
  rmSync(directory, { recursive: true, force: true });
});

test('status names the chain, the version CosmJS looks for, and the validator', async () => {
  const status = await client.status();
  assert.equal(status.nodeInfo.network, 'nave-test-1');
  assert.equal(status.nodeInfo.version, '0.38.26');
  assert.ok(status.syncInfo.latestBlockHeight >= knownHeight);
  assert.equal(status.syncInfo.earliestBlockHeight, 1);
  assert.equal(status.syncInfo.catchingUp, false);
  assert.equal(status.validatorInfo.votingPower, 10n);
  assert.deepEqual(new Uint8Array(status.validatorInfo.address), testKey.address);
});

test('abci_info, health and genesis', async () => {
  const info = await client.abciInfo();
  assert.equal(info.data, 'nave');
  assert.ok(info.lastBlockHeight! >= knownHeight);
  assert.equal(await client.health(), null);
  const answer = await client.genesis();
  assert.equal(answer.chainId, 'nave-test-1');
  assert.deepEqual(answer.appState, { hello: 'world' });
  assert.equal(answer.validators.length, 1);
});

test('abci_query returns value and proof, and a refusal as a code', async () => {
  const found = await client.abciQuery({ path: '/kv', data: utf8('color'), prove: true });
  assert.equal(fromUtf8(found.value), 'blue');
  assert.equal(found.proof?.ops[0]?.type, 'fake');
  const missing = await client.abciQuery({ path: '/kv', data: utf8('none') });
  assert.equal(missing.code, 8002);
  assert.equal(missing.codespace, 'api');
});

test('block, header chain, block_results and commit agree', async () => {
  const { block, blockId } = await client.block(knownHeight);
  assert.deepEqual(block.txs.map(toHex), [toHex(known)]);
  assert.equal(toHex(block.header.dataHash), toHex(rootOf([sha256(known)])));
  const results = await client.blockResults(knownHeight);
  assert.equal(results.results[0]!.code, 0);
  assert.equal(results.results[0]!.gasWanted, 7n);
  assert.equal(results.results[0]!.events[0]!.type, 'message');
  assert.equal(results.finalizeBlockEvents[0]!.type, 'fake_block');
  const commit = await client.commit(knownHeight);
  assert.equal(commit.canonical, true);
  assert.equal(toHex(commit.commit.blockId.hash), toHex(blockId.hash));
  const next = await client.block(knownHeight + 1);
  assert.equal(toHex(next.block.header.lastBlockId!.hash), toHex(blockId.hash));
  assert.equal(next.block.lastCommit!.signatures.length, 1);
  const first = await client.block(1);
  assert.equal(first.block.header.lastBlockId, null);
  assert.equal(first.block.lastCommit, null);
});

test('blockchain gives at most 20 headers, highest first', async () => {
  const page = await client.blockchain(1, 3);
  assert.deepEqual(
    page.blockMetas.map(({ header }) => header.height),
    [3, 2, 1],
  );
  await node.reach(25);
  assert.equal((await client.blockchain()).blockMetas.length, 20);
});

test('validators of any height up to the next', async () => {
  const { validators, total } = await client.validatorsAll(1);
  assert.equal(total, 1);
  assert.equal(validators[0]!.votingPower, 10n);
  assert.deepEqual(validators[0]!.pubkey?.data, testKey.publicKey);
});

test('tx by hash, with a proof to the data hash', async () => {
  const found = await client.tx({ hash: sha256(known), prove: true });
  assert.equal(found.height, knownHeight);
  assert.equal(toHex(found.tx), toHex(known));
  assert.equal(toHex(found.result.data!), toHex(utf8('color')));
  const { proof, rootHash } = found.proof!;
  assert.deepEqual(proof.leafHash, merkleProof([sha256(known)], 0, blockCrypto).leafHash);
  const path = { total: proof.total, index: proof.index, leafHash: proof.leafHash, aunts: proof.aunts };
  assert.ok(verifyMerkleProof(rootHash, sha256(known), path, blockCrypto));
  await assert.rejects(client.tx({ hash: new Uint8Array(32) }), /tx \(0+\) not found/);
});

test('every tx of a larger block proves itself', async () => {
  const txs = Array.from({ length: 7 }, (_, i) => fakeTx('proofs', i, 3, `p${i}=x`));
  const answers = await Promise.all(txs.map((tx) => client.broadcastTxSync({ tx })));
  assert.ok(answers.every(({ code }) => code === 0));
  await node.reach(node.engine.height + 2);
  for (const tx of txs) {
    const found = await client.tx({ hash: sha256(tx), prove: true });
    const { block } = await client.block(found.height);
    const { proof } = found.proof!;
    const path = { total: proof.total, index: proof.index, leafHash: proof.leafHash, aunts: proof.aunts };
    assert.ok(verifyMerkleProof(block.header.dataHash, sha256(tx), path, blockCrypto));
  }
});

test('tx_search by sender, height, hash and range, paged', async () => {
  const txs = Array.from({ length: 35 }, (_, i) => fakeTx('search', i, 3, `s${i}=x`));
  await Promise.all(txs.map((tx) => client.broadcastTxSync({ tx })));
  await node.reach(node.engine.height + 3);
  const all = await client.txSearchAll({ query: "message.sender='search'" });
  assert.equal(all.totalCount, 35);
  assert.deepEqual(all.txs.map(({ tx }) => toHex(tx)).sort(), txs.map(toHex).sort());
  const page = await client.txSearch({ query: "message.sender='search'", per_page: 10, page: 4 });
  assert.equal(page.txs.length, 5);
  const exact = await client.txSearch({ query: `tx.height=${knownHeight}` });
  assert.equal(exact.totalCount, 1);
  const byHash = await client.txSearch({ query: `tx.hash='${toHex(sha256(known)).toUpperCase()}'` });
  assert.equal(byHash.txs[0]!.height, knownHeight);
  const both = await client.txSearch({ query: `message.sender='alice' AND tx.height <= ${knownHeight}` });
  assert.equal(both.totalCount, 1);
  const none = await client.txSearch({ query: `message.sender='alice' AND tx.height > ${knownHeight + 1000}` });
  assert.equal(none.totalCount, 0);
  const noted = await client.txSearch({ query: "message.note='not indexed'" });
  assert.equal(noted.totalCount, 0);
  const desc = await client.txSearch({ query: "message.sender='search'", order_by: 'desc', per_page: 1 });
  assert.equal(toHex(desc.txs[0]!.tx), toHex(all.txs.at(-1)!.tx));
});

test('block_search by height and by block events', async () => {
  const range = await client.blockSearch({ query: 'block.height > 1 AND block.height < 5' });
  assert.deepEqual(
    range.blocks.map(({ block }) => block.header.height),
    [2, 3, 4],
  );
  const timed = await client.blockSearch({ query: 'fake_block.time_ms EXISTS' });
  assert.ok(timed.blocks.some(({ block }) => block.header.height === knownHeight));
});

test('broadcast: sync, async, commit, duplicates and refusals', async () => {
  const sync = await client.broadcastTxSync({ tx: fakeTx('bob', 0, 3, 'b=1') });
  assert.equal(sync.code, 0);
  await assert.rejects(client.broadcastTxSync({ tx: known }), /tx already exists in cache/);
  const asynchronous = await client.broadcastTxAsync({ tx: fakeTx('bob', 1, 3, 'b=2') });
  assert.equal(toHex(asynchronous.hash), toHex(sha256(fakeTx('bob', 1, 3, 'b=2'))));
  const gap = await client.broadcastTxSync({ tx: fakeTx('bob', 9, 3, 'b=3') });
  assert.equal(gap.code, 1005);
  assert.match(gap.log!, /account sequence mismatch, expected \d, got 9/);
  const malformed = await client.broadcastTxCommit({ tx: utf8('nonsense') });
  assert.equal(malformed.checkTx.code, 1001);
  assert.equal(malformed.height, 0);
  const failing = await client.broadcastTxCommit({ tx: fakeTx('carol', 'u1', 3, 'c=fail') });
  assert.equal(failing.checkTx.code, 0);
  assert.equal(failing.txResult!.code, 2001);
  assert.ok(failing.height > 0);
  await client.numUnconfirmedTxs();
});

test('heights that are not there are refused with the texts light clients know', async () => {
  await assert.rejects(client.block(1_000_000), /height \d+ must be less than or equal to/);
  await assert.rejects(client.commit(1_000_000), /height \d+ must be less than or equal to/);
  await assert.rejects(client.block(-1), /height must be greater than 0/);
});

/** The next value of a CosmJS stream that satisfies `wanted`. */
function nextOf<T>(
  stream: { addListener(listener: object): void; removeListener(listener: object): void },
  wanted: (value: T) => boolean,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const listener = {
      next: (value: T) => {
        if (!wanted(value)) return;
        stream.removeListener(listener);
        resolve(value);
      },
      error: reject,
      complete: () => reject(new Error('stream ended')),
    };
    stream.addListener(listener);
  });
}

test('the WebSocket streams blocks, headers and txs', async () => {
  const block = await nextOf<{ header: { height: number } }>(socket.subscribeNewBlock(), () => true);
  assert.ok(block.header.height > 0);
  const header = await nextOf<{ chainId: string }>(socket.subscribeNewBlockHeader(), () => true);
  assert.equal(header.chainId, 'nave-test-1');
  const tx = fakeTx('dave', 0, 3, 'd=1');
  const seen = nextOf<{ hash: Uint8Array; height: number; result: { events: readonly { type: string }[] } }>(
    socket.subscribeTx("message.sender='dave'"),
    () => true,
  );
  await socket.broadcastTxSync({ tx });
  const event = await seen;
  assert.equal(toHex(event.hash), toHex(sha256(tx)));
  assert.equal(event.result.events[0]!.type, 'message');
});

test('all methods work over the WebSocket too', async () => {
  assert.equal((await socket.status()).nodeInfo.network, 'nave-test-1');
  assert.equal((await socket.block(knownHeight)).block.txs.length, 1);
  assert.equal((await socket.txSearch({ query: "message.sender='alice'" })).totalCount, 1);
});
