import { encodeEvent } from './abi/event-codec.ts';
import type { DepositEvent, VaultEvent } from './abi/vault-events.ts';
import type { BridgeBase } from './base.ts';
import type { Batches } from './batches.ts';
import { Contradiction } from './contradiction.ts';
import type { Deposits, SeenAt } from './deposits.ts';
import type { Migration } from './migration.ts';
import type { Payouts } from './payouts.ts';
import type { SpokeStates } from './spoke-states.ts';
import type { ValidatorSets } from './validator-sets.ts';
import type { VaultLimits } from './vault-limits.ts';

/** What an applied event of a vault does to the hub. Throws Contradiction for what cannot be. */
export class EventEffects {
  private readonly base: BridgeBase;
  private readonly deposits: Deposits;
  private readonly payouts: Payouts;
  private readonly sets: ValidatorSets;
  private readonly batches: Batches;
  private readonly states: SpokeStates;
  private readonly limits: VaultLimits;
  private readonly migration: Migration;

  constructor(
    base: BridgeBase,
    parts: {
      readonly deposits: Deposits;
      readonly payouts: Payouts;
      readonly sets: ValidatorSets;
      readonly batches: Batches;
      readonly states: SpokeStates;
      readonly limits: VaultLimits;
      readonly migration: Migration;
    },
  ) {
    this.base = base;
    this.deposits = parts.deposits;
    this.payouts = parts.payouts;
    this.sets = parts.sets;
    this.batches = parts.batches;
    this.states = parts.states;
    this.limits = parts.limits;
    this.migration = parts.migration;
  }

  handle(spoke: number, event: VaultEvent, at: SeenAt): void {
    const { store } = this.base;
    if (store.status(spoke).expected.length > 0) {
      this.construct(spoke, event);
      return;
    }
    switch (event.type) {
      case 'Deposit':
        this.onDeposit(spoke, event, at);
        break;
      case 'WithdrawalQueued':
      case 'WithdrawalExecuted':
      case 'WithdrawalPushFailed':
      case 'WithdrawalClaimed':
      case 'WithdrawalExpired':
      case 'WithdrawalCancelled':
        this.payouts.handle(spoke, event);
        break;
      case 'RotationRequested':
        this.sets.onRequested(spoke, event);
        break;
      case 'RotationFinalized':
        this.sets.onFinalized(spoke, event);
        this.batches.onRotation(spoke);
        break;
      case 'Locked':
        store.setStatus(spoke, { lockSoftUntil: toSeconds(event.softUntil), lockHardScope: Number(event.hardScope) });
        break;
      case 'Unlocked':
        store.setStatus(spoke, { lockSoftUntil: 0, lockHardScope: 0 });
        break;
      case 'TokenSet':
        this.setToken(spoke, event);
        break;
      case 'SuccessorSet':
        if (store.status(spoke).successor !== undefined) throw new Contradiction('a second successor');
        store.setStatus(spoke, { successor: event.successor });
        break;
      case 'AggregateSet':
        this.limits.setAggregate(spoke, event.cap, event.rate);
        break;
      case 'LockerSet':
      case 'ActionStaged':
        break;
    }
  }

  /** A vault with a successor takes no deposits; the migration account is nobody's. */
  private onDeposit(spoke: number, event: DepositEvent, at: SeenAt): void {
    if (this.base.store.status(spoke).successor !== undefined) throw new Contradiction('a deposit beside a successor');
    if (!this.migration.isMigration(event)) {
      this.deposits.apply(spoke, event, at);
      return;
    }
    const isIsolated = this.states.inForce(spoke) === 'isolated';
    if (isIsolated) this.deposits.quarantine(spoke, event, at, 'spoke_isolated');
    else if (!this.migration.arrive(spoke, event)) this.deposits.quarantine(spoke, event, at, 'bad_account');
  }

  /** The first events must be those of the constructor that the registration claimed. */
  private construct(spoke: number, event: VaultEvent): void {
    const [expected, ...rest] = this.base.store.status(spoke).expected;
    if (!isExpected(expected!, event)) throw new Contradiction('not the constructor that was registered');
    this.base.store.setStatus(spoke, { expected: rest });
    if (event.type === 'TokenSet') this.setToken(spoke, event);
    if (event.type === 'AggregateSet') this.limits.setAggregate(spoke, event.cap, event.rate);
    if (rest.length === 0) this.states.set(spoke, 'active', 0, 'constructor');
  }

  private setToken(spoke: number, event: Extract<VaultEvent, { type: 'TokenSet' }>): void {
    const { type: _type, nonce: _nonce, ...config } = event;
    const route = this.base.store.routes.get([spoke, event.token]);
    if (route !== undefined && event.decimals !== BigInt(route.tokenDecimals)) {
      throw new Contradiction('decimals of a token changed');
    }
    this.limits.setToken(spoke, config);
  }
}

/** The vault stores min(createdAt, its own time): it may only be earlier than what was claimed. */
function isExpected(expected: Uint8Array, event: VaultEvent): boolean {
  const bytes = encodeEvent(event);
  const tail = event.type === 'RotationFinalized' ? 8 : 0;
  if (bytes.length !== expected.length) return false;
  for (let i = 0; i < bytes.length - tail; i++) if (bytes[i] !== expected[i]) return false;
  if (tail === 0) return true;
  const claimed = new DataView(expected.buffer, expected.byteOffset + expected.length - tail).getBigUint64(0);
  return event.type === 'RotationFinalized' && event.createdAt <= claimed;
}

/** Times of the vault beyond 2^53 s mean for ever. */
const toSeconds = (time: bigint): number => Number(time > 2n ** 53n - 1n ? 2n ** 53n - 1n : time);
