import { absBig } from '../lib/math.ts';
import type { Address } from '../lib/units.ts';
import type { Allowance } from '../modules/accounts/types.ts';
import type { AccountFacts, MarketCell } from '../modules/margin/account-facts.ts';
import { assetPrice, assetValue, weightedValue } from '../modules/margin/collateral.ts';
import { pendingFunding, unrealizedPnl } from '../modules/margin/equity.ts';
import type { AccountReport } from '../modules/margin/health.ts';
import { initialMargin, maintenanceMargin } from '../modules/margin/tiers.ts';
import { USDC } from '../modules/margin/types.ts';
import type { Keepers } from '../wiring.ts';
import type {
  ViewAccount,
  ViewAgent,
  ViewBalance,
  ViewFees,
  ViewLimit,
  ViewLimits,
  ViewPosition,
  ViewSubaccount,
  ViewSubaccountReader,
} from './account-types.ts';
import type { BridgeViews } from './bridge-reads.ts';
import type { ViewFeeParams } from './chain-types.ts';
import { liquidationMark } from './liquidation-mark.ts';
import type { ViewOrder, ViewOrderFilter } from './order-types.ts';

/** Reduce-only, untriggered, waiting and TWAP orders of an owner in a market (trading §3.2, check 7). */
const CONDITIONAL_LIMIT = 100;
/** Closed clientOrderIds the state keeps for an owner (trading §3.12). */
const CLOSED_IDS_LIMIT = 4_096;
const FIRST_CHILD = 256;

/** Reads of accounts, subaccounts and what they may do. */
export class AccountReads {
  private readonly keepers: Keepers;
  private readonly bridge: BridgeViews;

  constructor(keepers: Keepers, bridge: BridgeViews) {
    this.keepers = keepers;
    this.bridge = bridge;
  }

  seq(owner: Address): number {
    const number = this.number(owner);
    return number < 0 ? 0 : this.keepers.accounts.accountSeq(number);
  }

  find(owner: Address): ViewAccount | undefined {
    const number = this.number(owner);
    if (number < 0) return undefined;
    const { accounts, margin } = this.keepers;
    const { keyAlgo, sequence } = accounts.facts(number);
    const rows = this.rows(number);
    const referrer = accounts.referrer(number);
    return {
      address: owner,
      keyAlgo,
      accountNumber: number,
      sequence,
      subaccounts: rows.map((row) => margin.subaccount(row)),
      equity: rows.reduce((sum, row) => sum + margin.report(row).plain, 0n),
      volume30d: accounts.volume30d(number),
      referrer: referrer < 0 ? undefined : accounts.address(referrer),
    };
  }

  subaccounts(owner: Address): readonly ViewSubaccount[] {
    const number = this.number(owner);
    return number < 0 ? [] : this.rows(number).map((row) => this.subaccountOf(owner, row));
  }

  findSubaccount(owner: Address, subaccount: number): ViewSubaccount | undefined {
    const row = this.findRow(owner, subaccount);
    return row < 0 ? undefined : this.subaccountOf(owner, row);
  }

  reader(owner: Address, subaccount: number): ViewSubaccountReader | undefined {
    const row = this.findRow(owner, subaccount);
    if (row < 0) return undefined;
    const facts = this.keepers.margin.facts(row);
    return {
      findPosition: (market) => {
        const cell = facts.cells.find((one) => one.market.id === market && one.lots !== 0n);
        return cell === undefined ? undefined : this.positionOf(row, facts, cell);
      },
      findBalance: (asset) => this.balancesOf(owner, row, facts).find((balance) => balance.asset === asset),
    };
  }

  positions(owner: Address, subaccount?: number): readonly ViewPosition[] {
    const number = this.number(owner);
    if (number < 0) return [];
    const rows = subaccount === undefined ? this.rows(number) : [this.findRow(owner, subaccount)];
    return rows.filter((row) => row >= 0).flatMap((row) => this.positionsOf(row, this.keepers.margin.facts(row)));
  }

