import { AppError } from '../../lib/errors.ts';
import { ceilDiv, maxBig, minBig } from '../../lib/math.ts';
import type { Address } from '../../lib/units.ts';
import type { BridgeBase } from './base.ts';
import { roomUnderCap } from './deposit-cap.ts';
import type { Fees } from './fees.ts';
import type { Flows } from './flows.ts';
import type { Latency } from './latency.ts';
import type { Route, Spoke, SpokeStatus } from './records.ts';
import { allowsInflow, stateInForce } from './spoke-state.ts';
import type { SpokeStates } from './spoke-states.ts';
import type { BreakerState, SpokeStateName } from './types.ts';
import type { VaultLimits } from './vault-limits.ts';

const INFLOW = 2;
const DEPOSITS_ON = 1n;

/** Quote. */
export interface LimitRead {
  readonly limit: bigint;
  readonly used: bigint;
}

/** A token of a spoke as money of the hub; amounts in hub units of the asset, rounded down, minDeposit up. */
export interface SpokeAssetRead {
  readonly asset: number;
  readonly token: Address;
  readonly tokenDecimals: number;
  readonly escrow: bigint;
  /** The vault's leaky bucket; available also counts its limit over all tokens. */
  readonly bucketCap: bigint;
  readonly bucketAvailable: bigint;
  readonly instantMax: bigint;
  /** Σ received of what waits on the hub, and of what is from ready to push_failed. */
  readonly queued: bigint;
  readonly inFlight: bigint;
  /** Part of the escrow that left the predecessor's vault and is not yet in this one. */
  readonly inTransit: bigint;
  /** Most that a deposit may be now. */
  readonly depositRoom: bigint;
  readonly minDeposit: bigint;
  readonly minWithdrawal: bigint;
  readonly feeFloor: bigint;
  /** Fee of a withdrawal asked for now; undefined: gas cannot be priced. */
  readonly withdrawalFee: bigint | undefined;
  /** Rolling limits: used is the larger of the asset's and the spoke's, which have one limit. */
  readonly limitHour: LimitRead;
  readonly limitDay: LimitRead;
}

export interface SpokeRead {
  readonly record: Spoke;
  readonly status: SpokeStatus;
  /** In force, with its known end (ms; 0: none) and reason. */
  readonly state: SpokeStateName;
  readonly untilMs: number;
  readonly reason: string;
  readonly breaker: BreakerState;
  readonly lagMs: number;
  /** The vault's own lock, s (0: none) and scopes until an unlock (1 outflow, 2 inflow). */
  readonly lock: { readonly softUntil: number; readonly hardScope: number };
  /** Quote: most that may come in here and leave elsewhere in a day, and what came − what left in the last one. */
  readonly corridor: { readonly limit: bigint; readonly net: bigint };
  readonly assets: readonly SpokeAssetRead[];
}

/** Spokes as clients see them: pure reads of the state of the last block. */
export class SpokeReads {
  private readonly base: BridgeBase;
  private readonly parts: {
    readonly states: SpokeStates;
    readonly latency: Latency;
    readonly flows: Flows;
    readonly fees: Fees;
    readonly limits: VaultLimits;
  };

  constructor(base: BridgeBase, parts: SpokeReads['parts']) {
    this.base = base;
    this.parts = parts;
  }

  /** By id. O(spokes × routes + waiting). */
  list(): readonly SpokeRead[] {
    return this.base.store.ids().map((id) => this.get(id));
  }

  /** Throws 6001. */
  get(id: number): SpokeRead {
    const { store, nowMs, nowSeconds } = this.base;
    const { states, latency } = this.parts;
    const record = store.spoke(id);
    const status = store.status(id);
    const { state, untilMs } = stateInForce(status, nowMs);
    const softUntil = status.lockSoftUntil > nowSeconds ? status.lockSoftUntil : 0;
    return {
      record,
      status,
      state,
      untilMs,
      reason: states.reason(id),
      breaker: status.breaker,
      lagMs: latency.lagMs(id),
      lock: { softUntil, hardScope: status.lockHardScope },
      corridor: this.corridor(id),
      assets: this.assets(id),
    };
  }

