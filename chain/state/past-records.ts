import { toHex } from '../lib/bytes.ts';
import type { ReplacedRecords } from './history.ts';
import type { StoredRecord } from './record.ts';

/** What reading an old height needs of the present one, asked again after every pause. */
export interface PastSource {
  /** Slots ever used at the height that is read. */
  readonly slotsUsed: number;
  /** Last committed height. */
  lastHeight(): number;
  /** What the blocks after `height` replaced, oldest first. @throws AppError 8004 once the height read is no longer held */
  replacedAfter(height: number): Iterable<ReplacedRecords>;
  /** The record in a slot now; copies. */
  recordIn(slot: number): StoredRecord | undefined;
}

/**
 * Every record of `height`, in no order. Blocks may be committed while the reader pauses: a record that was not changed
 * since is read from its slot, any other from the first block that replaced it. O(records + what was replaced).
 * @throws AppError 8004 when the height leaves the history before the end
 */
export function* recordsOfHeight(height: number, source: PastSource): Generator<StoredRecord> {
  /** By key; undefined: it did not exist. */
  const replaced = new Map<string, StoredRecord | undefined>();
  const isRead = new Uint8Array(source.slotsUsed);
  let seen = height;
  const catchUp = (): void => {
    if (source.lastHeight() === seen) return;
    for (const block of source.replacedAfter(seen)) {
      for (const { key, slot, value } of block.entries()) {
        const name = toHex(key);
        if (replaced.has(name)) continue;
        replaced.set(name, slot < 0 ? undefined : { key: key.slice(), slot, value: value.slice() });
      }
    }
    seen = source.lastHeight();
  };
  for (let slot = 0; slot < source.slotsUsed; slot++) {
    catchUp();
    const record = source.recordIn(slot);
    if (record === undefined || replaced.has(toHex(record.key))) continue;
    isRead[slot] = 1;
    yield record;
  }
  catchUp();
  for (const old of replaced.values()) {
    if (old === undefined || isRead[old.slot] === 1) continue;
    yield old;
  }
}