  orders(owner: Address, filter: ViewOrderFilter = {}): readonly ViewOrder[] {
    const number = this.number(owner);
    if (number < 0) return [];
    const rows = filter.subaccount === undefined ? this.rows(number) : [this.findRow(owner, filter.subaccount)];
    const found = rows
      .filter((row) => row >= 0)
      .flatMap((row) => this.keepers.clob.queries.ordersOf(row, filter.market));
    return found.sort((a, b) => a.market - b.market || a.id - b.id);
  }

  agents(owner: Address): readonly ViewAgent[] {
    const number = this.number(owner);
    if (number < 0) return [];
    return this.keepers.accounts.agentsOf(number).map((agent) => ({
      ...agent,
      maxNotionalPerDay: agent.maxNotionalPerDay === undefined ? undefined : BigInt(agent.maxNotionalPerDay),
      usedToday: BigInt(agent.usedToday),
    }));
  }

  fees(owner: Address): ViewFees {
    const { accounts, fees, markets } = this.keepers;
    const { tiers } = fees.params;
    const number = this.number(owner);
    const tier = number < 0 ? 0 : fees.rates.tier(number);
    const { takerPpm, makerPpm } = tiers[tier]!;
    const referrer = number < 0 ? -1 : accounts.referrer(number);
    return {
      tier,
      takerPpm,
      makerPpm,
      volume30d: number < 0 ? 0n : accounts.volume30d(number),
      next: tiers[tier + 1],
      referrer: referrer < 0 ? undefined : accounts.address(referrer),
      overrides: markets.ids.flatMap((market) => {
        const { feeOverride } = markets.get(market);
        return feeOverride === undefined ? [] : [{ market, ...feeOverride }];
      }),
    };
  }

  limits(owner: Address): ViewLimits {
    const { accounts, clob } = this.keepers;
    const number = this.number(owner);
    const none: ViewLimit = { limit: 0, used: 0 };
    if (number < 0) {
      const openOrders = none;
      return {
        openOrders,
        conditional: [],
        orderBudget: none,
        cancelBudget: none,
        nonces: none,
        closedClientOrderIds: none,
      };
    }
    const { queries } = clob;
    const budget = accounts.budgetOf(number);
    return {
      openOrders: { limit: accounts.maxOpenOrders(number), used: queries.openOrders(number) },
      conditional: queries.conditional(number).map(({ market, used }) => ({ market, used, limit: CONDITIONAL_LIMIT })),
      orderBudget: limitOf(budget.orders),
      cancelBudget: limitOf(budget.cancels),
      nonces: limitOf(accounts.nonceAllowance(number)),
      closedClientOrderIds: { limit: CLOSED_IDS_LIMIT, used: queries.closedClientOrderIds(number) },
    };
  }

  feeParams(): ViewFeeParams {
    const { tiers, builderMaxPpm } = this.keepers.fees.params;
    return { tiers, referralDiscountPpm: 40_000, referralSharePpm: 100_000, builderMaxPpm };
  }

  /** margin's row, −1 when there is none. */
  findRow(owner: Address, subaccount: number): number {
    const number = this.number(owner);
    return number < 0 ? -1 : this.keepers.margin.findRow(number, subaccount);
  }

  subaccountOf(owner: Address, row: number): ViewSubaccount {
    const { margin, clob } = this.keepers;
    const facts = margin.facts(row);
    const report = margin.report(row);
    const record = margin.rows.record(row);
    const scheduled = clob.queries.scheduledCancelAt(row);
    return {
      ...figuresOf(facts, report),
      owner,
      number: margin.subaccount(row),
      openOrders: clob.queries.ordersOf(row).length,
      scheduledCancelAtMs: scheduled === 0 ? undefined : scheduled,
      settings: record.settings,
      balances: this.balancesOf(owner, row, facts),
      positions: this.positionsOf(row, facts),
      updatedHeight: record.updatedHeight,
    };
  }

