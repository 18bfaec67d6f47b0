import type { MsgApproveAgent, MsgRevokeAgent, MsgSetReferrer } from '#proto/generated/nave.accounts.v1.ts';
import { findAddress } from '../../lib/address.ts';
import { EMPTY, utf8 } from '../../lib/bytes.ts';
import { AppError } from '../../lib/errors.ts';
import { type Address, MAX_SAFE } from '../../lib/units.ts';
import type { ChainContext, MessageHandler } from '../../module.ts';
import type { AgentTerms } from './agent-table.ts';
import { agentChanged, agentRevoked, referrerChanged } from './events.ts';
import type { AccountsKeeper } from './keeper.ts';
import { MAX_AGENT_MARKETS, MAX_AGENT_NAME, MAX_APPROVAL_MS } from './params.ts';

const refuse = (field: string, reason: string): AppError =>
  new AppError(8001, `${field}: ${reason}`, { field, reason });

/** Form of an approval, without a clock: 8001. */
export function readTerms(message: MsgApproveAgent): AgentTerms {
  const { name, expiresAt, canTransfer } = message;
  if (utf8(name).length > MAX_AGENT_NAME) throw refuse('name', `at most ${MAX_AGENT_NAME} bytes`);
  const markets = message.markets.toSorted((a, b) => a - b);
  if (markets.length > MAX_AGENT_MARKETS) throw refuse('markets', `at most ${MAX_AGENT_MARKETS}`);
  if (markets.some((market, i) => market === 0 || market === markets[i - 1])) {
    throw refuse('markets', 'distinct ids from 1 on');
  }
  return { name, expiresAt, markets, maxNotional: readLimit(message.maxNotionalPerDay), canTransfer };
}

/** '' = no limit (−1). */
function readLimit(text: string): number {
  if (text === '') return -1;
  const limit = /^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN;
  if (!(limit <= MAX_SAFE)) throw refuse('max_notional_per_day', 'an integer of Quote below 2^53, or empty');
  return limit;
}

function readAddress(field: string, text: string): Address {
  const address = findAddress(text);
  if (address === undefined) throw refuse(field, 'a nave1 address');
  return address;
}

/** Handlers of nave.accounts.v1. The signer of each is its owner, whose account exists. */
export function accountHandlers(accounts: AccountsKeeper, context: ChainContext): Record<string, MessageHandler> {
  const { events, block } = context;

  const approve = (message: MsgApproveAgent): Uint8Array => {
    const owner = accounts.findNumber(readAddress('owner', message.owner));
    const address = readAddress('agent', message.agent);
    if (accounts.findNumber(address) === owner) throw refuse('agent', 'another account than the owner');
    const terms = readTerms(message);
    const latest = block.timeMs + MAX_APPROVAL_MS;
    if (terms.expiresAt <= block.timeMs || terms.expiresAt > latest) {
      throw new AppError(2006, 'expires_at lies after the block time, at most 365 days', {
        min: block.timeMs + 1,
        max: latest,
        unit: 'ms',
      });
    }
    const agent = accounts.create(address);
    accounts.approveAgent(owner, agent, terms);
    events.emit(agentChanged(accounts.address(owner), accounts.nextAccountSeq(owner), accounts.address(agent), terms));
    return EMPTY;
  };

  const revoke = (message: MsgRevokeAgent): Uint8Array => {
    const owner = accounts.findNumber(readAddress('owner', message.owner));
    const agent = accounts.findNumber(readAddress('agent', message.agent));
    if (agent < 0) throw new AppError(1007, undefined, { agent: message.agent, reason: 'unknown' });
    accounts.revokeAgent(owner, agent);
    events.emit(agentRevoked(accounts.address(owner), accounts.nextAccountSeq(owner), accounts.address(agent)));
    return EMPTY;
  };

  const setReferrer = (message: MsgSetReferrer): Uint8Array => {
    const owner = accounts.findNumber(readAddress('owner', message.owner));
    const given = message.referrer === '' ? undefined : readAddress('referrer', message.referrer);
    const referrer = given === undefined ? -1 : accounts.findNumber(given);
    if (given !== undefined && referrer < 0) throw new AppError(1004, `account ${message.referrer} not found`);
    if (referrer === owner) throw refuse('referrer', 'another account than the owner');
    accounts.setReferrer(owner, referrer);
    events.emit(referrerChanged(accounts.address(owner), accounts.nextAccountSeq(owner), given ?? EMPTY));
    return EMPTY;
  };

  return {
    'nave.accounts.v1.MsgApproveAgent': approve as MessageHandler,
    'nave.accounts.v1.MsgRevokeAgent': revoke as MessageHandler,
    'nave.accounts.v1.MsgSetReferrer': setReferrer as MessageHandler,
  };
}
