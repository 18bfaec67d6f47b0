import { AppError } from '../../lib/errors.ts';
import type { Address } from '../../lib/units.ts';
import type { ChainContext } from '../../module.ts';
import type { Params, ParamsStore } from '../../state/params-store.ts';
import type { RecordSource } from '../../state/record.ts';
import type { ChargedAccounts } from '../../tx/ante.ts';
import type { ActionCost, KeyAlgo, PublicKey, TxMessage } from '../../tx/decoded-tx.ts';
import { AccountTable } from './account-table.ts';
import { AgentTable, type AgentTerms } from './agent-table.ts';
import { AgentBook } from './agents.ts';
import { type Counter, canSpend, nextAllowedMs, spend } from './budget.ts';
import { accountCreated } from './events.ts';
import {
  CANCELS_OVER_MS,
  CANCELS_USED,
  EVENT_SEQ,
  KEY_ALGO,
  ORDERS_OVER_MS,
  ORDERS_USED,
  REFERRER,
  SEQUENCE,
  TIER,
  TIER_KEY,
} from './layout.ts';
import { MAX_ACCOUNT } from './nonce-index.ts';
import { Nonces } from './nonces.ts';
import { type AccountsParams, accountsParamsCodec, MAX_LIVE_NONCES, OPEN_ORDERS } from './params.ts';
import type { AccountFacts, Accounts, AgentAction, AgentApproval, Agents, Allowance, Volumes } from './types.ts';
import { AccountVolumes } from './volumes.ts';

const ALGOS: readonly (KeyAlgo | undefined)[] = [undefined, 'secp256k1', 'ethsecp256k1'];

/**
 * Accounts: numbers, keys, nonces, budgets, volumes, agents. Invariants: numbers are dense and never reused; a stored key
 * is one whose address the account is; a nonce is remembered until its timeout has passed.
 */
export class AccountsKeeper implements Accounts, Volumes, Agents, ChargedAccounts {
  readonly params: Params<AccountsParams>;
  readonly sources: readonly RecordSource[];
  readonly table: AccountTable;
  readonly volumes: AccountVolumes;
  readonly agents: AgentBook;
  private readonly nonces: Nonces;
  private readonly agentTable: AgentTable;
  private readonly context: ChainContext;

  constructor(context: ChainContext, params: ParamsStore) {
    const { journal, block } = context;
    this.context = context;
    this.params = params.section('accounts', accountsParamsCodec);
    this.table = new AccountTable(journal);
    this.nonces = new Nonces(journal, this.table);
    this.agentTable = new AgentTable(journal, this.table);
    this.agents = new AgentBook(this.table, this.agentTable, block);
    this.volumes = new AccountVolumes(this.table, block);
    this.sources = [this.table.table, this.nonces.table, this.agentTable.table];
  }

  /** Caches from loaded records. */
  rebuild(): void {
    this.table.rebuild();
    this.nonces.rebuild();
    this.agentTable.rebuild();
  }

  /** Begin of a block: nonces whose timeout has passed are forgotten. */
  beginBlock(): void {
    this.nonces.expire(this.context.block.timeMs);
  }

  findNumber(address: Address): number {
    return this.table.find(address);
  }

  address(owner: number): Address {
    return this.table.address.data[this.table.row(owner)]!;
  }

  create(address: Address): number {
    const known = this.table.find(address);
    if (known >= 0) return known;
    const number = this.table.add(address, this.volumes.today());
    this.context.events.emit(accountCreated(address, number));
    return number;
  }

  /** Facts of an existing account. */
  facts(number: number): AccountFacts {
    const row = this.table.row(number);
    const keyAlgo = ALGOS[this.table.numbers.get(row, KEY_ALGO)];
    return {
      address: this.address(number),
      number,
      sequence: this.sequence(number),
      keyAlgo,
      key: this.table.key.data[row],
    };
  }

  sequence(account: number): number {
    return this.table.numbers.get(this.table.row(account), SEQUENCE);
  }

  useSequence(account: number): void {
    const row = this.table.row(account);
    this.table.numbers.set(row, SEQUENCE, this.table.numbers.get(row, SEQUENCE) + 1);
    this.table.table.touch(row);
  }

  publicKey(account: number): PublicKey | undefined {
    const row = this.table.row(account);
    const algo = ALGOS[this.table.numbers.get(row, KEY_ALGO)];
    return algo === undefined ? undefined : { algo, key: this.table.key.data[row]! };
  }

  /** `key` is known to be the account's. */
  setPublicKey(account: number, { algo, key }: PublicKey): void {
    const row = this.table.row(account);
    this.table.numbers.set(row, KEY_ALGO, algo === 'secp256k1' ? 1 : 2);
    this.table.key.set(row, key.slice());
    this.table.table.touch(row);
  }

  nonceUsedHeight(account: number, timeoutNs: bigint): number | undefined {
    return this.nonces.usedHeight(account, timeoutNs);
  }

  checkNonceRoom(account: number): void {
    const used = this.nonces.live(account);
    if (used >= MAX_LIVE_NONCES || account >= MAX_ACCOUNT) {
      throw new AppError(5005, undefined, { limit: MAX_LIVE_NONCES, used });
    }
  }

  useNonce(account: number, timeoutNs: bigint): void {
    this.nonces.use(account, timeoutNs, this.context.block.height);
  }

  /** Live unordered nonces against their limit. */
  nonceAllowance(account: number): Allowance {
    return { limit: MAX_LIVE_NONCES, used: this.nonces.live(account), nextAtMs: undefined };
  }

