import { findInputAddress, formatAddress } from '#chain/lib/address.ts';
import { fromHex, toHex } from '#chain/lib/bytes.ts';
import { AppError } from '#chain/lib/errors.ts';
import type { Address } from '#chain/lib/units.ts';

/** `nave1…` of 40 hex digits. */
export const accountText = (key: string): string => formatAddress(fromHex(key));

/** 40 lower-case hex digits of an account, how rows and maps name it. */
export const accountKey = (address: Address): string => toHex(address);

/**
 * 20 bytes of `nave1…` or `0x…`.
 * @throws AppError 8001 for any other text
 */
export function parseAccount(text: string, field = 'account'): Address {
  const address = findInputAddress(text);
  if (address === undefined) {
    throw new AppError(8001, `${field} is neither nave1… nor 0x… (mixed case must be checksummed).`, {
      field,
      reason: 'not an account',
    });
  }
  return address;
}
