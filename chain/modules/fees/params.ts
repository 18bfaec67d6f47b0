import { type At, Fields, requireThat } from '../../genesis/fields.ts';
import { ByteReader, ByteWriter } from '../../lib/bytes.ts';
import type { Ppm } from '../../lib/units.ts';
import type { ValueCodec } from '../../state/collection.ts';
import { canPayRebates, DEFAULT_FEE_TIERS, type FeeTier } from './fee-tiers.ts';

/** Bound that keeps every fee product exact (chain/lib/math.ts mulDivFloorSafe with f ≤ 2^26, referral × 24). */
const PPM_MAX = 1_000_000;
/** A builder fee above it is refused whatever the parameter says (spec: trading §5). */
export const BUILDER_PPM_LIMIT = 1_000;

export interface FeeParams {
  readonly tiers: readonly FeeTier[];
  /** Most an order may promise a builder. */
  readonly builderMaxPpm: Ppm;
}

export const DEFAULT_FEE_PARAMS: FeeParams = { tiers: DEFAULT_FEE_TIERS, builderMaxPpm: 100 };

export const feeParamsCodec: ValueCodec<FeeParams> = {
  encode({ tiers, builderMaxPpm }) {
    const out = new ByteWriter().u32(builderMaxPpm).u16(tiers.length);
    for (const tier of tiers) out.bigU64(tier.volume).i32(tier.takerPpm).i32(tier.makerPpm);
    return out.finish();
  },
  decode(bytes) {
    const input = new ByteReader(bytes);
    const builderMaxPpm = input.u32();
    const tiers = Array.from({ length: input.u16() }, () => ({
      volume: input.bigU64(),
      takerPpm: input.i32(),
      makerPpm: input.i32(),
    }));
    input.end();
    return { tiers, builderMaxPpm };
  },
};

/**
 * `{tiers?: [{volume, takerPpm, makerPpm}], builderMaxPpm?}`; left out = the defaults of trading §5. Tiers rise from volume
 * 0 and can pay their rebates. Throws GenesisError.
 */
export function readFeeParams(at: At): FeeParams {
  const fields = new Fields(at);
  const tiers = fields.has('tiers') ? fields.list('tiers', 32).map(readTier) : DEFAULT_FEE_TIERS;
  const builderMaxPpm = fields.has('builderMaxPpm')
    ? fields.integer('builderMaxPpm', 0, BUILDER_PPM_LIMIT)
    : DEFAULT_FEE_PARAMS.builderMaxPpm;
  fields.end();
  requireThat(tiers[0]?.volume === 0n, `${at.path}.tiers`, 'the first tier must begin at volume 0');
  for (let i = 1; i < tiers.length; i++) {
    requireThat(tiers[i]!.volume > tiers[i - 1]!.volume, `${at.path}.tiers[${i}].volume`, 'volumes must rise');
  }
  requireThat(canPayRebates(tiers), `${at.path}.tiers`, '0.864 × the lowest taker ppm must pay the highest rebate');
  return { tiers, builderMaxPpm };
}

function readTier(at: At): FeeTier {
  const fields = new Fields(at);
  const volume = fields.big('volume', 0n, 2n ** 62n);
  const takerPpm = fields.integer('takerPpm', 0, PPM_MAX);
  const makerPpm = fields.integer('makerPpm', -PPM_MAX, PPM_MAX);
  fields.end();
  return { volume, takerPpm, makerPpm };
}
