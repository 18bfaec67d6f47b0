import type { Side } from '../../lib/units.ts';

/**
 * What matching needs from margin and fees. Rows are positions in margin's subaccount table (an accident of memory, never
 * hashed, stable while the process lives); owners are account numbers (state, dense, for ever). Tests of the book replace
 * this by the fixed budget of the trading vectors.
 */
export interface ClobMargin {
  /** Row of a subaccount, −1 when it does not exist (1004). */
  findRow(owner: number, subaccount: number): number;
  owner(row: number): number;
  subaccount(row: number): number;
  /** False: neither equity nor a position, nothing may be placed (3003). */
  isActive(row: number): boolean;
  /** Signed lots. */
  position(row: number, market: number): number;

  /**
   * A resting order that is not reduce-only reserves margin (risk §3). Returns a handle for change and remove. Resting
   * lots count in exposure at once.
   */
  addResting(row: number, market: number, side: Side, lots: number, ticks: number): number;
  /** New remaining lots (> 0) of a resting order. */
  changeResting(handle: number, lots: number): void;
  removeResting(handle: number): void;
  /** Σ lots of the row's resting, not reduce-only orders of a side in a market. */
  restingLots(row: number, market: number, side: Side): number;

  /** Check 13: the whole order at its limit, with taker fee, passes risk §3 (rest, or reduce). */
  canPlace(row: number, market: number, side: Side, lots: number, ticks: number): boolean;
  /** The open-interest half of check 12 (risk §9): the market's cap and 5 % of it for the owner, children together. */
  withinOpenInterestCaps(row: number, market: number, side: Side, lots: number): boolean;
  /** Details of a refusal by canPlace and by withinOpenInterestCaps (api-types §1: 3001, 3002), Quote as decimal texts. */
  explainMargin?(row: number, market: number, side: Side, lots: number, ticks: number): MarginShortfall;
  explainOpenInterest?(row: number, market: number, side: Side, lots: number): CapExcess | undefined;
}

/** Collateral that cannot be moved while a bridge breaker is open (bridge §2); asked for every order. */
export interface ClobCollateral {
  /** False in almost every block: nothing else is asked then. */
  readonly isAnyStuck: boolean;
  /** The row's collateral counts on such an asset: it opens nothing new. */
  isStuck(row: number): boolean;
}

export interface MarginShortfall {
  readonly required: string;
  readonly available: string;
}

export interface CapExcess {
  readonly scope: 'market' | 'owner';
  readonly limit: string;
  readonly wouldBe: string;
}

/** One fill, before it is applied. */
export interface FillRequest {
  readonly market: number;
  readonly ticks: number;
  readonly lots: number;
  readonly takerSide: Side;
  readonly takerRow: number;
  readonly makerRow: number;
  /** Margin handle of the maker's resting order, −1 when it is reduce-only (reserves nothing). */
  readonly makerHandle: number;
  readonly makerRemainingAfter: number;
  readonly takerReduceOnly: boolean;
  readonly makerReduceOnly: boolean;
  /** Lots the taker would still want after this fill, at `takerLimit` ticks; they may rest (OI scaling counts them). */
  readonly takerRestAfter: number;
  readonly takerLimit: number;
  /** Account number of the builder or −1, and its fee. */
  readonly builder: number;
  readonly builderPpm: number;
}

/** Signed Quote, safe integers; negative = rebate. */
export interface FillFees {
  readonly makerFee: number;
  readonly takerFee: number;
  readonly builderFee: number;
}

/** Outcome of a fill: `ok`, or who may not have it (risk §3) and why the taker stops. */
export type FillVerdict = 'ok' | 'maker_unhealthy' | 'margin' | 'position_limit';

/** Settlement of fills: margin rules, fees, positions, volumes, pot; one call a fill. */
export interface ClobSettlement {
  /**
   * Judges and, when `ok`, applies: positions and entry of maker then taker (risk §4), fees (trading §5), the maker's
   * reservation down to makerRemainingAfter, volumes, pot, events of margin. Anything else leaves no trace.
   * The fees of the applied fill are in `lastFees`. With makerRemainingAfter 0 the maker's handle is gone: the book does
   * not remove it. `request` is reused by the caller after the call.
   */
  fill(request: FillRequest): FillVerdict;
  readonly lastFees: FillFees;
  /**
   * If present, called right after the book emitted OrderFilled: the place for margin's own events of that fill
   * (PositionChanged …), which come after it (trading §4.5).
   */
  announce?(): void;
}

/** Facts about a market that are fixed while a block's txs run. */
export interface ClobMarket {
  readonly id: number;
  /** quantumsPerTickLot q: notional = ticks × lots × q. */
  readonly quantumsPerTickLot: number;
  readonly maxOrderLots: number;
  readonly maxPositionLots: number;
  readonly maxTicks: number;
  /** Quote. */
  readonly minNotional: number;
  readonly bandPpm: number;
  readonly maxLevels: number;
  readonly maxMakers: number;
  readonly maxFires: number;
}

export type MarketStatus = 'active' | 'post_only' | 'reduce_only' | 'cancel_only' | 'halted' | 'settling' | 'settled';

/** Markets as the book sees them; M and I are quantums per lot, 0 = none. */
export interface ClobMarkets {
  /** Ids of all listed markets, rising. */
  readonly ids: readonly number[];
  find(market: number): ClobMarket | undefined;
  /** Status in force in this block (the missing mark already counted) and whether only the mark is missing (4008). */
  status(market: number): {
    readonly status: MarketStatus;
    readonly onlyMarkMissing: boolean;
    readonly reasons: readonly string[];
    readonly sinceMs: number;
  };
  mark(market: number): number;
  index(market: number): number;
}

/** Owner facts. */
export interface ClobAccounts {
  /** Open orders allowed for an owner over all markets (trading §6). */
  maxOpenOrders(owner: number): number;
  /** Address bytes of an account number, for orders by owner and for events. */
  address(owner: number): Uint8Array;
  /** −1 when unknown. */
  findNumber(address: Uint8Array): number;
  /** Next sequence number of the owner's account events (trading §7); journaled. */
  nextAccountSeq(owner: number): number;
}

/** Who a message acts for, and what an agent may spend; the accounts module has both. */
export interface ClobOwners {
  /** −1 when unknown. */
  findNumber(address: Uint8Array): number;
  /** Account number of the owner; throws 1001, 1004, 1007. `market` 0: all markets. */
  resolveOwner(sender: string, owner: string, action: { readonly kind: 'trade'; readonly market: number }): number;
  /** Adds to an agent's notional of the day (Quote); throws 1008. */
  spendAgentNotional(owner: number, sender: number, notional: number): void;
}
