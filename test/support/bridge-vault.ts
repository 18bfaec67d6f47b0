import { concat, toHex } from '#chain/lib/bytes.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';
import { checkpoint, type SetUpdate } from '#chain/modules/bridge/abi/checkpoint.ts';
import { encodeEvent } from '#chain/modules/bridge/abi/event-codec.ts';
import { EventHasher } from '#chain/modules/bridge/abi/rolling-hash.ts';
import { domainSeparator } from '#chain/modules/bridge/abi/typed-data.ts';
import type { VaultConfig } from '#chain/modules/bridge/abi/vault-config.ts';
import type { VaultEvent } from '#chain/modules/bridge/abi/vault-events.ts';
import { uintBytes } from '#chain/modules/bridge/abi/words.ts';

/** A payout as the vault sees it. */
export interface VaultItem {
  readonly id: bigint;
  readonly token: Uint8Array;
  readonly to: Uint8Array;
  readonly amount: bigint;
  readonly hubRef: Uint8Array;
}

/** What a relayer reads of an event. */
export interface SeenEvent {
  readonly event: Uint8Array;
  readonly rollingHash: Uint8Array;
  readonly blockNumber: number;
  readonly blockHash: Uint8Array;
}

type Unnumbered = VaultEvent extends infer E ? (E extends VaultEvent ? Omit<E, 'nonce'> : never) : never;

const hasher = new EventHasher(nobleCrypto);

/** A vault's event stream and its books, honest unless a test writes into them. */
export class FakeVault {
  readonly address: Uint8Array;
  readonly chainId: number;
  readonly seen: SeenEvent[] = [];
  /** Token (hex) → token units. */
  readonly escrow = new Map<string, bigint>();
  deposited = 0n;
  blockNumber = 100;
  private rollingHash: Uint8Array;

  constructor(chainId: number, address: Uint8Array, config: VaultConfig) {
    this.chainId = chainId;
    this.address = address;
    this.rollingHash = domainSeparator(nobleCrypto, chainId, address, config.hubSalt);
    const { epoch, createdAt, hot, cold } = config.initialSet;
    this.rotated({ epoch, createdAt, hot, cold });
    for (const locker of config.lockers) {
      this.emit({ type: 'LockerSet', locker, active: true, threshold: config.lockThreshold });
    }
    this.emit({ type: 'AggregateSet', cap: config.aggregateCap, rate: config.aggregateRate });
    for (const token of config.tokens) this.emit({ type: 'TokenSet', ...token });
  }

  /** Every event is in a block of its own. */
  emit(unnumbered: Unnumbered): number {
    const nonce = this.seen.length + 1;
    const event = { ...unnumbered, nonce: BigInt(nonce) } as VaultEvent;
    this.rollingHash = hasher.next(this.rollingHash, event);
    this.blockNumber++;
    this.seen.push({
      event: encodeEvent(event),
      rollingHash: this.rollingHash,
      blockNumber: this.blockNumber,
      blockHash: blockHash(this.chainId, this.blockNumber),
    });
    return nonce;
  }

  deposit(token: Uint8Array, account: Uint8Array, amount: bigint, hubAccount?: Uint8Array): number {
    this.move(token, amount);
    this.deposited += amount;
    return this.emit({
      type: 'Deposit',
      hubAccount: hubAccount ?? concat(new Uint8Array(12), account),
      token,
      sender: account,
      refundTo: account,
      amount,
    });
  }

  pay(item: VaultItem, submitter: Uint8Array): number {
    this.move(item.token, -item.amount);
    return this.emit({ type: 'WithdrawalExecuted', ...item, submitter });
  }

  claim(item: VaultItem, submitter: Uint8Array): number {
    this.move(item.token, -item.amount);
    return this.emit({ type: 'WithdrawalClaimed', ...item, submitter });
  }

  rotated({ epoch, createdAt, hot, cold }: Pick<SetUpdate, 'epoch' | 'createdAt' | 'hot' | 'cold'>): number {
    return this.emit({
      type: 'RotationFinalized',
      epoch,
      hotHash: checkpoint(nobleCrypto, 'hot', epoch, hot),
      coldHash: checkpoint(nobleCrypto, 'cold', epoch, cold),
      createdAt,
    });
  }

  /** Tokens that came in with an event the test writes itself. */
  credit(token: Uint8Array, amount: bigint): void {
    this.move(token, amount);
  }

  private move(token: Uint8Array, amount: bigint): void {
    const key = toHex(token);
    const left = (this.escrow.get(key) ?? 0n) + amount;
    if (left < 0n) throw new Error('the vault cannot pay what it has not');
    this.escrow.set(key, left);
  }
}

export const blockHash = (chainId: number, blockNumber: number): Uint8Array =>
  nobleCrypto.keccak256(concat(uintBytes(BigInt(chainId), 8), uintBytes(BigInt(blockNumber), 8)));
