const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const FIRST = [5 * SECOND, 10 * SECOND, 30 * SECOND, 60 * SECOND];
const MINUTES_ROUNDS = 20;
const SPREAD = 0.2;

/**
 * Waiting time before retry `attempt` (from 0), ms: 5 s, 10 s, 30 s, 60 s, 3 min twenty times, then an hour, each ± 20 % so
 * that relayers do not come back together. `random` is in 0..1 (spec: bridge §3).
 */
export function retryDelayMs(attempt: number, random: number = Math.random()): number {
  const base = FIRST[attempt] ?? (attempt < FIRST.length + MINUTES_ROUNDS ? 3 * MINUTE : HOUR);
  return Math.round(base * (1 - SPREAD + 2 * SPREAD * random));
}
