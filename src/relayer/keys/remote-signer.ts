import type { Address, Hex, LocalAccount, TypedDataDefinition } from 'viem';
import {
  isAddressEqual,
  keccak256,
  parseTransaction,
  recoverAddress,
  recoverTransactionAddress,
  serializeTransaction,
  size,
} from 'viem';
import { toAccount } from 'viem/accounts';
import { RpcSource } from '../rpc/rpc-source.ts';
import { typedDataDigest } from '../vault/typed-data.ts';

/** The remote signer gave something that must not be used. */
export class RemoteSignerError extends Error {
  override name = 'RemoteSignerError';
}

export interface RemoteSignerOptions {
  readonly url: string;
  readonly address: Address;
  readonly timeoutMs?: number;
}

const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/**
 * A key that stays in another process or an HSM: JSON-RPC `eth_signTypedData [address, typed data]` and
 * `eth_signTransaction [transaction]`, as Web3Signer and clef serve them. The signer sees what it signs and may have a
 * policy of its own; what it returns is checked here before it goes anywhere.
 */
export function remoteSigner({ url, address, timeoutMs = 10_000 }: RemoteSignerOptions): LocalAccount {
  const source = new RpcSource({ name: 'remote signer', url, timeoutMs });
  return toAccount({
    address,
    async signMessage() {
      throw new RemoteSignerError('relayer keys sign no messages');
    },
    async signTypedData(typed) {
      const definition = typed as unknown as TypedDataDefinition;
      const signature = hexOf(await source.request('eth_signTypedData', [address, jsonOf(definition)]));
      await checkSignature(typedDataDigest(definition), signature, address);
      return signature;
    },
    async signTransaction(transaction) {
      const unsigned = serializeTransaction(transaction as Parameters<typeof serializeTransaction>[0]);
      const signed = hexOf(await source.request('eth_signTransaction', [jsonOf({ from: address, ...transaction })]));
      await checkTransaction(unsigned, signed, address);
      return signed;
    },
  }) as LocalAccount;
}

async function checkSignature(hash: Hex, signature: Hex, address: Address): Promise<void> {
  if (size(signature) !== 65) throw new RemoteSignerError('a signature of another length');
  const v = Number.parseInt(signature.slice(-2), 16);
  if (v !== 27 && v !== 28) throw new RemoteSignerError(`a signature with v = ${v}`);
  if (BigInt(`0x${signature.slice(66, 130)}`) > HALF_ORDER) throw new RemoteSignerError('a signature with high s');
  const signer = await recoverAddress({ hash, signature }).catch(() => undefined);
  if (signer === undefined || !isAddressEqual(signer, address))
    throw new RemoteSignerError('a signature of another key');
}

/** The signed transaction is the one asked for, signed by the key. */
async function checkTransaction(unsigned: Hex, signed: Hex, address: Address): Promise<void> {
  let bare: Hex;
  let signer: Address;
  try {
    const { r: _r, s: _s, v: _v, yParity: _y, ...fields } = parseTransaction(signed as `0x02${string}`);
    bare = serializeTransaction(fields);
    signer = await recoverTransactionAddress({ serializedTransaction: signed as `0x02${string}` });
  } catch {
    throw new RemoteSignerError('not a signed transaction');
  }
  if (keccak256(bare) !== keccak256(unsigned)) throw new RemoteSignerError('another transaction than asked for');
  if (!isAddressEqual(signer, address)) throw new RemoteSignerError('a transaction of another key');
}

function hexOf(value: unknown): Hex {
  if (typeof value !== 'string' || !/^0x([0-9a-fA-F]{2})+$/.test(value)) throw new RemoteSignerError('no signature');
  return value as Hex;
}

/** Typed data carry integers as decimal strings, transactions as quantities. */
function jsonOf(value: object): unknown {
  const isTyped = 'primaryType' in value;
  return JSON.parse(
    JSON.stringify(value, (_, one: unknown) =>
      typeof one === 'bigint' ? (isTyped ? one.toString() : `0x${one.toString(16)}`) : one,
    ),
  );
}
