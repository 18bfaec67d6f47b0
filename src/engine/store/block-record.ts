import type { ValidatorUpdate } from '#chain/app-types.ts';
import { EMPTY } from '#chain/lib/bytes.ts';
import { type Block, decodeBlock, decodeBlockHeader } from '../block/block.ts';
import { type BlockId, NIL_BLOCK_ID, readBlockId, writeBlockId } from '../block/block-id.ts';
import { type Commit, EMPTY_COMMIT, readCommit, writeCommit } from '../block/commit.ts';
import type { Header } from '../block/header.ts';
import { ProtoReader } from '../block/proto-reader.ts';
import { ProtoWriter } from '../block/proto-writer.ts';
import { type BlockResults, decodeResults, encodeResults } from '../block/results.ts';
import { readValidator, type ValidatorSet, validatorSetOf, writeValidator } from '../block/validator-set.ts';

/** What the block log keeps of a height: all that the RPC serves and all that a restart needs. */
export interface BlockRecord {
  /** Encoded tendermint.types.Block. */
  readonly block: Uint8Array;
  readonly blockId: BlockId;
  /** The precommits for this block (CometBFT's seen commit). */
  readonly commit: Commit;
  readonly results: BlockResults;
  /** Validators of this height and of the next. */
  readonly validators: ValidatorSet;
  readonly nextValidators: ValidatorSet;
}

/** {block=1, block_id=2, commit=3, results=4, validators=5, next_validators=6}. */
export function encodeRecord(record: BlockRecord): Uint8Array {
  const results = encodeResults(record.results);
  const writer = new ProtoWriter(record.block.length + results.length + 1024)
    .item(1, record.block)
    .message(2, (id) => writeBlockId(id, record.blockId))
    .message(3, (commit) => writeCommit(commit, record.commit))
    .item(4, results);
  for (const validator of record.validators) writer.message(5, (inner) => writeValidator(inner, validator));
  for (const validator of record.nextValidators) writer.message(6, (inner) => writeValidator(inner, validator));
  return writer.finish();
}

type Parts = Omit<BlockRecord, 'results'>;

/** A block of the store: small parts at hand, txs and results decoded when they are asked for. */
export class StoredBlock {
  readonly header: Header;
  readonly blockBytes: Uint8Array;
  readonly blockId: BlockId;
  readonly commit: Commit;
  readonly validators: ValidatorSet;
  readonly nextValidators: ValidatorSet;
  private readonly readResults: () => BlockResults;
  private decodedBlock: Block | undefined;
  private decodedResults: BlockResults | undefined;

  private constructor(parts: Parts, readResults: () => BlockResults) {
    this.header = decodeBlockHeader(parts.block);
    this.blockBytes = parts.block;
    this.blockId = parts.blockId;
    this.commit = parts.commit;
    this.validators = parts.validators;
    this.nextValidators = parts.nextValidators;
    this.readResults = readResults;
  }

  static of(record: BlockRecord): StoredBlock {
    return new StoredBlock(record, () => record.results);
  }

  /** Throws ProtoError on bytes that are no record. */
  static decode(bytes: Uint8Array): StoredBlock {
    const reader = new ProtoReader(bytes);
    let block = EMPTY as Uint8Array;
    let results = block;
    let blockId = NIL_BLOCK_ID;
    let commit = EMPTY_COMMIT;
    const validators: ValidatorUpdate[] = [];
    const nextValidators: ValidatorUpdate[] = [];
    for (let field = reader.next(); field !== 0; field = reader.next()) {
      if (field === 1) block = reader.bytes();
      else if (field === 2) blockId = readBlockId(reader.message());
      else if (field === 3) commit = readCommit(reader.message());
      else if (field === 4) results = reader.bytes();
      else if (field === 5) validators.push(readValidator(reader.message()));
      else if (field === 6) nextValidators.push(readValidator(reader.message()));
      else reader.skip();
    }
    const sets = { validators: validatorSetOf(validators), nextValidators: validatorSetOf(nextValidators) };
    return new StoredBlock({ block, blockId, commit, ...sets }, () => decodeResults(results));
  }

  get block(): Block {
    this.decodedBlock ??= decodeBlock(this.blockBytes);
    return this.decodedBlock;
  }

  get results(): BlockResults {
    this.decodedResults ??= this.readResults();
    return this.decodedResults;
  }
}
