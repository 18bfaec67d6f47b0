import { readFileSync } from 'node:fs';
import { generateMnemonic } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import type { Command } from 'commander';
import { findAddress, formatEvmAddress } from '#chain/lib/address.ts';
import { findHex, fromHex, toHex } from '#chain/lib/bytes.ts';
import { DEFAULT_HD_PATH, secretOfMnemonic } from '#src/client/mnemonic-signer.ts';
import { privateKeySigner } from '#src/client/private-key-signer.ts';
import { type KeyAlgo, Keyring, type StoredKey } from '../keyring.ts';
import { CliError, EXIT, type OutputFormat, printObject, printTable } from '../output.ts';
import { keyringFile, readPassword } from '../signing.ts';

interface KeysOptions {
  readonly keyring?: string;
  readonly passwordFile?: string;
  readonly output: OutputFormat;
}

interface AddOptions extends KeysOptions {
  readonly algo: string;
  readonly hdPath?: string;
  readonly recover?: boolean;
}

const open = (options: KeysOptions): Keyring =>
  new Keyring(keyringFile(options.keyring), readPassword(options.passwordFile));

function algoOf(text: string): KeyAlgo {
  if (text === 'secp256k1' || text === 'ethsecp256k1') return text;
  throw new CliError('--algo is secp256k1 or ethsecp256k1', EXIT.usage);
}

/** What may be shown of a key. */
function publicFacts(key: StoredKey): object {
  const { account } = privateKeySigner(fromHex(key.privateKey), { algo: key.algo });
  return { name: key.name, algo: key.algo, address: account, evmAddress: formatEvmAddress(findAddress(account)!) };
}

/** A secret from a file, or from standard input for `-`; never an argument. */
const readSecret = (file: string): string => readFileSync(file === '-' ? 0 : file, 'utf8').trim();

function common(command: Command): Command {
  return command
    .option('--keyring <file>', 'keyring file')
    .option('--password-file <file>', "file with the keyring's password (or NAVE_PASSWORD)")
    .option('--output <format>', 'text or json', 'text');
}

/** `nave keys …`: an encrypted file of keys. */
export function registerKeysCommands(program: Command): void {
  const keys = program.command('keys').description('keys in an encrypted file');
  common(keys.command('add <name>').description('make a key, or recover one from its mnemonic'))
    .option('--algo <algo>', 'secp256k1 (Cosmos) or ethsecp256k1 (Ethereum)', 'ethsecp256k1')
    .option('--hd-path <path>', 'derivation path')
    .option('--recover', 'read the mnemonic from standard input')
    .action((name: string, options: AddOptions) => {
      const algo = algoOf(options.algo);
      const mnemonic = options.recover === true ? readSecret('-') : generateMnemonic(wordlist, 256);
      const hdPath = options.hdPath ?? DEFAULT_HD_PATH[algo];
      const key: StoredKey = { name, algo, privateKey: toHex(secretOf(mnemonic, hdPath)), mnemonic, hdPath };
      open(options).add(key);
      printObject(options.output, { ...publicFacts(key), ...(options.recover !== true && { mnemonic }) });
      if (options.recover !== true)
        process.stderr.write('Write the mnemonic down: it is the only backup of this key.\n');
    });
  common(keys.command('import <name>').description('import a private key or a mnemonic from a file'))
    .option('--algo <algo>', 'secp256k1 (Cosmos) or ethsecp256k1 (Ethereum)', 'ethsecp256k1')
    .option('--hd-path <path>', 'derivation path')
    .option('--hex-file <file>', 'file with 32 bytes of hex, - for standard input')
    .option('--mnemonic-file <file>', 'file with a mnemonic, - for standard input')
    .action((name: string, options: AddOptions & { hexFile?: string; mnemonicFile?: string }) => {
      if ((options.hexFile === undefined) === (options.mnemonicFile === undefined)) {
        throw new CliError('give either --hex-file or --mnemonic-file', EXIT.usage);
      }
      const key = importKey(name, options);
      open(options).add(key);
      printObject(options.output, publicFacts(key));
    });
  common(keys.command('list').description('names and addresses')).action((options: KeysOptions) =>
    printTable(options.output, open(options).list().map(publicFacts)),
  );
  common(keys.command('show <name>').description('one key'))
    .option('--evm', 'only the 0x address')
    .action((name: string, options: KeysOptions & { evm?: boolean }) => {
      const facts = publicFacts(open(options).get(name)) as { evmAddress: string };
      if (options.evm === true) process.stdout.write(`${facts.evmAddress}\n`);
      else printObject(options.output, facts);
    });
  common(keys.command('delete <name>').description('forget a key')).action((name: string, options: KeysOptions) => {
    open(options).delete(name);
    process.stdout.write(`${name} is gone\n`);
  });
}

function secretOf(mnemonic: string, hdPath: string): Uint8Array {
  try {
    return secretOfMnemonic(mnemonic, hdPath);
  } catch (cause) {
    throw new CliError((cause as Error).message);
  }
}

function importKey(name: string, options: AddOptions & { hexFile?: string; mnemonicFile?: string }): StoredKey {
  const algo = algoOf(options.algo);
  if (options.hexFile !== undefined) {
    const secret = findHex(readSecret(options.hexFile));
    if (secret?.length !== 32) throw new CliError(`${options.hexFile} does not hold 32 bytes of hex`);
    return { name, algo, privateKey: toHex(secret) };
  }
  const mnemonic = readSecret(options.mnemonicFile!);
  const hdPath = options.hdPath ?? DEFAULT_HD_PATH[algo];
  return { name, algo, privateKey: toHex(secretOf(mnemonic, hdPath)), mnemonic, hdPath };
}
