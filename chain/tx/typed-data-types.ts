import { toHex } from '../lib/bytes.ts';
import type { StructTypes, TypedField } from '../lib/eip712.ts';
import { hashStruct } from '../lib/eip712.ts';
import type { Crypto } from '../lib/hash.ts';

/** Type strings of spec api-types §5: the only typed data the hub accepts. */
const STRUCTS = {
  Builder: 'address account,uint32 feePpm',
  Child: 'string kind,string source,string triggerPrice,string orderType,string price,string size,string clientOrderId',
  Trigger: 'string kind,string source,string price,uint32 callbackPpm,uint32 slippagePpm',
  Twap: 'uint64 durationMs,uint64 intervalMs,uint32 slippagePpm',
  PlaceOrder:
    'address owner,uint32 subaccount,string market,string side,string orderType,string size,string price,string timeInForce,bool postOnly,bool reduceOnly,string selfTrade,string clientOrderId,uint64 expiresAt,Trigger[] trigger,Child[] children,Twap[] twap,Builder[] builder,uint64 nonce',
  AmendOrder:
    'address owner,uint32 subaccount,string market,string orderId,string clientOrderId,string price,string size,string expiresAt,string triggerPrice,bool postOnly,uint64 nonce',
  CancelOrder: 'address owner,uint32 subaccount,string market,string orderId,string clientOrderId,uint64 nonce',
  CancelAllOrders: 'address owner,uint32 subaccount,string market,string side,uint64 nonce',
  Withdraw:
    'address owner,uint32 subaccount,string asset,string amount,uint32 spoke,uint64 spokeChainId,address recipient,string maxFee,uint64 nonce',
  CancelWithdrawal: 'address owner,uint32 spoke,uint64 withdrawalId,uint64 nonce',
  Transfer: 'address owner,uint32 subaccount,address to,uint32 toSubaccount,string asset,string amount,uint64 nonce',
  FundIsolated: 'address owner,uint32 subaccount,string market,string amount,uint64 nonce',
  ApproveAgent:
    'address owner,address agent,string name,uint64 expiresAt,string[] markets,string maxNotionalPerDay,bool canTransfer,uint64 nonce',
  RevokeAgent: 'address owner,address agent,uint64 nonce',
  SetLeverage: 'address owner,uint32 subaccount,string market,uint32 initialMarginPpm,uint64 nonce',
  VaultDeposit: 'address owner,uint32 subaccount,string amount,uint64 nonce',
  VaultRedeem: 'address owner,uint32 subaccount,string shares,uint64 nonce',
  EIP712Domain: 'string name,string version,uint256 chainId,bytes32 salt',
} as const;

const parse = (text: string): TypedField[] =>
  text.split(',').map((member) => {
    const [type, name] = member.split(' ') as [string, string];
    return { type, name };
  });

/** Struct name → members. */
export const typedDataTypes: StructTypes = Object.fromEntries(
  Object.entries(STRUCTS).map(([name, text]) => [name, parse(text)]),
);

/** The structs a wallet has to be shown for a primary type (what eth_signTypedData_v4 wants in `types`). */
export function typesFor(primaryType: string): StructTypes {
  const out: Record<string, readonly TypedField[]> = {};
  const visit = (name: string): void => {
    const fields = typedDataTypes[name];
    if (fields === undefined || out[name] !== undefined) return;
    out[name] = fields;
    for (const field of fields) visit(field.type.replace(/\[\]$/, ''));
  };
  visit(primaryType);
  return out;
}

export interface TypedDataDomain {
  readonly name: 'Nave';
  readonly version: '1';
  /** The chain the wallet is on. */
  readonly chainId: number;
  /** hubSalt, 0x text. */
  readonly salt: `0x${string}`;
}

/** The one domain of a hub for a wallet on `chainId`. */
export function typedDataDomain(chainId: number, hubSalt: Uint8Array): TypedDataDomain {
  return { name: 'Nave', version: '1', chainId, salt: `0x${toHex(hubSalt)}` };
}

export function domainSeparator(crypto: Crypto, domain: TypedDataDomain): Uint8Array {
  return hashStruct(crypto, typedDataTypes, 'EIP712Domain', { ...domain });
}
