import { PubKey as CosmosKey } from '#proto/generated/cosmos.crypto.secp256k1.ts';
import { PubKey as EthereumKey } from '#proto/generated/cosmos.evm.crypto.v1.ethsecp256k1.ts';
import { SignMode } from '#proto/generated/cosmos.tx.signing.v1beta1.ts';
import { AuthInfo, TxBody, TxRaw } from '#proto/generated/cosmos.tx.v1beta1.ts';
import type { Any, Timestamp } from '#proto/generated/google.protobuf.ts';
import { txMessages } from '#proto/generated/messages.ts';
import { TypedData } from '#proto/generated/nave.tx.v1.ts';
import { findAddress } from '../lib/address.ts';
import { EMPTY, toHex, utf8 } from '../lib/bytes.ts';
import { AppError } from '../lib/errors.ts';
import type { Crypto } from '../lib/hash.ts';
import type { Codec } from '../lib/protobuf.ts';
import type { Address } from '../lib/units.ts';
import { MAX_SAFE } from '../lib/units.ts';
import { WireError } from '../lib/wire-error.ts';
import { messageCost } from './cost.ts';
import type { ActionCost, DecodedTx, Lane, PublicKey, TxMessage, TxNonce } from './decoded-tx.ts';
import { messageLane } from './lane.ts';
import { messageWeight } from './weight.ts';

/** Above this nothing is decoded at all (5006 at once); up to it, size is the last check (spec: trading §6). */
export const MAX_DECODED_BYTES = 262_144;
const MAX_MEMO_BYTES = 256;
const MAX_GAS = (1n << 63n) - 1n;
/** 9999-12-31T23:59:59Z, the last second a Timestamp may name. */
const MAX_SECONDS = 253_402_300_799n;
const NS = 1_000_000_000n;

export const COSMOS_KEY_URL = '/cosmos.crypto.secp256k1.PubKey';
export const ETHEREUM_KEY_URL = '/cosmos.evm.crypto.v1.ethsecp256k1.PubKey';
export const TYPED_DATA_URL = '/nave.tx.v1.TypedData';

/**
 * Reads TxRaw bytes by the strict rules of spec chain §3. Throws AppError 1001 with the reason (5006 far above the size
 * limit) and nothing else, whatever the bytes are. No curve or state is touched. To simulate, signatures, public key, sign
 * mode and its extension option are not looked at.
 */
export function decodeTx(
  raw: Uint8Array,
  crypto: Pick<Crypto, 'sha256'>,
  purpose: 'execute' | 'simulate' = 'execute',
): DecodedTx {
  if (raw.length > MAX_DECODED_BYTES) {
    throw new AppError(5006, undefined, { limit: MAX_DECODED_BYTES, used: raw.length });
  }
  const { bodyBytes, authInfoBytes, signatures } = read(TxRaw, raw);
  const simulated = purpose === 'simulate';
  if (!simulated && signatures.length !== 1) throw malformed(`exactly one signature, got ${signatures.length}`);
  const body = read(TxBody, bodyBytes);
  if (body.memo !== '' && utf8(body.memo).length > MAX_MEMO_BYTES)
    throw malformed(`memo above ${MAX_MEMO_BYTES} bytes`);
  if (body.messages.length === 0) throw malformed('no message');

  const auth = readAuthInfo(authInfoBytes, simulated);
  const evmChainId = simulated ? undefined : readExtensions(body, auth.signMode);
  const timeoutNs = readTimeout(body.timeoutTimestamp);
  const messages = readMessages(body.messages);
  const signerText = messages.signerText;
  if (auth.payer !== '' && auth.payer !== signerText) throw malformed('the fee payer is not the signer');

  const hash = crypto.sha256(raw);
  const weight = messages.weight;
  return {
    raw,
    hash,
    hashHex: toHex(hash),
    bodyBytes,
    authInfoBytes,
    messages: messages.list,
    signer: messages.signer,
    signerHex: toHex(messages.signer),
    signerText,
    signMode: auth.signMode,
    publicKey: auth.publicKey,
    signature: signatures[0] ?? EMPTY,
    nonce: readNonce(body.unordered, auth.sequence, timeoutNs),
    timeoutHeight: body.timeoutHeight > BigInt(MAX_SAFE) ? MAX_SAFE : Number(body.timeoutHeight),
    timeoutNs: body.unordered ? 0n : timeoutNs,
    memo: body.memo,
    evmChainId,
    lane: messages.lane,
    weight,
    costs: messages.costs,
    gasWanted: auth.gasLimit,
    gasUsed: BigInt(weight) * 1000n,
  };
}

export const malformed = (reason: string): AppError =>
  new AppError(1001, `malformed transaction: ${reason}`, { reason });

function read<T>(codec: Codec<T>, bytes: Uint8Array): T {
  try {
    return codec.decode(bytes);
  } catch (error) {
    if (error instanceof WireError) throw malformed(error.message);
    throw error;
  }
}

interface Auth {
  readonly signMode: number;
  readonly publicKey: PublicKey | undefined;
  readonly sequence: bigint;
  readonly payer: string;
  readonly gasLimit: bigint;
}

