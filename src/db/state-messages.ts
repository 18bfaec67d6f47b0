import type { FaultPlan } from './fault-points.ts';

/** What the worker of the state store is started with. */
export interface StateWorkerData {
  readonly dir: string;
  readonly fault: FaultPlan | undefined;
}

/** To the worker. Buffers are moved. */
export type StateRequest =
  | { readonly kind: 'persist'; readonly height: number; readonly records: Uint8Array; readonly meta: Uint8Array }
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
  | { readonly kind: 'closed' }
  /** Nothing is done after this; the text is for the operator. */
  | { readonly kind: 'failed'; readonly message: string };
