import { mulDivCeilSafe } from '../../lib/math.ts';
import { PPM, type Side } from '../../lib/units.ts';
import type { MarginShortfall } from '../clob/types.ts';
import type { MarginChecks } from './checks.ts';
import { isHealthKept } from './decision.ts';
import type { TakerFees } from './expected.ts';
import type { TrialOrder } from './initial-totals.ts';
import { ASK_LOTS, BID_LOTS, CELL_LOTS, CELL_REST, MARK } from './layout.ts';
import type { MarketRows } from './market-rows.ts';
import type { Positions } from './positions.ts';
import type { RestingLedger } from './resting-ledger.ts';
import type { Subaccounts } from './subaccounts.ts';
import { maintenanceMargin } from './tiers.ts';

interface MutableTrial extends TrialOrder {
  slot: number;
  bidLots: number;
  askLots: number;
  reservePerLot: number;
}

/** Check 13 of a place (trading §3.2): the whole order at its limit, with taker fee, by the rest or the reduce rule. */
export class OrderChecks {
  private readonly checks: MarginChecks;
  private readonly positions: Positions;
  private readonly resting: RestingLedger;
  private readonly markets: MarketRows;
  private readonly fees: TakerFees;
  private readonly rows: Subaccounts;
  private readonly trial: MutableTrial = { slot: 0, bidLots: 0, askLots: 0, reservePerLot: 0 };

  constructor(
    checks: MarginChecks,
    positions: Positions,
    resting: RestingLedger,
    markets: MarketRows,
    fees: TakerFees,
    rows: Subaccounts,
  ) {
    this.checks = checks;
    this.positions = positions;
    this.resting = resting;
    this.markets = markets;
    this.fees = fees;
    this.rows = rows;
  }

  /** lots × ticks × qtl is a safe integer (trading §1). No allocation when the rest rule allows. */
  canPlace(row: number, slot: number, side: Side, lots: number, ticks: number, builderPpm: number): boolean {
    const quote = lots * ticks * this.markets.quantums[slot]!;
    const fee = this.prepare(row, slot, side, lots, ticks, builderPpm);
    const scale = this.scalePpm(row, slot, lots);
    if (this.checks.isOpenAllowed(row, slot, scale, this.trial, fee)) return true;
    if (this.checks.isRequirementKept(row, slot, scale, this.trial)) return true;
    return this.isReduction(row, slot, side === 'buy' ? lots : -lots, quote, fee);
  }

  /** Sets the trial order; returns the fee of taking all of it at its limit. */
  private prepare(row: number, slot: number, side: Side, lots: number, ticks: number, builderPpm: number): number {
    const quote = lots * ticks * this.markets.quantums[slot]!;
    const { trial } = this;
    trial.slot = slot;
    trial.bidLots = side === 'buy' ? lots : 0;
    trial.askLots = side === 'sell' ? lots : 0;
    trial.reservePerLot = this.resting.perLot(slot, side === 'sell', ticks);
    const fee = this.fees.takerFee(this.rows.owner(row), this.markets.market(slot), quote);
    return builderPpm > 0 ? fee + mulDivCeilSafe(quote, builderPpm, PPM) : fee;
  }

  /** IMR with the whole order and E_im after its fee, Quote (api-types §1, details of 3001). */
  explain(row: number, slot: number, side: Side, lots: number, ticks: number, builderPpm: number): MarginShortfall {
    const fee = this.prepare(row, slot, side, lots, ticks, builderPpm);
    const scale = this.scalePpm(row, slot, lots);
    const { equity, requirement } = this.checks.initial(row, slot, scale, this.trial);
    return { required: requirement.toString(), available: (equity - BigInt(fee)).toString() };
  }

  /** s of the trial order, which counts where it raises exposure. */
  private scalePpm(row: number, slot: number, lots: number): number {
    const scale = this.checks.scalePpm(slot, lots);
    return scale !== 0 && this.raisesExposure(row, slot) ? scale : 0;
  }

  private raisesExposure(row: number, slot: number): boolean {
    const { cells } = this.rows;
    const cell = cells.find(row, slot);
    if (cell < 0) return true;
    const lots = cells.lots(cell);
    const bids = cells.numbers.get(cell, BID_LOTS) + this.trial.bidLots;
    const asks = cells.numbers.get(cell, ASK_LOTS) + this.trial.askLots;
    return Math.max(Math.abs(lots + bids), Math.abs(lots - asks)) > this.rows.exposure(row, slot);
  }

  /** Reduce rule for the whole order filled at its limit: exact, this path is taken by unhealthy accounts only. */
  private isReduction(row: number, slot: number, f: number, quote: number, fee: number): boolean {
    const before = this.positions.lots(row, slot);
    if (before === 0 || before > 0 === f > 0 || Math.abs(f) > Math.abs(before)) return false;
    const mark = BigInt(this.markets.numbers.get(slot, MARK));
    const { tiers } = this.markets.paramsOf(slot);
    const now = this.checks.maintenance(row);
    const gain = BigInt(f) * mark - (f > 0 ? BigInt(quote) : -BigInt(quote)) - BigInt(fee);
    const size = BigInt(Math.abs(before));
    const left = BigInt(Math.abs(before + f));
    const requirement = now.requirement - maintenanceMargin(size * mark, tiers) + maintenanceMargin(left * mark, tiers);
    return isHealthKept(now.equity, now.requirement, now.equity + gain, requirement);
  }

  /** A cell with a position or resting orders: a setting changes what it needs now. */
  isBusy(cell: number): boolean {
    const { ints } = this.rows.cells;
    return ints.get(cell, CELL_LOTS) !== 0 || ints.get(cell, CELL_REST) >= 0;
  }
}
