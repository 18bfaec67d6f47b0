import { fromHex } from '#chain/lib/bytes.ts';
import { MsgSubmitPythUpdate } from '#proto/generated/nave.oracle.v1.ts';
import { encodeUpdate, proSigner } from '#src/localnet/hermes/encode-update.ts';
import { routerKey } from '#src/localnet/public-keys.ts';
import { message, type TestMessage } from '#test/support/signing.ts';

const BTC = '0xe62df6c8b4a85fe1a67db44dc12de5db330f7ac66b72dc658afedf0f4a415b43';
const ETH = '0xff61491a931112ddf1bd8147cd1b641375f79f5825126d665480874634fd0ace';
const PRICES = [
  { id: BTC, price: 2_000_000_000_000n },
  { id: ETH, price: 100_000_000_000n },
];

const signer = proSigner(
  0,
  [0, 1, 2].map((index) => ({ index, privateKey: routerKey(index).privateKey })),
);

/** A signed update of both prices, BTC 20,000 USD and ETH 1,000 USD, as of `timeNs`. */
export function priceMessage(sender: string, timeNs: bigint): TestMessage {
  const second = Number(timeNs / 1_000_000_000n);
  const prices = PRICES.map(({ id, price }) => ({
    feedId: fromHex(id),
    price,
    conf: price / 10_000n,
    expo: -8,
    publishTime: second,
    prevPublishTime: second - 1,
    emaPrice: price,
    emaConf: 1n,
  }));
  const update = encodeUpdate(timeNs / 50_000_000n, prices, signer);
  return message(MsgSubmitPythUpdate, { sender, updates: [update] });
}
