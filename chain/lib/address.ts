import { bech32 } from '@scure/base';
import { findHex, toHex, utf8 } from './bytes.ts';
import { nobleCrypto } from './hash.ts';
import type { Address } from './units.ts';

/** Human-readable part of account texts: `nave1…`. */
export const ADDRESS_PREFIX = 'nave';
export const ADDRESS_LENGTH = 20;
/** Characters of `nave1` + 32 words + 6 checksum characters. */
const TEXT_LENGTH = 43;

/** `nave1…` text of 20 bytes, the only output form (spec: api-types §1). */
export function formatAddress(address: Address): string {
  return bech32.encode(ADDRESS_PREFIX, bech32.toWords(address));
}

/** 20 bytes of a lower-case `nave1…` text, the only form messages carry; undefined for anything else. */
export function findAddress(text: string): Address | undefined {
  if (text.length !== TEXT_LENGTH || !text.startsWith('nave1')) return undefined;
  try {
    const bytes = bech32.fromWords(bech32.decode(text as `nave1${string}`).words);
    return bytes.length === ADDRESS_LENGTH ? bytes : undefined;
  } catch {
    return undefined;
  }
}

/** `0x…` text with the EIP-55 checksum in its letter case. */
export function formatEvmAddress(address: Address): string {
  const hex = toHex(address);
  const hash = toHex(nobleCrypto.keccak256(utf8(hex)));
  let out = '0x';
  for (let i = 0; i < hex.length; i++) out += hash[i]! >= '8' ? hex[i]!.toUpperCase() : hex[i]!;
  return out;
}

/** 20 bytes of `0x…`: all lower or all upper case digits, or a right EIP-55 checksum; undefined otherwise. */
export function findEvmAddress(text: string): Address | undefined {
  if (text.length !== 42 || !text.startsWith('0x')) return undefined;
  const bytes = findHex(text);
  if (bytes === undefined) return undefined;
  const digits = text.slice(2);
  const mixed = digits !== digits.toLowerCase() && digits !== digits.toUpperCase();
  return mixed && formatEvmAddress(bytes) !== text ? undefined : bytes;
}

/** 20 bytes of either text, as users type them; undefined when it is neither. */
export function findInputAddress(text: string): Address | undefined {
  return text.startsWith('0x') ? findEvmAddress(text) : findAddress(text);
}
