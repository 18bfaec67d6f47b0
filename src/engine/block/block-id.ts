import { EMPTY } from '#chain/lib/bytes.ts';
import type { ProtoReader } from './proto-reader.ts';
import type { ProtoWriter } from './proto-writer.ts';

/** Names a block: header hash and the root of its 64 KiB parts. */
export interface BlockId {
  /** 32 bytes; empty for nil. */
  readonly hash: Uint8Array;
  readonly partsTotal: number;
  /** 32 bytes; empty for nil. */
  readonly partsHash: Uint8Array;
}

/** What block 1 names as its parent. */
export const NIL_BLOCK_ID: BlockId = { hash: EMPTY, partsTotal: 0, partsHash: EMPTY };

/** BlockID{hash=1, part_set_header=2{total=1, hash=2}}; field 2 always present (comet §8.1). The canonical form is the same. */
export function writeBlockId(writer: ProtoWriter, id: BlockId): void {
  writer.bytes(1, id.hash).message(2, (parts) => parts.uint(1, id.partsTotal).bytes(2, id.partsHash));
}

export function readBlockId(reader: ProtoReader): BlockId {
  let { hash, partsTotal, partsHash } = NIL_BLOCK_ID;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) hash = reader.bytes();
    else if (field === 2) {
      const parts = reader.message();
      for (let inner = parts.next(); inner !== 0; inner = parts.next()) {
        if (inner === 1) partsTotal = parts.uint();
        else if (inner === 2) partsHash = parts.bytes();
        else parts.skip();
      }
    } else reader.skip();
  }
  return { hash, partsTotal, partsHash };
}
