import { MsgApproveAgent, MsgRevokeAgent } from '#proto/generated/nave.accounts.v1.ts';
import { MsgCancelWithdrawal, MsgWithdraw } from '#proto/generated/nave.bridge.v1.ts';
import { MsgVaultDeposit, MsgVaultRedeem } from '#proto/generated/nave.liquidation.v1.ts';
import { MsgFundIsolated, MsgSetLeverage, MsgTransfer } from '#proto/generated/nave.margin.v1.ts';
import type { TypedMessage } from './typed-data-message.ts';
import { typedMessage } from './typed-data-message.ts';
import {
  accountOf,
  amountOf,
  amountText,
  assetDecimals,
  evmOf,
  evmText,
  marketById,
  marketByTicker,
  spokeChainId,
} from './typed-data-texts.ts';

/** Decimals of USDC and of vault shares on the hub. */
const QUOTE_DECIMALS = 6;

interface OwnerFields {
  readonly owner: string;
}
interface SubaccountFields extends OwnerFields {
  readonly subaccount: number;
}

interface WithdrawFields extends SubaccountFields {
  readonly asset: string;
  readonly amount: string;
  readonly spoke: number;
  readonly spokeChainId: number;
  readonly recipient: string;
  readonly maxFee: string;
}

const withdraw = typedMessage<MsgWithdraw, WithdrawFields>('Withdraw', MsgWithdraw, {
  toFields: (m, registry) => {
    const decimals = assetDecimals(registry, m.asset);
    return {
      owner: evmText('owner', m.owner),
      subaccount: m.subaccount,
      asset: m.asset,
      amount: amountText('amount', m.amount, decimals),
      spoke: m.spoke,
      spokeChainId: spokeChainId(registry, m.spoke),
      recipient: evmOf('recipient', m.to),
      maxFee: amountText('maxFee', m.maxFee, decimals),
    };
  },
  fromFields: (f, _sender, registry) => {
    const decimals = assetDecimals(registry, f.asset);
    return {
      owner: accountOf('owner', f.owner),
      subaccount: f.subaccount,
      asset: f.asset,
      amount: amountOf('amount', f.amount, decimals),
      spoke: f.spoke,
      to: evmOf('recipient', f.recipient),
      maxFee: amountOf('maxFee', f.maxFee, decimals),
    };
  },
});

interface CancelWithdrawalFields extends OwnerFields {
  readonly spoke: number;
  readonly withdrawalId: number;
}

const cancelWithdrawal = typedMessage<MsgCancelWithdrawal, CancelWithdrawalFields>(
  'CancelWithdrawal',
  MsgCancelWithdrawal,
  {
    toFields: (m) => ({ owner: evmText('owner', m.owner), spoke: m.spoke, withdrawalId: m.id }),
    fromFields: (f) => ({ owner: accountOf('owner', f.owner), spoke: f.spoke, id: f.withdrawalId }),
  },
);

interface TransferFields extends SubaccountFields {
  readonly to: string;
  readonly toSubaccount: number;
  readonly asset: string;
  readonly amount: string;
}

const transfer = typedMessage<MsgTransfer, TransferFields>('Transfer', MsgTransfer, {
  toFields: (m, registry) => ({
    owner: evmText('owner', m.owner),
    subaccount: m.subaccount,
    to: evmText('to', m.to),
    toSubaccount: m.toSubaccount,
    asset: m.asset,
    amount: amountText('amount', m.amount, assetDecimals(registry, m.asset)),
  }),
  fromFields: (f, sender, registry) => ({
    sender,
    owner: accountOf('owner', f.owner),
    subaccount: f.subaccount,
    to: accountOf('to', f.to),
    toSubaccount: f.toSubaccount,
    asset: f.asset,
    amount: amountOf('amount', f.amount, assetDecimals(registry, f.asset)),
  }),
});

interface FundIsolatedFields extends SubaccountFields {
  readonly market: string;
  readonly amount: string;
}

const fundIsolated = typedMessage<MsgFundIsolated, FundIsolatedFields>('FundIsolated', MsgFundIsolated, {
  toFields: (m, registry) => ({
    owner: evmText('owner', m.owner),
    subaccount: m.subaccount,
    market: marketById(registry, m.market).ticker,
    amount: amountText('amount', m.amount, QUOTE_DECIMALS),
  }),
  fromFields: (f, sender, registry) => ({
    sender,
    owner: accountOf('owner', f.owner),
    subaccount: f.subaccount,
    market: marketByTicker(registry, f.market).id,
    amount: amountOf('amount', f.amount, QUOTE_DECIMALS),
  }),
});

