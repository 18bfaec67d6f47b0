import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { SoloEngine } from '#src/engine/solo/solo-engine.ts';
import type { HistoryStore } from '#src/indexer/store.ts';
import type { Mempool } from '#src/mempool/mempool.ts';
import type { ChainStorage } from './chain-storage.ts';

export interface MetricSources {
  readonly mempool: Mempool;
  readonly engine: SoloEngine;
  readonly storage: ChainStorage;
  readonly history: HistoryStore;
}

/** The node's figures; each is read when Prometheus asks. */
export function createNodeMetrics({ mempool, engine, storage, history }: MetricSources): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  };
  gauge('nave_block_height', 'Last committed height.', () => engine.height);
  gauge('nave_state_persisted_height', 'Height of the state on disk.', () => storage.persistedHeight);
  gauge('nave_history_height', 'Last height whose history is on disk.', () => history.keptHeight);
  gauge('nave_mempool_txs', 'Transactions waiting for a block.', () => mempool.size);
  gauge('nave_mempool_bytes', 'Bytes of waiting transactions.', () => mempool.bytes);
  gauge('nave_mempool_weight', 'Weight of waiting transactions.', () => mempool.weight);
  gauge('nave_mempool_submitted_total', 'Submissions since start.', () => mempool.counters.submitted);
  gauge('nave_mempool_refused_total', 'Refused submissions since start.', () => mempool.counters.refused);
  gauge('nave_mempool_shed_total', 'Submissions refused because of the backlog.', () => mempool.counters.shed);

  const loop = monitorEventLoopDelay({ resolution: 10 });
  loop.enable();
  gauge('nave_event_loop_lag_p99_seconds', 'Event-loop lag, 99th percentile since the last scrape.', () => {
    const seconds = loop.percentile(99) / 1e9;
    loop.reset();
    return seconds;
  });

  const txs = new Counter({
    name: 'nave_block_txs_total',
    help: 'Transactions in blocks, by result code.',
    labelNames: ['code'],
    registers: [registry],
  });
  const events = new Counter({
    name: 'nave_block_events_total',
    help: 'Application events in blocks, by type.',
    labelNames: ['type'],
    registers: [registry],
  });
  engine.onBlock(({ committed }) => {
    for (const [code, count] of tally(committed.txs, ({ result }) => result.code))
      txs.inc({ code: String(code) }, count);
    for (const [type, count] of tally(committed.events, ({ event }) => event.type)) events.inc({ type }, count);
  });
  return registry;
}

/** How often each key occurs: a counter is told once a block, not once an item. */
function tally<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, number> {
  const counts = new Map<Key, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}