  /** B of trading §6; cancels have 2·B. */
  budgetOf(account: number): { readonly orders: Allowance; readonly cancels: Allowance } {
    const limit = this.orderBudget(account);
    const show = (counter: Counter, most: number): Allowance => ({
      limit: most,
      used: counter.used,
      nextAtMs: nextAllowedMs(counter, most),
    });
    return { orders: show(this.orders(account), limit), cancels: show(this.cancels(account), 2 * limit) };
  }

  checkBudget(cost: ActionCost): void {
    const account = this.costAccount(cost);
    const limit = this.orderBudget(account);
    this.checkCounter(this.orders(account), limit, cost.orders);
    this.checkCounter(this.cancels(account), 2 * limit, cost.cancels);
  }

  spendBudget(cost: ActionCost): void {
    const { table } = this;
    const account = this.costAccount(cost);
    const row = table.row(account);
    const limit = this.orderBudget(account);
    const { timeMs } = this.context.block;
    if (cost.orders > 0) {
      const { used, lastOverMs } = spend(this.orders(account), limit, cost.orders, timeMs);
      table.numbers.set(row, ORDERS_USED, used);
      table.numbers.set(row, ORDERS_OVER_MS, lastOverMs);
    }
    if (cost.cancels > 0) {
      const { used, lastOverMs } = spend(this.cancels(account), 2 * limit, cost.cancels, timeMs);
      table.numbers.set(row, CANCELS_USED, used);
      table.numbers.set(row, CANCELS_OVER_MS, lastOverMs);
    }
    table.table.touch(row);
  }

  maxOpenOrders(owner: number): number {
    const { base, most, usdcPerOrder } = OPEN_ORDERS;
    return Math.min(most, base + Math.floor(this.volumes.lifetimeUsdc(owner) / usdcPerOrder));
  }

  volume30d(owner: number): bigint {
    return this.volumes.last30Days(owner);
  }

  /** What `keepTier` kept of an account under this key, −1 = nothing. Not state: it spares the search for the fee tier. */
  keptTier(owner: number, key: number): number {
    const row = this.table.row(owner);
    return this.table.numbers.get(row, TIER_KEY) === key ? this.table.numbers.get(row, TIER) : -1;
  }

  /** Keeps a fee tier ≥ 0 under a key > 0, instead of the one kept before. */
  keepTier(owner: number, key: number, tier: number): void {
    const row = this.table.row(owner);
    this.table.numbers.set(row, TIER_KEY, key);
    this.table.numbers.set(row, TIER, tier);
  }

  /** UTC day of the block. */
  today(): number {
    return this.volumes.today();
  }

  addVolume(owner: number, quote: number): void {
    this.volumes.add(owner, quote);
  }

  referrer(owner: number): number {
    return this.table.numbers.get(this.table.row(owner), REFERRER);
  }

  /** −1 removes. */
  setReferrer(owner: number, referrer: number): void {
    const row = this.table.row(owner);
    this.table.numbers.set(row, REFERRER, referrer);
    this.table.table.touch(row);
  }

  nextAccountSeq(owner: number): number {
    const row = this.table.row(owner);
    const next = this.table.numbers.get(row, EVENT_SEQ) + 1;
    this.table.numbers.set(row, EVENT_SEQ, next);
    this.table.table.touch(row);
    return next;
  }

  /** Account events emitted so far. */
  accountSeq(owner: number): number {
    return this.table.numbers.get(this.table.row(owner), EVENT_SEQ);
  }

  checkAgent(owner: Address, agent: Address, message: TxMessage): void {
    this.agents.checkMessage(owner, agent, message);
  }

  resolveOwner(sender: string, owner: string, action: AgentAction): number {
    return this.agents.resolveOwner(sender, owner, action);
  }

  spendAgentNotional(owner: number, sender: number, notional: number): void {
    this.agents.spendNotional(owner, sender, notional);
  }

  agentsOf(owner: number): AgentApproval[] {
    return this.agents.list(owner);
  }

  approveAgent(owner: number, agent: number, terms: AgentTerms): void {
    this.agents.approve(owner, agent, terms);
  }

  revokeAgent(owner: number, agent: number): void {
    this.agents.revoke(owner, agent);
  }

  private orderBudget(account: number): number {
    return this.params.get().actionBudget + this.volumes.lifetimeUsdc(account);
  }

  private orders(account: number): Counter {
    const row = this.table.row(account);
    return { used: this.table.numbers.get(row, ORDERS_USED), lastOverMs: this.table.numbers.get(row, ORDERS_OVER_MS) };
  }

  private cancels(account: number): Counter {
    const row = this.table.row(account);
    return {
      used: this.table.numbers.get(row, CANCELS_USED),
      lastOverMs: this.table.numbers.get(row, CANCELS_OVER_MS),
    };
  }

  private checkCounter(counter: Counter, limit: number, cost: number): void {
    if (cost === 0 || canSpend(counter, limit, cost, this.context.block.timeMs)) return;
    const nextAt = nextAllowedMs(counter, limit);
    throw new AppError(5002, undefined, {
      limit,
      used: counter.used,
      ...(nextAt === undefined ? {} : { nextAt }),
    });
  }

  private costAccount(cost: ActionCost): number {
    const account = this.table.find(cost.owner);
    if (account < 0) throw new AppError(1004);
    return account;
  }
}
