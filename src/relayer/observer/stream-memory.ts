import type { Hex } from 'viem';
import type { HubSpoke } from '../hub-port.ts';
import { type ProvenEvent, StreamError, type StreamPosition } from './event-chain.ts';

/**
 * The proven events a voter still needs: those after the hub's last applied one and after the voter's own last vote,
 * whichever is earlier. It only saves reading again; a lost one is rebuilt from the chain and the hub's record.
 */
export class StreamMemory {
  private readonly deployedAt: bigint;
  /** Events from `after` + 1 on without gaps. */
  private events: ProvenEvent[] = [];
  private after = 0n;
  private end: StreamPosition | undefined;

  constructor(deployedAt: bigint) {
    this.deployedAt = deployedAt;
  }

  clear(): void {
    this.end = undefined;
    this.events = [];
  }

  /**
   * Where reading goes on, with what is needed no more dropped. Throws StreamError when the hub applied another event than
   * the one proven here.
   */
  resume(spoke: HubSpoke, lastVote: bigint): StreamPosition {
    const floor = lastVote < spoke.eventNonce ? lastVote : spoke.eventNonce;
    const applied = this.events.find((event) => event.nonce === spoke.eventNonce);
    if (applied !== undefined && applied.rollingHash !== spoke.rollingHash) {
      throw new StreamError(`the hub applied another event ${spoke.eventNonce}`);
    }
    if (this.end === undefined || this.after > floor || this.end.nonce < floor) {
      this.events = [];
      this.end = this.begin(spoke, lastVote);
      this.after = this.end.nonce;
    } else {
      this.events = this.events.filter((event) => event.nonce > floor);
      this.after = floor;
    }
    return this.end;
  }

  append(events: readonly ProvenEvent[], upTo: bigint): void {
    this.events.push(...events);
    const last = this.events.at(-1);
    this.end = {
      nonce: last?.nonce ?? this.end?.nonce ?? this.after,
      rollingHash: (last?.rollingHash ?? this.end?.rollingHash) as Hex,
      blockNumber: upTo + 1n,
    };
  }

  /** Nonce of the last proven event. */
  get lastNonce(): bigint {
    return this.end?.nonce ?? 0n;
  }

  /** The next events a voter has not voted on. Empty too when the hub is ahead of what is proven here. */
  next(lastVote: bigint, most: number): readonly ProvenEvent[] {
    const rest = this.events.filter((event) => event.nonce > lastVote).slice(0, most);
    return rest[0]?.nonce === lastVote + 1n ? rest : [];
  }

  /** From the hub's last applied event, or from the vault's first when this voter is behind the hub. */
  private begin(spoke: HubSpoke, lastVote: bigint): StreamPosition {
    if (lastVote < spoke.eventNonce) {
      return { nonce: 0n, rollingHash: spoke.domainSeparator, blockNumber: this.deployedAt };
    }
    const { eventNonce: nonce, rollingHash, blockNumber } = spoke;
    return { nonce, rollingHash, blockNumber: blockNumber > this.deployedAt ? blockNumber : this.deployedAt };
  }
}
