import { equalBytes } from '../lib/bytes.ts';
import type { Crypto } from '../lib/hash.ts';
import { ethereumAddress } from '../lib/hash.ts';
import type { Address } from '../lib/units.ts';

/** The curve work of one signature: plain data, so that a worker can do it ahead of execution. */
export type SignatureTask =
  | {
      readonly kind: 'verify';
      /** r‖s. */
      readonly signature: Uint8Array;
      readonly digest: Uint8Array;
      /** 33 bytes, already known to be the signer's. */
      readonly publicKey: Uint8Array;
    }
  | {
      readonly kind: 'recover';
      readonly signature: Uint8Array;
      readonly recovery: 0 | 1;
      readonly digest: Uint8Array;
      /** What must come out. */
      readonly signer: Address;
    };

/** True when the signature fits. Low s and ranges are the crypto's business for verify, the collector's for recover. */
export function runSignatureTask(crypto: Crypto, task: SignatureTask): boolean {
  if (task.kind === 'verify') return crypto.verifySecp256k1(task.signature, task.digest, task.publicKey);
  const recovered = recoverSigner(crypto, task.signature, task.recovery, task.digest);
  return recovered !== undefined && equalBytes(recovered, task.signer);
}

/** Ethereum address that signed `digest`, undefined when there is none. */
export function recoverSigner(
  crypto: Crypto,
  signature: Uint8Array,
  recovery: 0 | 1,
  digest: Uint8Array,
): Address | undefined {
  const key = crypto.recoverSecp256k1(signature, recovery, digest);
  return key === undefined ? undefined : ethereumAddress(crypto, key);
}
