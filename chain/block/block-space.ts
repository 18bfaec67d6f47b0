/**
 * Which transactions a block holds and in which order (spec: trading §4.2, chain §4). Pure: works on facts of the bytes
 * alone, so that every validator can check a proposal without executing it.
 */

/** Most a block may weigh. */
export const MAX_WEIGHT = 200_000;
/** Most of the weight lane 0 may take. */
export const MAX_LANE0_WEIGHT = 50_000;
/** Bytes reserved for lane 0, also its maximum. */
export const LANE0_BYTES = 512 * 1024;

/** What block building looks at. */
export interface TxFootprint {
  readonly lane: 0 | 1 | 2 | 3;
  readonly weight: number;
  /** Bytes of TxRaw. */
  readonly bytes: number;
  /** Hex of the signer. */
  readonly signer: string;
  /** Ordered sequence; undefined for an unordered nonce. */
  readonly sequence: number | undefined;
  /** Hex of the hash. */
  readonly hash: string;
}

/** What a tx takes of the block: its bytes, a tag byte and the uvarint of its length. */
export function blockBytes(bytes: number): number {
  let prefix = 1;
  for (let rest = bytes; rest >= 128; rest = Math.floor(rest / 128)) prefix++;
  return bytes + 1 + prefix;
}

/**
 * Effective lanes in the given order: an ordered tx is never in an earlier lane than the same signer's previous one,
 * else its cancel would overtake its place and break the sequence.
 */
export function effectiveLanes(txs: readonly TxFootprint[]): number[] {
  const last = new Map<string, number>();
  return txs.map((tx) => {
    if (tx.sequence === undefined) return tx.lane;
    const lane = Math.max(tx.lane, last.get(tx.signer) ?? 0);
    last.set(tx.signer, lane);
    return lane;
  });
}

/**
 * Picks from `candidates` (by arrival) and orders by lane, arrival inside a lane; returns indexes. Lane 0 first, up to its
 * maximum; then lane 1 up to a quarter of the rest; then all others by arrival into what is left. A tx that does not fit
 * is passed over; the later ordered txs of its signer are, too.
 */
export function fillBlock(candidates: readonly TxFootprint[], maxBytes: number, weightLimit = MAX_WEIGHT): number[] {
  const lanes = effectiveLanes(candidates);
  const taken = new Uint8Array(candidates.length);
  const seen = new Set<string>();
  let bytes = 0;
  let weight = 0;

  /** Offers every untaken candidate that `wants` it to a share of the block, in order of arrival. */
  const pass = (wants: (i: number) => boolean, byteLimit: number, maxWeight: number): void => {
    const blocked = new Set<string>();
    let used = 0;
    let weighed = 0;
    for (let i = 0; i < candidates.length; i++) {
      const tx = candidates[i]!;
      if (taken[i] === 1) continue;
      const ordered = tx.sequence !== undefined;
      if (!wants(i)) {
        if (ordered) blocked.add(tx.signer);
        continue;
      }
      if (ordered && blocked.has(tx.signer)) continue;
      if (seen.has(tx.hash)) {
        if (ordered) blocked.add(tx.signer);
        continue;
      }
      const size = blockBytes(tx.bytes);
      if (
        used + size > byteLimit ||
        bytes + size > maxBytes ||
        weighed + tx.weight > maxWeight ||
        weight + tx.weight > weightLimit
      ) {
        if (ordered) blocked.add(tx.signer);
        continue;
      }
      taken[i] = 1;
      seen.add(tx.hash);
      used += size;
      bytes += size;
      weighed += tx.weight;
      weight += tx.weight;
    }
  };

  pass((i) => lanes[i] === 0, LANE0_BYTES, Math.min(MAX_LANE0_WEIGHT, weightLimit));
  const rest = maxBytes - Math.min(LANE0_BYTES, maxBytes);
  pass((i) => lanes[i] === 1, Math.floor(rest / 4), weightLimit);
  pass((i) => lanes[i] !== 0, maxBytes, weightLimit);

  const order: number[] = [];
  for (let lane = 0; lane <= 3; lane++) {
    for (let i = 0; i < candidates.length; i++) if (taken[i] === 1 && lanes[i] === lane) order.push(i);
  }
  return order;
}

/** Why a proposed order of txs is not acceptable; undefined when it is. Reservations bind the proposer's choice only. */
export function findBlockFault(txs: readonly TxFootprint[], maxBytes: number): string | undefined {
  const lanes = effectiveLanes(txs);
  const hashes = new Set<string>();
  let bytes = 0;
  let weight = 0;
  let lane0Bytes = 0;
  let lane0Weight = 0;
  for (let i = 0; i < txs.length; i++) {
    const tx = txs[i]!;
    if (i > 0 && lanes[i]! < lanes[i - 1]!) return `tx ${i} of lane ${lanes[i]} follows lane ${lanes[i - 1]}`;
    if (hashes.has(tx.hash)) return `tx ${i} is in the block twice`;
    hashes.add(tx.hash);
    const size = blockBytes(tx.bytes);
    bytes += size;
    weight += tx.weight;
    if (lanes[i] === 0) {
      lane0Bytes += size;
      lane0Weight += tx.weight;
    }
  }
  if (bytes > maxBytes) return `${bytes} bytes of txs, ${maxBytes} fit`;
  if (weight > MAX_WEIGHT) return `weight ${weight}, at most ${MAX_WEIGHT}`;
  if (lane0Bytes > LANE0_BYTES) return `${lane0Bytes} bytes in lane 0, at most ${LANE0_BYTES}`;
  if (lane0Weight > MAX_LANE0_WEIGHT) return `weight ${lane0Weight} in lane 0, at most ${MAX_LANE0_WEIGHT}`;
  return undefined;
}
