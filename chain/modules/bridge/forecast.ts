import { toToken } from './amounts.ts';
import type { BridgeBase } from './base.ts';
import { ESCROW, type Gates, type SpokeGates } from './gates.ts';
import type { Withdrawal } from './records.ts';
import type { BlockedReason } from './types.ts';
import type { VaultLimits } from './vault-limits.ts';

/** What a withdrawal waits for, as things stand. */
export interface Outlook {
  readonly blockedBy: readonly BlockedReason[];
  /** Among those that wait for the same asset, from 1; 0: it does not wait. */
  readonly position: number;
  /** ms: when the vault can pay at the earliest; 0: nobody can say. */
  readonly expectedMs: number;
}

/** A withdrawal that is only asked about; owner −1: nobody's, account limits do not count. */
export interface Asked {
  readonly owner: number;
  readonly asset: number;
  readonly amount: bigint;
  readonly fee: bigint;
}

interface Place {
  readonly position: number;
  /** Hub units that rows before it will take from the escrow. */
  readonly ahead: bigint;
}

/**
 * What the gates would say of withdrawals of one spoke in the present block: their own code, asked without changing anything.
 * Building it is O(waiting), a question O(spokes).
 */
export class Forecast {
  private readonly base: BridgeBase;
  private readonly gates: Gates;
  private readonly limits: VaultLimits;
  private readonly spoke: number;
  private readonly shared: SpokeGates;
  private readonly places = new Map<number, Place>();
  /** By asset: how many wait and what they take. */
  private readonly last = new Map<number, Place>();

  constructor(base: BridgeBase, parts: { readonly gates: Gates; readonly limits: VaultLimits }, spoke: number) {
    this.base = base;
    this.gates = parts.gates;
    this.limits = parts.limits;
    this.spoke = spoke;
    this.shared = parts.gates.spokeGates(spoke);
    for (const { id, one } of parts.gates.queue(spoke)) {
      const { position, ahead } = this.end(one.asset);
      this.places.set(id, { position: position + 1, ahead });
      // What something else than escrow holds back lets those behind it pass.
      const takes = (one.blocked & ~ESCROW) === 0 ? one.amount - one.fee : 0n;
      this.last.set(one.asset, { position: position + 1, ahead: ahead + takes });
    }
  }

  private end(asset: number): Place {
    return this.last.get(asset) ?? { position: 0, ahead: 0n };
  }

  /** Of a withdrawal that is not final. */
  outlook(id: number, one: Withdrawal): Outlook {
    const { nowMs, params, store } = this.base;
    switch (one.state) {
      case 'requested':
      case 'delayed': {
        const { position, ahead } = this.places.get(id) ?? this.end(one.asset);
        const blockedBy = this.gates.reasons(this.spoke, one, this.shared);
        if (this.gates.room(this.spoke, one) < ahead + one.amount - one.fee) blockedBy.push('escrow');
        const dueMs = one.state === 'delayed' ? one.delayUntilMs : this.gates.delayUntil(this.spoke, one);
        const readyMs = Math.max(nowMs, dueMs) + params.batchIntervalMs;
        return { blockedBy, position, expectedMs: blockedBy.length > 0 ? 0 : this.paidMs(one, readyMs) };
      }
      case 'ready': {
        const batchMs = store.status(this.spoke).lastBatchMs + params.batchIntervalMs;
        return { blockedBy: [], position: 0, expectedMs: this.paidMs(one, Math.max(nowMs, batchMs)) };
      }
      case 'signed':
        return { blockedBy: [], position: 0, expectedMs: this.paidMs(one, nowMs) };
      case 'queued_on_spoke':
        return { blockedBy: [], position: 0, expectedMs: one.readyAt * 1000 };
      case 'push_failed':
        return { blockedBy: [], position: 0, expectedMs: 0 };
    }
  }

  /** Of a withdrawal asked for now on a route that exists. */
  ask({ owner, asset, amount, fee }: Asked): Omit<Outlook, 'position'> & { readonly instant: boolean } {
    const { nowMs, params, store } = this.base;
    const { token } = store.findRoute(this.spoke, asset)!;
    const blockedBy = this.gates.reasonsOfNew({ owner, asset, spoke: this.spoke }, amount, this.shared);
    const received = amount - fee;
    if (this.gates.room(this.spoke, { asset, token }) < this.end(asset).ahead + received) blockedBy.push('escrow');
    const dueMs = this.gates.delayUntil(this.spoke, { asset, amount, requestedMs: nowMs });
    const isShort = dueMs === nowMs + store.spoke(this.spoke).shortDelayMs;
    const tokenAmount = this.tokens(asset, received);
    const wait = this.limits.findWait(this.spoke, token, tokenAmount);
    const isBlocked = blockedBy.length > 0;
    const readyMs = dueMs + params.batchIntervalMs;
    return {
      blockedBy,
      instant: !isBlocked && isShort && wait === 0,
      expectedMs: isBlocked || wait === undefined ? 0 : readyMs + wait * 1000,
    };
  }

  /** With the time the vault would hold it back; 0 when the vault has no limits for the token and would skip it. */
  private paidMs({ token, tokenAmount }: Withdrawal, submittedMs: number): number {
    const wait = this.limits.findWait(this.spoke, token, tokenAmount);
    return wait === undefined ? 0 : submittedMs + wait * 1000;
  }

  private tokens(asset: number, received: bigint): bigint {
    const { store, deps } = this.base;
    const { route } = store.findRoute(this.spoke, asset)!;
    const hub = deps.assets.find(asset)!.decimals;
    return toToken(received, { token: route.tokenDecimals, hub }) ?? 0n;
  }
}
