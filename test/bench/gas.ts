/** `node test/bench/main.ts --only gas`: what the vault's calls cost, 20 validators and 14 signatures where not said. */
import { gasFigures } from '#test/contracts/gas-report.ts';
import type { BenchRow } from './bench-row.ts';

/** Other bridges' payouts of that many items, measured the same way (spec: bridge §1): gas is not scaled by a machine's speed. */
const PEERS: Readonly<Record<string, { readonly name: string; readonly value: number; readonly isLive: true }>> = {
  'payout 1': { name: 'Hyperliquid Bridge2 (Gravity 222 k), as recorded', value: 346_000, isLive: true },
  'payout 10': { name: 'Hyperliquid Bridge2 (Gravity 456 k), as recorded', value: 2_740_000, isLive: true },
};

export async function run(): Promise<BenchRow[]> {
  return (await gasFigures()).map(({ name, gas, limit }) => ({
    name: `vault: ${name}`,
    value: gas,
    unit: name.includes('bytes') ? 'B' : 'gas',
    ...(limit !== undefined && { target: { value: limit, atMost: true } }),
    ...(PEERS[name] !== undefined && { peer: PEERS[name] }),
    detail: 'a transaction of its own on a fresh EVM; the same on every machine',
  }));
}
