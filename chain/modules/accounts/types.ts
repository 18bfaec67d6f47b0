import type { Address } from '../../lib/units.ts';
import type { KeyAlgo } from '../../tx/decoded-tx.ts';

/** Account numbers are dense, given once and kept for ever; they are the owner ids of hot columns. */
export type AccountNumber = number;

/** What every account is asked for by other modules; owners are account numbers. */
export interface Accounts {
  /** −1 when the account does not exist. */
  findNumber(address: Address): AccountNumber;
  /** Bytes of an existing account. */
  address(owner: AccountNumber): Address;
  /** The account of an address, made if it does not exist. */
  create(address: Address): AccountNumber;
  /** Number of the account event about to be emitted, from 1 without gaps (spec: trading §7). */
  nextAccountSeq(owner: AccountNumber): number;
  /** Open orders allowed over all markets (spec: trading §6). */
  maxOpenOrders(owner: AccountNumber): number;
}

/** Traded volume (spec: trading §5). */
export interface Volumes {
  /** Quote traded over the 30 whole UTC days before the block's day. */
  volume30d(owner: AccountNumber): bigint;
  /** Counts a fill of `quote` (Quote, safe integer ≥ 0), as maker or taker. */
  addVolume(owner: AccountNumber, quote: number): void;
  /** Who gets a tenth of the owner's taker fees; −1 = nobody. */
  referrer(owner: AccountNumber): AccountNumber;
}

/** What an agent may be trusted with, beyond what every message of the order book needs. */
export type AgentAction =
  /** A message of the order book or a leverage setting; `market` 0 = all markets. */
  | { readonly kind: 'trade'; readonly market: number }
  | { readonly kind: 'leverage'; readonly market: number }
  /** Money between the owner's own subaccounts. */
  | { readonly kind: 'transfer'; readonly market?: number };

export interface Agents {
  /**
   * Account number of the owner a message acts on: `owner` '' = the sender. Throws 1001 (no address), 1004 (unknown) and
   * 1007 (the sender is no agent of the owner, or not for this).
   */
  resolveOwner(sender: string, owner: string, action: AgentAction): AccountNumber;
  /**
   * Adds to the agent's notional of the UTC day (Quote, safe integer ≥ 0); nothing when the sender is the owner. Throws
   * 1008 when that would pass its limit.
   */
  spendAgentNotional(owner: AccountNumber, sender: AccountNumber, notional: number): void;
}

/** One approval, as queries show it. Amounts in Quote. */
export interface AgentApproval {
  readonly agent: Address;
  readonly name: string;
  readonly expiresAtMs: number;
  /** Rising; empty = all. */
  readonly markets: readonly number[];
  /** Undefined = no limit. */
  readonly maxNotionalPerDay: number | undefined;
  readonly usedToday: number;
  readonly canTransfer: boolean;
}

/** A counter against its limit; `nextAtMs` = when a single action is allowed although it is spent. */
export interface Allowance {
  readonly limit: number;
  readonly used: number;
  readonly nextAtMs: number | undefined;
}

export interface AccountFacts {
  readonly address: Address;
  readonly number: AccountNumber;
  readonly sequence: number;
  readonly keyAlgo: KeyAlgo | undefined;
  readonly key: Uint8Array | undefined;
}
