import { equalBytes } from '../../lib/bytes.ts';
import type { Address } from '../../lib/units.ts';
import type { BridgeBase } from './base.ts';
import { Forecast } from './forecast.ts';
import type { Gates } from './gates.ts';
import type { Withdrawal } from './records.ts';
import type { BlockedReason, WithdrawalState } from './types.ts';
import type { VaultLimits } from './vault-limits.ts';
import { isNobodys } from './withdrawal-book.ts';
import type { Withdrawals } from './withdrawals.ts';

/** A withdrawal that is not final, with what the gates say of it now. */
export interface WithdrawalRead {
  readonly spoke: number;
  readonly id: number;
  readonly record: Withdrawal;
  /** Hub units: amount − fee. */
  readonly received: bigint;
  readonly blockedBy: readonly BlockedReason[];
  /** Among those that wait for the same asset on its spoke, from 1; 0: it does not wait. */
  readonly queuePosition: number;
  /** ms: when the vault can pay it at the earliest; 0: nobody can say. */
  readonly expectedMs: number;
  readonly cancellable: boolean;
  /** By claim(item) on the vault. */
  readonly claimable: boolean;
  /** Height of its last change of state. */
  readonly updatedHeight: number;
}

export interface WithdrawalFilter {
  /** 0: all. */
  readonly spoke: number;
  readonly owner: Address | undefined;
  readonly state: WithdrawalState | undefined;
  /** Rows behind this one, by (spoke, id). */
  readonly after: { readonly spoke: number; readonly id: number };
  readonly limit: number;
}

/** What a withdrawal asked for now would cost and wait for. */
export interface WithdrawalQuote {
  readonly amount: bigint;
  readonly fee: bigint;
  readonly received: bigint;
  /** Nothing holds it back but the short delay, and the vault pays without a dispute time. */
  readonly instant: boolean;
  /** ms: when the vault can pay at the earliest; 0: nobody can say. */
  readonly expectedMs: number;
  readonly blockedBy: readonly BlockedReason[];
}

/** Withdrawals as clients see them: pure reads of the state of the last block. */
export class WithdrawalReads {
  private readonly base: BridgeBase;
  private readonly parts: { readonly gates: Gates; readonly limits: VaultLimits; readonly withdrawals: Withdrawals };

  constructor(
    base: BridgeBase,
    parts: { readonly gates: Gates; readonly limits: VaultLimits; readonly withdrawals: Withdrawals },
  ) {
    this.base = base;
    this.parts = parts;
  }

  /** undefined: never given out, or final. O(waiting on the spoke). */
  find(spoke: number, id: number): WithdrawalRead | undefined {
    const record = this.base.store.withdrawals.get([spoke, id]);
    return record === undefined ? undefined : this.row(new Forecast(this.base, this.parts, spoke), spoke, id, record);
  }

  /** By spoke and id; one more exists when `hasMore`. O(not final). */
  list(filter: WithdrawalFilter): { readonly rows: readonly WithdrawalRead[]; readonly hasMore: boolean } {
    const rows: WithdrawalRead[] = [];
    for (const spoke of this.base.store.ids()) {
      if (spoke < filter.after.spoke || (filter.spoke !== 0 && spoke !== filter.spoke)) continue;
      let forecast: Forecast | undefined;
      for (const { id, record } of this.matching(spoke, filter)) {
        if (rows.length === filter.limit) return { rows, hasMore: true };
        forecast ??= new Forecast(this.base, this.parts, spoke);
        rows.push(this.row(forecast, spoke, id, record));
      }
    }
    return { rows, hasMore: false };
  }

  private *matching(spoke: number, { owner, state, after }: WithdrawalFilter) {
    const { store } = this.base;
    for (const id of store.notFinal.list(spoke)) {
      if (spoke === after.spoke && id <= after.id) continue;
      const record = store.withdrawals.get([spoke, id])!;
      if (state !== undefined && record.state !== state) continue;
      if (owner !== undefined && !isOf(record, owner)) continue;
      yield { id, record };
    }
  }

  private row(forecast: Forecast, spoke: number, id: number, record: Withdrawal): WithdrawalRead {
    const { blockedBy, position, expectedMs } = forecast.outlook(id, record);
    const isWaiting = record.state === 'requested' || record.state === 'delayed';
    return {
      spoke,
      id,
      record,
      received: record.amount - record.fee,
      blockedBy,
      queuePosition: position,
      expectedMs,
      cancellable: isWaiting && !isNobodys(record),
      claimable: record.state === 'push_failed',
      updatedHeight: record.history.at(-1)?.height ?? 0,
    };
  }

  /**
   * By the code that takes and gates withdrawals; owner −1: without limits of an account. Throws 6001, 6003, 6014, 6005,
   * 6004.
   */
  quote(spoke: number, asset: number, amount: bigint, owner: number): WithdrawalQuote {
    const { fee, received } = this.parts.withdrawals.quote(spoke, asset, amount);
    const forecast = new Forecast(this.base, this.parts, spoke);
    return { amount, fee, received, ...forecast.ask({ owner, asset, amount, fee }) };
  }
}

const isOf = (record: Withdrawal, owner: Address): boolean => !isNobodys(record) && equalBytes(record.owner, owner);
