import { BLOCKED_REASONS, type BlockedReason } from './types.ts';

/** Bits of the reasons, in the order of BLOCKED_REASONS. */
export const maskOf = (reasons: readonly BlockedReason[]): number =>
  reasons.reduce((mask, reason) => mask | (1 << BLOCKED_REASONS.indexOf(reason)), 0);

export const reasonsOf = (mask: number): BlockedReason[] =>
  BLOCKED_REASONS.filter((_reason, bit) => (mask & (1 << bit)) !== 0);
