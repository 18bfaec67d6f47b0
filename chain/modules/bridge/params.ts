import { type Fields, readHex } from '../../genesis/fields.ts';
import type { Address } from '../../lib/units.ts';
import type { ValueCodec } from '../../state/collection.ts';
import { address, hash32, i128, list, optional, recordCodec, struct, u32, u64 } from './record-parts.ts';

/** Parameters of the bridge (spec: bridge §2). Money in Quote, times in ms unless the name says otherwise. */
export interface BridgeParams {
  /** Who may send the authority's messages until governance does; localnets only. */
  readonly authority: Address | undefined;
  /** keccak of released creation code; outside localnets only these vaults are registered. */
  readonly vaultCodeHashes: readonly Uint8Array[];
  readonly eventsPerBlock: number;
  /** Each limit: the larger of an amount and a part of TVL. */
  readonly hourLimit: bigint;
  readonly hourLimitPpm: number;
  readonly dayLimit: bigint;
  readonly dayLimitPpm: number;
  readonly corridor: bigint;
  readonly corridorPpm: number;
  /** Above this part of the escrow the long delay applies. */
  readonly longDelayPpm: number;
  readonly pauseBlocks: number;
  readonly haltMs: number;
  readonly gasMarginPpm: number;
  readonly gasAgeMs: number;
  readonly batchItems: number;
  readonly batchIntervalMs: number;
  /** Seconds between notBefore and deadline, skew included. */
  readonly batchWindow: number;
  readonly setMaxAgeMs: number;
  readonly powerMovedPpm: number;
  readonly softPauseMs: number;
  /** The solvency identity is looked at every so many blocks. */
  readonly solvencyEvery: number;
  /** 1: accounts whose collateral is stuck behind an open breaker open nothing new. */
  readonly breakerLimitsOrders: number;
}

/**
 * Seconds after its last validity for which an issued digest is remembered and a foreign one is evidence. No parameter: were
 * it raised, honest signatures over digests that are forgotten already would become evidence.
 */
export const EVIDENCE_AGE = 2_592_000;

const USD = 1_000_000n;
const HOUR_MS = 3_600_000;
const DAY_S = 86_400;

export const DEFAULT_PARAMS: BridgeParams = {
  authority: undefined,
  vaultCodeHashes: [],
  eventsPerBlock: 50,
  hourLimit: 1_000_000n * USD,
  hourLimitPpm: 10_000,
  dayLimit: 10_000_000n * USD,
  dayLimitPpm: 100_000,
  corridor: 1_000_000n * USD,
  corridorPpm: 50_000,
  longDelayPpm: 10_000,
  pauseBlocks: 50,
  haltMs: 300_000,
  gasMarginPpm: 1_200_000,
  gasAgeMs: 600_000,
  batchItems: 100,
  batchIntervalMs: 10_000,
  batchWindow: DAY_S,
  setMaxAgeMs: 7 * 24 * HOUR_MS,
  powerMovedPpm: 50_000,
  softPauseMs: HOUR_MS,
  solvencyEvery: 1,
  breakerLimitsOrders: 0,
};

export const bridgeParamsCodec: ValueCodec<BridgeParams> = recordCodec<BridgeParams>(
  struct({
    authority: optional(address),
    vaultCodeHashes: list(hash32),
    eventsPerBlock: u32,
    hourLimit: i128,
    hourLimitPpm: u32,
    dayLimit: i128,
    dayLimitPpm: u32,
    corridor: i128,
    corridorPpm: u32,
    longDelayPpm: u32,
    pauseBlocks: u32,
    haltMs: u64,
    gasMarginPpm: u32,
    gasAgeMs: u64,
    batchItems: u32,
    batchIntervalMs: u64,
    batchWindow: u32,
    setMaxAgeMs: u64,
    powerMovedPpm: u32,
    softPauseMs: u64,
    solvencyEvery: u32,
    breakerLimitsOrders: u32,
  }),
);

type NumberName = {
  [K in keyof BridgeParams]: BridgeParams[K] extends number ? K : never;
}[keyof BridgeParams];

const RANGES: Readonly<Record<NumberName, readonly [min: number, max: number]>> = {
  eventsPerBlock: [1, 1000],
  hourLimitPpm: [0, 1_000_000],
  dayLimitPpm: [0, 1_000_000],
  corridorPpm: [0, 1_000_000],
  longDelayPpm: [0, 1_000_000],
  pauseBlocks: [0, 1_000_000],
  haltMs: [1000, 24 * HOUR_MS],
  gasMarginPpm: [1_000_000, 10_000_000],
  gasAgeMs: [60_000, 24 * HOUR_MS],
  batchItems: [1, 100],
  batchIntervalMs: [0, HOUR_MS],
  batchWindow: [1800, 7 * DAY_S],
  setMaxAgeMs: [HOUR_MS, 21 * 24 * HOUR_MS],
  powerMovedPpm: [1, 1_000_000],
  softPauseMs: [1000, 24 * HOUR_MS],
  solvencyEvery: [1, 1000],
  breakerLimitsOrders: [0, 1],
};
const MONEY = ['hourLimit', 'dayLimit', 'corridor'] as const;
const MONEY_MAX = 10n ** 18n;

/** Fields that are given replace those of `before`; integers are decimal strings. Throws GenesisError. */
export function readParams(fields: Fields, before: BridgeParams): BridgeParams {
  const params: Record<string, unknown> = { ...before };
  for (const name of Object.keys(RANGES) as NumberName[]) {
    if (fields.has(name)) params[name] = fields.integer(name, ...RANGES[name]);
  }
  for (const name of MONEY) if (fields.has(name)) params[name] = fields.big(name, 0n, MONEY_MAX);
  if (fields.has('vaultCodeHashes')) {
    params.vaultCodeHashes = fields.list('vaultCodeHashes', 64).map((item) => readHex(item, 32));
  }
  fields.end();
  return params as unknown as BridgeParams;
}
