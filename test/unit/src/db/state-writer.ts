import { writeSync } from 'node:fs';
import { nobleCrypto } from '#chain/lib/hash.ts';
import { Collection } from '#chain/state/collection.ts';
import { u32Key } from '#chain/state/key-codecs.ts';
import { State } from '#chain/state/state.ts';
import type { FaultPlan } from '#src/db/fault-points.ts';
import { StateStore } from '#src/db/state-store.ts';

export const CHAIN_ID = 'nave-test';

/** A state whose content at every height is known: at height h, key k was last written at the latest height ≡ k mod 7. */
export function numberedState(keepHeights = 100) {
  const state = new State({ crypto: nobleCrypto, keepHeights });
  const raw = { encode: (v: Uint8Array) => v, decode: (v: Uint8Array) => v.slice() };
  const numbers = new Collection(state.journal, 5, 'numbers', u32Key, raw);
  state.register(numbers);
  const advance = (height: number) => {
    for (let k = height % 7; k < 70; k += 7) {
      if ((k + height) % 5 === 0) numbers.delete(k);
      else numbers.set(k, new Uint8Array(20 + k).fill(height));
    }
    return state.commitBlock(height, new Uint8Array(32).fill(height));
  };
  return { state, advance };
}

/** The state of a height, made from nothing. */
export function stateAt(height: number): State {
  const { state, advance } = numberedState();
  for (let h = 0; h <= height; h++) advance(h);
  return state;
}

export interface WriterInput {
  readonly dir: string;
  readonly until: number;
  readonly fault?: FaultPlan;
}

/** Child process: writes heights from 0, a line for each that is said to be on disk. */
if (import.meta.main) {
  const { dir, until, fault } = JSON.parse(process.argv[2]!) as WriterInput;
  const store = await StateStore.open({
    dir,
    chainId: CHAIN_ID,
    onError: (error) => {
      writeSync(1, `error ${error.message}\n`);
      process.exit(9);
    },
    onPersisted: (height) => writeSync(1, `${height}\n`),
    ...(fault === undefined ? {} : { fault }),
  });
  const { advance } = numberedState();
  for (let height = 0; height <= until; height++) {
    await store.room();
    store.persist(advance(height));
  }
  await store.close();
}
