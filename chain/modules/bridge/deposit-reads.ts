import { equalBytes } from '../../lib/bytes.ts';
import type { Address } from '../../lib/units.ts';
import { readEvent } from './abi/event-codec.ts';
import type { DepositEvent } from './abi/vault-events.ts';
import { type Attestation, ppmOf } from './attestation.ts';
import type { BridgeBase } from './base.ts';
import { type Deposits, findAccount } from './deposits.ts';
import type { Candidate, Quarantined } from './records.ts';
import type { SpokeAndNumber } from './store.ts';

/** A deposit that is voted on and not yet applied. */
export interface PendingDepositRead {
  readonly spoke: number;
  readonly nonce: number;
  readonly event: DepositEvent;
  /** undefined: malformed. */
  readonly account: Address | undefined;
  /** 0: the token has no route. */
  readonly asset: number;
  /** Hub units; undefined: not a whole number of them. */
  readonly amount: bigint | undefined;
  readonly state: 'seen' | 'quorum';
  readonly votesPpm: number;
  readonly blockNumber: number;
  readonly blockHash: Uint8Array;
  readonly seenMs: number;
}

export interface QuarantineRead {
  readonly spoke: number;
  readonly nonce: number;
  readonly account: Address | undefined;
  readonly record: Quarantined;
}

export interface QuarantineFilter {
  /** 0: all. */
  readonly spoke: number;
  readonly account: Address | undefined;
  /** Rows behind this one, by (spoke, nonce). */
  readonly after: { readonly spoke: number; readonly nonce: number };
  readonly limit: number;
}

/** Deposits that are not credited, as clients see them: pure reads of the state of the last block. */
export class DepositReads {
  private readonly base: BridgeBase;
  private readonly attestation: Attestation;
  private readonly deposits: Deposits;

  constructor(base: BridgeBase, attestation: Attestation, deposits: Deposits) {
    this.base = base;
    this.attestation = attestation;
    this.deposits = deposits;
  }

  /** Refund ledger, by spoke and nonce; one more exists when `hasMore`. O(quarantined · log). */
  quarantine(filter: QuarantineFilter): { readonly rows: readonly QuarantineRead[]; readonly hasMore: boolean } {
    const { after, limit } = filter;
    const isBehind = ([spoke, nonce]: SpokeAndNumber): boolean =>
      spoke > after.spoke || (spoke === after.spoke && nonce > after.nonce);
    const rows: QuarantineRead[] = [];
    for (const [at, record] of this.base.store.quarantine.entries()) {
      const [spoke, nonce] = at;
      const account = findAccount(record.hubAccount);
      if (!isBehind(at) || (filter.spoke !== 0 && spoke !== filter.spoke)) continue;
      if (filter.account !== undefined && !isSame(account, filter.account)) continue;
      if (rows.length === limit) return { rows, hasMore: true };
      rows.push({ spoke, nonce, account, record });
    }
    return { rows, hasMore: false };
  }

  findQuarantined(spoke: number, nonce: number): QuarantineRead | undefined {
    const record = this.base.store.quarantine.get([spoke, nonce]);
    return record === undefined ? undefined : { spoke, nonce, account: findAccount(record.hubAccount), record };
  }

  /** Voted on and not applied, at most `limit`, by spoke (0: all) and nonce. O(pending events). */
  pending(spoke: number, account: Address | undefined, limit: number): readonly PendingDepositRead[] {
    const { store } = this.base;
    const rows: PendingDepositRead[] = [];
    for (const at of store.ids()) {
      if (spoke !== 0 && at !== spoke) continue;
      // Voters go on from their own last nonce, so what is voted on has no gaps.
      for (let nonce = store.status(at).applied + 1; store.votes.has([at, nonce]); nonce++) {
        if (rows.length === limit) return rows;
        const row = this.findPending(at, nonce);
        if (row !== undefined && (account === undefined || isSame(row.account, account))) rows.push(row);
      }
    }
    return rows;
  }

  private findPending(spoke: number, nonce: number): PendingDepositRead | undefined {
    const { store } = this.base;
    const votes = store.votes.get([spoke, nonce])!;
    const { body, ppm } = this.leader(spoke, votes.candidates);
    const event = readEvent(body.event);
    if (event.type !== 'Deposit') return undefined;
    const route = store.routes.get([spoke, event.token]);
    return {
      spoke,
      nonce,
      event,
      account: findAccount(event.hubAccount),
      asset: route?.asset ?? 0,
      amount: this.deposits.convert(event, route),
      state: votes.hasQuorum ? 'quorum' : 'seen',
      votesPpm: ppm,
      blockNumber: body.blockNumber,
      blockHash: body.blockHash,
      seenMs: votes.seenMs,
    };
  }

  /** The content with most power behind it; of equal ones the first. */
  private leader(spoke: number, candidates: readonly Candidate[]): { readonly body: Candidate; readonly ppm: number } {
    const { powers, total } = this.attestation.powers(spoke, candidates);
    const most = powers.reduce((best, power, i) => (power > powers[best]! ? i : best), 0);
    return { body: candidates[most]!, ppm: ppmOf(powers[most]!, total) };
  }
}

const isSame = (a: Address | undefined, b: Address): boolean => a !== undefined && equalBytes(a, b);
