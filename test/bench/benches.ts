import type { BenchOptions, BenchRow } from './bench-row.ts';

export interface Bench {
  readonly name: string;
  /** Left out of quick runs. */
  readonly slow?: true;
  load(): Promise<{ run(options: BenchOptions): BenchRow[] | Promise<BenchRow[]> }>;
}

/** Every bench by the name `--only` takes; each runs in a process of its own, so that none inherits another's heap or code. */
export const benches: readonly Bench[] = [
  { name: 'book', load: () => import('./book.ts') },
  { name: 'keeper', load: () => import('./keeper.ts') },
  { name: 'margin', load: () => import('./margin.ts') },
  { name: 'bridge', load: () => import('./bridge.ts') },
  { name: 'gas', slow: true, load: () => import('./gas.ts') },
  { name: 'blocks', load: () => import('./blocks.ts') },
  { name: 'solo', load: () => import('./solo.ts') },
  { name: 'bridge-latency', load: () => import('./bridge-latency.ts') },
  { name: 'latency', load: () => import('./latency.ts') },
  { name: 'fanout', load: () => import('./fanout.ts') },
  { name: 'memory', slow: true, load: () => import('./memory.ts') },
  { name: 'state', slow: true, load: () => import('./state.ts') },
];