  private corridor(spoke: number): SpokeRead['corridor'] {
    const { flows } = this.parts;
    const own = flows.netFlows(flows.totalValue()).find((one) => one.spoke === spoke)!;
    return { limit: own.corridor, net: own.net };
  }

  /** Spokes whose state in force is not active, by id. */
  closed(): readonly number[] {
    return this.base.store.ids().filter((id) => this.parts.states.inForce(id) !== 'active');
  }

  isIsolated(spoke: number): boolean {
    return this.parts.states.inForce(spoke) === 'isolated';
  }

  /**
   * What of a spoke's escrow may be counted on, by its own books (came − left), hub units: nothing of an isolated one
   * (bridge §2).
   */
  counted(spoke: number, asset: number): bigint {
    if (this.isIsolated(spoke)) return 0n;
    const found = this.base.store.findRoute(spoke, asset);
    return found === undefined ? 0n : found.route.deposited - found.route.paid;
  }

  private assets(spoke: number): readonly SpokeAssetRead[] {
    const { store } = this.base;
    const queued = new Map<number, bigint>();
    for (const id of store.waiting.list(spoke)) {
      const { asset, amount, fee } = store.withdrawals.get([spoke, id])!;
      queued.set(asset, (queued.get(asset) ?? 0n) + amount - fee);
    }
    const limits = this.parts.flows.limits(this.parts.flows.totalValue());
    const rows = store.routes.entries().filter(([[at]]) => at === spoke);
    return rows.map(([[, token], route]) => this.asset(spoke, token, route, queued.get(route.asset) ?? 0n, limits));
  }

  private asset(
    spoke: number,
    token: Address,
    route: Route,
    queued: bigint,
    limits: { readonly hour: bigint; readonly day: bigint },
  ): SpokeAssetRead {
    const { store, deps } = this.base;
    const vault = store.tokens.get([spoke, token]);
    const { hour, day } = this.parts.flows.usedOf(spoke, route.asset);
    const units = this.units(route);
    return {
      asset: route.asset,
      token,
      tokenDecimals: route.tokenDecimals,
      escrow: deps.bank.escrow(spoke, route.asset),
      bucketCap: units(vault?.cap ?? 0n),
      bucketAvailable: units(this.parts.limits.available(spoke, token)),
      instantMax: units(vault?.instantMax ?? 0n),
      queued,
      inFlight: route.committed,
      inTransit: route.inTransit,
      depositRoom: this.depositRoom(spoke, token, route),
      minDeposit: vault === undefined ? 0n : -units(-vault.minDeposit),
      minWithdrawal: route.minWithdrawal,
      feeFloor: route.feeFloor,
      withdrawalFee: this.findFee(spoke, route),
      limitHour: { limit: limits.hour, used: hour },
      limitDay: { limit: limits.day, used: day },
    };
  }

  /** Token units as hub units, towards −∞. */
  private units(route: Route): (tokenAmount: bigint) => bigint {
    const hub = this.base.deps.assets.find(route.asset)!.decimals;
    const { tokenDecimals } = route;
    if (tokenDecimals <= hub) return (amount) => amount * 10n ** BigInt(hub - tokenDecimals);
    const unit = 10n ** BigInt(tokenDecimals - hub);
    return (amount) => -ceilDiv(-amount, unit);
  }

  /** Under the vault's cap on what it holds and the hub's on the asset; 0 where deposits are closed. */
  private depositRoom(spoke: number, token: Address, route: Route): bigint {
    const { store, deps } = this.base;
    const vault = store.tokens.get([spoke, token]);
    const { successor, lockHardScope } = store.status(spoke);
    const isOpen = allowsInflow(this.parts.states.inForce(spoke)) && successor === undefined;
    const isTaken = vault !== undefined && (vault.flags & DEPOSITS_ON) !== 0n;
    if (!isOpen || !isTaken || (lockHardScope & INFLOW) !== 0) return 0n;
    const onVault = this.units(route)(vault.depositCap) - deps.bank.escrow(spoke, route.asset);
    return maxBig(0n, minBig(onVault, roomUnderCap(this.base, route.asset)));
  }

  private findFee(spoke: number, route: Route): bigint | undefined {
    try {
      return this.parts.fees.quote(spoke, route.asset, route);
    } catch (error) {
      if (error instanceof AppError) return undefined;
      throw error;
    }
  }
}
