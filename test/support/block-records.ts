import type { AbciEvent, TxResult } from '#chain/app-types.ts';
import { EMPTY } from '#chain/lib/bytes.ts';
import { blockIdOf, encodeBlock } from '#src/engine/block/block.ts';
import { NIL_BLOCK_ID } from '#src/engine/block/block-id.ts';
import { EMPTY_COMMIT } from '#src/engine/block/commit.ts';
import type { Header } from '#src/engine/block/header.ts';
import type { BlockRecord } from '#src/engine/store/block-record.ts';

export interface RecordedTx {
  readonly tx: Uint8Array;
  readonly events: readonly AbciEvent[];
}

/** A block record with the given txs and block events; its hashes are not those of a chain. */
export function recordOf(height: number, txs: readonly RecordedTx[], events: readonly AbciEvent[] = []): BlockRecord {
  const header: Header = {
    blockVersion: 11,
    appVersion: 1,
    chainId: 'nave-test-1',
    height,
    time: BigInt(height) * 1_000_000_000n,
    lastBlockId: NIL_BLOCK_ID,
    lastCommitHash: EMPTY,
    dataHash: EMPTY,
    validatorsHash: new Uint8Array(32),
    nextValidatorsHash: EMPTY,
    consensusHash: EMPTY,
    appHash: EMPTY,
    lastResultsHash: EMPTY,
    evidenceHash: EMPTY,
    proposerAddress: EMPTY,
  };
  const block = encodeBlock({ header, txs: txs.map(({ tx }) => tx), evidence: [], lastCommit: EMPTY_COMMIT });
  const txResults = txs.map(
    (item): TxResult => ({
      code: 0,
      codespace: '',
      log: '',
      data: EMPTY,
      gasWanted: 0n,
      gasUsed: 0n,
      events: item.events,
    }),
  );
  const results = { txResults, validatorUpdates: [], appHash: new Uint8Array(32), events };
  const blockId = blockIdOf(header, block);
  return { block, blockId, commit: EMPTY_COMMIT, results, validators: [], nextValidators: [] };
}
