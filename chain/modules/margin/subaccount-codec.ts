import type { ByteReader, ByteWriter } from '../../lib/bytes.ts';
import type { NumberRows } from '../../state/strided.ts';
import type { Cells } from './cells.ts';
import type { Holdings } from './holdings.ts';
import { CELL_USER_PPM, ENTRY, F_HIGH, F_LOW, Q_HIGH, Q_LOW, ROW_HEIGHT, ROW_SEQ } from './layout.ts';

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
export function encodeSubaccount(
  row: number,
  numbers: NumberRows,
  cells: Cells,
  holdings: Holdings,
  out: ByteWriter,
): void {
  // A wide value is its high part, sign-extended, before its low word: Q is kept inside i64, F_pos inside i128.
  out.u8(0).i32(numbers.get(row, Q_HIGH)).u32(numbers.get(row, Q_LOW));
  out.u64(numbers.get(row, ROW_SEQ)).u64(numbers.get(row, ROW_HEIGHT));
  const held = holdings.list(row);
  out.u16(held.length);
  for (const { asset, amount } of held) out.u32(asset).bigI64(amount);
  encodePositions(cells, row, out);
  encodeSettings(cells, row, out);
}

function encodePositions(cells: Cells, row: number, out: ByteWriter): void {
  const countAt = out.length;
  let count = 0;
  out.u16(0);
  for (let cell = cells.first(row); cell >= 0; cell = cells.next(cell)) {
    const lots = cells.lots(cell);
    if (lots === 0) continue;
    const high = cells.numbers.get(cell, F_HIGH);
    out.u32(cells.market(cell)).i32(lots).i64(cells.numbers.get(cell, ENTRY));
    out
      .i32(high < 0 ? -1 : 0)
      .i64(high)
      .u32(cells.numbers.get(cell, F_LOW));
    count++;
  }
  out.setU16(countAt, count);
}

function encodeSettings(cells: Cells, row: number, out: ByteWriter): void {
  const countAt = out.length;
  let count = 0;
  out.u16(0);
  for (let cell = cells.first(row); cell >= 0; cell = cells.next(cell)) {
    const imPpm = cells.ints.get(cell, CELL_USER_PPM);
    if (imPpm === 0) continue;
    out.u32(cells.market(cell)).u32(imPpm);
    count++;
  }
  out.setU16(countAt, count);
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
