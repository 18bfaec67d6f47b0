import type { BlockId } from './block-id.ts';
import { type Commit, EMPTY_COMMIT, readCommit, writeCommit } from './commit.ts';
import { rootOf } from './digest.ts';
import { type Header, hashHeader, readHeader, writeHeader } from './header.ts';
import { ProtoError, ProtoReader } from './proto-reader.ts';
import { ProtoWriter } from './proto-writer.ts';

export interface Block {
  readonly header: Header;
  readonly txs: readonly Uint8Array[];
  /** Encoded tendermint.types.Evidence messages; the solo engine makes none. */
  readonly evidence: readonly Uint8Array[];
  readonly lastCommit: Commit;
}

const PART_BYTES = 65536;

/** tendermint.types.Block{header=1, data=2{txs=1}, evidence=3, last_commit=4}. */
export function encodeBlock(block: Block): Uint8Array {
  const size = block.txs.reduce((sum, tx) => sum + tx.length + 6, 1024);
  const writer = new ProtoWriter(size)
    .message(1, (header) => writeHeader(header, block.header))
    .message(2, (data) => {
      for (const tx of block.txs) data.item(1, tx);
    })
    .message(3, (list) => {
      for (const item of block.evidence) list.item(1, item);
    });
  return writer.message(4, (commit) => writeCommit(commit, block.lastCommit)).finish();
}

function readItems(reader: ProtoReader): Uint8Array[] {
  const items: Uint8Array[] = [];
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) items.push(reader.bytes());
    else reader.skip();
  }
  return items;
}

/** The txs are views into `bytes`. Throws ProtoError on bytes that are no block. */
export function decodeBlock(bytes: Uint8Array): Block {
  const reader = new ProtoReader(bytes);
  let header: Header | undefined;
  let txs: Uint8Array[] = [];
  let evidence: Uint8Array[] = [];
  let lastCommit = EMPTY_COMMIT;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) header = readHeader(reader.message());
    else if (field === 2) txs = readItems(reader.message());
    else if (field === 3) evidence = readItems(reader.message());
    else if (field === 4) lastCommit = readCommit(reader.message());
    else reader.skip();
  }
  if (header === undefined) throw new ProtoError('a block without header');
  return { header, txs, evidence, lastCommit };
}

/** The header of encoded block `bytes`, without touching the txs. */
export function decodeBlockHeader(bytes: Uint8Array): Header {
  const reader = new ProtoReader(bytes);
  if (reader.next() !== 1) throw new ProtoError('a block without header');
  return readHeader(reader.message());
}

/** block_id of a block and its encoding: header hash, and the root of the 64 KiB parts (spec: comet §8.9). */
export function blockIdOf(header: Header, bytes: Uint8Array): BlockId {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += PART_BYTES) parts.push(bytes.subarray(at, at + PART_BYTES));
  return { hash: hashHeader(header), partsTotal: parts.length, partsHash: rootOf(parts) };
}
