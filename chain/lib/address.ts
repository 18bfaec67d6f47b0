import { bech32 } from '@scure/base';
import { findHex, toHex, utf8 } from './bytes.ts';
import { nobleCrypto } from './hash.ts';
import type { Address } from './units.ts';

/** Human-readable part of account texts: `nave1…`. */
export const ADDRESS_PREFIX = 'nave';
export const ADDRESS_LENGTH = 20;
/** Characters of `nave1`, of the checksum, and of both with 32 words between them. */
const HEAD_LENGTH = 5;
const CHECKSUM_WORDS = 6;
const TEXT_LENGTH = 43;

/** `nave1…` text of 20 bytes, the only output form (spec: api-types §1). */
export function formatAddress(address: Address): string {
  return bech32.encode(ADDRESS_PREFIX, bech32.toWords(address));
}

/** Texts that were read lately, and what came out: signers come back, and every transaction names its own twice or more. */
const lateTexts: string[] = Array.from({ length: 4096 }, () => '');
const lateAddresses: Address[] = Array.from({ length: 4096 }, () => new Uint8Array(0));

/**
 * 20 bytes of a lower-case `nave1…` text, the only form messages carry; undefined for anything else. The same text may give
 * the same array again: it is not to be written to.
 */
export function findAddress(text: string): Address | undefined {
  if (text.length !== TEXT_LENGTH) return undefined;
  const place = latePlace(text);
  if (lateTexts[place] === text) return lateAddresses[place];
  const address = readBech32(text);
  if (address === undefined) return undefined;
  lateTexts[place] = text;
  lateAddresses[place] = address;
  return address;
}

/** From four characters of the checksum. */
function latePlace(text: string): number {
  const high = (text.charCodeAt(42) << 7) ^ (text.charCodeAt(41) << 4);
  return (high ^ (text.charCodeAt(40) << 2) ^ text.charCodeAt(38)) & 4095;
}

/** bech32 (BIP 173) in one pass, several times faster than the library's decoder, which is the oracle of its test. */
function readBech32(text: string): Address | undefined {
  if (!text.startsWith('nave1')) return undefined;
  const bytes = new Uint8Array(ADDRESS_LENGTH);
  let checksum = PREFIX_CHECKSUM;
  let held = 0;
  let bits = 0;
  let at = 0;
  for (let i = HEAD_LENGTH; i < TEXT_LENGTH; i++) {
    const word = WORD_OF[text.charCodeAt(i)] ?? -1;
    if (word < 0) return undefined;
    checksum = nextChecksum(checksum) ^ word;
    if (i >= TEXT_LENGTH - CHECKSUM_WORDS) continue;
    held = ((held << 5) | word) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = held >> bits;
  }
  return checksum === 1 ? bytes : undefined;
}

/** Word of a character code, −1 for the characters bech32 does not use. */
const WORD_OF = new Int8Array(128).fill(-1);
for (const [word, character] of [...'qpzry9x8gf2tvdw0s3jn54khce6mua7l'].entries()) {
  WORD_OF[character.charCodeAt(0)] = word;
}

/** The BCH code of BIP 173 over 30 bits, one word further. */
function nextChecksum(before: number): number {
  const top = before >>> 25;
  let next = (before & 0x1ffffff) << 5;
  if ((top & 1) !== 0) next ^= 0x3b6a57b2;
  if ((top & 2) !== 0) next ^= 0x26508e6d;
  if ((top & 4) !== 0) next ^= 0x1ea119fa;
  if ((top & 8) !== 0) next ^= 0x3d4233dd;
  if ((top & 16) !== 0) next ^= 0x2a1462b3;
  return next;
}

/** Checksum after the human-readable part: high bits of its characters, a zero, low bits. */
const PREFIX_CHECKSUM = [...ADDRESS_PREFIX]
  .map((character) => character.charCodeAt(0) >> 5)
  .concat(
    0,
    [...ADDRESS_PREFIX].map((character) => character.charCodeAt(0) & 31),
  )
  .reduce((checksum, word) => nextChecksum(checksum) ^ word, 1);

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
