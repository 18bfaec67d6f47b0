import { toHex } from '../lib/bytes.ts';
import type { Keepers } from '../wiring.ts';

/** A parameter as JSON: bigints are decimal texts, bytes are hex. */
function jsonSafe(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.map(jsonSafe);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, jsonSafe(part)]));
}

/** Parameters of every module that has some. */
export function paramsOf(keepers: Keepers): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const { accounts, bridge, fees, markets, oracle } = keepers;
  const sections = {
    accounts: accounts.params.get(),
    bridge: bridge.base.params,
    fees: fees.params,
    markets: markets.guards.get(),
    oracle: oracle.params.get(),
  };
  return jsonSafe(sections) as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
