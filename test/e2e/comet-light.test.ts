import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { Comet38Client } from '@cosmjs/tendermint-rpc';
import { toHex } from '#chain/lib/bytes.ts';
import { sha256 } from '#src/engine/block/digest.ts';
import { upperHex } from '#src/engine/block/json.ts';
import type { StoredBlock } from '#src/engine/store/block-record.ts';
import { fakeTx } from '#test/support/fake-application.ts';
import { findCometbft, startLightClient } from '#test/support/light-client.ts';
import { MemoryBlockLog } from '#test/support/memory-block-log.ts';
import { startRpcNode } from '#test/support/rpc-node.ts';
import { temporaryDirectory, testGenesis, testKey } from '#test/support/solo-chain.ts';

/** CometBFT's own light client is the judge: it recomputes every hash and checks every signature of what we serve. */
const cometbft = findCometbft();
const skip = 'skip' in cometbft ? cometbft.skip : false;
const binary = 'path' in cometbft ? cometbft.path : '';
const chainId = 'nave-test-1';

/** Fetches through the proxy; an answer that did not verify is an error of its JSON. */
async function verified(url: string, path: string): Promise<Record<string, never>> {
  const answer = (await (await fetch(`${url}/${path}`)).json()) as { result?: never; error?: { data: string } };
  assert.equal(answer.error, undefined, `${path}: ${JSON.stringify(answer.error)}`);
  return answer.result!;
}

test('cometbft light verifies headers, blocks, results, validators, params and tx proofs', { skip }, async (t) => {
  const directory = temporaryDirectory(t);
  const node = await startRpcNode({ directory, log: new MemoryBlockLog(), genesis: testGenesis() });
  t.after(() => node.stop());
  const client = await Comet38Client.connect(node.http);
  const tx = fakeTx('alice', 0, 3, 'color=blue');
  const { height } = await client.broadcastTxCommit({ tx });
  await client.broadcastTxCommit({ tx: fakeTx('alice', 1, 3, 'c=fail') });
  await node.reach(height + 10);
  const trusted = await client.block(2);
  const light = await startLightClient({
    binary,
    home: join(directory, 'light'),
    chainId,
    rpc: node.http,
    height: 2,
    hash: toHex(trusted.blockId.hash),
  });
  t.after(() => light.stop());

  const top = node.store.last - 2;
  for (const at of [1, 2, height, height + 1, top]) {
    const expected = (await node.store.find(at)) as StoredBlock;
    const commit = (await verified(light.url, `commit?height=${at}`)) as unknown as {
      signed_header: { commit: { block_id: { hash: string } } };
    };
    assert.equal(commit.signed_header.commit.block_id.hash, upperHex(expected.blockId.hash));
    const block = (await verified(light.url, `block?height=${at}`)) as unknown as { block_id: { hash: string } };
    assert.equal(block.block_id.hash, upperHex(expected.blockId.hash));
    await verified(light.url, `block_results?height=${at}`);
    await verified(light.url, `validators?height=${at}`);
    await verified(light.url, `consensus_params?height=${at}`);
  }
  const proven = (await verified(light.url, `tx?hash=0x${toHex(sha256(tx))}&prove=true`)) as unknown as {
    height: string;
  };
  assert.equal(proven.height, String(height));
  const status = (await verified(light.url, 'status')) as unknown as { validator_info: { address: string } };
  assert.equal(status.validator_info.address, upperHex(testKey.address));
});

test('cometbft light follows the chain header by header', { skip }, async (t) => {
  const directory = temporaryDirectory(t);
  const node = await startRpcNode({ directory, log: new MemoryBlockLog(), genesis: testGenesis() });
  t.after(() => node.stop());
  await node.reach(30);
  const { blockId } = (await node.store.find(1))!;
  const home = join(directory, 'light');
  const hash = toHex(blockId.hash);
  const light = await startLightClient({ binary, home, chainId, rpc: node.http, height: 1, hash, sequential: true });
  t.after(() => light.stop());
  await verified(light.url, 'commit?height=30');
});

test('cometbft light refuses a trusted hash that is not the chain’s', { skip }, async (t) => {
  const directory = temporaryDirectory(t);
  const node = await startRpcNode({ directory, log: new MemoryBlockLog(), genesis: testGenesis() });
  t.after(() => node.stop());
  await node.reach(3);
  const started = startLightClient({
    binary,
    home: join(directory, 'light'),
    chainId,
    rpc: node.http,
    height: 2,
    hash: '00'.repeat(32),
  });
  await assert.rejects(started, /cometbft light stopped/);
});
