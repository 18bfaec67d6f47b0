import type { LocalnetFaults } from './localnet.ts';

/** Flag → its field and its largest N. */
const COUNTED = {
  'relayer-lies': { field: 'relayerLies', max: 4 },
  'relayer-dies': { field: 'relayerDies', max: 4 },
  reorg: { field: 'reorg', max: 64 },
  'rpc-hangs': { field: 'rpcHangs', max: 4 },
} as const;

export const FAULTS = 'relayer-lies=N, relayer-dies=N, reorg=N, rpc-hangs=N, prices-stale';

/** What `--fault` asks for, or one line that says what is wrong with it. */
export function readFaults(texts: readonly string[]): LocalnetFaults | string {
  const faults = { relayerLies: 0, relayerDies: 0, reorg: 0, rpcHangs: 0, pricesStale: false };
  for (const text of texts) {
    if (text === 'prices-stale') {
      faults.pricesStale = true;
      continue;
    }
    const [name = '', count] = text.split(/=(.*)/s);
    if (!Object.hasOwn(COUNTED, name)) return `--fault ${text}: there are ${FAULTS}`;
    const { field, max } = COUNTED[name as keyof typeof COUNTED];
    const isGood = count !== undefined && /^[1-9]\d?$/.test(count) && Number(count) <= max;
    if (!isGood) return `--fault ${text}: give ${name}=N with N 1..${max}`;
    faults[field] = Number(count);
  }
  return faults;
}
