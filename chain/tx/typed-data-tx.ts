import { SignMode } from '#proto/generated/cosmos.tx.signing.v1beta1.ts';
import { AuthInfo, TxBody, TxRaw } from '#proto/generated/cosmos.tx.v1beta1.ts';
import { TypedData } from '#proto/generated/nave.tx.v1.ts';
import { formatAddress } from '../lib/address.ts';
import { equalBytes, findHex, toHex } from '../lib/bytes.ts';
import type { StructTypes, StructValue } from '../lib/eip712.ts';
import { hashStruct, typedDataDigest } from '../lib/eip712.ts';
import { AppError } from '../lib/errors.ts';
import type { Crypto } from '../lib/hash.ts';
import { isLowS } from '../lib/hash.ts';
import { MAX_SAFE } from '../lib/units.ts';
import { malformed, TYPED_DATA_URL } from './decode-tx.ts';
import type { DecodedTx } from './decoded-tx.ts';
import type { SignatureTask } from './signature-task.ts';
import { recoverSigner } from './signature-task.ts';
import { readTypedFields } from './typed-data-input.ts';
import { typedMoneyMessages } from './typed-data-money.ts';
import { typedOrderMessages } from './typed-data-orders.ts';
import type { TypedDataRegistry } from './typed-data-registry.ts';
import type { TypedDataDomain } from './typed-data-types.ts';
import { domainSeparator, typedDataDomain, typedDataTypes, typesFor } from './typed-data-types.ts';

const typedMessages = [...typedOrderMessages, ...typedMoneyMessages];
const byTypeName = new Map(typedMessages.map((one) => [one.codec.typeName, one]));
const byPrimaryType = new Map(typedMessages.map((one) => [one.primaryType, one]));

/** What a wallet signs (eth_signTypedData_v4). */
export interface WalletRequest {
  readonly domain: TypedDataDomain;
  readonly types: StructTypes;
  readonly primaryType: string;
  readonly message: StructValue;
}

/**
 * Typed data of a message, with every field readable. `nonceUs` is the timeout of the unordered tx in microseconds.
 * Throws 1001 for a message without typed form, 1003 for what the registries do not know.
 */
export function typedDataOf(
  typeName: string,
  message: unknown,
  nonceUs: number,
  domain: TypedDataDomain,
  registry: TypedDataRegistry,
): WalletRequest {
  const typed = byTypeName.get(typeName);
  if (typed === undefined) throw malformed(`${typeName} cannot be signed as typed data`);
  const { primaryType } = typed;
  const fields = { ...typed.toFields(message, registry), nonce: nonceUs };
  return { domain, types: typesFor(primaryType), primaryType, message: fields };
}

/** Digest a wallet's signature covers. */
export function walletDigest(crypto: Crypto, request: Pick<WalletRequest, 'domain' | 'primaryType' | 'message'>) {
  const structHash = hashStruct(crypto, typedDataTypes, request.primaryType, request.message);
  return typedDataDigest(crypto, domainSeparator(crypto, request.domain), structHash);
}

/** The one TxRaw that carries a typed-data message (spec: api-types §5). */
export function typedDataTxBytes(
  typeName: string,
  messageBytes: Uint8Array,
  nonceUs: number,
  evmChainId: number,
  signature: Uint8Array,
): Uint8Array {
  const seconds = Math.floor(nonceUs / 1_000_000);
  const bodyBytes = TxBody.encode(
    TxBody.fromPartial({
      messages: [{ typeUrl: `/${typeName}`, value: messageBytes }],
      unordered: true,
      timeoutTimestamp: { seconds: BigInt(seconds), nanos: (nonceUs - seconds * 1_000_000) * 1000 },
      extensionOptions: [{ typeUrl: TYPED_DATA_URL, value: TypedData.encode({ evmChainId }) }],
    }),
  );
  const authInfoBytes = AuthInfo.encode(
    AuthInfo.fromPartial({ signerInfos: [{ modeInfo: { single: { mode: SignMode.EIP_191 } } }] }),
  );
  return TxRaw.encode({ bodyBytes, authInfoBytes, signatures: [signature] });
}

/**
 * What has to be recovered of a SIGN_MODE_EIP_191 tx. Throws 1001 unless its bytes are exactly those its typed data gives,
 * 1003 for an unknown market, asset or spoke and for a signature that is not 65 bytes r‖s‖v with low s and v 27 or 28.
 */
export function typedDataTask(
  crypto: Crypto,
  tx: DecodedTx,
  hubSalt: Uint8Array,
  registry: TypedDataRegistry,
): SignatureTask {
  const [message, ...others] = tx.messages;
  if (message === undefined || others.length > 0) throw malformed('typed data carries exactly one message');
  if (tx.nonce.kind !== 'unordered') throw malformed('typed data is always unordered');
  const nonceUs = Number(tx.nonce.timeoutNs / 1000n);
  if (!Number.isSafeInteger(nonceUs)) throw malformed('timeout_timestamp above 2^53 µs');
  const evmChainId = tx.evmChainId!;
  const domain = typedDataDomain(evmChainId, hubSalt);
  const request = typedDataOf(message.typeName, message.value, nonceUs, domain, registry);
  const typed = byPrimaryType.get(request.primaryType)!;
  const rebuilt = typed.codec.encode(typed.fromFields(request.message, tx.signerText, registry));
  if (!equalBytes(typedDataTxBytes(message.typeName, rebuilt, nonceUs, evmChainId, tx.signature), tx.raw)) {
    throw malformed('the transaction is not the one its typed data gives');
  }
  const digest = walletDigest(crypto, request);
  const { signature, recovery } = readWalletSignature(tx.signature, tx.signerText, digest);
  return { kind: 'recover', signature, recovery, digest, signer: tx.signer };
}

