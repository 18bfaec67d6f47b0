import { maxBig, minBig } from '../../lib/math.ts';

/** A spoke's net flow over the rolling day in Quote: deposits − withdrawals. */
export interface NetFlow {
  readonly spoke: number;
  readonly net: bigint;
  /** Most value that may come in here and leave elsewhere. */
  readonly corridor: bigint;
}

/**
 * True when paying `value` more on `target` would carry more than some other spoke's corridor from it to the target:
 * min(in(A), out(B)) > corridor(A), in = max(0, net), out = max(0, −net) (spec: bridge §2).
 */
export function passesCorridor(flows: readonly NetFlow[], target: number, value: bigint): boolean {
  const own = flows.find(({ spoke }) => spoke === target)?.net ?? 0n;
  const out = maxBig(0n, value - own);
  return flows.some(({ spoke, net, corridor }) => spoke !== target && minBig(maxBig(0n, net), out) > corridor);
}
