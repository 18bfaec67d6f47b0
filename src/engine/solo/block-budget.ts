/** Weight of a small order; limits are some of them. */
const ORDER_WEIGHT = 2;
/** Blocks are never limited below this: their fixed cost would be all there is. */
const LEAST_WEIGHT = 512 * ORDER_WEIGHT;
/** Before anything is known. */
const FIRST_WEIGHT = 1_000 * ORDER_WEIGHT;
/** What a smaller block takes says little about a larger one. */
const LEAST_MEASURED = 64 * ORDER_WEIGHT;
/** Share of a new measurement in the estimate: slowness counts at once, a fast block is believed when others follow. */
const SLOWER = 1 / 2;
const FASTER = 1 / 8;

/**
 * How much a proposer puts into a block so that no step of it keeps the thread longer than `stepMs`: who waits for the node
 * waits for a step. Only the proposer asks it; a block of any size replays the same. Weights are those of lanes 1 to 3.
 */
export class BlockBudget {
  private readonly stepMs: number;
  private readonly most: number;
  private msPerWeight: number | undefined;

  /**
   * @param stepMs longest a step should take; Infinity: blocks are not limited
   * @param most weight of any block
   */
  constructor(stepMs: number, most: number) {
    this.stepMs = stepMs;
    this.most = most;
  }

  /** What the next block may weigh. */
  get weight(): number {
    if (this.stepMs === Number.POSITIVE_INFINITY) return this.most;
    const wanted = this.msPerWeight === undefined ? FIRST_WEIGHT : this.stepMs / this.msPerWeight;
    return Math.min(this.most, Math.max(LEAST_WEIGHT, Math.floor(wanted)));
  }

  /** Takes note of a block: its weight, and the time of its longest step in ms. */
  measured(weight: number, ms: number): void {
    if (weight < LEAST_MEASURED) return;
    const rate = Math.max(ms, 1e-3) / weight;
    const before = this.msPerWeight ?? rate;
    this.msPerWeight = before + (rate - before) * (rate > before ? SLOWER : FASTER);
  }
}
