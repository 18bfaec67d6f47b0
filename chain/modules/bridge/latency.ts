import type { BridgeBase } from './base.ts';
import { readLag } from './breaker.ts';
import { breakerChanged } from './events.ts';
import { weightedMedian } from './median.ts';
import type { Spoke } from './records.ts';
import type { ValidatorSets } from './validator-sets.ts';

/** The latency breaker of a spoke: lag = block time − power-weighted median of the finalised timestamps. */
export class Latency {
  private readonly base: BridgeBase;
  private readonly sets: ValidatorSets;

  constructor(base: BridgeBase, sets: ValidatorSets) {
    this.base = base;
    this.sets = sets;
  }

  /** ms ≥ 0. A validator that never reported counts as of the registration. */
  lagMs(spoke: number): number {
    const { store, nowMs } = this.base;
    const { registeredMs } = store.status(spoke);
    const reports = this.sets.current(spoke).members.map(({ operator, power }) => {
      const finalizedMs = (store.voters.get([spoke, operator])?.finalizedAt ?? 0) * 1000;
      return { value: BigInt(Math.max(finalizedMs, registeredMs)), power };
    });
    return Math.max(0, nowMs - Number(weightedMedian(reports) ?? BigInt(registeredMs)));
  }

  /** Begin of a block, after the reports of lane 0: one reading. */
  step(spoke: Spoke): void {
    const { store } = this.base;
    const status = store.status(spoke.id);
    if (status.state === 'retired' || status.expected.length > 0) return;
    const lagMs = this.lagMs(spoke.id);
    const next = readLag(status, lagMs, spoke.normalLagMs);
    if (next.breaker === status.breaker && next.goodReadings === status.goodReadings) return;
    store.setStatus(spoke.id, next);
    if (next.breaker !== status.breaker) this.base.emit(breakerChanged(spoke.id, next.breaker, lagMs));
  }
}
