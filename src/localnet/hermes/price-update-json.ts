import { toBase64, toHex } from '#chain/lib/bytes.ts';
import type { PublishedPrice } from './encode-update.ts';

export type Encoding = 'hex' | 'base64';

/** Hermes v2's body of a price route and of a stream event. */
export interface PriceUpdateJson {
  readonly binary: { readonly encoding: Encoding; readonly data: readonly string[] };
  readonly parsed?: readonly ParsedPriceJson[];
}

interface ParsedPriceJson {
  readonly id: string;
  readonly price: RpcPriceJson;
  readonly ema_price: RpcPriceJson;
  readonly metadata: {
    readonly slot: number;
    readonly proof_available_time: number;
    readonly prev_publish_time: number;
  };
}

interface RpcPriceJson {
  readonly price: string;
  readonly conf: string;
  readonly expo: number;
  readonly publish_time: number;
}

/** One update and, when asked for, its prices in clear. */
export function priceUpdateJson(
  update: Uint8Array,
  slot: bigint,
  prices: readonly PublishedPrice[],
  encoding: Encoding,
  parsed: boolean,
): PriceUpdateJson {
  const data = [encoding === 'hex' ? toHex(update) : toBase64(update)];
  if (!parsed) return { binary: { encoding, data } };
  return { binary: { encoding, data }, parsed: prices.map((price) => parsedPrice(price, slot)) };
}

function parsedPrice(one: PublishedPrice, slot: bigint): ParsedPriceJson {
  const row = (price: bigint, conf: bigint): RpcPriceJson => ({
    price: String(price),
    conf: String(conf),
    expo: one.expo,
    publish_time: one.publishTime,
  });
  return {
    id: toHex(one.feedId),
    price: row(one.price, one.conf),
    ema_price: row(one.emaPrice, one.emaConf),
    metadata: {
      slot: Number(slot),
      proof_available_time: one.publishTime + 1,
      prev_publish_time: one.prevPublishTime,
    },
  };
}
