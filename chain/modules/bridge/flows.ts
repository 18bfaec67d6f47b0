import { ceilDiv, maxBig } from '../../lib/math.ts';
import { PPM } from '../../lib/units.ts';
import type { BridgeBase } from './base.ts';
import { type NetFlow, passesCorridor } from './corridor.ts';
import { addFlow, EMPTY_FLOW, flowOfDay, flowOfHour, isStale } from './flow-ring.ts';
import type { FlowRecord } from './records.ts';
import { stateInForce } from './spoke-state.ts';
import type { BlockedReason } from './types.ts';

/** What a flow record counts; the second part of its key is the account, asset or spoke. */
const KIND = { account: 1, asset: 2, spoke: 3, net: 4 } as const;
const PRICE_TO_QUOTE = 1_000_000n;

/** Who and what a withdrawal counts for; owner −1: a refund, nobody's. */
export interface Outflow {
  readonly owner: number;
  readonly asset: number;
  readonly spoke: number;
  /** Quote. */
  readonly value: bigint;
}

/** Limits by value over rolling hours and days, and the corridor between spokes (spec: bridge §2). */
export class Flows {
  private readonly base: BridgeBase;

  constructor(base: BridgeBase) {
    this.base = base;
  }

  /** Quote, rounded up, at the valid price of this block; undefined without one. */
  value(asset: number, amount: bigint): bigint | undefined {
    const found = this.base.deps.assets.find(asset);
    return found?.valid === true ? worth(amount, found.index, found.decimals) : undefined;
  }

  /** The same at the last price there was; undefined when there never was one. */
  lastValue(asset: number, amount: bigint): bigint | undefined {
    const found = this.base.deps.assets.find(asset);
    return found === undefined || found.index === 0n ? undefined : worth(amount, found.index, found.decimals);
  }

  /** Value in escrow on spokes that are not isolated, Quote; what has no price counts nothing, which only tightens. */
  totalValue(): bigint {
    const { store, deps, nowMs } = this.base;
    let sum = 0n;
    for (const spoke of store.ids()) {
      if (stateInForce(store.status(spoke), nowMs).state === 'isolated') continue;
      for (const { id } of deps.assets.all()) sum += this.lastValue(id, deps.bank.escrow(spoke, id)) ?? 0n;
    }
    return sum;
  }

  /** Hourly and daily limit, Quote. */
  limits(totalValue: bigint): { readonly hour: bigint; readonly day: bigint } {
    const { hourLimit, hourLimitPpm, dayLimit, dayLimitPpm } = this.base.params;
    return {
      hour: maxBig(hourLimit, part(totalValue, hourLimitPpm)),
      day: maxBig(dayLimit, part(totalValue, dayLimitPpm)),
    };
  }

  corridorOf(spoke: number, totalValue: bigint): bigint {
    const own = this.base.store.spoke(spoke).corridor;
    return own ?? maxBig(this.base.params.corridor, part(totalValue, this.base.params.corridorPpm));
  }

  /** Limits that a withdrawal would pass now. */
  blockedBy(outflow: Outflow, totalValue: bigint): BlockedReason[] {
    const { owner, asset, spoke, value } = outflow;
    const { hour, day } = this.limits(totalValue);
    // A refund cannot be asked for in smaller parts: only the daily limit holds it.
    const limits = { hour: owner >= 0 ? hour : day, day };
    const reasons: BlockedReason[] = [];
    if (owner >= 0 && this.isOver(KIND.account, owner, value, limits)) reasons.push('account_limit');
    if (this.isOver(KIND.asset, asset, value, limits)) reasons.push('asset_limit');
    if (this.isOver(KIND.spoke, spoke, value, limits)) reasons.push('spoke_limit');
    if (owner >= 0 && passesCorridor(this.netFlows(totalValue), spoke, value)) reasons.push('corridor');
    return reasons;
  }

  private isOver(
    kind: number,
    id: number,
    value: bigint,
    limits: { readonly hour: bigint; readonly day: bigint },
  ): boolean {
    const flow = this.flow(kind, id);
    const { nowMs } = this.base;
    return flowOfHour(flow, nowMs) + value > limits.hour || flowOfDay(flow, nowMs) + value > limits.day;
  }

  /** Used of the hourly and daily limits of an asset on a spoke, Quote: the larger of what either counts. */
  usedOf(spoke: number, asset: number): { readonly hour: bigint; readonly day: bigint } {
    const { nowMs } = this.base;
    const [one, other] = [this.flow(KIND.spoke, spoke), this.flow(KIND.asset, asset)];
    return {
      hour: maxBig(flowOfHour(one, nowMs), flowOfHour(other, nowMs)),
      day: maxBig(flowOfDay(one, nowMs), flowOfDay(other, nowMs)),
    };
  }

  netFlows(totalValue: bigint): NetFlow[] {
    return this.base.store.ids().map((spoke) => ({
      spoke,
      net: flowOfDay(this.flow(KIND.net, spoke), this.base.nowMs),
      corridor: this.corridorOf(spoke, totalValue),
    }));
  }

  /** A withdrawal became ready. */
  noteWithdrawal({ owner, asset, spoke, value }: Outflow): void {
    if (owner >= 0) {
      this.add(KIND.account, owner, value);
      this.add(KIND.net, spoke, -value);
    }
    this.add(KIND.asset, asset, value);
    this.add(KIND.spoke, spoke, value);
  }

  noteDeposit(spoke: number, value: bigint | undefined): void {
    if (value !== undefined) this.add(KIND.net, spoke, value);
  }

  private flow(kind: number, id: number): FlowRecord {
    return this.base.store.flows.get([kind, id]) ?? EMPTY_FLOW;
  }

  private add(kind: number, id: number, value: bigint): void {
    this.base.store.flows.set([kind, id], addFlow(this.flow(kind, id), value, this.base.nowMs));
  }

  /** Once an hour: records that count nothing any more go. O(records). */
  sweep(): void {
    const { flows } = this.base.store;
    for (const [key, flow] of flows.entries()) if (isStale(flow, this.base.nowMs)) flows.delete(key);
  }
}

/** amount of 10^−decimals units at 1e-12 USD for one whole unit, in Quote; rounded up. */
const worth = (amount: bigint, price: bigint, decimals: number): bigint =>
  ceilDiv(amount * price, 10n ** BigInt(decimals) * PRICE_TO_QUOTE);

/** ⌊x·ppm / 1e6⌋. */
const part = (x: bigint, ppm: number): bigint => (x * BigInt(ppm)) / BigInt(PPM);