interface ApproveAgentFields extends OwnerFields {
  readonly agent: string;
  readonly name: string;
  readonly expiresAt: number;
  readonly markets: readonly string[];
  readonly maxNotionalPerDay: string;
  readonly canTransfer: boolean;
}

const approveAgent = typedMessage<MsgApproveAgent, ApproveAgentFields>('ApproveAgent', MsgApproveAgent, {
  toFields: (m, registry) => ({
    owner: evmText('owner', m.owner),
    agent: evmText('agent', m.agent),
    name: m.name,
    expiresAt: m.expiresAt,
    markets: m.markets.map((id) => marketById(registry, id).ticker),
    maxNotionalPerDay: amountText('maxNotionalPerDay', m.maxNotionalPerDay, QUOTE_DECIMALS),
    canTransfer: m.canTransfer,
  }),
  fromFields: (f, _sender, registry) => ({
    owner: accountOf('owner', f.owner),
    agent: accountOf('agent', f.agent),
    name: f.name,
    expiresAt: f.expiresAt,
    markets: f.markets.map((ticker) => marketByTicker(registry, ticker).id),
    maxNotionalPerDay: amountOf('maxNotionalPerDay', f.maxNotionalPerDay, QUOTE_DECIMALS),
    canTransfer: f.canTransfer,
  }),
});

interface RevokeAgentFields extends OwnerFields {
  readonly agent: string;
}

const revokeAgent = typedMessage<MsgRevokeAgent, RevokeAgentFields>('RevokeAgent', MsgRevokeAgent, {
  toFields: (m) => ({ owner: evmText('owner', m.owner), agent: evmText('agent', m.agent) }),
  fromFields: (f) => ({ owner: accountOf('owner', f.owner), agent: accountOf('agent', f.agent) }),
});

interface SetLeverageFields extends SubaccountFields {
  readonly market: string;
  readonly initialMarginPpm: number;
}

const setLeverage = typedMessage<MsgSetLeverage, SetLeverageFields>('SetLeverage', MsgSetLeverage, {
  toFields: (m, registry) => ({
    owner: evmText('owner', m.owner),
    subaccount: m.subaccount,
    market: marketById(registry, m.market).ticker,
    initialMarginPpm: m.imPpm,
  }),
  fromFields: (f, sender, registry) => ({
    sender,
    owner: accountOf('owner', f.owner),
    subaccount: f.subaccount,
    market: marketByTicker(registry, f.market).id,
    imPpm: f.initialMarginPpm,
  }),
});

interface VaultDepositFields extends SubaccountFields {
  readonly amount: string;
}

const vaultDeposit = typedMessage<MsgVaultDeposit, VaultDepositFields>('VaultDeposit', MsgVaultDeposit, {
  toFields: (m) => ({
    owner: evmText('owner', m.owner),
    subaccount: m.subaccount,
    amount: amountText('amount', m.amount, QUOTE_DECIMALS),
  }),
  fromFields: (f) => ({
    owner: accountOf('owner', f.owner),
    subaccount: f.subaccount,
    amount: amountOf('amount', f.amount, QUOTE_DECIMALS),
  }),
});

interface VaultRedeemFields extends SubaccountFields {
  readonly shares: string;
}

const vaultRedeem = typedMessage<MsgVaultRedeem, VaultRedeemFields>('VaultRedeem', MsgVaultRedeem, {
  toFields: (m) => ({
    owner: evmText('owner', m.owner),
    subaccount: m.subaccount,
    shares: amountText('shares', m.shares, QUOTE_DECIMALS),
  }),
  fromFields: (f) => ({
    owner: accountOf('owner', f.owner),
    subaccount: f.subaccount,
    shares: amountOf('shares', f.shares, QUOTE_DECIMALS),
  }),
});

export const typedMoneyMessages: readonly TypedMessage[] = [
  withdraw,
  cancelWithdrawal,
  transfer,
  fundIsolated,
  approveAgent,
  revokeAgent,
  setLeverage,
  vaultDeposit,
  vaultRedeem,
];
