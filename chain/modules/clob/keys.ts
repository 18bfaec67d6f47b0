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
  out.u32(orders.market.get(row)).u64(orders.id.get(row));
}

export function readOrderKey(key: ByteReader): { market: number; id: number } {
  return { market: key.u32(), id: key.u64() };
}

export function writeOrderValue(orders: OrderTable, row: number, out: ByteWriter): void {
  out.u32(orders.owner.get(row)).u32(orders.subaccount.get(row));
  out.u8(orders.side.get(row)).u8(orders.tif.get(row)).u8(orders.stp.get(row));
  out.u8(orders.state.get(row)).u8(orders.flags.get(row));
  out.u32(orders.lots.get(row)).u32(orders.filled.get(row)).u32(orders.placed.get(row));
  out.u32(orders.ticks.get(row)).u32(orders.triggerTicks.get(row));
  out.u64(orders.seq.get(row)).u64(orders.expiresAt.get(row)).u64(orders.createdAt.get(row));
  out.u64(orders.restedAt.get(row)).u64(orders.dueOf(row));
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
  orders.owner.put(row, value.u32());
  orders.subaccount.put(row, value.u32());
  orders.side.put(row, value.u8());
  orders.tif.put(row, value.u8());
  orders.stp.put(row, value.u8());
  orders.state.put(row, value.u8());
  orders.flags.put(row, value.u8());
  orders.lots.put(row, value.u32());
  orders.filled.put(row, value.u32());
  orders.placed.put(row, value.u32());
  orders.ticks.put(row, value.u32());
  orders.triggerTicks.put(row, value.u32());
  orders.seq.put(row, value.u64());
  orders.expiresAt.put(row, value.u64());
  orders.createdAt.put(row, value.u64());
  orders.restedAt.put(row, value.u64());
  orders.due.put(row, value.u64());
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
