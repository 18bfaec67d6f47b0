import type { Address, Side } from '../lib/units.ts';

export type ViewOrderStatus = 'open' | 'untriggered' | 'waiting' | 'twap';

export interface ViewTrigger {
  readonly kind: 'stop' | 'take_profit' | 'trailing';
  readonly source: 'mark' | 'index' | 'last';
  /** 0 for trailing. */
  readonly ticks: number;
  readonly callbackPpm: number;
  readonly slippagePpm: number;
  /** Trailing: best mark so far in quantums per lot, 0 otherwise. */
  readonly best: number;
  /** In the due queue, fires first in the next block. */
  readonly due: boolean;
  readonly triggered: boolean;
}

export interface ViewTwap {
  readonly durationMs: number;
  readonly intervalMs: number;
  readonly slippagePpm: number;
  readonly slices: number;
  /** Index of the next slice; equal to `slices` after the last. */
  readonly nextSlice: number;
  readonly nextSliceAtMs: number | undefined;
}

/** An order that is still open in committed state (resting, untriggered, waiting, TWAP). */
export interface ViewOrder {
  readonly market: number;
  readonly id: number;
  readonly owner: Address;
  readonly subaccount: number;
  /** '' = none. */
  readonly clientOrderId: string;
  readonly side: Side;
  readonly type: 'limit' | 'market';
  readonly tif: 'gtc' | 'gtt' | 'ioc' | 'fok';
  /** Limit or worst price; 0 = none. */
  readonly ticks: number;
  /** Total now, filled included. */
  readonly lots: number;
  readonly filled: number;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly stp: 'cancel_maker' | 'cancel_taker' | 'cancel_both' | 'decrement';
  /** 0 = none. */
  readonly expiresAtMs: number;
  readonly status: ViewOrderStatus;
  readonly trigger: ViewTrigger | undefined;
  /** 0 = none. */
  readonly parentId: number;
  readonly childIds: readonly number[];
  /** Lots a child was placed with, 0 for others. */
  readonly childLots: number;
  readonly twap: ViewTwap | undefined;
  readonly builder: { readonly account: Address; readonly feePpm: number } | undefined;
  /** Priority sequence. */
  readonly seq: number;
}

/** Narrows a list of open orders; absent = any. */
export interface ViewOrderFilter {
  readonly subaccount?: number;
  readonly market?: number;
}
