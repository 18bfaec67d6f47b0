import { findEvmAddress, formatEvmAddress } from '#chain/lib/address.ts';
import { AppError } from '#chain/lib/errors.ts';
import { amountOf, marketByTicker } from '#chain/tx/typed-data-texts.ts';
import { MsgSend } from '#proto/generated/cosmos.bank.v1beta1.ts';
import { MsgApproveAgent, MsgRevokeAgent, MsgSetReferrer } from '#proto/generated/nave.accounts.v1.ts';
import { MsgCancelWithdrawal, MsgRefundDeposit, MsgWithdraw } from '#proto/generated/nave.bridge.v1.ts';
import { MsgVaultDeposit, MsgVaultRedeem } from '#proto/generated/nave.liquidation.v1.ts';
import { MsgFundIsolated, MsgSetLeverage, MsgTransfer } from '#proto/generated/nave.margin.v1.ts';
import type { OutgoingMessage } from './build-tx.ts';
import { outgoing } from './build-tx.ts';
import type { MarketDirectory } from './market-directory.ts';
import type { Party } from './order-messages.ts';
import { accountText } from './order-messages.ts';

const USDC_DECIMALS = 6;

const refuse = (field: string, reason: string): AppError =>
  new AppError(8001, `${field}: ${reason}`, { field, reason });

function decimalsOf(directory: MarketDirectory, asset: string): number {
  const decimals = directory.findAssetDecimals(asset);
  if (decimals === undefined) throw refuse('asset', `no asset ${asset}`);
  return decimals;
}

/** Parts of `spoke-number`, both from 1. Throws AppError 8001. */
export function bridgeId(what: string, id: string): { readonly spoke: number; readonly number: number } {
  const parts = /^([1-9]\d{0,4})-([1-9]\d{0,15})$/.exec(id);
  const number = Number(parts?.[2]);
  if (parts === null || !Number.isSafeInteger(number)) throw refuse('id', `${id} is no ${what} id such as 1-17`);
  return { spoke: Number(parts[1]), number };
}

/** Amounts are decimal texts of whole assets; every builder throws AppError 8001 on what it cannot say exactly. */
export const moneyMessage = {
  /** Between subaccounts, also of another owner. */
  transfer(
    directory: MarketDirectory,
    party: Party,
    input: { readonly to: string; readonly toSubaccount?: number; readonly asset: string; readonly amount: string },
  ): OutgoingMessage {
    return outgoing(MsgTransfer, {
      ...party,
      to: accountText('to', input.to),
      toSubaccount: input.toSubaccount ?? 0,
      asset: input.asset,
      amount: amountOf('amount', input.amount, decimalsOf(directory, input.asset)),
    });
  },

  /** From subaccount 0 to subaccount 0, as Cosmos wallets send. */
  send(
    directory: MarketDirectory,
    from: string,
    input: { readonly to: string; readonly asset: string; readonly amount: string },
  ): OutgoingMessage {
    const amount = amountOf('amount', input.amount, decimalsOf(directory, input.asset));
    return outgoing(MsgSend, {
      fromAddress: from,
      toAddress: accountText('to', input.to),
      amount: [{ denom: directory.findDenom(input.asset)!, amount }],
    });
  },

  /** To an address of the spoke's chain; above `maxFee` the hub refuses (6006). */
  withdraw(
    directory: MarketDirectory,
    party: Pick<Party, 'owner' | 'subaccount'>,
    input: {
      readonly asset: string;
      readonly amount: string;
      readonly spoke: number;
      readonly to: string;
      readonly maxFee: string;
    },
  ): OutgoingMessage {
    const to = findEvmAddress(input.to);
    if (to === undefined) throw refuse('to', 'no 0x address');
    const decimals = decimalsOf(directory, input.asset);
    return outgoing(MsgWithdraw, {
      owner: party.owner,
      subaccount: party.subaccount,
      asset: input.asset,
      amount: amountOf('amount', input.amount, decimals),
      spoke: input.spoke,
      to: formatEvmAddress(to),
      maxFee: amountOf('maxFee', input.maxFee, decimals),
    });
  },

  /** `id` as REST shows it: spoke-number. */
  cancelWithdrawal(owner: string, id: string): OutgoingMessage {
    const { spoke, number } = bridgeId('withdrawal', id);
    return outgoing(MsgCancelWithdrawal, { owner, spoke, id: number });
  },

  /** Sends a quarantined deposit back to its refund address; anybody may. `id` as REST shows it: spoke-nonce. */
  refundDeposit(sender: string, id: string): OutgoingMessage {
    const { spoke, number } = bridgeId('deposit', id);
    return outgoing(MsgRefundDeposit, { sender, spoke, nonce: number });
  },

  /** Moves USDC into the isolated child of the party's subaccount in a market. */
  fundIsolated(directory: MarketDirectory, party: Party, market: string, amount: string): OutgoingMessage {
    return outgoing(MsgFundIsolated, {
      ...party,
      market: marketByTicker(directory, market).id,
      amount: amountOf('amount', amount, USDC_DECIMALS),
    });
  },

  /** Initial margin ratio of the party in a market; 0 removes the setting. */
  setLeverage(directory: MarketDirectory, party: Party, market: string, imPpm: number): OutgoingMessage {
    return outgoing(MsgSetLeverage, { ...party, market: marketByTicker(directory, market).id, imPpm });
  },

  approveAgent(
    directory: MarketDirectory,
    owner: string,
    input: {
      readonly agent: string;
      readonly name?: string;
      readonly expiresAt: number;
      /** None: all. */
      readonly markets?: readonly string[];
      /** USDC; absent: no limit. */
      readonly maxNotionalPerDay?: string;
      readonly canTransfer?: boolean;
    },
  ): OutgoingMessage {
    return outgoing(MsgApproveAgent, {
      owner,
      agent: accountText('agent', input.agent),
      name: input.name ?? '',
      expiresAt: input.expiresAt,
      markets: (input.markets ?? []).map((ticker) => marketByTicker(directory, ticker).id),
      maxNotionalPerDay: amountOf('maxNotionalPerDay', input.maxNotionalPerDay ?? '', USDC_DECIMALS),
      canTransfer: input.canTransfer ?? false,
    });
  },

  revokeAgent: (owner: string, agent: string): OutgoingMessage =>
    outgoing(MsgRevokeAgent, { owner, agent: accountText('agent', agent) }),

  /** '' removes the referrer. */
  setReferrer: (owner: string, referrer: string): OutgoingMessage =>
    outgoing(MsgSetReferrer, { owner, referrer: referrer === '' ? '' : accountText('referrer', referrer) }),

  vaultDeposit: (party: Pick<Party, 'owner' | 'subaccount'>, amount: string): OutgoingMessage =>
    outgoing(MsgVaultDeposit, {
      owner: party.owner,
      subaccount: party.subaccount,
      amount: amountOf('amount', amount, USDC_DECIMALS),
    }),

  vaultRedeem: (party: Pick<Party, 'owner' | 'subaccount'>, shares: string): OutgoingMessage =>
    outgoing(MsgVaultRedeem, {
      owner: party.owner,
      subaccount: party.subaccount,
      shares: amountOf('shares', shares, USDC_DECIMALS),
    }),
} as const;
