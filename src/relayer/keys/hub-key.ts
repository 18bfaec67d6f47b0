import { fromHex } from '#chain/lib/bytes.ts';
import { privateKeySigner } from '#src/client/private-key-signer.ts';
import type { DirectSigner } from '#src/client/signer.ts';
import { type KeySource, secretOf } from './key-source.ts';
import { remoteHubSigner } from './remote-hub-signer.ts';

/** The relayer's hub account. A remote key is an Ethereum one. Throws KeystoreError, RemoteSignerError. */
export async function openHubKey(
  source: KeySource,
  algo: 'secp256k1' | 'ethsecp256k1',
  environment: NodeJS.ProcessEnv = process.env,
): Promise<DirectSigner> {
  if (source.kind === 'remote') return remoteHubSigner(source);
  return privateKeySigner(fromHex(secretOf(source, environment).slice(2)), { algo });
}
