import type { ByteReader, ByteWriter } from '../../lib/bytes.ts';

/** Decoded record of a subaccount; lists in rising id. */
export interface SubaccountRecord {
  readonly quote: bigint;
  /** Sequence number of the owner's last event about it. */
  readonly accountSeq: number;
  readonly updatedHeight: number;
  readonly holdings: readonly { readonly asset: number; readonly amount: bigint }[];
  readonly positions: readonly {
    readonly market: number;
    readonly lots: number;
    readonly entry: number;
    readonly fundingAt: bigint;
  }[];
  readonly settings: readonly { readonly market: number; readonly imPpm: number }[];
}

/**
 * Record value, big endian: flags u8 (0) ‖ Q i64 ‖ accountSeq u64 ‖ updatedHeight u64 ‖ n u16 × (asset u32 ‖ amount i64) ‖
 * n u16 × (market u32 ‖ lots i32 ‖ entry i64 ‖ F_pos i128) ‖ n u16 × (market u32 ‖ imPpm u32). One record, one proof.
 */
export function encodeSubaccount(record: SubaccountRecord, out: ByteWriter): void {
  out.u8(0).bigI64(record.quote).u64(record.accountSeq).u64(record.updatedHeight);
  out.u16(record.holdings.length);
  for (const { asset, amount } of record.holdings) out.u32(asset).bigI64(amount);
  out.u16(record.positions.length);
  for (const p of record.positions) out.u32(p.market).i32(p.lots).i64(p.entry).bigI128(p.fundingAt);
  out.u16(record.settings.length);
  for (const { market, imPpm } of record.settings) out.u32(market).u32(imPpm);
}

export function decodeSubaccount(input: ByteReader): SubaccountRecord {
  input.u8();
  const quote = input.bigI64();
  const accountSeq = input.u64();
  const updatedHeight = input.u64();
  const list = <T>(read: () => T): T[] => Array.from({ length: input.u16() }, read);
  const holdings = list(() => ({ asset: input.u32(), amount: input.bigI64() }));
  const positions = list(() => ({
    market: input.u32(),
    lots: input.i32(),
    entry: input.i64(),
    fundingAt: input.bigI128(),
  }));
  const settings = list(() => ({ market: input.u32(), imPpm: input.u32() }));
  input.end();
  return { quote, accountSeq, updatedHeight, holdings, positions, settings };
}
