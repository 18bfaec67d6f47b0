import type { ChainIdentity } from './open.ts';
import type { PackedBlock } from './packed-block.ts';

export interface ThreadData {
  readonly path: string;
  readonly role: 'writer' | 'reader';
  readonly chain: ChainIdentity;
}

export type ToWriter = { readonly kind: 'block'; readonly block: PackedBlock } | { readonly kind: 'close' };

export type FromWriter =
  | { readonly kind: 'kept'; readonly height: number }
  | { readonly kind: 'shown'; readonly height: number }
  | { readonly kind: 'failed'; readonly message: string };

export interface ToReader {
  readonly id: number;
  /** Method of HistoryQueries. */
  readonly method: string;
  readonly params: readonly unknown[];
}

export type FromReader =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string };
