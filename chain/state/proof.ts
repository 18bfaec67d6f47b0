import { ByteReader, ByteWriter, equalBytes } from '../lib/bytes.ts';
import { InvariantError } from '../lib/errors.ts';
import type { Crypto } from '../lib/hash.ts';
import type { CommittedRoots } from './app-hash.ts';
import { appHash, stateRootOf } from './app-hash.ts';

/** Type of the ProofOp that `abci_query prove=true` answers with. spec: chain §5 */
export const SLOT_PROOF_OP = 'nave:slot';

/** The most levels a tree of u32 slots can have. */
const DEEPEST = 32;

/** Where a record sits in the slot tree of a height, and what the app hash of that height is made of. */
export interface SlotPath extends CommittedRoots {
  readonly slot: number;
  readonly depth: number;
  /** Exactly `depth` siblings of 32 bytes, the leaf's first. */
  readonly siblings: readonly Uint8Array[];
}

export interface RecordProof extends SlotPath {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** SHA-256(key length u16 ‖ key ‖ value). Keys are at most 65,535 bytes. */
export function recordLeaf(key: Uint8Array, value: Uint8Array, crypto: Crypto): Uint8Array {
  return crypto.sha256(new ByteWriter(2 + key.length + value.length).bytes16(key).raw(value).peek());
}

/**
 * True when the proof shows that `key` held `value` at its height, on a chain whose app hash of that height is
 * `expectedAppHash` (header.app_hash of height + 1). The caller takes that hash from a header it trusts. Never throws.
 */
export function verifyRecordProof(proof: RecordProof, expectedAppHash: Uint8Array, crypto: Crypto): boolean {
  if (!isWellFormed(proof)) return false;
  let node = recordLeaf(proof.key, proof.value, crypto);
  let index = proof.slot;
  const pair = new Uint8Array(64);
  for (const sibling of proof.siblings) {
    const isRight = index % 2 === 1;
    pair.set(isRight ? sibling : node);
    pair.set(isRight ? node : sibling, 32);
    node = crypto.sha256(pair);
    index = Math.floor(index / 2);
  }
  if (!equalBytes(stateRootOf(proof.depth, node, crypto), proof.stateRoot)) return false;
  return equalBytes(appHash(proof, crypto), expectedAppHash);
}

function isWellFormed(proof: RecordProof): boolean {
  return (
    isUint(proof.depth, DEEPEST) &&
    isUint(proof.slot, 2 ** proof.depth - 1) &&
    isUint(proof.version, 0xffffffff) &&
    isUint(proof.height, Number.MAX_SAFE_INTEGER) &&
    proof.siblings.length === proof.depth &&
    proof.siblings.every((sibling) => sibling.length === 32) &&
    proof.stateRoot.length === 32 &&
    proof.eventsRoot.length === 32 &&
    proof.key.length <= 0xffff
  );
}

const isUint = (x: number, most: number): boolean => Number.isSafeInteger(x) && x >= 0 && x <= most;

/**
 * Data of the ProofOp: slot u32 ‖ depth u8 ‖ depth siblings ‖ state version u32 ‖ height u64 ‖ state root ‖ events root.
 * The ProofOp's key is the record's key.
 */
export function encodeSlotPath(path: SlotPath): Uint8Array {
  const out = new ByteWriter(81 + 32 * path.depth).u32(path.slot).u8(path.depth);
  for (const sibling of path.siblings) out.raw(sibling);
  return out.u32(path.version).u64(path.height).raw(path.stateRoot).raw(path.eventsRoot).finish();
}

/** Undefined for anything encodeSlotPath does not write. */
export function decodeSlotPath(data: Uint8Array): SlotPath | undefined {
  try {
    const reader = new ByteReader(data);
    const slot = reader.u32();
    const depth = reader.u8();
    if (depth > DEEPEST || slot >= 2 ** depth) return undefined;
    const siblings = Array.from({ length: depth }, () => reader.raw(32));
    const version = reader.u32();
    const height = reader.u64();
    const stateRoot = reader.raw(32);
    const eventsRoot = reader.raw(32);
    reader.end();
    return { slot, depth, siblings, version, height, stateRoot, eventsRoot };
  } catch (error) {
    if (error instanceof InvariantError) return undefined;
    throw error;
  }
}
