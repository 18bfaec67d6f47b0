import type { Static } from 'typebox';
import { Decimal, Facts, Flag, fields, Height, Integer, list, named, nullable, oneOf, Text, TimeMs } from './scalar.ts';

export const TimeSchema = named('Time', { time: TimeMs, height: Height, nodeTime: TimeMs });

export const StatusSchema = named('Status', {
  chainId: Text,
  genesisHash: Text,
  version: Text,
  engine: Text,
  lagMs: Integer,
  syncing: Flag,
  halted: Flag,
  restartPhase: oneOf(['none', 'cancel_only', 'post_only', 'grace']),
  historyHeight: Height,
  indexerHeight: Height,
  closedMarkets: list(Text),
  closedSpokes: list(Integer),
});
export type Status = Static<typeof StatusSchema>;

export const ConfigSchema = named('Config', {
  chainId: Text,
  genesisHash: Text,
  hubSalt: Text,
  prefix: Text,
  feeTiers: list(fields({ volume: Decimal, takerPpm: Integer, makerPpm: Integer })),
  referral: fields({ discountPpm: Integer, sharePpm: Integer }),
  builderMaxPpm: Integer,
  nonce: fields({ maxAheadMs: Integer, perSigner: Integer }),
  batchMax: Integer,
  txMaxBytes: Integer,
  limits: Facts,
  weights: Facts,
  ws: Facts,
});

export const BlockSchema = named('Block', {
  height: Height,
  time: TimeMs,
  hash: nullable(Text),
  appHash: Text,
  txs: Integer,
  events: Integer,
  proposer: nullable(Text),
});
export type Block = Static<typeof BlockSchema>;

export const OracleStateSchema = named('OracleState', {
  market: Text,
  mode: oneOf(['normal', 'caution', 'frozen']),
  modeReasons: list(Text),
  modeSince: TimeMs,
  index: nullable(Decimal),
  mark: nullable(Decimal),
  confidence: nullable(Decimal),
  indexAt: nullable(TimeMs),
  basis: nullable(Decimal),
  sources: list(
    fields({
      class: oneOf(['P', 'C', 'D', 'X']),
      price: nullable(Decimal),
      confidence: nullable(Decimal),
      observedAt: nullable(TimeMs),
      valid: Flag,
      powerPpm: nullable(Integer),
      deviationPpm: nullable(Integer),
    }),
  ),
  guards: Facts,
  twap5m: nullable(Decimal),
});
export type OracleState = Static<typeof OracleStateSchema>;

export const SolvencyReportSchema = named('SolvencyReport', {
  ok: Flag,
  assets: list(
    fields({
      asset: Text,
      subaccounts: Decimal,
      entries: Decimal,
      insurance: Decimal,
      fees: Decimal,
      vault: Decimal,
      fundingPools: Decimal,
      inFlight: Decimal,
      escrow: Decimal,
      difference: Decimal,
      spokes: list(fields({ spoke: Integer, escrow: Decimal, counted: Decimal })),
    }),
  ),
});
export type SolvencyReport = Static<typeof SolvencyReportSchema>;

/** A Merkle proof with the header and commit that carry its app hash. Hashes are lower-case hex. */
export const ProofSchema = named('Proof', {
  key: Text,
  value: Text,
  slot: Integer,
  path: list(Text),
  stateRoot: Text,
  eventsRoot: Text,
  version: Integer,
  header: nullable(Facts),
  commit: nullable(Facts),
  validators: list(Facts),
});