function readWalletSignature(
  bytes: Uint8Array,
  expected: string | undefined,
  digest: Uint8Array,
): { signature: Uint8Array; recovery: 0 | 1 } {
  const v = bytes[64];
  const signature = bytes.slice(0, 64);
  const hint =
    bytes.length !== 65
      ? `65 bytes r‖s‖v expected, got ${bytes.length}`
      : v !== 27 && v !== 28
        ? 'v is neither 27 nor 28'
        : isLowS(signature)
          ? undefined
          : 's is above n/2';
  if (hint !== undefined) {
    throw new AppError(1003, undefined, {
      ...(expected === undefined ? {} : { expected }),
      digest: `0x${toHex(digest)}`,
      signMode: 'typed_data',
      hint,
    });
  }
  return { signature, recovery: v === 28 ? 1 : 0 };
}

/** `{domain, primaryType, message}` as a wallet signed it, and its signature; `types` beside them is not looked at. */
export interface SignedTypedData {
  readonly typedData: unknown;
  /** 0x text of 65 bytes. */
  readonly signature: string;
}

/**
 * TxRaw of what a wallet signed: the sender is recovered. Throws 1002 for another hub's domain, 8001, 2002, 2003 for fields
 * of a wrong form, 1003 for unknown names or a signature nobody made, 1001 for texts that are not in output form.
 */
export function txFromTypedData(
  crypto: Crypto,
  input: SignedTypedData,
  hubSalt: Uint8Array,
  registry: TypedDataRegistry,
): Uint8Array {
  const { domain, primaryType, message } = readRequest(input.typedData, hubSalt);
  const typed = byPrimaryType.get(primaryType)!;
  const digest = walletDigest(crypto, { domain, primaryType, message });
  const bytes = findHex(input.signature) ?? new Uint8Array(0);
  const { signature, recovery } = readWalletSignature(bytes, undefined, digest);
  const sender = recoverSigner(crypto, signature, recovery, digest);
  if (sender === undefined) {
    throw new AppError(1003, undefined, { digest: `0x${toHex(digest)}`, signMode: 'typed_data' });
  }
  const wire = typed.fromFields(message, formatAddress(sender), registry);
  const nonceUs = message.nonce as number;
  const canonical = typedDataOf(typed.codec.typeName, wire, nonceUs, domain, registry);
  if (!equalBytes(walletDigest(crypto, canonical), digest)) throw notCanonical(message, canonical.message);
  return typedDataTxBytes(typed.codec.typeName, typed.codec.encode(wire), nonceUs, domain.chainId, bytes);
}

function notCanonical(given: StructValue, canonical: StructValue): AppError {
  const field = Object.keys(given).find((name) => JSON.stringify(given[name]) !== JSON.stringify(canonical[name]));
  const reason = `${field} is not in output form, expected ${JSON.stringify(canonical[field ?? ''])}`;
  return new AppError(1001, `malformed transaction: ${reason}`, { field, reason });
}

function readRequest(input: unknown, hubSalt: Uint8Array): Pick<WalletRequest, 'domain' | 'primaryType' | 'message'> {
  const refuse = (field: string, reason: string): AppError =>
    new AppError(8001, `${field}: ${reason}`, { field, reason });
  if (typeof input !== 'object' || input === null) throw refuse('typedData', 'an object');
  const { domain, primaryType, message } = input as Readonly<Record<string, unknown>>;
  if (typeof domain !== 'object' || domain === null) throw refuse('typedData.domain', 'an object');
  const { name, version, chainId, salt } = domain as Readonly<Record<string, unknown>>;
  // Wallets send a number, a decimal text or 0x hex; anything else may not even become a text.
  const isNumber = typeof chainId === 'string' ? /^(0x[0-9a-fA-F]{1,13}|\d{1,16})$/.test(chainId) : true;
  const evmChainId = typeof chainId === 'number' || typeof chainId === 'string' ? Number(chainId) : Number.NaN;
  if (!isNumber || !Number.isInteger(evmChainId) || evmChainId < 0 || evmChainId > MAX_SAFE) {
    throw refuse('typedData.domain.chainId', 'an integer');
  }
  const expected = typedDataDomain(evmChainId, hubSalt);
  const saltText = typeof salt === 'string' ? salt.toLowerCase() : '';
  if (name !== expected.name || version !== expected.version || saltText !== expected.salt) {
    throw new AppError(1002, undefined, {
      expected: { name: expected.name, version: expected.version, salt: expected.salt },
      given: { name, version, salt },
    });
  }
  if (typeof primaryType !== 'string' || !byPrimaryType.has(primaryType)) {
    throw refuse('typedData.primaryType', `one of ${[...byPrimaryType.keys()].join(', ')}`);
  }
  return { domain: expected, primaryType, message: readTypedFields(primaryType, message) };
}