function readAuthInfo(bytes: Uint8Array, simulated: boolean): Auth {
  const { signerInfos, fee, tip } = read(AuthInfo, bytes);
  const info = signerInfos[0];
  if (info === undefined || signerInfos.length !== 1) throw malformed(`exactly one signer, got ${signerInfos.length}`);
  if (tip !== undefined) throw malformed('tips are not supported');
  if (fee !== undefined && fee.granter !== '') throw malformed('fee granters are not supported');
  const gasLimit = fee?.gasLimit ?? 0n;
  if (gasLimit > MAX_GAS) throw malformed('gas_limit above 2^63 − 1');
  const mode = info.modeInfo;
  return {
    signMode: mode?.multi !== undefined ? -1 : (mode?.single?.mode ?? 0),
    publicKey: info.publicKey === undefined || simulated ? undefined : readPublicKey(info.publicKey),
    sequence: info.sequence,
    payer: fee?.payer ?? '',
    gasLimit,
  };
}

/** The key of an Any, both types; 1001 for others and for keys that are not 33 bytes. */
export function readPublicKey({ typeUrl, value }: Any): PublicKey {
  if (typeUrl !== COSMOS_KEY_URL && typeUrl !== ETHEREUM_KEY_URL) {
    throw malformed(`public keys of type ${typeUrl.slice(0, 80)} are not supported`);
  }
  const cosmos = typeUrl === COSMOS_KEY_URL;
  const { key } = read(cosmos ? CosmosKey : EthereumKey, value);
  if (key.length !== 33) throw malformed('a public key has 33 bytes');
  return { algo: cosmos ? 'secp256k1' : 'ethsecp256k1', key };
}

/** Chain id of the TypedData option, which goes with SIGN_MODE_EIP_191 and nothing else. */
function readExtensions(body: TxBody, signMode: number): number | undefined {
  const option = body.extensionOptions[0];
  if (body.nonCriticalExtensionOptions.length > 0 || body.extensionOptions.length > 1) {
    throw malformed('extension options are not supported');
  }
  const typed = signMode === SignMode.EIP_191;
  if (typed !== (option?.typeUrl === TYPED_DATA_URL)) {
    throw malformed(typed ? 'SIGN_MODE_EIP_191 needs the TypedData option' : 'unknown extension option');
  }
  if (option === undefined) return undefined;
  if (!typed) throw malformed('unknown extension option');
  return read(TypedData, option.value).evmChainId;
}

/** Nanoseconds since 1970; 0 when absent. */
function readTimeout(timestamp: Timestamp | undefined): bigint {
  if (timestamp === undefined) return 0n;
  const { seconds, nanos } = timestamp;
  if (seconds < 0n || seconds > MAX_SECONDS || nanos < 0 || nanos > 999_999_999) {
    throw malformed('timeout_timestamp out of range');
  }
  return seconds * NS + BigInt(nanos);
}

function readNonce(unordered: boolean, sequence: bigint, timeoutNs: bigint): TxNonce {
  if (!unordered) {
    if (sequence > BigInt(MAX_SAFE)) throw malformed('sequence above 2^53 − 1');
    return { kind: 'sequence', sequence: Number(sequence) };
  }
  if (sequence !== 0n) throw malformed('an unordered transaction has sequence 0');
  if (timeoutNs === 0n) throw malformed('an unordered transaction needs timeout_timestamp');
  return { kind: 'unordered', timeoutNs };
}

interface Messages {
  readonly list: readonly TxMessage[];
  readonly signer: Address;
  readonly signerText: string;
  readonly lane: Lane;
  readonly weight: number;
  readonly costs: readonly ActionCost[];
}

/** Decodes the messages; the signer is the first field of each and the same in all. */
function readMessages(anys: readonly Any[]): Messages {
  const list: TxMessage[] = [];
  const costs: { owner: Address; ownerText: string; orders: number; cancels: number }[] = [];
  let signer: Address | undefined;
  let signerText = '';
  let lane: Lane = 0;
  let weight = 0;
  for (const { typeUrl, value: bytes } of anys) {
    const codecs = txMessages.get(typeUrl);
    if (codecs === undefined) throw malformed(`unknown message ${typeUrl.slice(0, 80)}`);
    const value = read(codecs.request, bytes) as Readonly<Record<string, unknown>>;
    const text = value[codecs.signer] as string;
    if (signer === undefined) {
      signer = findAddress(text);
      if (signer === undefined) throw malformed(`the signer is no nave1 address: ${text.slice(0, 80)}`);
      signerText = text;
    } else if (text !== signerText) {
      throw malformed('all messages have the same signer');
    }
    const typeName = typeUrl.slice(1);
    const ownerText = ownerOf(typeName, value, signerText);
    const owner = ownerText === signerText ? signer : findAddress(ownerText);
    if (owner === undefined) throw malformed(`the owner is no nave1 address: ${ownerText.slice(0, 80)}`);
    list.push({ typeUrl, typeName, value, owner });
    const own = messageLane(typeName, value);
    if (own > lane) lane = own;
    weight += messageWeight(typeName, value);
    const cost = messageCost(typeName, value);
    if (cost.orders > 0 || cost.cancels > 0) {
      let sum = costs.find((one) => one.ownerText === ownerText);
      if (sum === undefined) {
        sum = { owner, ownerText, orders: 0, cancels: 0 };
        costs.push(sum);
      }
      sum.orders += cost.orders;
      sum.cancels += cost.cancels;
    }
  }
  return { list, signer: signer!, signerText, lane, weight, costs };
}

/** Messages whose `owner` is somebody else's subaccount without acting for him: the target of a liquidation. */
const FOREIGN_OWNER = new Set(['nave.liquidation.v1.MsgLiquidate', 'nave.liquidation.v1.MsgLiquidateCollateral']);

function ownerOf(typeName: string, value: Readonly<Record<string, unknown>>, signerText: string): string {
  const owner = value.owner;
  return typeof owner === 'string' && owner !== '' && !FOREIGN_OWNER.has(typeName) ? owner : signerText;
}
