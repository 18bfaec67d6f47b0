import { invariant } from '../../lib/errors.ts';
import { MAX_SAFE } from '../../lib/units.ts';
import type { AccountFacts, MarketCell, MarketFacts } from './account-facts.ts';
import { collateralSums, type Holding } from './collateral.ts';
import type { MarginAssets } from './expected.ts';
import type { CollateralCache } from './fast-margin.ts';
import type { TrialOrder } from './initial-totals.ts';
import {
  ASK_LOTS,
  BID_LOTS,
  CELL_LOTS,
  CELL_SLOT,
  CELL_USER_PPM,
  ENTRY,
  HELD_IM,
  HELD_MM,
  HELD_VERSION,
} from './layout.ts';
import type { MarketRows } from './market-rows.ts';
import { orderReserve } from './requirement.ts';
import type { RestingLedger } from './resting-ledger.ts';
import type { Subaccounts } from './subaccounts.ts';

/** The row as the exact formulas see it: every figure recomputed from positions, orders and balances. */
export class ExactAccounts implements CollateralCache {
  private readonly rows: Subaccounts;
  private readonly markets: MarketRows;
  private readonly resting: RestingLedger;
  private readonly assets: MarginAssets;

  constructor(rows: Subaccounts, markets: MarketRows, resting: RestingLedger, assets: MarginAssets) {
    this.rows = rows;
    this.markets = markets;
    this.resting = resting;
    this.assets = assets;
  }

  /** All facts of a row; `trial` is added to its market's resting orders. O(cells + resting orders). */
  facts(row: number, trial?: TrialOrder): AccountFacts {
    const { cells } = this.rows;
    const list: MarketCell[] = [];
    let pendingTrial = trial;
    for (let cell = cells.first(row); cell >= 0; cell = cells.next(cell)) {
      const slot = cells.ints.get(cell, CELL_SLOT);
      const isTrial = pendingTrial?.slot === slot;
      list.push(this.cellFacts(cell, slot, isTrial ? pendingTrial : undefined));
      if (isTrial) pendingTrial = undefined;
    }
    if (pendingTrial !== undefined) list.push(trialCell(this.markets.facts(pendingTrial.slot), pendingTrial));
    return { quote: this.rows.quote(row), holdings: this.holdings(row), cells: list };
  }

  private cellFacts(cell: number, slot: number, trial: TrialOrder | undefined): MarketCell {
    const { ints, numbers } = this.rows.cells;
    const market = this.markets.facts(slot);
    const quantums = BigInt(this.markets.quantums[slot]!);
    let reserve = 0n;
    for (const order of this.resting.orders(cell)) {
      reserve += orderReserve(order.side, BigInt(order.lots), BigInt(order.ticks) * quantums, market);
    }
    return {
      market,
      lots: BigInt(ints.get(cell, CELL_LOTS)),
      entry: BigInt(numbers.get(cell, ENTRY)),
      fundingAt: this.rows.cells.fundingAt(cell),
      bidLots: BigInt(numbers.get(cell, BID_LOTS) + (trial?.bidLots ?? 0)),
      askLots: BigInt(numbers.get(cell, ASK_LOTS) + (trial?.askLots ?? 0)),
      reserve: reserve + (trial === undefined ? 0n : trialReserve(trial)),
      userPpm: BigInt(ints.get(cell, CELL_USER_PPM)),
    };
  }

  private holdings(row: number): Holding[] {
    return this.rows.holdings.list(row).map(({ asset, amount }) => {
      const facts = this.assets.find(asset);
      invariant(facts !== undefined, `margin: balance of unknown asset ${asset}`);
      return { asset: facts, amount };
    });
  }

  get version(): number {
    return this.assets.version;
  }

  refresh(row: number): boolean {
    const sums = collateralSums(this.holdings(row));
    if (sums.im > BigInt(MAX_SAFE) || sums.mm > BigInt(MAX_SAFE)) return false;
    this.rows.numbers.set(row, HELD_IM, Number(sums.im));
    this.rows.numbers.set(row, HELD_MM, Number(sums.mm));
    this.rows.numbers.set(row, HELD_VERSION, this.assets.version);
    return true;
  }
}

function trialReserve(trial: TrialOrder): bigint {
  return BigInt(trial.bidLots + trial.askLots) * BigInt(trial.reservePerLot);
}

function trialCell(market: MarketFacts, trial: TrialOrder): MarketCell {
  return {
    market,
    lots: 0n,
    entry: 0n,
    fundingAt: market.funding,
    bidLots: BigInt(trial.bidLots),
    askLots: BigInt(trial.askLots),
    reserve: trialReserve(trial),
    userPpm: 0n,
  };
}
