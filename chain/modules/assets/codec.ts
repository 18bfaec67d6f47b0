import { ByteReader, ByteWriter } from '../../lib/bytes.ts';
import type { ValueCodec } from '../../state/collection.ts';
import type { Asset } from './types.ts';

const FEED_BYTES = 32;

/** Fixed field order; caps are i64 with −1 for none. */
export const assetCodec: ValueCodec<Asset> = {
  encode: (asset) => {
    const out = new ByteWriter(128).u32(asset.id).text(asset.symbol).text(asset.denom).u8(asset.decimals);
    out.u8(asset.feed === undefined ? 0 : 1);
    if (asset.feed !== undefined) out.raw(asset.feed);
    out
      .u8(asset.stable ? 1 : 0)
      .u32(asset.imPpm)
      .u32(asset.mmPpm)
      .u32(asset.haircutPpm)
      .u32(asset.discountPpm);
    return out.bigI64(asset.cap ?? -1n).finish();
  },
  decode: (bytes) => {
    const input = new ByteReader(bytes);
    const id = input.u32();
    const symbol = input.text();
    const denom = input.text();
    const decimals = input.u8();
    const feed = input.u8() === 1 ? input.raw(FEED_BYTES) : undefined;
    const stable = input.u8() === 1;
    const weights = { imPpm: input.u32(), mmPpm: input.u32(), haircutPpm: input.u32(), discountPpm: input.u32() };
    const cap = input.bigI64();
    input.end();
    return { id, symbol, denom, decimals, feed, stable, ...weights, cap: cap < 0n ? null : cap };
  },
};
