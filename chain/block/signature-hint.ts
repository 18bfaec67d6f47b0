import { AuthInfo } from '#proto/generated/cosmos.tx.v1beta1.ts';
import { equalBytes } from '../lib/bytes.ts';
import type { AnteContext } from '../tx/ante.ts';
import type { DecodedTx, KeyAlgo, PublicKey } from '../tx/decoded-tx.ts';
import { directDigest, keyAddress, signBytes } from '../tx/sign-mode-direct.ts';

/** The usual mistake that explains a signature which does not fit. */
export interface SignatureHint {
  readonly field: string;
  readonly text: string;
}

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const ACCOUNTS_AROUND = 8;

/**
 * Tries usual mistakes of SIGN_MODE_DIRECT (≤ 64): another sequence, account number, hash function, chain, high s. Returns
 * the one under which the signature fits; undefined when none does or there is nothing to try.
 */
export function findSignatureHint(tx: DecodedTx, context: AnteContext): SignatureHint | undefined {
  const account = context.accounts.findNumber(tx.signer);
  const key = tx.publicKey ?? (account < 0 ? undefined : context.accounts.publicKey(account));
  if (key === undefined || tx.signature.length !== 64) return undefined;
  if (!equalBytes(addressOf(key, context), tx.signer)) {
    return { field: 'publicKey', text: 'the public key is of another account than the signer' };
  }
  return attempts(tx, context, account).find(({ digest, flip }) => fits(tx, key, context, digest, flip))?.hint;
}

interface Attempt {
  readonly hint: SignatureHint;
  digest(algo: KeyAlgo): Uint8Array;
  /** Try n − s in place of s. */
  readonly flip: boolean;
}

function attempts(tx: DecodedTx, context: AnteContext, account: number): Attempt[] {
  const { chainId, crypto } = context;
  const list: Attempt[] = [];
  const add = (field: string, text: string, digest: Attempt['digest'], flip = false): void => {
    list.push({ hint: { field, text }, digest, flip });
  };
  const direct = (algo: KeyAlgo, number = account, chain = chainId, auth = tx.authInfoBytes): Uint8Array =>
    directDigest(crypto, algo, signBytes({ bodyBytes: tx.bodyBytes, authInfoBytes: auth }, chain, number));

  add('signature', 's is above n/2; send n − s', (algo) => direct(algo), true);
  add(
    'digest',
    'the sign bytes were hashed with the other hash function (sha256 for secp256k1, keccak256 for ethsecp256k1)',
    (algo) => direct(algo === 'secp256k1' ? 'ethsecp256k1' : 'secp256k1'),
  );
  for (let number = 0; number <= ACCOUNTS_AROUND; number++) {
    for (const other of new Set([number, account - number, account + number])) {
      if (other < 0 || other === account) continue;
      add('accountNumber', `signed for account number ${other}, it is ${account}`, (algo) => direct(algo, other));
    }
  }
  for (const change of [-1n, 1n]) {
    const auth = withSequence(tx.authInfoBytes, change);
    if (auth === undefined) continue;
    add('sequence', `signed for another sequence (${change > 0n ? 'one more' : 'one less'})`, (algo) =>
      direct(algo, account, chainId, auth),
    );
  }
  for (const chain of ['nave-1', 'nave-local-1', 'nave-local', 'nave-testnet-1', '']) {
    if (chain !== chainId)
      add('chainId', `signed for chain "${chain}", this is ${chainId}`, (algo) => direct(algo, account, chain));
  }
  return list;
}

function withSequence(authInfoBytes: Uint8Array, change: bigint): Uint8Array | undefined {
  const auth = AuthInfo.decode(authInfoBytes);
  const info = auth.signerInfos[0]!;
  if (info.sequence + change < 0n) return undefined;
  return AuthInfo.encode({ ...auth, signerInfos: [{ ...info, sequence: info.sequence + change }] });
}

function addressOf(key: PublicKey, { crypto }: AnteContext): Uint8Array {
  try {
    return keyAddress(crypto, key);
  } catch {
    return new Uint8Array(0);
  }
}

function fits(
  tx: DecodedTx,
  key: PublicKey,
  { crypto }: AnteContext,
  digest: Attempt['digest'],
  flip: boolean,
): boolean {
  const signature = flip ? flipped(tx.signature) : tx.signature;
  return crypto.verifySecp256k1(signature, digest(key.algo), key.key);
}

/** r ‖ n − s. */
function flipped(signature: Uint8Array): Uint8Array {
  const out = signature.slice();
  let s = 0n;
  for (let i = 32; i < 64; i++) s = (s << 8n) | BigInt(out[i]!);
  s = ORDER - (s % ORDER);
  for (let i = 63; i >= 32; i--) {
    out[i] = Number(s & 255n);
    s >>= 8n;
  }
  return out;
}
