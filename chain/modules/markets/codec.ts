import { ByteReader, ByteWriter } from '../../lib/bytes.ts';
import { invariant } from '../../lib/errors.ts';
import type { ValueCodec } from '../../state/collection.ts';
import { REASONS, STATUSES } from './status.ts';
import type { Group, Market, MarketGuards, MarketState, MarketStatus, OracleMode } from './types.ts';

const GROUPS: readonly Group[] = ['A', 'B', 'C'];
const MODES: readonly OracleMode[] = ['normal', 'caution', 'frozen'];
const EXITS = ['governance', 'quarantine'] as const;
const FEED_BYTES = 32;

function pick<T>(values: readonly T[], index: number): T {
  const value = values[index];
  invariant(value !== undefined, `market record with unknown word ${index}`);
  return value;
}

export const marketCodec: ValueCodec<Market> = {
  encode: (m) => {
    const out = new ByteWriter(256).u32(m.id).text(m.ticker).text(m.base).bigI128(m.tickPrice).bigI128(m.lotE12);
    out.u64(m.quantumsPerTickLot).u64(m.minNotional).u32(m.maxOrderLots).u32(m.maxPositionLots).u32(m.maxTicks);
    out.u32(m.bandPpm).u32(m.maxLevels).u32(m.maxMakers).u32(m.maxFires).bigI64(m.impactNotional);
    out.bigI64(m.openInterestLower).bigI64(m.openInterestUpper).bigI64(m.insuranceCap).u32(m.liquidationFeePpm);
    out
      .raw(m.feed)
      .u8(GROUPS.indexOf(m.group))
      .u8(m.feeOverride === undefined ? 0 : 1);
    if (m.feeOverride !== undefined) out.i32(m.feeOverride.takerPpm).i32(m.feeOverride.makerPpm);
    out.u16(m.tiers.length);
    for (const { upTo, imPpm, mmPpm } of m.tiers)
      out
        .bigI64(upTo ?? -1n)
        .u32(imPpm)
        .u32(mmPpm);
    return out.u64(m.updatedHeight).finish();
  },
  decode: (bytes) => {
    const input = new ByteReader(bytes);
    const names = { id: input.u32(), ticker: input.text(), base: input.text(), kind: 'perpetual' as const };
    const units = { tickPrice: input.bigI128(), lotE12: input.bigI128(), quantumsPerTickLot: input.u64() };
    const sizes = { minNotional: input.u64(), maxOrderLots: input.u32(), maxPositionLots: input.u32() };
    const bounds = { maxTicks: input.u32(), bandPpm: input.u32(), maxLevels: input.u32(), maxMakers: input.u32() };
    const more = { maxFires: input.u32(), impactNotional: input.bigI64(), openInterestLower: input.bigI64() };
    const caps = { openInterestUpper: input.bigI64(), insuranceCap: input.bigI64(), liquidationFeePpm: input.u32() };
    const feed = { feed: input.raw(FEED_BYTES), group: pick(GROUPS, input.u8()) };
    const feeOverride = input.u8() === 1 ? { takerPpm: input.i32(), makerPpm: input.i32() } : undefined;
    const tiers = Array.from({ length: input.u16() }, () => {
      const upTo = input.bigI64();
      return { upTo: upTo < 0n ? null : upTo, imPpm: input.u32(), mmPpm: input.u32() };
    });
    const updatedHeight = input.u64();
    input.end();
    return { ...names, ...units, ...sizes, ...bounds, ...more, ...caps, ...feed, feeOverride, tiers, updatedHeight };
  },
};

const flags = (...bits: readonly boolean[]): number => bits.reduce((sum, bit, i) => sum + (bit ? 2 ** i : 0), 0);
const has = (set: number, bit: number): boolean => (set & (1 << bit)) !== 0;

export const marketStateCodec: ValueCodec<MarketState> = {
  encode: (s) => {
    const out = new ByteWriter(192).u8(STATUSES.indexOf(s.status)).u64(s.sinceMs).u64(s.untilMs);
    out.u8(flags(...REASONS.map((reason) => s.reasons.includes(reason))));
    out.u8(flags(s.onlyMarkMissing, s.openBoundsPassed, s.feedFresh, s.liquidationsHeld, s.hasIndex, s.hasMark));
    out
      .u8(STATUSES.indexOf(s.governance))
      .text(s.quarantine)
      .u64(s.haltExitUntilMs)
      .u8(EXITS.indexOf(s.haltExitReason));
    out.u64(s.insuranceLimitUntilMs).u8(MODES.indexOf(s.oracleMode)).bigI128(s.indexPrice).u64(s.indexAtMs);
    return out.bigI128(s.confidence).bigI128(s.markPrice).finish();
  },
  decode: (bytes) => {
    const input = new ByteReader(bytes);
    const status: MarketStatus = pick(STATUSES, input.u8());
    const times = { sinceMs: input.u64(), untilMs: input.u64() };
    const reasonBits = input.u8();
    const bits = input.u8();
    const governance = pick(STATUSES, input.u8());
    const quarantine = input.text();
    const haltExitUntilMs = input.u64();
    const haltExitReason = pick(EXITS, input.u8());
    const insuranceLimitUntilMs = input.u64();
    const oracleMode = pick(MODES, input.u8());
    const index = { indexPrice: input.bigI128(), indexAtMs: input.u64(), confidence: input.bigI128() };
    const markPrice = input.bigI128();
    input.end();
    return {
      status,
      ...times,
      reasons: REASONS.filter((_, i) => has(reasonBits, i)),
      onlyMarkMissing: has(bits, 0),
      openBoundsPassed: has(bits, 1),
      feedFresh: has(bits, 2),
      liquidationsHeld: has(bits, 3),
      hasIndex: has(bits, 4),
      hasMark: has(bits, 5),
      governance,
      quarantine,
      haltExitUntilMs,
      haltExitReason,
      insuranceLimitUntilMs,
      oracleMode,
      ...index,
      markPrice,
    };
  },
};

export const guardsCodec: ValueCodec<MarketGuards> = {
  encode: (g) =>
    new ByteWriter(32).u64(g.restartGapMs).u64(g.restartCancelOnlyMs).u64(g.restartGraceMs).u64(g.haltExitMs).finish(),
  decode: (bytes) => {
    const input = new ByteReader(bytes);
    const restart = { restartGapMs: input.u64(), restartCancelOnlyMs: input.u64(), restartGraceMs: input.u64() };
    const haltExitMs = input.u64();
    input.end();
    return { ...restart, haltExitMs };
  },
};
