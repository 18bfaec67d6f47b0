import type { BridgeBase } from './base.ts';
import { solvencyChanged } from './events.ts';

/**
 * Held = escrow for every asset (spec: risk §10), and each route's escrow = everything that came − everything that left. A
 * breach stops the withdrawals of the asset and names the spoke whose own books do not balance (0: none of them); nothing
 * else stops.
 */
export class Solvency {
  private readonly base: BridgeBase;

  constructor(base: BridgeBase) {
    this.base = base;
  }

  isBroken(asset: number): boolean {
    return this.base.store.global().broken.some((one) => one.asset === asset);
  }

  /** End of a block. O(assets × (markets + pools) + routes). */
  step(): void {
    const { store, context, params } = this.base;
    if (context.block.height % params.solvencyEvery !== 0) return;
    const before = store.global().broken;
    const now = this.base.deps.assets.all().flatMap(({ id }) => {
      const difference = this.difference(id);
      const spoke = this.findUnbalanced(id);
      return difference === 0n && spoke === undefined ? [] : [{ asset: id, difference, spoke: spoke ?? 0 }];
    });
    if (before.length === 0 && now.length === 0) return;
    const isSame =
      before.length === now.length &&
      now.every((one, i) => before[i]!.asset === one.asset && before[i]!.difference === one.difference);
    if (isSame) return;
    store.setGlobal({ broken: now });
    for (const { asset, difference, spoke } of now) this.base.emit(solvencyChanged(asset, difference, spoke));
    for (const { asset } of before) {
      if (!now.some((one) => one.asset === asset)) this.base.emit(solvencyChanged(asset, 0n, 0));
    }
  }

  /** Held − escrow, hub units. */
  difference(asset: number): bigint {
    const { bank, margin } = this.base.deps;
    const { insurance, fees, inFlight, escrow } = bank.totals(asset);
    return margin.held(asset) + insurance + fees + inFlight - escrow;
  }

  private findUnbalanced(asset: number): number | undefined {
    const { store, deps } = this.base;
    for (const spoke of store.ids()) {
      const found = store.findRoute(spoke, asset);
      const moved = found === undefined ? 0n : found.route.deposited - found.route.paid;
      if (deps.bank.escrow(spoke, asset) !== moved) return spoke;
    }
    return undefined;
  }
}
