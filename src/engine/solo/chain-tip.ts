import type { BlockRequest, InitChainResponse } from '#chain/app-types.ts';
import { EMPTY } from '#chain/lib/bytes.ts';
import { type Block, blockIdOf, encodeBlock } from '../block/block.ts';
import { type BlockId, NIL_BLOCK_ID } from '../block/block-id.ts';
import { ABSENT_SIG, COMMITTED, type Commit, EMPTY_COMMIT, hashCommit } from '../block/commit.ts';
import { hashConsensusParams } from '../block/consensus-params.ts';
import { rootOf, sha256 } from '../block/digest.ts';
import { hashEvidence } from '../block/evidence.ts';
import { BLOCK_PROTOCOL, type Header } from '../block/header.ts';
import { hashResults } from '../block/results.ts';
import type { TimeNs } from '../block/timestamp.ts';
import { applyUpdates, hashValidators, totalPower, type ValidatorSet, validatorSetOf } from '../block/validator-set.ts';
import { signPrecommit, type ValidatorKey } from '../block/vote.ts';
import type { GenesisDoc } from '../genesis-doc.ts';
import type { StoredBlock } from '../store/block-record.ts';
import { EngineError } from './engine-error.ts';

/** What the next block is built on; CometBFT's State. */
export interface ChainTip {
  /** Last height made; initial height − 1 before the first. */
  readonly height: number;
  readonly blockId: BlockId;
  /** Header time of the last block; genesis time before the first. */
  readonly blockTime: TimeNs;
  readonly commit: Commit;
  readonly appHash: Uint8Array;
  readonly resultsHash: Uint8Array;
  /** Sets of the last block, of the next, of the one after it. */
  readonly lastValidators: ValidatorSet;
  readonly validators: ValidatorSet;
  readonly nextValidators: ValidatorSet;
}

/** True before the first block. */
const isGenesis = (tip: ChainTip): boolean => tip.blockId.hash.length === 0;

/** Before the first block: what InitChain answered (its validators replace the file's when it names any). */
export function genesisTip(genesis: GenesisDoc, init: Pick<InitChainResponse, 'appHash' | 'validators'>): ChainTip {
  const validators = validatorSetOf(init.validators.length > 0 ? init.validators : genesis.validators);
  return {
    height: genesis.initialHeight - 1,
    blockId: NIL_BLOCK_ID,
    blockTime: genesis.genesisTime,
    commit: EMPTY_COMMIT,
    appHash: init.appHash,
    resultsHash: sha256(EMPTY),
    lastValidators: [],
    validators,
    nextValidators: validators,
  };
}

/** After a block of the store. Validator updates of block h change the set of h + 2. */
export function tipAfter(stored: Pick<StoredBlock, keyof StoredBlock>): ChainTip {
  const { results } = stored;
  return {
    height: stored.header.height,
    blockId: stored.blockId,
    blockTime: stored.header.time,
    commit: stored.commit,
    appHash: results.appHash,
    resultsHash: hashResults(results.txResults),
    lastValidators: stored.validators,
    validators: stored.nextValidators,
    nextValidators: applyUpdates(stored.nextValidators, results.validatorUpdates),
  };
}

/**
 * Time of the next block: genesis time for the first, then the weighted median of the last votes (spec: comet §8.11), so
 * block time lags one block.
 */
export function nextBlockTime(tip: ChainTip): TimeNs {
  if (isGenesis(tip)) return tip.blockTime;
  const votes = tip.commit.signatures
    .map((sig, i) => ({ sig, power: tip.lastValidators[i]?.power ?? 0 }))
    .filter(({ sig }) => sig.flag === COMMITTED)
    .sort((a, b) => (a.sig.timestamp < b.sig.timestamp ? -1 : a.sig.timestamp > b.sig.timestamp ? 1 : 0));
  let median = Math.floor(votes.reduce((sum, { power }) => sum + power, 0) / 2);
  for (const { sig, power } of votes) {
    if (median <= power) return sig.timestamp;
    median -= power;
  }
  throw new EngineError(`the commit of block ${tip.height} has no votes`);
}

/** Time of the vote for a block: the clock, but at least 1 ms after the block's own time. */
export function voteTime(blockTime: TimeNs, nowMs: number): TimeNs {
  const now = BigInt(Math.floor(nowMs)) * 1_000_000n;
  const least = blockTime + 1_000_000n;
  return now > least ? now : least;
}

/** What the application is told of the block before: who signed it. */
export function lastCommitOf(commit: Commit, validators: ValidatorSet): BlockRequest['lastCommit'] {
  return validators.map(({ address, power }, i) => ({
    address,
    power,
    signed: commit.signatures[i]?.flag === COMMITTED,
  }));
}

/** The next block with these txs, complete but for its own commit. */
export function buildBlock(
  tip: ChainTip,
  genesis: GenesisDoc,
  appVersion: number,
  proposerAddress: Uint8Array,
  txs: readonly Uint8Array[],
): { block: Block; bytes: Uint8Array; blockId: BlockId } {
  const header: Header = {
    blockVersion: BLOCK_PROTOCOL,
    appVersion,
    chainId: genesis.chainId,
    height: tip.height + 1,
    time: nextBlockTime(tip),
    lastBlockId: tip.blockId,
    lastCommitHash: hashCommit(tip.commit),
    dataHash: rootOf(txs.map(sha256)),
    validatorsHash: hashValidators(tip.validators),
    nextValidatorsHash: hashValidators(tip.nextValidators),
    consensusHash: hashConsensusParams(genesis.consensusParams),
    appHash: tip.appHash,
    lastResultsHash: tip.resultsHash,
    evidenceHash: hashEvidence([]),
    proposerAddress,
  };
  const block: Block = { header, txs, evidence: [], lastCommit: tip.commit };
  const bytes = encodeBlock(block);
  return { block, bytes, blockId: blockIdOf(header, bytes) };
}

/** The commit of a block by the one key there is; others of the set count as absent. */
export function commitBlock(
  tip: ChainTip,
  key: ValidatorKey,
  chainId: string,
  blockId: BlockId,
  timestamp: TimeNs,
): Commit {
  const height = tip.height + 1;
  const own = Buffer.from(key.address);
  const signatures = tip.validators.map(({ address }) =>
    own.equals(address) ? signPrecommit(key, chainId, height, blockId, timestamp) : ABSENT_SIG,
  );
  return { height, round: 0, blockId, signatures };
}

/** Throws EngineError unless `key` alone holds more than two thirds of the next set's power. */
export function requireMajority(tip: ChainTip, key: ValidatorKey): void {
  const own = Buffer.from(key.address);
  const power = tip.validators.find(({ address }) => own.equals(address))?.power ?? 0;
  const total = totalPower(tip.validators);
  if (power * 3 > total * 2) return;
  throw new EngineError(
    `the solo engine needs more than 2/3 of the voting power, this validator (${own.toString('hex').toUpperCase()}) has ${power} of ${total} at height ${tip.height + 1}; use its key or run the comet engine`,
  );
}
