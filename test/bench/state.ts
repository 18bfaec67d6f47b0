import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Crypto } from '#chain/lib/hash.ts';
import { Collection } from '#chain/state/collection.ts';
import { u64Key } from '#chain/state/key-codecs.ts';
import { State } from '#chain/state/state.ts';
import { loadNativeCrypto } from '#src/crypto/native-crypto.ts';
import { BlockLog } from '#src/db/block-log.ts';
import { loadState } from '#src/db/load-state.ts';
import { StateStore } from '#src/db/state-store.ts';
import { type BenchRow, median } from './bench-row.ts';

const VALUE_BYTES = 200;
const EVENTS_ROOT = new Uint8Array(32);
const CHAIN_ID = 'nave-bench';
const ROUNDS = 15;
/** A full block (chain §4). */
const BLOCK_BYTES = 2 << 20;

/**
 * Records are a number in memory and 200 bytes when encoded, into one array: a state takes a copy at once, and rows of tables are
 * written straight into its own.
 */
function emptyState(crypto: Crypto) {
  const state = new State({ crypto });
  const bytes = new Uint8Array(VALUE_BYTES);
  const view = new DataView(bytes.buffer);
  const codec = {
    encode(round: number) {
      bytes.fill(round);
      view.setUint32(0, round);
      return bytes;
    },
    decode: (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(0),
  };
  const records = new Collection(state.journal, 1, 'records', u64Key, codec);
  state.register(records);
  return { state, records };
}

/** Keys spread over the whole state, the same in every run. */
function* spreadKeys(records: number, changes: number, round: number): Generator<number> {
  let x = round * 7919 + 1;
  for (let i = 0; i < changes; i++) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    yield x % records;
  }
}

interface Sizes {
  readonly records: number;
  readonly changes: number;
  readonly target?: number;
  readonly peer?: BenchRow['peer'];
}

/** Blocks of `changes` overwrites: root, history, block log with fdatasync, hand-over to the state store. */
async function commitRow(dir: string, crypto: Crypto, sizes: Sizes): Promise<BenchRow> {
  const { records: count, changes } = sizes;
  const { state, records } = emptyState(crypto);
  for (let i = 0; i < count; i++) records.set(i, i);
  state.commitBlock(0, EVENTS_ROOT);
  const store = await StateStore.open({
    dir: join(dir, `state-${count}-${changes}`),
    chainId: CHAIN_ID,
    onError: refuse,
  });
  const log = await BlockLog.open({ dir: join(dir, `blocks-${count}-${changes}`) });
  const block = new Uint8Array(BLOCK_BYTES).fill(5);
  const whole: number[] = [];
  const roots: number[] = [];
  const cpu: number[] = [];
  for (let height = 1; height <= ROUNDS + 3; height++) {
    for (const key of spreadKeys(count, changes, height)) records.set(key, height);
    const busy = process.threadCpuUsage();
    const start = performance.now();
    const commit = state.commitBlock(height, EVENTS_ROOT);
    const rooted = performance.now();
    // The engine's order: the block is durable first, then its records are handed over.
    await log.append(height, block);
    store.persist(commit);
    const end = performance.now();
    const { user, system } = process.threadCpuUsage(busy);
    // The first rounds compile; what follows waits for the writer, as a chain of 250 ms blocks would find it idle.
    if (height > 3) {
      whole.push(end - start);
      roots.push(rooted - start);
      cpu.push((user + system) / 1000);
    }
    await store.flush();
  }
  await log.close();
  await store.close();
  const spread = `${Math.min(...whole).toFixed(1)}..${Math.max(...whole).toFixed(1)}`;
  return {
    name: `state root and durable block, ${thousands(changes)} of ${thousands(count)} records changed`,
    value: median(whole),
    unit: 'ms',
    ...(sizes.target === undefined ? {} : { target: { value: sizes.target, atMost: true } }),
    ...(sizes.peer === undefined ? {} : { peer: sizes.peer }),
    detail: `median of ${ROUNDS} (${spread}); root and history alone ${median(roots).toFixed(1)}; CPU of the main thread ${median(cpu).toFixed(1)}; ${VALUE_BYTES} B values, block of 2 MiB with fdatasync`,
  };
}

/** From closed files to a State whose root was compared. */
async function loadRow(dir: string, crypto: Crypto, count: number, target?: number): Promise<BenchRow> {
  const path = join(dir, `load-${count}`);
  const { state, records } = emptyState(crypto);
  const filling = await StateStore.open({ dir: path, chainId: CHAIN_ID, onError: refuse });
  for (let height = 0, next = 0; next < count; height++) {
    for (const end = Math.min(count, next + 50_000); next < end; next++) records.set(next, next);
    await filling.room();
    filling.persist(state.commitBlock(height, EVENTS_ROOT));
  }
  await filling.close();
  const start = performance.now();
  const store = await StateStore.open({ dir: path, chainId: CHAIN_ID, onError: refuse });
  const loaded = emptyState(crypto);
  const height = await loadState(store, loaded.state);
  const ms = performance.now() - start;
  if (height !== state.height || loaded.state.size !== count) throw new Error('the load lost records');
  await store.close();
  return {
    name: `start: load ${thousands(count)} records, rebuild the tree, compare the root`,
    value: ms / 1000,
    unit: 's',
    ...(target === undefined ? {} : { target: { value: target, atMost: true } }),
    detail: `${VALUE_BYTES} B values, ${(count / ms).toFixed(0)} k records/s, one run`,
  };
}

function refuse(error: Error): never {
  throw error;
}

const thousands = (n: number): string => (n >= 1_000_000 ? `${n / 1_000_000} M` : `${n / 1000} k`);

/** dYdX v4's store, IAVL on goleveldb, 10 k of the records rewritten: shared bench notes, one core. */
const iavl = (value: number) => ({ name: 'IAVL as dYdX v4 opens it', value });

export async function run(): Promise<BenchRow[]> {
  const { crypto } = await loadNativeCrypto();
  const dir = await mkdtemp(join(tmpdir(), 'nave-bench-'));
  try {
    const rows = [
      await commitRow(dir, crypto, { records: 100_000, changes: 1000 }),
      await commitRow(dir, crypto, { records: 100_000, changes: 10_000, peer: iavl(472) }),
      await commitRow(dir, crypto, { records: 1_000_000, changes: 1000 }),
      await commitRow(dir, crypto, { records: 1_000_000, changes: 10_000, target: 45, peer: iavl(2400) }),
      await commitRow(dir, crypto, { records: 1_000_000, changes: 100_000 }),
      await loadRow(dir, crypto, 100_000),
      await loadRow(dir, crypto, 1_000_000, 10),
    ];
    return rows;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

if (import.meta.main) console.table(await run(), ['name', 'value', 'unit', 'detail']);
