import type { ChainEvent } from '../../state/event-log.ts';

/** Fields of proto/nave/fees/v1/events.proto. */
export interface PotSplit extends ChainEvent {
  readonly type: 'nave.fees.v1.PotSplit';
  readonly vault: string;
  readonly validators: string;
  readonly insurance: string;
}
