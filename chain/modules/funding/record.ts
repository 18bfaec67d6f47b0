import { ByteReader, ByteWriter } from '../../lib/bytes.ts';
import type { ValueCodec } from '../../state/collection.ts';
import type { FundingState } from './step.ts';

/** Funding record of a market: state of the running hour and the rate of the last. */
export interface FundingRecord extends FundingState {
  /** ppb. */
  readonly lastRate: bigint;
}

export const NO_FUNDING: FundingRecord = { index: 0n, total: 0n, valid: 0, lastRate: 0n };

/** F i128 ‖ Σ samples i64 ‖ valid u32 ‖ last rate i64. */
export const fundingRecordCodec: ValueCodec<FundingRecord> = {
  encode: ({ index, total, valid, lastRate }) =>
    new ByteWriter(36).bigI128(index).bigI64(total).u32(valid).bigI64(lastRate).finish(),
  decode(bytes) {
    const input = new ByteReader(bytes);
    const record = { index: input.bigI128(), total: input.bigI64(), valid: input.u32(), lastRate: input.bigI64() };
    input.end();
    return record;
  },
};
