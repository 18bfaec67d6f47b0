import {
  dust,
  fundingIndexStep,
  HOUR_MS,
  type HourlyRate,
  hourlyRate,
  type OracleGroup,
  premium,
  SLOT_MS,
} from './rate.ts';

/** Funding state of a market that survives a block. */
export interface FundingState {
  /** F, 1e-9 Quote per lot. */
  readonly index: bigint;
  /** Σ of the hour's valid samples, ppb. */
  readonly total: bigint;
  readonly valid: number;
}

/** What a block brings: header times, the valid index (undefined = none) and the oracle mode. */
export interface FundingBlock {
  readonly timeMs: number;
  readonly previousTimeMs: number;
  readonly indexPrice: bigint | undefined;
  readonly mode: 'normal' | 'caution' | 'frozen';
  readonly group: OracleGroup;
  readonly lotE12: bigint;
}

/** The ledger the hourly step sweeps dust from. */
export interface FundingLedger {
  readonly pool: bigint;
  /** A = Σ F_pos × lots. */
  readonly claims: bigint;
}

/** A closed hour, undefined when the block closes none. */
export interface FundingHour extends HourlyRate {
  readonly validSamples: number;
  /** Quote, from the pool to insurance. */
  readonly dust: bigint;
}

export interface FundingStep {
  readonly state: FundingState;
  readonly hour: FundingHour | undefined;
  /** The sample taken in this block, ppb. */
  readonly sample: bigint | undefined;
}

/** True in the first block of a new hour: skipped hours charge nothing, there is no back-charge. */
export function isNewHour(block: { readonly timeMs: number; readonly previousTimeMs: number }): boolean {
  return Math.floor(block.timeMs / HOUR_MS) > Math.floor(block.previousTimeMs / HOUR_MS);
}

export function isNewSlot(block: { readonly timeMs: number; readonly previousTimeMs: number }): boolean {
  return Math.floor(block.timeMs / SLOT_MS) > Math.floor(block.previousTimeMs / SLOT_MS);
}

/**
 * One begin phase of a market (spec: risk §5): the hour is closed before the block's own sample is taken. `impact` is
 * asked only when a sample is due.
 */
export function fundingStep(
  state: FundingState,
  ledger: FundingLedger,
  block: FundingBlock,
  impact: () => { readonly bid: bigint | undefined; readonly ask: bigint | undefined },
): FundingStep {
  const indexPrice = block.mode === 'frozen' ? undefined : block.indexPrice;
  let next = state;
  let hour: FundingHour | undefined;
  if (isNewHour(block)) {
    const rate = hourlyRate(state.total, state.valid, indexPrice === undefined);
    const step = indexPrice === undefined ? 0n : fundingIndexStep(indexPrice, block.lotE12, rate.rate);
    hour = { ...rate, validSamples: state.valid, dust: dust(ledger.pool, ledger.claims) };
    next = { index: state.index + step, total: 0n, valid: 0 };
  }
  let sample: bigint | undefined;
  if (isNewSlot(block) && indexPrice !== undefined) {
    const { bid, ask } = impact();
    sample = premium(indexPrice, bid, ask, block.group, block.mode === 'caution');
    next = { index: next.index, total: next.total + sample, valid: next.valid + 1 };
  }
  return { state: next, hour, sample };
}
