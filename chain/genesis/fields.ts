import { findInputAddress } from '../lib/address.ts';
import { findBase64, findHex } from '../lib/bytes.ts';
import { GenesisError } from '../lib/genesis-error.ts';
import type { Address } from '../lib/units.ts';

/** A JSON value and where it stands, for messages such as `app_state.markets.markets[2].lotE12: …`. */
export interface At {
  readonly value: unknown;
  readonly path: string;
}

const DECIMAL = /^(0|-?[1-9][0-9]*)$/;

/** An integer of genesis: a decimal string, so that no JSON library can round it. */
export function readBig({ value, path }: At, min: bigint, max: bigint): bigint {
  if (typeof value !== 'string' || !DECIMAL.test(value))
    throw new GenesisError(path, 'not an integer as decimal string');
  if (value.length > 80) throw new GenesisError(path, 'too many digits');
  const number = BigInt(value);
  if (number < min || number > max) throw new GenesisError(path, `${value} is not in ${min}..${max}`);
  return number;
}

/** The same for what fits a double exactly; min and max are safe integers. */
export function readInteger(at: At, min: number, max: number): number {
  return Number(readBig(at, BigInt(min), BigInt(max)));
}

export function readText({ value, path }: At, pattern: RegExp): string {
  if (typeof value !== 'string') throw new GenesisError(path, 'not a string');
  if (!pattern.test(value)) throw new GenesisError(path, `${JSON.stringify(value)} does not match ${pattern.source}`);
  return value;
}

/** Bytes as `0x` and lower-case hex, exactly `length` of them. */
export function readHex({ value, path }: At, length: number): Uint8Array {
  const bytes = typeof value === 'string' && /^0x[0-9a-f]*$/.test(value) ? findHex(value) : undefined;
  if (bytes?.length !== length) throw new GenesisError(path, `not 0x and ${length} bytes of lower-case hex`);
  return bytes;
}

/** Padded base64 of exactly `length` bytes. */
export function readBase64({ value, path }: At, length: number): Uint8Array {
  const bytes = typeof value === 'string' ? findBase64(value) : undefined;
  if (bytes?.length !== length) throw new GenesisError(path, `not ${length} bytes as base64`);
  return bytes;
}

/** 20 bytes of `nave1…` or `0x…`. */
export function readAddress({ value, path }: At): Address {
  const bytes = typeof value === 'string' ? findInputAddress(value) : undefined;
  if (bytes === undefined) throw new GenesisError(path, 'not an address (nave1… or 0x…)');
  return bytes;
}

export function readList({ value, path }: At, max = 100_000): At[] {
  if (!Array.isArray(value)) throw new GenesisError(path, 'not a list');
  if (value.length > max) throw new GenesisError(path, `more than ${max} items`);
  return value.map((item: unknown, i) => ({ value: item, path: `${path}[${i}]` }));
}

/** A JSON object read field by field; `end` refuses what nobody asked for, so that a misspelt field is not a default. */
export class Fields {
  readonly path: string;
  private readonly values: Readonly<Record<string, unknown>>;
  private readonly asked = new Set<string>();

  constructor({ value, path }: At) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new GenesisError(path, 'not an object');
    this.path = path;
    this.values = value as Record<string, unknown>;
  }

  has(name: string): boolean {
    this.asked.add(name);
    return Object.hasOwn(this.values, name);
  }

  at(name: string): At {
    const path = `${this.path}.${name}`;
    if (!this.has(name)) throw new GenesisError(path, 'missing');
    return { value: this.values[name], path };
  }

  big(name: string, min: bigint, max: bigint): bigint {
    return readBig(this.at(name), min, max);
  }
  integer(name: string, min: number, max: number): number {
    return readInteger(this.at(name), min, max);
  }
  text(name: string, pattern: RegExp): string {
    return readText(this.at(name), pattern);
  }
  hex(name: string, length: number): Uint8Array {
    return readHex(this.at(name), length);
  }
  address(name: string): Address {
    return readAddress(this.at(name));
  }
  list(name: string, max?: number): At[] {
    return readList(this.at(name), max);
  }
  child(name: string): Fields {
    return new Fields(this.at(name));
  }

  flag(name: string): boolean {
    const { value, path } = this.at(name);
    if (typeof value !== 'boolean') throw new GenesisError(path, 'not true or false');
    return value;
  }

  /** One of a few words. */
  word<W extends string>(name: string, words: readonly W[]): W {
    const { value, path } = this.at(name);
    const word = words.find((one) => one === value);
    if (word === undefined) throw new GenesisError(path, `not one of ${words.join(', ')}`);
    return word;
  }

  /** Throws for the first field (in text order) that no reader asked for. */
  end(): void {
    const unknown = Object.keys(this.values)
      .sort()
      .find((name) => !this.asked.has(name));
    if (unknown !== undefined) throw new GenesisError(`${this.path}.${unknown}`, 'unknown field');
  }
}

/** Throws unless `id` is new; remembers it. */
export function requireUnique(seen: Set<string>, id: string, path: string, what: string): void {
  if (seen.has(id)) throw new GenesisError(path, `${what} is used twice`);
  seen.add(id);
}

/** A rule across fields. */
export function requireThat(condition: boolean, path: string, message: string): asserts condition {
  if (!condition) throw new GenesisError(path, message);
}
