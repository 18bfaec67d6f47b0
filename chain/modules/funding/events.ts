import type { ChainEvent } from '../../state/event-log.ts';

/** Fields of proto/nave/funding/v1/events.proto. */
export interface FundingHourClosed extends ChainEvent {
  readonly type: 'nave.funding.v1.FundingHourClosed';
  readonly market: number;
  readonly rate: number;
  readonly premium: number | undefined;
  readonly validSamples: number;
  readonly indexPrice: string;
  readonly fundingIndex: string;
  readonly dust: string;
}
