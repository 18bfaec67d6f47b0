import { SignDoc } from '#proto/generated/cosmos.tx.v1beta1.ts';
import { formatAddress } from '../lib/address.ts';
import { equalBytes, toHex } from '../lib/bytes.ts';
import { AppError } from '../lib/errors.ts';
import type { Crypto } from '../lib/hash.ts';
import { cosmosAddress, ethereumAddress, isLowS } from '../lib/hash.ts';
import { viewEncoder } from '../lib/protobuf.ts';
import type { Address } from '../lib/units.ts';
import type { DecodedTx, KeyAlgo, PublicKey } from './decoded-tx.ts';
import type { SignatureTask } from './signature-task.ts';

const encodeSignDoc = viewEncoder(SignDoc);

/** Bytes a SIGN_MODE_DIRECT signature covers, before hashing; a view that the next encoding of any message overwrites. */
export function signBytes(
  tx: Pick<DecodedTx, 'bodyBytes' | 'authInfoBytes'>,
  chainId: string,
  accountNumber: number,
): Uint8Array {
  const { bodyBytes, authInfoBytes } = tx;
  return encodeSignDoc({ bodyBytes, authInfoBytes, chainId, accountNumber: BigInt(accountNumber) });
}

/** SHA-256 of the sign bytes for Cosmos keys, keccak256 for Ethereum keys (spec: trading §6). */
export function directDigest(crypto: Crypto, algo: KeyAlgo, bytes: Uint8Array): Uint8Array {
  return algo === 'secp256k1' ? crypto.sha256(bytes) : crypto.keccak256(bytes);
}

/** The account a public key belongs to. Throws when the 33 bytes are no point and the key is an Ethereum one. */
export function keyAddress(crypto: Crypto, { algo, key }: PublicKey): Address {
  return algo === 'secp256k1' ? cosmosAddress(crypto, key) : ethereumAddress(crypto, key);
}

/**
 * What has to be verified of a SIGN_MODE_DIRECT tx; `known` is the account's stored key, which stands in for a missing
 * one. Throws 1003 for what needs no curve: no key, another account's key, a signature of another length, high s.
 */
export function directTask(
  crypto: Crypto,
  tx: DecodedTx,
  chainId: string,
  accountNumber: number,
  known: PublicKey | undefined,
): SignatureTask {
  const expected = tx.signerText;
  const key = tx.publicKey ?? known;
  if (key === undefined) {
    throw new AppError(1003, 'The account has no public key yet; send one with the transaction.', {
      expected,
      signMode: 'direct',
    });
  }
  const same = known !== undefined && known.algo === key.algo && equalBytes(known.key, key.key);
  const owner = same ? tx.signer : findKeyAddress(crypto, key);
  if (owner === undefined || !equalBytes(owner, tx.signer)) {
    throw new AppError(1003, 'The public key is not the signer’s.', {
      ...(owner === undefined ? {} : { recovered: formatAddress(owner) }),
      expected,
      signMode: 'direct',
      hint: otherKeyHint(crypto, key, tx.signer),
    });
  }
  const digest = directDigest(crypto, key.algo, signBytes(tx, chainId, accountNumber));
  if (tx.signature.length !== 64 || !isLowS(tx.signature)) {
    throw new AppError(1003, undefined, {
      expected,
      digest: `0x${toHex(digest)}`,
      signMode: 'direct',
      hint: tx.signature.length === 64 ? 's is above n/2' : `64 bytes r‖s expected, got ${tx.signature.length}`,
    });
  }
  return { kind: 'verify', signature: tx.signature, digest, publicKey: key.key };
}

function findKeyAddress(crypto: Crypto, key: PublicKey): Address | undefined {
  try {
    return keyAddress(crypto, key);
  } catch {
    return undefined;
  }
}

/** Names the usual mistake: the right key under the other type URL. */
function otherKeyHint(crypto: Crypto, key: PublicKey, signer: Address): string {
  const algo = key.algo === 'secp256k1' ? 'ethsecp256k1' : 'secp256k1';
  const other = findKeyAddress(crypto, { algo, key: key.key });
  return other !== undefined && equalBytes(other, signer)
    ? `the key is the signer’s as ${algo}: use that type URL`
    : 'the key belongs to another account';
}
