import { equalBytes, utf8 } from '../../lib/bytes.ts';
import { minBig } from '../../lib/math.ts';
import type { Address } from '../../lib/units.ts';
import type { DepositEvent } from './abi/vault-events.ts';
import { hubUnit, toHub, toToken } from './amounts.ts';
import type { BridgeBase } from './base.ts';
import { migrationArrived } from './events.ts';
import type { Route, Spoke } from './records.ts';
import { allowsInflow, allowsOutflow } from './spoke-state.ts';
import type { SpokeStates } from './spoke-states.ts';
import type { VaultLimits } from './vault-limits.ts';
import type { Withdrawals } from './withdrawals.ts';

const TAG = utf8('NaveSpoke.Migration');
const DEPOSITS_ON = 1n;
/** What a move may take of what the old vault's bucket has left: the rest is for users. */
const BUCKET_PART = 2n;
/** Part of the bucket's cap below which a move is not worth its gas, unless it is the last. */
const WORTH_PART = 8n;

/**
 * Escrow on its way to a successor vault (spec: bridge-abi §2 Successor): ordinary withdrawals of the old vault to the
 * forwarder, whose deposit into the new one nets out and credits nobody. Invariants: Σ escrow does not change; per asset one
 * amount at most is between two vaults, and it is in the new spoke's escrow and `inTransit`, which pays nobody.
 */
export class Migration {
  private readonly base: BridgeBase;
  private readonly states: SpokeStates;
  private readonly limits: VaultLimits;
  private readonly withdrawals: Withdrawals;
  /** Low 20 bytes of H("NaveSpoke.Migration"): nobody's account. */
  private readonly account: Address;

  constructor(
    base: BridgeBase,
    parts: { readonly states: SpokeStates; readonly limits: VaultLimits; readonly withdrawals: Withdrawals },
  ) {
    this.base = base;
    this.states = parts.states;
    this.limits = parts.limits;
    this.withdrawals = parts.withdrawals;
    this.account = base.deps.crypto.keccak256(TAG).slice(12);
  }

  /** End of a block: one move an asset, once the one before has arrived. */
  step(spoke: Spoke): void {
    const { store } = this.base;
    const target = this.findTarget(spoke);
    if (target === undefined) return;
    for (const [[at, token], route] of store.routes.entries()) {
      if (at !== spoke.id || route.migration !== 0) continue;
      const next = store.routes.get([target.id, token]);
      if (next === undefined || next.asset !== route.asset || next.inTransit !== 0n) continue;
      const amount = this.movable(spoke.id, target.id, token, route, next);
      if (amount > 0n) this.withdrawals.migrate(spoke.id, target, token, route, amount);
    }
  }

  /** The spoke of the vault that this one names as its successor, when both let money through. */
  private findTarget(spoke: Spoke): Spoke | undefined {
    const { store } = this.base;
    const { successor, breaker } = store.status(spoke.id);
    if (successor === undefined || breaker === 'open' || !allowsOutflow(this.states.inForce(spoke.id)))
      return undefined;
    const id = store.ids().find((one) => store.spoke(one).predecessor === spoke.id);
    if (id === undefined) return undefined;
    const target = store.spoke(id);
    const isOpen = allowsInflow(this.states.inForce(id)) && equalBytes(target.vault, successor);
    return isOpen && target.forwarder !== undefined ? target : undefined;
  }

  /** Hub units that may move now: what nobody waits for, in whole token units, under the limits of both vaults. */
  private movable(from: number, to: number, token: Address, route: Route, next: Route): bigint {
    const { store, deps } = this.base;
    const [old, fresh] = [store.tokens.get([from, token]), store.tokens.get([to, token])];
    if (old === undefined || fresh === undefined || (fresh.flags & DEPOSITS_ON) === 0n) return 0n;
    const hub = deps.assets.find(route.asset)!.decimals;
    const decimals = { token: route.tokenDecimals, hub };
    const unit = hubUnit(decimals);
    const free = deps.bank.escrow(from, route.asset) - route.committed - route.inTransit - this.owed(from, route.asset);
    const tokens = free <= 0n ? 0n : (toToken(free - (free % unit), decimals) ?? 0n);
    const held = toToken(deps.bank.escrow(to, next.asset), decimals) ?? 0n;
    const bucket = this.limits.available(from, token) / BUCKET_PART;
    const most = minBig(minBig(tokens, bucket), fresh.depositCap - held);
    const isWorth = most === tokens || most >= old.cap / WORTH_PART;
    if (most <= 0n || most < fresh.minDeposit || !isWorth) return 0n;
    const whole = hub >= decimals.token ? most : most - (most % 10n ** BigInt(decimals.token - hub));
    return toHub(whole, decimals) ?? 0n;
  }

  /** Σ received of what waits on a spoke, and what its refund ledger may still ask for. */
  private owed(spoke: number, asset: number): bigint {
    const { store } = this.base;
    let sum = 0n;
    for (const id of store.waiting.list(spoke)) {
      const one = store.withdrawals.get([spoke, id])!;
      if (one.asset === asset) sum += one.amount - one.fee;
    }
    for (const [[at], one] of store.quarantine.entries()) {
      if (at === spoke && one.asset === asset && one.refundId === 0) sum += one.amount ?? 0n;
    }
    return sum;
  }

  isMigration(event: DepositEvent): boolean {
    return equalBytes(event.hubAccount.subarray(12), this.account);
  }

  /**
   * Nets a deposit of the forwarder into the migration account against what is in transit; what it brings beyond (somebody
   * paid the forwarder) is a gift to insurance. False: it is none of these, and no account's either.
   */
  arrive(spoke: number, event: DepositEvent): boolean {
    const { store, deps } = this.base;
    const { forwarder, predecessor } = store.spoke(spoke);
    const route = store.routes.get([spoke, event.token]);
    if (forwarder === undefined || route === undefined || !equalBytes(event.sender, forwarder)) return false;
    const hub = deps.assets.find(route.asset)!.decimals;
    const amount = toHub(event.amount, { token: route.tokenDecimals, hub });
    if (amount === undefined || route.inTransit === 0n) return false;
    const netted = minBig(amount, route.inTransit);
    const gift = amount - netted;
    const inTransit = route.inTransit - netted;
    store.routes.set([spoke, event.token], { ...route, inTransit, deposited: route.deposited + gift });
    deps.bank.addEscrow(spoke, route.asset, gift);
    deps.bank.credit('insurance', route.asset, gift);
    this.base.emit(migrationArrived(spoke, predecessor, Number(event.nonce), route.asset, netted, gift));
    return true;
  }
}
