import type { DatabaseSync } from 'node:sqlite';
import type { BatchRow, DepositRow, WithdrawalRow } from '../bridge-rows.ts';
import type { MinuteRow, PositionFactsRow } from '../rows.ts';
import type { RestoredState } from '../store.ts';
import { readEvent } from './event-codec.ts';
import { orderOf } from './event-parts.ts';
import { readMeta } from './open.ts';
import { RowChunks } from './row-chunks.ts';

const DAY_MS = 86_400_000;

/** Reads what the projector holds in memory. O(open orders + positions + a day of minutes). */
export function restore(db: DatabaseSync): RestoredState {
  const rows = <Row>(sql: string, ...values: number[]): Row[] =>
    (db.prepare(sql).all(...values) as unknown as { row: string }[]).map(({ row }) => JSON.parse(row) as Row);
  const chunks = new RowChunks(db);
  // In the order of their lines, so that each chunk is read once.
  const openOrders = db.prepare('SELECT at FROM orders WHERE closed = 0 ORDER BY at').all() as unknown as {
    at: number;
  }[];
  const last = db.prepare('SELECT MAX(time) AS time FROM blocks').get() as { time: number | null };
  return {
    height: Number(readMeta(db, 'cursor') ?? 0),
    historyHeight: Number(readMeta(db, 'history') ?? 0),
    openOrders: openOrders.map(({ at }) => orderOf(readEvent(chunks.line(at)))),
    positionFacts: rows<PositionFactsRow>('SELECT row FROM position_facts'),
    bridge: {
      deposits: rows<DepositRow>('SELECT row FROM deposits WHERE open = 1 ORDER BY height, ord'),
      withdrawals: rows<WithdrawalRow>('SELECT row FROM withdrawals WHERE open = 1 ORDER BY height, ord'),
      batches: rows<BatchRow>('SELECT row FROM batches WHERE open = 1'),
    },
    minutes: rows<MinuteRow>(
      'SELECT row FROM minutes WHERE start > ? ORDER BY market, start',
      (last.time ?? 0) - DAY_MS,
    ),
  };
}
