import { ByteReader, ByteWriter } from '../../lib/bytes.ts';
import type { KeyCodec, ValueCodec } from '../../state/collection.ts';
import { POOLS, type Pool } from './types.ts';

/** A pool, or the escrow of a spoke: `escrow/0`, `escrow/17`. */
export type Ledger = Pool | `escrow/${number}`;
export type LedgerKey = readonly [ledger: Ledger, asset: number];

/** u16 length ‖ name ‖ asset u32. */
export const ledgerKey: KeyCodec<LedgerKey> = {
  encode: ([ledger, asset]) => new ByteWriter(24).text(ledger).u32(asset).finish(),
  decode: (bytes) => {
    const input = new ByteReader(bytes);
    return [input.text() as Ledger, input.u32()];
  },
  id: ([ledger, asset]) => `${ledger}:${asset}`,
};

/** i128: no sum of balances below 2^63 reaches it. */
export const amountCodec: ValueCodec<bigint> = {
  encode: (amount) => new ByteWriter(16).bigI128(amount).finish(),
  decode: (bytes) => new ByteReader(bytes).bigI128(),
};

export const escrowOf = (spoke: number): Ledger => `escrow/${spoke}`;

/** Spoke of an escrow ledger, undefined for a pool. */
export function findSpoke(ledger: Ledger): number | undefined {
  return ledger.startsWith('escrow/') ? Number(ledger.slice('escrow/'.length)) : undefined;
}

export function isPool(name: string): name is Pool {
  return (POOLS as readonly string[]).includes(name);
}
