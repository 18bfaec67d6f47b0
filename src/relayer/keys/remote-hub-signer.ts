import type { Address, Hex } from 'viem';
import { bytesToHex, hexToBytes, isAddressEqual, keccak256, recoverAddress } from 'viem';
import { publicKeyToAddress } from 'viem/accounts';
import { formatAddress } from '#chain/lib/address.ts';
import { SignDoc } from '#proto/generated/cosmos.tx.v1beta1.ts';
import type { DirectSigner } from '#src/client/signer.ts';
import { RemoteSignerError } from './remote-signer.ts';

export interface RemoteHubSignerOptions {
  readonly url: string;
  readonly address: Address;
  readonly timeoutMs?: number;
}

const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;
const MAX_BYTES = 1 << 20;

/**
 * A hub account (ethsecp256k1) whose key stays in Web3Signer or what speaks its REST: `GET /api/v1/eth1/publicKeys` and
 * `POST /api/v1/eth1/sign/{publicKey}` {data}, which signs keccak256(data). What it returns is checked before it goes
 * anywhere. Throws RemoteSignerError.
 */
export async function remoteHubSigner({
  url,
  address,
  timeoutMs = 10_000,
}: RemoteHubSignerOptions): Promise<DirectSigner> {
  const publicKey = await findPublicKey(url, address, timeoutMs);
  return {
    mode: 'direct',
    account: formatAddress(hexToBytes(address)),
    algo: 'ethsecp256k1',
    publicKey: compressed(publicKey),
    sign: async (doc) => {
      const data = SignDoc.encode(doc);
      const path = `/api/v1/eth1/sign/${publicKey}`;
      const text = await ask(`${url}${path}`, { data: bytesToHex(data) }, timeoutMs);
      return {
        bodyBytes: doc.bodyBytes,
        authInfoBytes: doc.authInfoBytes,
        signature: await checked(text.trim().replace(/^"|"$/g, ''), keccak256(data), address),
      };
    },
  };
}

async function findPublicKey(url: string, address: Address, timeoutMs: number): Promise<Hex> {
  let keys: unknown;
  try {
    keys = JSON.parse(await ask(`${url}/api/v1/eth1/publicKeys`, undefined, timeoutMs));
  } catch (error) {
    if (error instanceof RemoteSignerError) throw error;
    throw new RemoteSignerError('the remote signer lists no public keys');
  }
  for (const key of Array.isArray(keys) ? keys : []) {
    if (typeof key !== 'string' || !/^0x(04)?[0-9a-fA-F]{128}$/.test(key)) continue;
    const whole: Hex = `0x04${key.slice(-128)}`;
    if (isAddressEqual(publicKeyToAddress(whole), address)) return key as Hex;
  }
  throw new RemoteSignerError(`the remote signer has no key of ${address}`);
}

async function ask(url: string, body: object | undefined, timeoutMs: number): Promise<string> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      signal: AbortSignal.timeout(timeoutMs),
      ...(body !== undefined && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    text = await response.text();
  } catch {
    throw new RemoteSignerError('the remote signer does not answer');
  }
  if (!response.ok) throw new RemoteSignerError(`the remote signer refuses with HTTP ${response.status}`);
  if (text.length > MAX_BYTES) throw new RemoteSignerError('an answer that is too long');
  return text;
}

/** r ‖ s of a signature by the address over the hash. */
async function checked(signature: string, hash: Hex, address: Address): Promise<Uint8Array> {
  if (!/^0x[0-9a-fA-F]{130}$/.test(signature)) throw new RemoteSignerError('no signature of 65 bytes');
  if (BigInt(`0x${signature.slice(66, 130)}`) > HALF_ORDER) throw new RemoteSignerError('a signature with high s');
  const signer = await recoverAddress({ hash, signature: signature as Hex }).catch(() => undefined);
  if (signer === undefined || !isAddressEqual(signer, address))
    throw new RemoteSignerError('a signature of another key');
  return hexToBytes(signature as Hex).slice(0, 64);
}

/** 33 bytes of an uncompressed key. */
function compressed(publicKey: Hex): Uint8Array {
  const point = hexToBytes(`0x${publicKey.slice(-128)}`);
  const key = new Uint8Array(33);
  key[0] = (point[63]! & 1) === 0 ? 2 : 3;
  key.set(point.subarray(0, 32), 1);
  return key;
}
