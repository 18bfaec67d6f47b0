import { EMPTY } from '#chain/lib/bytes.ts';
import { type BlockId, NIL_BLOCK_ID, readBlockId, writeBlockId } from './block-id.ts';
import { rootOf } from './digest.ts';
import type { ProtoReader } from './proto-reader.ts';
import { ProtoWriter } from './proto-writer.ts';
import { readTimestamp, type TimeNs, writeTimestamp } from './timestamp.ts';

/** Block protocol of CometBFT 0.38 to 0.40. */
export const BLOCK_PROTOCOL = 11;

export interface Header {
  readonly blockVersion: number;
  readonly appVersion: number;
  readonly chainId: string;
  readonly height: number;
  readonly time: TimeNs;
  readonly lastBlockId: BlockId;
  readonly lastCommitHash: Uint8Array;
  readonly dataHash: Uint8Array;
  readonly validatorsHash: Uint8Array;
  readonly nextValidatorsHash: Uint8Array;
  readonly consensusHash: Uint8Array;
  /** State after the block before. */
  readonly appHash: Uint8Array;
  readonly lastResultsHash: Uint8Array;
  readonly evidenceHash: Uint8Array;
  /** 20 bytes. */
  readonly proposerAddress: Uint8Array;
}

function writeVersion(writer: ProtoWriter, header: Header): void {
  writer.uint(1, header.blockVersion).uint(2, header.appVersion);
}

/** A google.protobuf wrapper message: field 1, nothing at all for an empty value (comet §8.1). */
const wrapped = (value: Uint8Array): Uint8Array => new ProtoWriter().bytes(1, value).finish();

/** Header hash: root of the 14 fields, 32 bytes (spec: comet §8.1). */
export function hashHeader(header: Header): Uint8Array {
  const leaf = (write: (writer: ProtoWriter) => void): Uint8Array => {
    const writer = new ProtoWriter();
    write(writer);
    return writer.finish();
  };
  return rootOf([
    leaf((writer) => writeVersion(writer, header)),
    leaf((writer) => writer.text(1, header.chainId)),
    leaf((writer) => writer.uint(1, header.height)),
    leaf((writer) => writeTimestamp(writer, header.time)),
    leaf((writer) => writeBlockId(writer, header.lastBlockId)),
    wrapped(header.lastCommitHash),
    wrapped(header.dataHash),
    wrapped(header.validatorsHash),
    wrapped(header.nextValidatorsHash),
    wrapped(header.consensusHash),
    wrapped(header.appHash),
    wrapped(header.lastResultsHash),
    wrapped(header.evidenceHash),
    wrapped(header.proposerAddress),
  ]);
}

/** Fields of tendermint.types.Header. */
export function writeHeader(writer: ProtoWriter, header: Header): void {
  writer
    .message(1, (version) => writeVersion(version, header))
    .text(2, header.chainId)
    .uint(3, header.height)
    .message(4, (time) => writeTimestamp(time, header.time))
    .message(5, (id) => writeBlockId(id, header.lastBlockId))
    .bytes(6, header.lastCommitHash)
    .bytes(7, header.dataHash)
    .bytes(8, header.validatorsHash)
    .bytes(9, header.nextValidatorsHash)
    .bytes(10, header.consensusHash)
    .bytes(11, header.appHash)
    .bytes(12, header.lastResultsHash)
    .bytes(13, header.evidenceHash)
    .bytes(14, header.proposerAddress);
}

type Fields = { -readonly [K in keyof Header]: Header[K] };

export function readHeader(reader: ProtoReader): Header {
  const header: Fields = {
    blockVersion: 0,
    appVersion: 0,
    chainId: '',
    height: 0,
    time: 0n,
    lastBlockId: NIL_BLOCK_ID,
    lastCommitHash: EMPTY,
    dataHash: EMPTY,
    validatorsHash: EMPTY,
    nextValidatorsHash: EMPTY,
    consensusHash: EMPTY,
    appHash: EMPTY,
    lastResultsHash: EMPTY,
    evidenceHash: EMPTY,
    proposerAddress: EMPTY,
  };
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) {
      const version = reader.message();
      for (let inner = version.next(); inner !== 0; inner = version.next()) {
        if (inner === 1) header.blockVersion = version.uint();
        else if (inner === 2) header.appVersion = version.uint();
        else version.skip();
      }
    } else if (field === 2) header.chainId = reader.text();
    else if (field === 3) header.height = reader.uint();
    else if (field === 4) header.time = readTimestamp(reader.message());
    else if (field === 5) header.lastBlockId = readBlockId(reader.message());
    else if (field === 6) header.lastCommitHash = reader.bytes();
    else if (field === 7) header.dataHash = reader.bytes();
    else if (field === 8) header.validatorsHash = reader.bytes();
    else if (field === 9) header.nextValidatorsHash = reader.bytes();
    else if (field === 10) header.consensusHash = reader.bytes();
    else if (field === 11) header.appHash = reader.bytes();
    else if (field === 12) header.lastResultsHash = reader.bytes();
    else if (field === 13) header.evidenceHash = reader.bytes();
    else if (field === 14) header.proposerAddress = reader.bytes();
    else reader.skip();
  }
  return header;
}
