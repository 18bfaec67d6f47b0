import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toBase64 } from '#chain/lib/bytes.ts';
import { formatTime } from '#src/engine/block/timestamp.ts';
import { type GenesisDoc, parseGenesisDoc } from '#src/engine/genesis-doc.ts';
import { BlockClock } from '#src/engine/late-clock.ts';
import { type SoloConfig, type SoloDeps, SoloEngine } from '#src/engine/solo/solo-engine.ts';
import type { BlockIndex } from '#src/engine/store/block-index.ts';
import { type BlockLog, BlockStore } from '#src/engine/store/block-store.ts';
import { LevelIndex } from '#src/engine/store/level-index.ts';
import type { MempoolConfig } from '#src/mempool/config.ts';
import { Mempool } from '#src/mempool/mempool.ts';
import { ed25519FromSeed } from '#src/node/home.ts';
import { FakeApplication } from './fake-application.ts';

/** The test validator's key. */
export const testKey = ed25519FromSeed(new Uint8Array(32).fill(7));

export function testGenesis(overrides: Readonly<Record<string, unknown>> = {}): GenesisDoc {
  return parseGenesisDoc({
    chain_id: 'nave-test-1',
    genesis_time: formatTime(BigInt(Date.now() - 60_000) * 1_000_000n),
    initial_height: '1',
    validators: [
      { pub_key: { type: 'tendermint/PubKeyEd25519', value: toBase64(testKey.publicKey) }, power: '10', name: 'test' },
    ],
    app_state: { hello: 'world' },
    ...overrides,
  });
}

export interface SoloChain {
  readonly app: FakeApplication;
  readonly mempool: Mempool;
  readonly store: BlockStore;
  readonly engine: SoloEngine;
  readonly clock: BlockClock;
  /** Rejects when the engine fails. */
  readonly failed: Promise<never>;
  /** Resolves when the chain has reached a height. */
  reach(height: number): Promise<void>;
  stop(): Promise<void>;
}

export interface SoloChainOptions {
  readonly directory: string;
  readonly log: BlockLog;
  readonly genesis: GenesisDoc;
  readonly app?: FakeApplication;
  readonly config?: Partial<SoloConfig>;
  readonly deps?: Partial<SoloDeps>;
  readonly pool?: Partial<MempoolConfig>;
  readonly index?: BlockIndex;
  readonly now?: () => number;
}

/** Engine, pool, store and a key-value application, composed and not yet started. */
export async function composeSoloChain(options: SoloChainOptions): Promise<SoloChain> {
  const { directory, log, genesis } = options;
  const app = options.app ?? new FakeApplication();
  const now = options.now ?? Date.now;
  const clock = new BlockClock(now);
  const mempool = new Mempool(options.pool ?? {}, {
    app,
    sequence: (signer) => app.sequence(signer),
    refuse: ({ lane }) => clock.refusal(lane),
  });
  const store = new BlockStore(log, options.index ?? (await LevelIndex.open(join(directory, 'index'))));
  let fail: (error: Error) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failed.catch(() => undefined);
  const config: SoloConfig = {
    genesis,
    lockFile: join(directory, 'chain.json'),
    blockTimeMs: 10,
    emptyBlockTimeMs: 30,
    ...options.config,
  };
  const engine = new SoloEngine(config, {
    app,
    mempool,
    store,
    key: testKey,
    clock,
    now,
    onFatal: fail,
    ...options.deps,
  });
  const reach = async (height: number): Promise<void> => {
    if (engine.height >= height) return;
    let remove: (() => void) | undefined;
    const reached = new Promise<void>((resolve) => {
      remove = engine.onBlock(({ committed }) => {
        if (committed.height >= height) resolve();
      });
    });
    await Promise.race([reached, failed]);
    remove?.();
  };
  const stop = async (): Promise<void> => {
    mempool.close();
    await engine.stop();
    await store.close();
  };
  return { app, mempool, store, engine, clock, failed, reach, stop };
}

/** A directory that is gone when the test is over. */
export function temporaryDirectory(t: { after(cleanup: () => void): void }): string {
  const directory = mkdtempSync(join(tmpdir(), 'nave-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
