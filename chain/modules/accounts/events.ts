import type { Address } from '../../lib/units.ts';
import type { AgentTerms } from './agent-table.ts';

/** nave.accounts.v1.AccountCreated */
export const accountCreated = (account: Address, number: number) => ({
  type: 'nave.accounts.v1.AccountCreated',
  account,
  number,
});

/** nave.accounts.v1.AgentChanged: the approval as it stands now. */
export const agentChanged = (owner: Address, accountSeq: number, agent: Address, terms: AgentTerms) => ({
  type: 'nave.accounts.v1.AgentChanged',
  owner,
  accountSeq,
  agent,
  revoked: false,
  name: terms.name,
  expiresAt: terms.expiresAt,
  markets: terms.markets,
  maxNotionalPerDay: terms.maxNotional < 0 ? undefined : terms.maxNotional,
  canTransfer: terms.canTransfer,
});

/** nave.accounts.v1.AgentChanged of an approval that is gone. */
export const agentRevoked = (owner: Address, accountSeq: number, agent: Address) => ({
  type: 'nave.accounts.v1.AgentChanged',
  owner,
  accountSeq,
  agent,
  revoked: true,
  name: '',
  expiresAt: 0,
  markets: [],
  maxNotionalPerDay: undefined,
  canTransfer: false,
});

/** nave.accounts.v1.ReferrerChanged */
export const referrerChanged = (owner: Address, accountSeq: number, referrer: Address) => ({
  type: 'nave.accounts.v1.ReferrerChanged',
  owner,
  accountSeq,
  referrer,
});