  private balancesOf(owner: Address, row: number, facts: AccountFacts): ViewBalance[] {
    const { assets, margin } = this.keepers;
    const { quote } = facts;
    const balance = (
      id: number,
      amount: bigint,
      figures: Pick<ViewBalance, 'value' | 'weightedInitial' | 'weightedMaintenance'>,
    ) => {
      const asset = assets.find(id)!;
      const withdrawable = margin.transfers.withdrawable(row, id);
      const inFlight = this.bridge.inFlight(owner, margin.subaccount(row), id);
      return { asset: asset.symbol, decimals: asset.decimals, amount, withdrawable, inFlight, ...figures };
    };
    const usdc = balance(USDC, quote, { value: quote, weightedInitial: quote, weightedMaintenance: quote });
    const others = facts.holdings.map(({ asset, amount }) => {
      const value = assetValue(amount, assetPrice(asset, 'mid'), asset.decimals);
      const adverse = assetValue(amount, assetPrice(asset, 'adverse'), asset.decimals);
      const haircut = BigInt(asset.haircutPpm);
      return balance(asset.id, amount, {
        value,
        weightedInitial: weightedValue(adverse, BigInt(asset.imPpm), haircut),
        weightedMaintenance: weightedValue(value, BigInt(asset.mmPpm), haircut),
      });
    });
    return [usdc, ...others];
  }

  private positionsOf(row: number, facts: AccountFacts): ViewPosition[] {
    const open = facts.cells.filter((cell) => cell.lots !== 0n);
    return open.map((cell) => this.positionOf(row, facts, cell));
  }

  private positionOf(row: number, facts: AccountFacts, cell: MarketCell): ViewPosition {
    const { margin, markets } = this.keepers;
    const { market, lots, entry } = cell;
    const subaccount = margin.subaccount(row);
    const notional = absBig(lots) * market.mark;
    const { lotE12, maxTicks, quantumsPerTickLot } = markets.get(market.id);
    const crossing = liquidationMark(facts, market.id, BigInt(maxTicks) * BigInt(quantumsPerTickLot));
    return {
      market: market.id,
      subaccount,
      isolated: subaccount >= FIRST_CHILD,
      lots: Number(lots),
      entry,
      mark: markets.state(market.id).markPrice,
      notional,
      unrealizedPnl: unrealizedPnl(lots, market.mark, entry),
      pendingFunding: pendingFunding(market.funding, cell.fundingAt, lots),
      initialMargin: initialMargin(notional, market.tiers, 0n, cell.userPpm),
      maintenanceMargin: maintenanceMargin(notional, market.tiers),
      imPpmSetting: cell.userPpm === 0n ? undefined : Number(cell.userPpm),
      // Quote per lot as a Price, floored: ×1e18 / lotE12.
      liquidationPrice: crossing === undefined ? undefined : (crossing * 10n ** 18n) / lotE12,
      adlDecile: undefined,
      updatedHeight: margin.rows.record(row).updatedHeight,
    };
  }

  private number(owner: Address): number {
    return this.keepers.accounts.findNumber(owner);
  }

  private rows(number: number): number[] {
    const { rows } = this.keepers.margin;
    const found: number[] = [];
    for (let row = rows.firstOf(number); row >= 0; row = rows.nextOf(row)) found.push(row);
    return found;
  }
}

const limitOf = ({ limit, used, nextAtMs }: Allowance): ViewLimit => ({ limit, used, nextAtMs });

function figuresOf(facts: AccountFacts, report: AccountReport) {
  const sum = (of: (cell: MarketCell) => bigint): bigint => facts.cells.reduce((total, cell) => total + of(cell), 0n);
  return {
    equity: report.plain,
    equityMaintenance: report.maintenance,
    equityInitial: report.initial,
    equityWithdraw: report.withdrawal,
    equityClosing: report.closing,
    initialMargin: report.initialRequirement,
    maintenanceMargin: report.maintenanceRequirement,
    freeCollateral: report.freeCollateral,
    withdrawable: report.withdrawable,
    quote: facts.quote,
    unrealizedPnl: sum(({ market, lots, entry }) => unrealizedPnl(lots, market.mark, entry)),
    pendingFunding: sum(({ market, fundingAt, lots }) => pendingFunding(market.funding, fundingAt, lots)),
    notional: sum(({ market, lots }) => absBig(lots) * market.mark),
    healthPpm: Number(report.healthPpm),
    liquidatable: report.liquidatable,
  };
}
