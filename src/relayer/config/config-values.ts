import { parseDuration } from '#src/settings/duration.ts';
import { type FinalityRule, findFinality } from '../finality-rule.ts';
import type { KeySource } from '../keys/key-source.ts';
import { findKeySource, looksSecret } from '../keys/key-source.ts';
import type { RelayerJob } from '../relayer-job.ts';

/** Reads a value of the file (any TOML type) or a text of flag and environment; undefined when it is not of the form. */
export interface ValueReader<T> {
  /** What the value must be, for the message that refuses it. */
  readonly form: string;
  /** The value may carry a secret (a key someone pasted, an API key in a URL): it is not repeated. */
  readonly secret?: boolean;
  read(value: unknown): T | undefined;
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** A list of texts, or one text with commas. */
function textsOf(value: unknown): readonly string[] | undefined {
  const list = isText(value) ? value.split(',').map((part) => part.trim()) : value;
  return Array.isArray(list) && list.length > 0 && list.every((one) => isText(one) && one !== '')
    ? (list as string[])
    : undefined;
}

export const integerOf = (min: number, max: number): ValueReader<number> => ({
  form: `a whole number ${min}..${max}`,
  read: (value) => {
    const number = isText(value) && /^\d{1,16}$/.test(value) ? Number(value) : value;
    const fits = typeof number === 'number' && Number.isSafeInteger(number) && number >= min && number <= max;
    return fits ? (number as number) : undefined;
  },
});

/** Milliseconds. */
export const durationOf = (minMs: number, maxMs: number): ValueReader<number> => ({
  form: `a duration ${minMs}ms..${maxMs / 1000}s such as "250ms"`,
  read: (value) => {
    const ms = isText(value) ? parseDuration(value) : undefined;
    return ms !== undefined && ms >= minMs && ms <= maxMs ? ms : undefined;
  },
});

export const choiceOf = <const T extends string>(choices: readonly T[]): ValueReader<T> => ({
  form: `one of ${choices.join(', ')}`,
  read: (value) => choices.find((choice) => choice === value),
});

/** A name without control characters: a folder, a host. */
export const pathOf: ValueReader<string> = {
  form: 'a text',
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what a path must not hold
  read: (value) => (isText(value) && value !== '' && !/[\u0000-\u001f]/.test(value) ? value : undefined),
};

/** One to `most` http(s) URLs without repetition. URLs carry API keys. */
export const endpointsOf = (most: number): ValueReader<readonly string[]> => ({
  form: most === 1 ? 'one http(s) URL' : `1..${most} different http(s) URLs`,
  secret: true,
  read: (value) => {
    const urls = textsOf(value);
    const isGood = (url: string): boolean => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
    if (urls === undefined || urls.length > most || !urls.every(isGood)) return undefined;
    if (new Set(urls).size !== urls.length) return undefined;
    return urls.map((url) => url.replace(/\/+$/, ''));
  },
});

export const jobsOf = (known: readonly RelayerJob[]): ValueReader<readonly RelayerJob[]> => ({
  form: `a list of ${known.join(', ')}`,
  read: (value) => {
    const jobs = textsOf(value);
    const fits = jobs?.every((job) => (known as readonly string[]).includes(job)) === true;
    return fits && new Set(jobs).size === jobs?.length ? (jobs as readonly RelayerJob[]) : undefined;
  },
});

/** Numbers 1..65535 without repetition. */
export const spokesOf: ValueReader<readonly number[]> = {
  form: 'a list of spoke numbers 1..65535',
  read: (value) => {
    const parts = isText(value) ? value.split(',').map((part) => part.trim()) : value;
    if (!Array.isArray(parts) || parts.length === 0) return undefined;
    const numbers = parts.map((part) => integerOf(1, 65_535).read(part));
    const known = numbers.filter((number) => number !== undefined);
    return known.length !== parts.length || new Set(known).size !== known.length ? undefined : known;
  },
};

export const finalityOf: ValueReader<FinalityRule> = {
  form: '"finalized" or "depth:N" with N 1..9999',
  read: (value) => (isText(value) ? findFinality(value) : undefined),
};

export const weiOf: ValueReader<bigint> = {
  form: 'a whole number of wei',
  read: (value) => {
    const text = isText(value) ? value : typeof value === 'number' && Number.isSafeInteger(value) ? `${value}` : '';
    return /^[1-9]\d{0,24}$/.test(text) ? BigInt(text) : undefined;
  },
};

const KEY_NAME = /^[A-Za-z0-9._-]{1,64}$/;
const SOURCES = 'keystore:FILE:PASSWORD_FILE, env:NAME or remote:ADDRESS@URL';

/** The relayer's key may also be in the CLI's keyring. */
export type RelayerKeySource = KeySource | { readonly kind: 'keyring'; readonly name: string };

/** Where a key is. Never the key itself. */
export const keyOf: ValueReader<KeySource> = {
  form: SOURCES,
  secret: true,
  read: (value) => (isText(value) ? findKeySource(value) : undefined),
};

/** The same, or `NAME` or `keyring:NAME` for a key of the CLI's keyring. */
export const hubKeyOf: ValueReader<RelayerKeySource> = {
  form: `the name of a key in the keyring, ${SOURCES}`,
  secret: true,
  read: (value) => {
    if (!isText(value)) return undefined;
    const name = value.replace(/^keyring:/, '');
    if (!KEY_NAME.test(name)) return findKeySource(value);
    return looksSecret(name) ? undefined : { kind: 'keyring', name };
  },
};
