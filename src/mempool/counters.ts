import type { DropReason } from './entry.ts';

/** Totals since start; telemetry reads them when it is asked. */
export interface MempoolCounters {
  submitted: number;
  admitted: number;
  /** Refused for any reason; `shed` of them with 5013. */
  refused: number;
  shed: number;
  duplicates: number;
  committed: number;
  verifierErrors: number;
  readonly dropped: Record<DropReason, number>;
}

export const newCounters = (): MempoolCounters => ({
  submitted: 0,
  admitted: 0,
  refused: 0,
  shed: 0,
  duplicates: 0,
  committed: 0,
  verifierErrors: 0,
  dropped: { expired: 0, replaced: 0, sequence: 0, recheck: 0 },
});
