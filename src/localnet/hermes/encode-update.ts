import { sign } from '@noble/secp256k1';
import { ByteWriter, compareBytes, concat, utf8 } from '#chain/lib/bytes.ts';
import { type Crypto, nobleCrypto } from '#chain/lib/hash.ts';

/** One price as Pyth publishes it: value = price × 10^expo, times in Unix seconds. */
export interface PublishedPrice {
  /** 32 bytes. */
  readonly feedId: Uint8Array;
  readonly price: bigint;
  readonly conf: bigint;
  readonly expo: number;
  readonly publishTime: number;
  readonly prevPublishTime: number;
  readonly emaPrice: bigint;
  readonly emaConf: bigint;
}

/** Who signs a slot, and as what. */
export interface UpdateSigner {
  readonly setIndex: number;
  /** Rising set positions. */
  readonly signers: readonly { readonly index: number; readonly privateKey: Uint8Array }[];
  readonly emitterChain: number;
  /** 32 bytes. */
  readonly emitterAddress: Uint8Array;
}

const EMITTER = utf8('PythnetPythnetPythnetPythnetPyth');

/** The Pyth Pro shape: emitter chain 26, the given keys of a set. */
export function proSigner(setIndex: number, signers: UpdateSigner['signers']): UpdateSigner {
  return { setIndex, signers, emitterChain: 26, emitterAddress: EMITTER };
}

/**
 * All prices of one slot under one signed root; `slice` gives the update of some of them. The format is that of real updates
 * (`PNAU`, VAA, `AUWV`, keccak160 Merkle tree, 85-byte messages), written from its description and judged by the verifier.
 */
export class SignedSlot {
  readonly slot: bigint;
  readonly prices: readonly PublishedPrice[];
  private readonly vaa: Uint8Array;
  /** levels[0] = leaves, padded to a power of two; the last one is the root. */
  private readonly levels: readonly (readonly Uint8Array[])[];

  constructor(slot: bigint, prices: readonly PublishedPrice[], signer: UpdateSigner) {
    const hash: Hash = (data) => nobleCrypto.keccak256(data);
    this.slot = slot;
    this.prices = prices;
    this.levels = buildTree(prices.map(encodeMessage), hash);
    this.vaa = encodeVaa(slot, this.levels.at(-1)![0]!, prices[0]?.publishTime ?? 0, signer, hash);
  }

  /** The update for these feeds, in the order given; unknown ones are left out. */
  slice(feedIds: readonly Uint8Array[]): Uint8Array {
    const places = feedIds
      .map((id) => this.prices.findIndex((one) => compareBytes(one.feedId, id) === 0))
      .filter((place) => place >= 0);
    const out = new ByteWriter(1024).u32(0x504e4155).u8(1).u8(0).u8(0).u8(0).bytes16(this.vaa).u8(places.length);
    for (const place of places) {
      const proof = this.proof(place);
      out
        .bytes16(encodeMessage(this.prices[place]!))
        .u8(proof.length)
        .raw(concat(...proof));
    }
    return out.finish();
  }

  private proof(place: number): Uint8Array[] {
    return this.levels.slice(0, -1).map((level, depth) => level[(place >> depth) ^ 1]!);
  }
}

/** The update of all the prices. */
export function encodeUpdate(slot: bigint, prices: readonly PublishedPrice[], signer: UpdateSigner): Uint8Array {
  return new SignedSlot(slot, prices, signer).slice(prices.map((price) => price.feedId));
}

function encodeMessage(price: PublishedPrice): Uint8Array {
  return new ByteWriter(85)
    .u8(0)
    .raw(price.feedId)
    .bigI64(price.price)
    .bigU64(price.conf)
    .i32(price.expo)
    .i64(price.publishTime)
    .i64(price.prevPublishTime)
    .bigI64(price.emaPrice)
    .bigU64(price.emaConf)
    .finish();
}

type Hash = Crypto['keccak256'];

function buildTree(messages: readonly Uint8Array[], hash: Hash): Uint8Array[][] {
  const h160 = (...parts: readonly Uint8Array[]): Uint8Array => hash(concat(...parts)).slice(0, 20);
  const leaves = messages.map((message) => h160(Uint8Array.of(0), message));
  while ((leaves.length & (leaves.length - 1)) !== 0 || leaves.length === 0) leaves.push(h160(Uint8Array.of(2)));
  const levels = [leaves];
  for (let level = leaves; level.length > 1; ) {
    const next: Uint8Array[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const [low, high] = [level[i]!, level[i + 1]!].sort(compareBytes);
      next.push(h160(Uint8Array.of(1), low!, high!));
    }
    levels.push(next);
    level = next;
  }
  return levels;
}

function encodeVaa(slot: bigint, root: Uint8Array, time: number, signer: UpdateSigner, hash: Hash): Uint8Array {
  const payload = new ByteWriter(37).u32(0x41555756).u8(0).bigU64(slot).u32(0).raw(root).finish();
  const body = new ByteWriter(128)
    .u32(time)
    .u32(0)
    .u16(signer.emitterChain)
    .raw(signer.emitterAddress)
    .bigU64(slot)
    .u8(0)
    .raw(payload)
    .finish();
  const digest = hash(hash(body));
  const out = new ByteWriter(512).u8(1).u32(signer.setIndex).u8(signer.signers.length);
  for (const { index, privateKey } of signer.signers) {
    // 65 bytes: recovery id, then r‖s.
    const signature = sign(digest, privateKey, { prehash: false, format: 'recovered' });
    out.u8(index).raw(signature.subarray(1)).u8(signature[0]!);
  }
  return out.raw(body).finish();
}
