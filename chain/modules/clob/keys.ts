import type { ByteReader, ByteWriter } from '../../lib/bytes.ts';
import { NO_EXTRA } from './order-extra.ts';
import type { OrderTable } from './order-table.ts';

/**
 * Binary form of the records of this module; integers big endian, widths fixed (spec: chain §2).
 *
 * orders 0x60: market u32 ‖ order u64 → owner u32 · subaccount u32 · side, tif, stp, state, flags u8 · lots, filled, placed,
 * ticks, triggerTicks u32 · seq, expiresAt, createdAt, restedAt, due u64 · extra (one byte 0, or 1 and its fields)
 */
export function writeOrderKey(orders: OrderTable, row: number, out: ByteWriter): void {
  out.u32(orders.market.data[row]!).u64(orders.id.data[row]!);
}

export function readOrderKey(key: ByteReader): { market: number; id: number } {
  return { market: key.u32(), id: key.u64() };
}

export function writeOrderValue(orders: OrderTable, row: number, out: ByteWriter): void {
  out.u32(orders.owner.data[row]!).u32(orders.subaccount.data[row]!);
  out.u8(orders.side.data[row]!).u8(orders.tif.data[row]!).u8(orders.stp.data[row]!);
  out.u8(orders.state.data[row]!).u8(orders.flags.data[row]!);
  out.u32(orders.lots.data[row]!).u32(orders.filled.data[row]!).u32(orders.placed.data[row]!);
  out.u32(orders.ticks.data[row]!).u32(orders.triggerTicks.data[row]!);
  out.u64(orders.seq.data[row]!).u64(orders.expiresAt.data[row]!).u64(orders.createdAt.data[row]!);
  out.u64(orders.restedAt.data[row]!).u64(orders.due.data[row]!);
  writeExtra(orders, row, out);
}

function writeExtra(orders: OrderTable, row: number, out: ByteWriter): void {
  const extra = orders.extraOf(row);
  if (extra === NO_EXTRA) {
    out.u8(0);
    return;
  }
  out.u8(1).u8(extra.trigger).u8(extra.source).u32(extra.callbackPpm).u32(extra.slippagePpm);
  out
    .u8(extra.triggered ? 1 : 0)
    .u64(extra.parent)
    .u8(extra.family)
    .u32(extra.cap)
    .u32(extra.armed);
  out.u64(extra.startedAt).u32(extra.intervalMs).u32(extra.slices).u32(extra.nextSlice);
  out.i32(extra.builder).u32(extra.builderPpm);
}

export function readOrderValue(orders: OrderTable, row: number, value: ByteReader): void {
  orders.owner.data[row] = value.u32();
  orders.subaccount.data[row] = value.u32();
  orders.side.data[row] = value.u8();
  orders.tif.data[row] = value.u8();
  orders.stp.data[row] = value.u8();
  orders.state.data[row] = value.u8();
  orders.flags.data[row] = value.u8();
  orders.lots.data[row] = value.u32();
  orders.filled.data[row] = value.u32();
  orders.placed.data[row] = value.u32();
  orders.ticks.data[row] = value.u32();
  orders.triggerTicks.data[row] = value.u32();
  orders.seq.data[row] = value.u64();
  orders.expiresAt.data[row] = value.u64();
  orders.createdAt.data[row] = value.u64();
  orders.restedAt.data[row] = value.u64();
  orders.due.data[row] = value.u64();
  readExtra(orders, row, value);
  value.end();
}

function readExtra(orders: OrderTable, row: number, value: ByteReader): void {
  if (value.u8() === 0) {
    orders.extra.data[row] = NO_EXTRA;
    return;
  }
  orders.extra.data[row] = {
    trigger: value.u8(),
    source: value.u8(),
    callbackPpm: value.u32(),
    slippagePpm: value.u32(),
    triggered: value.u8() === 1,
    parent: value.u64(),
    family: value.u8(),
    cap: value.u32(),
    armed: value.u32(),
    startedAt: value.u64(),
    intervalMs: value.u32(),
    slices: value.u32(),
    nextSlice: value.u32(),
    builder: value.i32(),
    builderPpm: value.u32(),
  };
}
