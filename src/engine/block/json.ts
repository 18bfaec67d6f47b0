import type { AbciEvent, TxResult, ValidatorUpdate } from '#chain/app-types.ts';
import type { Block } from './block.ts';
import type { BlockId } from './block-id.ts';
import type { Commit } from './commit.ts';
import type { ConsensusParams } from './consensus-params.ts';
import type { Header } from './header.ts';
import type { BlockResults } from './results.ts';
import { formatTime } from './timestamp.ts';
import type { Validator } from './validator-set.ts';

/** CometBFT's JSON conventions (comet §8): 64-bit integers as strings, hashes upper-case hex, blobs base64, null when empty. */
export const upperHex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex').toUpperCase();
export const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
/** Go's nil slice. */
export const base64OrNull = (bytes: Uint8Array): string | null => (bytes.length === 0 ? null : base64(bytes));
const listOrNull = <T>(list: readonly T[]): readonly T[] | null => (list.length === 0 ? null : list);

export const blockIdJson = (id: BlockId) => ({
  hash: upperHex(id.hash),
  parts: { total: id.partsTotal, hash: upperHex(id.partsHash) },
});

export const headerJson = (header: Header) => ({
  version: { block: String(header.blockVersion), app: String(header.appVersion) },
  chain_id: header.chainId,
  height: String(header.height),
  time: formatTime(header.time),
  last_block_id: blockIdJson(header.lastBlockId),
  last_commit_hash: upperHex(header.lastCommitHash),
  data_hash: upperHex(header.dataHash),
  validators_hash: upperHex(header.validatorsHash),
  next_validators_hash: upperHex(header.nextValidatorsHash),
  consensus_hash: upperHex(header.consensusHash),
  app_hash: upperHex(header.appHash),
  last_results_hash: upperHex(header.lastResultsHash),
  evidence_hash: upperHex(header.evidenceHash),
  proposer_address: upperHex(header.proposerAddress),
});

export const commitJson = (commit: Commit) => ({
  height: String(commit.height),
  round: commit.round,
  block_id: blockIdJson(commit.blockId),
  signatures: commit.signatures.map((sig) => ({
    block_id_flag: sig.flag,
    validator_address: upperHex(sig.validatorAddress),
    timestamp: formatTime(sig.timestamp),
    signature: base64OrNull(sig.signature),
  })),
});

export const blockJson = (block: Block) => ({
  header: headerJson(block.header),
  data: { txs: block.txs.map(base64) },
  evidence: { evidence: block.evidence.map(base64) },
  last_commit: commitJson(block.lastCommit),
});

export const eventJson = (event: AbciEvent) => ({
  type: event.type,
  attributes: event.attributes.map(({ key, value, index }) => ({ key, value, index })),
});

export const txResultJson = (result: TxResult) => ({
  code: result.code,
  data: base64OrNull(result.data),
  log: result.log,
  info: '',
  gas_wanted: String(result.gasWanted),
  gas_used: String(result.gasUsed),
  events: result.events.map(eventJson),
  codespace: result.codespace,
});

export const publicKeyJson = (publicKey: Uint8Array) => ({
  type: 'tendermint/PubKeyEd25519',
  value: base64(publicKey),
});

const updateJson = (update: ValidatorUpdate) => ({
  pub_key: { Sum: { type: 'tendermint.crypto.PublicKey_Ed25519', value: { ed25519: base64(update.publicKey) } } },
  power: String(update.power),
});

export const blockResultsJson = (height: number, results: BlockResults) => ({
  height: String(height),
  txs_results: listOrNull(results.txResults.map(txResultJson)),
  finalize_block_events: listOrNull(results.events.map(eventJson)),
  validator_updates: listOrNull(results.validatorUpdates.map(updateJson)),
  consensus_param_updates: null,
  app_hash: base64(results.appHash),
});

/** ResponseFinalizeBlock inside an event, where CometBFT leaves empty fields out. */
export const finalizeBlockJson = (results: BlockResults) => ({
  ...(results.events.length > 0 && { events: results.events.map(eventJson) }),
  ...(results.txResults.length > 0 && { tx_results: results.txResults.map(txResultJson) }),
  validator_updates: results.validatorUpdates.map(updateJson),
  app_hash: base64(results.appHash),
});

export const validatorJson = (validator: Validator) => ({
  address: upperHex(validator.address),
  pub_key: publicKeyJson(validator.publicKey),
  voting_power: String(validator.power),
  proposer_priority: '0',
});

export const consensusParamsJson = (params: ConsensusParams) => ({
  block: { max_bytes: String(params.blockMaxBytes), max_gas: String(params.blockMaxGas) },
  evidence: {
    max_age_num_blocks: String(params.evidenceMaxAgeBlocks),
    max_age_duration: String(params.evidenceMaxAgeNs),
    max_bytes: String(params.evidenceMaxBytes),
  },
  validator: { pub_key_types: ['ed25519'] },
  version: { app: String(params.appVersion) },
  abci: { vote_extensions_enable_height: String(params.voteExtensionsEnableHeight) },
});
