import { ByteReader, ByteWriter } from '../../lib/bytes.ts';
import { invariant } from '../../lib/errors.ts';
import type { ValueCodec } from '../../state/collection.ts';
import type { FaultKind, Validator } from './types.ts';

const FAULTS: readonly FaultKind[] = ['downtime', 'double_sign', 'bridge_evidence'];
const ADDRESS_BYTES = 20;
const KEY_BYTES = 32;

export const validatorCodec: ValueCodec<Validator> = {
  encode: (one) => {
    const out = new ByteWriter(256)
      .raw(one.operator)
      .text(one.name)
      .u8(one.consensusKey === undefined ? 0 : 1);
    if (one.consensusKey !== undefined) out.raw(one.consensusKey);
    out.u64(one.grantedPower).u64(one.stakedPower).raw(one.relayer).raw(one.feeder).raw(one.hot).raw(one.cold);
    out
      .u64(one.jailedUntilMs)
      .u8(one.tombstoned ? 1 : 0)
      .u16(one.faults.length);
    for (const { kind, height } of one.faults) out.u8(FAULTS.indexOf(kind)).u64(height);
    return out.finish();
  },
  decode: (bytes) => {
    const input = new ByteReader(bytes);
    const operator = input.raw(ADDRESS_BYTES);
    const name = input.text();
    const consensusKey = input.u8() === 1 ? input.raw(KEY_BYTES) : undefined;
    const powers = { grantedPower: input.u64(), stakedPower: input.u64() };
    const [relayer, feeder] = [input.raw(ADDRESS_BYTES), input.raw(ADDRESS_BYTES)];
    const [hot, cold] = [input.raw(ADDRESS_BYTES), input.raw(ADDRESS_BYTES)];
    const jailedUntilMs = input.u64();
    const tombstoned = input.u8() === 1;
    const faults = Array.from({ length: input.u16() }, () => {
      const kind = FAULTS[input.u8()];
      invariant(kind !== undefined, 'validator record with an unknown fault');
      return { kind, height: input.u64() };
    });
    input.end();
    return { operator, name, consensusKey, ...powers, relayer, feeder, hot, cold, jailedUntilMs, tombstoned, faults };
  },
};
