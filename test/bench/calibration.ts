import { hash } from 'node:crypto';
import { type BenchRow, median } from './bench-row.ts';

/** What the machine the peers were measured on does in Node, SHA-256 of 1 KiB a call; Go's crypto/sha256 did 1.22 M there. */
export const PEER_MACHINE_BLOCKS = 550_000;

/** SHA-256 of 1 KiB through Node's `hash()` into a Buffer, as the recorded figure was taken, calls a second of CPU (other work on the machine takes none of it): middle one of `rounds`. */
export function calibrate(rounds = 7, calls = 200_000): number {
  const block = new Uint8Array(1024).fill(7);
  const rates: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const start = process.threadCpuUsage();
    for (let i = 0; i < calls; i++) {
      block[0] = i;
      hash('sha256', block, 'buffer');
    }
    const { user, system } = process.threadCpuUsage(start);
    // The first round compiles.
    if (round > 0) rates.push(calls / ((user + system) / 1e6));
  }
  return median(rates);
}

/** The factor peers' figures are multiplied by is `value` / 550,000: this machine's hashing against theirs. */
export function calibrationRow(value: number): BenchRow {
  const factor = value / PEER_MACHINE_BLOCKS;
  return {
    name: 'calibration: SHA-256 of 1 KiB',
    value,
    unit: 'op/s',
    detail: `Node hash(); the peers' machine did ${PEER_MACHINE_BLOCKS / 1000} k (Go 1.22 M), so its figures count ×${factor.toFixed(2)} here`,
  };
}
