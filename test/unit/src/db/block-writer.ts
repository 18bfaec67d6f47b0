import { writeSync } from 'node:fs';
import { BlockLog } from '#src/db/block-log.ts';
import type { FaultPlan } from '#src/db/fault-points.ts';

/** The block of a height: its length and bytes are known. */
export function blockAt(height: number): Uint8Array {
  return Uint8Array.from({ length: 40 + ((height * 37) % 300) }, (_, i) => height * 7 + i);
}

export interface WriterInput {
  readonly dir: string;
  readonly until: number;
  /** Blocks handed over at once. */
  readonly group: number;
  readonly segmentBytes: number;
  readonly fault?: FaultPlan;
}

/** Child process: goes on behind the last block, a line for each that is durable. */
if (import.meta.main) {
  const { dir, until, group, segmentBytes, fault } = JSON.parse(process.argv[2]!) as WriterInput;
  const log = await BlockLog.open({ dir, segmentBytes, ...(fault === undefined ? {} : { fault }) });
  for (let height = log.lastHeight + 1; height <= until; ) {
    const blocks: { height: number; payload: Uint8Array }[] = [];
    for (let i = 0; i < group && height <= until; i++, height++) blocks.push({ height, payload: blockAt(height) });
    await log.appendMany(blocks);
    writeSync(1, `${log.lastHeight}\n`);
  }
  await log.close();
}
