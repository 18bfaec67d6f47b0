import { readFileSync } from 'node:fs';
import type { Address, Hex, LocalAccount } from 'viem';
import { isAddress } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { KeystoreError, openKeystore } from './keystore.ts';
import { remoteSigner } from './remote-signer.ts';

/** Where a key is. No form carries the secret itself, so none can show in process arguments or a config file. */
export type KeySource =
  | { readonly kind: 'keystore'; readonly file: string; readonly passwordFile: string }
  /** 32 bytes of hex in an environment variable. */
  | { readonly kind: 'environment'; readonly variable: string }
  | { readonly kind: 'remote'; readonly url: string; readonly address: Address };

/** `keystore:FILE:PASSWORD_FILE`, `env:NAME` or `remote:ADDRESS@URL`. Throws KeystoreError. */
export function parseKeySource(text: string): KeySource {
  const source = findKeySource(text);
  // the text may be a key someone pasted: it is not repeated
  if (source === undefined)
    throw new KeystoreError('a key is keystore:FILE:PASSWORD_FILE, env:NAME or remote:ADDRESS@URL');
  return source;
}

/** True for what may be a key or an address rather than a name. */
export const looksSecret = (text: string): boolean => /^(0x)?[0-9a-fA-F]{40,}$/.test(text);

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

/** The same; undefined for any other text. */
export function findKeySource(text: string): KeySource | undefined {
  const [, kind, rest = ''] = /^(keystore|env|remote):(.+)$/.exec(text) ?? [];
  if (kind === 'env' && VARIABLE.test(rest) && !looksSecret(rest)) return { kind: 'environment', variable: rest };
  if (kind === 'keystore') {
    const at = rest.lastIndexOf(':');
    if (at > 0) return { kind: 'keystore', file: rest.slice(0, at), passwordFile: rest.slice(at + 1) };
  }
  if (kind === 'remote') {
    const [address = '', url = ''] = rest.split(/@(.+)/);
    if (isAddress(address, { strict: false }) && URL.canParse(url) && /^https?:/.test(url))
      return { kind: 'remote', url, address };
  }
  return undefined;
}

/** The key as an account that signs. Throws KeystoreError without any part of the secret. */
export function openKey(source: KeySource, environment: NodeJS.ProcessEnv = process.env): LocalAccount {
  if (source.kind === 'remote') return remoteSigner({ url: source.url, address: source.address });
  return silent(privateKeyToAccount(secretOf(source, environment)));
}

/** The secret of a key that is here, for signers of other kinds. Throws KeystoreError without any part of it. */
export function secretOf(
  source: Exclude<KeySource, { kind: 'remote' }>,
  environment: NodeJS.ProcessEnv = process.env,
): Hex {
  if (source.kind === 'keystore') {
    const password = read(source.passwordFile).replace(/\r?\n$/, '');
    return openKeystore(read(source.file), password);
  }
  const value = environment[source.variable]?.trim().replace(/^0x/, '');
  if (value === undefined) throw new KeystoreError(`${source.variable} is not set`);
  if (!/^[0-9a-fA-F]{64}$/.test(value)) throw new KeystoreError(`${source.variable} is not 32 bytes of hex`);
  try {
    privateKeyToAccount(`0x${value}`);
  } catch {
    throw new KeystoreError(`${source.variable} is not a key`);
  }
  return `0x${value}`;
}

/** Shows only its address when something prints it. */
function silent<T extends LocalAccount>(account: T): T {
  const shown = () => ({ address: account.address });
  Object.defineProperty(account, 'toJSON', { value: shown, enumerable: false });
  Object.defineProperty(account, Symbol.for('nodejs.util.inspect.custom'), { value: shown, enumerable: false });
  return account;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new KeystoreError(`${file} cannot be read (${String((error as { code?: unknown }).code)})`);
  }
}
