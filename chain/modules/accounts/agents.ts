import { findAddress, formatAddress } from '../../lib/address.ts';
import { AppError } from '../../lib/errors.ts';
import type { Address } from '../../lib/units.ts';
import { MAX_SAFE } from '../../lib/units.ts';
import type { BlockFacts } from '../../module.ts';
import type { TxMessage } from '../../tx/decoded-tx.ts';
import type { AccountTable } from './account-table.ts';
import { agentActions } from './agent-rules.ts';
import type { AgentTable, AgentTerms } from './agent-table.ts';
import { MAX_AGENTS } from './params.ts';
import type { AgentAction, AgentApproval } from './types.ts';
import { DAY_MS, utcDay } from './volume-ring.ts';

type Reason = 'unknown' | 'expired' | 'market' | 'action';

/** Who may act for whom, and how much an agent may still place today (spec: trading §6). */
export class AgentBook {
  private readonly accounts: AccountTable;
  private readonly agents: AgentTable;
  private readonly block: BlockFacts;

  constructor(accounts: AccountTable, agents: AgentTable, block: BlockFacts) {
    this.accounts = accounts;
    this.agents = agents;
    this.block = block;
  }

  /** Approves or replaces; approvals that have ended make room. Throws 1008 above 16 that have not. */
  approve(owner: number, agent: number, terms: AgentTerms): void {
    const { agents, block } = this;
    if (agents.index.find(owner, agent) < 0 && agents.index.rows(owner).length >= MAX_AGENTS) {
      for (const row of agents.index.rows(owner)) {
        if (agents.terms.data[row]!.expiresAt <= block.timeMs) agents.remove(row);
      }
      const used = agents.index.rows(owner).length;
      if (used >= MAX_AGENTS) throw new AppError(1008, `at most ${MAX_AGENTS} agents`, { limit: MAX_AGENTS, used });
    }
    agents.put(owner, agent, terms, utcDay(block.timeMs));
  }

  /** Throws 1007 when there is no such approval. */
  revoke(owner: number, agent: number): void {
    const row = this.agents.index.find(owner, agent);
    if (row < 0) throw this.refusal(this.accounts.address.data[this.accounts.row(agent)]!, 'unknown');
    this.agents.remove(row);
  }

  /** Throws 1007 unless the agent may send this message for the owner. */
  checkMessage(owner: Address, agent: Address, message: TxMessage): void {
    const row = this.findRow(owner, agent);
    const actions = agentActions(message.typeName, message.value, owner);
    this.checkTerms(row, agent, actions === undefined ? 'action' : undefined);
    for (const action of actions!) this.checkAction(row, agent, action);
  }

  /** Account number of the owner; 1001, 1004, 1007 as types.ts says. */
  resolveOwner(sender: string, owner: string, action: AgentAction): number {
    const senderAddress = this.read(sender, 'sender');
    const ownerAddress = owner === '' || owner === sender ? senderAddress : this.read(owner, 'owner');
    const number = this.accounts.find(ownerAddress);
    if (number < 0) throw new AppError(1004, `account ${owner === '' ? sender : owner} not found`);
    if (ownerAddress !== senderAddress) {
      const row = this.findRow(ownerAddress, senderAddress);
      this.checkTerms(row, senderAddress, undefined);
      this.checkAction(row, senderAddress, action);
    }
    return number;
  }

  /** Throws 1008 when the agent's notional of the day would pass its limit; sums above 2^53 − 1 stay there. */
  spendNotional(owner: number, sender: number, notional: number): void {
    if (owner === sender) return;
    const { agents, block } = this;
    const row = agents.index.find(owner, sender);
    if (row < 0) return;
    const today = utcDay(block.timeMs);
    const before = agents.day.data[row] === today ? agents.used.data[row]! : 0;
    const used = Math.min(before + notional, MAX_SAFE);
    const limit = agents.terms.data[row]!.maxNotional;
    if (limit >= 0 && used > limit) {
      throw new AppError(1008, undefined, {
        limit: String(limit),
        used: String(before),
        nextAt: (today + 1) * DAY_MS,
      });
    }
    agents.day.set(row, today);
    agents.used.set(row, used);
    agents.table.touch(row);
  }

  /** Approvals of an owner, by agent number; ended ones too. */
  list(owner: number): AgentApproval[] {
    const { agents, accounts, block } = this;
    return agents.index.rows(owner).map((row) => {
      const { maxNotional, expiresAt, ...terms } = agents.terms.data[row]!;
      return {
        ...terms,
        agent: accounts.address.data[accounts.row(agents.agent.data[row]!)]!,
        expiresAtMs: expiresAt,
        maxNotionalPerDay: maxNotional < 0 ? undefined : maxNotional,
        usedToday: agents.day.data[row] === utcDay(block.timeMs) ? agents.used.data[row]! : 0,
      };
    });
  }

  private findRow(owner: Address, agent: Address): number {
    const ownerNumber = this.accounts.find(owner);
    const agentNumber = this.accounts.find(agent);
    return ownerNumber < 0 || agentNumber < 0 ? -1 : this.agents.index.find(ownerNumber, agentNumber);
  }

  private checkTerms(row: number, agent: Address, otherwise: Reason | undefined): void {
    if (row < 0) throw this.refusal(agent, 'unknown');
    if (this.agents.terms.data[row]!.expiresAt <= this.block.timeMs) throw this.refusal(agent, 'expired');
    if (otherwise !== undefined) throw this.refusal(agent, otherwise);
  }

  /** An approval for some markets covers nothing that touches all of them. */
  private checkAction(row: number, agent: Address, action: AgentAction): void {
    const { markets, canTransfer } = this.agents.terms.data[row]!;
    if (action.kind === 'transfer' && !canTransfer) throw this.refusal(agent, 'action');
    const market = action.market;
    if (market !== undefined && markets.length > 0 && !markets.includes(market)) throw this.refusal(agent, 'market');
  }

  private refusal(agent: Address, reason: Reason): AppError {
    return new AppError(1007, `the agent is not allowed to do this: ${reason}`, {
      agent: formatAddress(agent),
      reason,
    });
  }

  private read(text: string, field: string): Address {
    const address = findAddress(text);
    if (address === undefined)
      throw new AppError(1001, `malformed transaction: ${field} is no nave1 address`, { field });
    return address;
  }
}
