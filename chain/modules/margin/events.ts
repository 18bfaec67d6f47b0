import type { ChainEvent } from '../../state/event-log.ts';
import type { LedgerReason, TransferKind } from './types.ts';

/** Events as values: the fields of proto/nave/margin/v1/events.proto, which documents them. */
export interface PositionChanged extends ChainEvent {
  readonly type: 'nave.margin.v1.PositionChanged';
  readonly market: number;
  readonly owner: Uint8Array;
  readonly subaccount: number;
  readonly accountSeq: number;
  readonly lots: number;
  readonly entry: number;
  readonly change: number;
  readonly realised: number;
  readonly fee: number;
  readonly fundingIndex: string;
}

export interface LedgerChange {
  readonly reason: LedgerReason;
  readonly change: string;
  readonly balance: string;
  readonly refId: string;
}

export interface BalanceChanged extends ChainEvent {
  readonly type: 'nave.margin.v1.BalanceChanged';
  readonly owner: Uint8Array;
  readonly subaccount: number;
  readonly accountSeq: number;
  readonly asset: number;
  readonly balance: string;
  readonly entries: readonly LedgerChange[];
}

export interface FundingPaid extends ChainEvent {
  readonly type: 'nave.margin.v1.FundingPaid';
  readonly market: number;
  readonly owner: Uint8Array;
  readonly subaccount: number;
  readonly accountSeq: number;
  readonly payment: string;
  readonly lots: number;
  readonly indexFrom: string;
  readonly indexTo: string;
}

export interface TransferChanged extends ChainEvent {
  readonly type: 'nave.margin.v1.TransferChanged';
  readonly owner: Uint8Array;
  readonly subaccount: number;
  readonly accountSeq: number;
  readonly kind: TransferKind;
  readonly asset: number;
  readonly amount: string;
  readonly from: Uint8Array;
  readonly fromSubaccount: number;
  readonly to: Uint8Array;
  readonly toSubaccount: number;
}

export interface SettingsChanged extends ChainEvent {
  readonly type: 'nave.margin.v1.SettingsChanged';
  readonly market: number;
  readonly owner: Uint8Array;
  readonly subaccount: number;
  readonly accountSeq: number;
  readonly imPpm: number;
}
