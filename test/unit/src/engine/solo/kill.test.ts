import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Comet38Client } from '@cosmjs/tendermint-rpc';
import { toHex } from '#chain/lib/bytes.ts';
import { sha256 } from '#src/engine/block/digest.ts';
import { faultPoints } from '#src/engine/solo/fault-point.ts';
import { fakeTx } from '#test/support/fake-application.ts';
import { temporaryDirectory, testGenesis } from '#test/support/solo-chain.ts';

const script = fileURLToPath(new URL('../../../../support/solo-process.ts', import.meta.url));

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  /** Resolves with the signal it died of. */
  readonly exited: Promise<NodeJS.Signals | null>;
}

async function startProcess(...args: readonly string[]): Promise<Running> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise<NodeJS.Signals | null>((resolve) =>
    child.once('exit', (_code, signal) => resolve(signal)),
  );
  const lines = createInterface({ input: child.stdout! });
  const url = await new Promise<string>((resolve, reject) => {
    lines.once('line', resolve);
    lines.once('close', () => reject(new Error('the node said nothing')));
  });
  return { child, url, exited };
}

interface Acknowledged {
  readonly tx: Uint8Array;
  readonly height: number;
}

/** Sends until the node dies; what it confirmed, and the app hashes it showed. */
async function sendUntilDeath(running: Running) {
  const client = await Comet38Client.connect(running.url);
  const acknowledged: Acknowledged[] = [];
  const appHashes = new Map<number, string>();
  let isAlive = true;
  void running.exited.then(() => {
    isAlive = false;
  });
  for (let i = 0; isAlive; i++) {
    const tx = fakeTx('alice', `u${i}`, 3, `key${i}=${i}`);
    try {
      const { height, checkTx } = await client.broadcastTxCommit({ tx });
      if (checkTx.code !== 0) continue;
      acknowledged.push({ tx, height });
      const { block } = await client.block(height);
      appHashes.set(height, toHex(block.header.appHash));
    } catch {
      // The node died under this request: its outcome is unknown, so it may not be counted.
    }
  }
  return { acknowledged, appHashes };
}

for (const point of faultPoints) {
  test(`kill -9 at "${point}" loses nothing that was confirmed and keeps every app hash`, async (t) => {
    const directory = temporaryDirectory(t);
    const genesisFile = join(directory, 'genesis.json');
    writeFileSync(genesisFile, JSON.stringify(testGenesis().json));

    const first = await startProcess(directory, genesisFile, point, '8');
    const { acknowledged, appHashes } = await sendUntilDeath(first);
    assert.equal(await first.exited, 'SIGKILL');
    assert.ok(acknowledged.length > 0);

    const second = await startProcess(directory, genesisFile);
    t.after(() => second.child.kill('SIGKILL'));
    const client = await Comet38Client.connect(second.url);
    for (const { tx, height } of acknowledged) {
      const found = await client.tx({ hash: sha256(tx) });
      assert.equal(found.height, height);
      assert.equal(found.result.code, 0);
    }
    for (const [height, appHash] of appHashes) {
      const { block } = await client.block(height);
      assert.equal(toHex(block.header.appHash), appHash);
    }
    const { height } = await client.broadcastTxCommit({ tx: fakeTx('bob', 0, 3, 'after=1') });
    const last = acknowledged.at(-1)!.height;
    assert.ok(height > last);
    for (let at = 2; at <= height; at++) {
      const { block } = await client.block(at);
      const parent = await client.block(at - 1);
      assert.equal(toHex(block.header.lastBlockId!.hash), toHex(parent.blockId.hash));
    }
    second.child.stdin!.end();
    assert.equal(await second.exited, null);
  });
}
