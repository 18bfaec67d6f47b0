import type { HeightFacts } from '#chain/state/history.ts';
import type { StoredRecord } from '#chain/state/record.ts';
import type { FaultPlan } from './fault-points.ts';
import type { PackedChanges } from './record-codec.ts';

/** A record as of an old height, and the tree nodes its path is made of. */
export interface ArchivedRecord {
  readonly facts: HeightFacts;
  /** Slot −1 and no bytes: it did not exist. */
  readonly slot: number;
  readonly value: Uint8Array;
  /** The height that was on disk when this was read: nodes without hash are as they were then. */
  readonly readAt: number;
  /** In the order of `pathNodes`; undefined = not replaced between that height and `readAt`. */
  readonly nodes: readonly (Uint8Array | undefined)[];
}

/** The whole state of an old height. */
export interface ArchivedState {
  readonly facts: HeightFacts;
  readonly records: readonly StoredRecord[];
}

/** What the worker of the state store is started with. */
export interface StateWorkerData {
  readonly dir: string;
  /** Keep what each height replaced, for ever. */
  readonly isArchive: boolean;
  readonly fault: FaultPlan | undefined;
}

/** To the worker. Buffers are moved. */
export type StateRequest =
  | {
      readonly kind: 'persist';
      readonly height: number;
      readonly records: PackedChanges;
      readonly meta: Uint8Array;
      readonly archive: Uint8Array | undefined;
    }
  | { readonly kind: 'archived'; readonly id: number; readonly key: Uint8Array; readonly height: number }
  /** Send every record of an old height. */
  | { readonly kind: 'past'; readonly id: number; readonly height: number }
  /** Send all records, one `chunk` for each `more`. */
  | { readonly kind: 'read' }
  | { readonly kind: 'more' }
  | { readonly kind: 'close' };

/** From the worker. */
export type StateReply =
  | { readonly kind: 'opened'; readonly meta: Uint8Array | undefined }
  | { readonly kind: 'persisted'; readonly height: number }
  /** Undefined: that was all. */
  | { readonly kind: 'chunk'; readonly records: Uint8Array | undefined }
  /** Undefined: the archive does not hold that height. */
  | { readonly kind: 'archived'; readonly id: number; readonly found: ArchivedRecord | undefined }
  /** Undefined: the archive does not hold that height. */
  | {
      readonly kind: 'past';
      readonly id: number;
      readonly found: { readonly facts: HeightFacts; readonly records: Uint8Array } | undefined;
    }
  | { readonly kind: 'closed' }
  /** Nothing is done after this; the text is for the operator. */
  | { readonly kind: 'failed'; readonly message: string };
