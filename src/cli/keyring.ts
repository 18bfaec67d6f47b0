import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { writeFileAtomic } from '#src/node/home.ts';
import { CliError } from './output.ts';

export type KeyAlgo = 'secp256k1' | 'ethsecp256k1';

/** One key; the secret is only in memory while a command runs. */
export interface StoredKey {
  readonly name: string;
  readonly algo: KeyAlgo;
  /** 32 bytes, hex. */
  readonly privateKey: string;
  readonly mnemonic?: string;
  readonly hdPath?: string;
}

/** scrypt cost: 2^15 · 8 · 1, 32 MiB and a tenth of a second: once a command. */
const SCRYPT = { N: 32768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const;

interface KeyringFile {
  readonly version: 1;
  readonly kdf: 'scrypt';
  readonly salt: string;
  readonly nonce: string;
  readonly tag: string;
  readonly data: string;
}

/** An encrypted file of keys: scrypt for the password, AES-256-GCM for the content. */
export class Keyring {
  private readonly file: string;
  private readonly password: string;

  constructor(file: string, password: string) {
    this.file = file;
    this.password = password;
  }

  list(): readonly StoredKey[] {
    if (!existsSync(this.file)) return [];
    const box = this.read();
    try {
      const key = scryptSync(this.password, Buffer.from(box.salt, 'hex'), 32, SCRYPT);
      // A shorter tag would be easier to forge.
      const cipher = createDecipheriv('aes-256-gcm', key, Buffer.from(box.nonce, 'hex'), { authTagLength: 16 });
      cipher.setAuthTag(Buffer.from(box.tag, 'hex'));
      const plain = Buffer.concat([cipher.update(Buffer.from(box.data, 'hex')), cipher.final()]);
      return JSON.parse(plain.toString('utf8')) as StoredKey[];
    } catch {
      throw new CliError(`${this.file}: wrong password, or the file was altered`);
    }
  }

  private read(): KeyringFile {
    let box: unknown;
    try {
      box = JSON.parse(readFileSync(this.file, 'utf8'));
    } catch {
      // The same words as for other JSON that is none.
    }
    const fields = (typeof box === 'object' && box !== null ? box : {}) as Readonly<Record<string, unknown>>;
    const parts = ['salt', 'nonce', 'tag', 'data'];
    if (fields.version === undefined || parts.some((name) => typeof fields[name] !== 'string')) {
      throw new CliError(`${this.file} is not a keyring; restore it from a backup`);
    }
    if (fields.version !== 1 || fields.kdf !== 'scrypt') throw new CliError(`${this.file}: unknown keyring version`);
    return box as KeyringFile;
  }

  get(name: string): StoredKey {
    const key = this.list().find((candidate) => candidate.name === name);
    if (key === undefined) throw new CliError(`no key named ${name}; nave keys list shows the keys`);
    return key;
  }

  add(key: StoredKey): void {
    const keys = this.list();
    if (keys.some((candidate) => candidate.name === key.name)) throw new CliError(`a key named ${key.name} exists`);
    this.save([...keys, key]);
  }

  delete(name: string): void {
    this.get(name);
    this.save(this.list().filter((key) => key.name !== name));
  }

  private save(keys: readonly StoredKey[]): void {
    const salt = randomBytes(16);
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', scryptSync(this.password, salt, 32, SCRYPT), nonce);
    const data = Buffer.concat([cipher.update(JSON.stringify(keys), 'utf8'), cipher.final()]);
    const box: KeyringFile = {
      version: 1,
      kdf: 'scrypt',
      salt: salt.toString('hex'),
      nonce: nonce.toString('hex'),
      tag: cipher.getAuthTag().toString('hex'),
      data: data.toString('hex'),
    };
    writeFileAtomic(this.file, `${JSON.stringify(box)}\n`, 0o600);
  }
}
