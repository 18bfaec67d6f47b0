import { ByteWriter } from '../lib/bytes.ts';
import type { Crypto } from '../lib/hash.ts';

/** What an app hash commits to. */
export interface CommittedRoots {
  readonly version: number;
  readonly height: number;
  readonly stateRoot: Uint8Array;
  readonly eventsRoot: Uint8Array;
}

/** SHA-256(state version u32 ‖ height u64 ‖ state root ‖ events root). spec: chain §2 */
export function appHash(roots: CommittedRoots, crypto: Crypto): Uint8Array {
  const out = new ByteWriter(76).u32(roots.version).u64(roots.height).raw(roots.stateRoot).raw(roots.eventsRoot);
  return crypto.sha256(out.peek());
}

/** SHA-256(d u8 ‖ tree root). spec: chain §2 */
export function stateRootOf(depth: number, treeRoot: Uint8Array, crypto: Crypto): Uint8Array {
  return crypto.sha256(new ByteWriter(33).u8(depth).raw(treeRoot).peek());
}
