import type { ValidatorUpdate } from '#chain/app-types.ts';
import { canonicalJson } from '#chain/genesis/canonical-json.ts';
import { genesisHash } from '#chain/genesis/genesis-hash.ts';
import { findBase64 } from '#chain/lib/bytes.ts';
import { GenesisError } from '#chain/lib/genesis-error.ts';
import type { ConsensusParams } from './block/consensus-params.ts';
import { sha256 } from './block/digest.ts';
import { findTime, type TimeNs } from './block/timestamp.ts';

/** CometBFT's genesis file as the engines need it (spec: chain §7). */
export interface GenesisDoc {
  readonly chainId: string;
  readonly genesisTime: TimeNs;
  readonly initialHeight: number;
  readonly consensusParams: ConsensusParams;
  readonly validators: readonly ValidatorUpdate[];
  /** Parsed app_state; the application judges it. */
  readonly appState: unknown;
  /** The file's JSON, as the RPC method `genesis` shows it. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** A genesis file that no chain can start from; the message begins with the path of the field. */
export class GenesisFileError extends Error {
  override name = 'GenesisFileError';
}

type Fields = Readonly<Record<string, unknown>>;

function objectAt(value: unknown, path: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new GenesisFileError(`${path}: expected an object`);
  return value as Fields;
}

function textAt(value: unknown, path: string): string {
  if (typeof value !== 'string' || value === '') throw new GenesisFileError(`${path}: expected a text`);
  return value;
}

/** Integers are decimal strings, or JSON integers where a hand wrote them. */
function integerAt(value: unknown, path: string, fallback?: bigint): bigint {
  if (value === undefined && fallback !== undefined) return fallback;
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string' || !/^-?(0|[1-9]\d{0,18})$/.test(text))
    throw new GenesisFileError(`${path}: expected an integer`);
  return BigInt(text);
}

function smallAt(value: unknown, path: string, fallback?: bigint): number {
  const integer = integerAt(value, path, fallback);
  if (integer < 0n || integer > BigInt(Number.MAX_SAFE_INTEGER)) throw new GenesisFileError(`${path}: out of range`);
  return Number(integer);
}

/** Missing parts take the values of `chain.md` §4 and CometBFT's defaults. */
function paramsOf(value: unknown): ConsensusParams {
  const at = 'consensus_params';
  const params = value === undefined ? {} : objectAt(value, at);
  const part = (name: string): Fields => (params[name] === undefined ? {} : objectAt(params[name], `${at}.${name}`));
  const { block, evidence, version, abci } = {
    block: part('block'),
    evidence: part('evidence'),
    version: part('version'),
    abci: part('abci'),
  };
  return {
    blockMaxBytes: smallAt(block.max_bytes, `${at}.block.max_bytes`, 2_097_152n),
    blockMaxGas: integerAt(block.max_gas, `${at}.block.max_gas`, -1n),
    evidenceMaxAgeBlocks: integerAt(evidence.max_age_num_blocks, `${at}.evidence.max_age_num_blocks`, 100_000n),
    evidenceMaxAgeNs: integerAt(evidence.max_age_duration, `${at}.evidence.max_age_duration`, 172_800_000_000_000n),
    evidenceMaxBytes: integerAt(evidence.max_bytes, `${at}.evidence.max_bytes`, 1_048_576n),
    appVersion: smallAt(version.app, `${at}.version.app`, 0n),
    voteExtensionsEnableHeight: integerAt(
      abci.vote_extensions_enable_height,
      `${at}.abci.vote_extensions_enable_height`,
      0n,
    ),
  };
}

function validatorOf(value: unknown, path: string): ValidatorUpdate {
  const fields = objectAt(value, path);
  const key = objectAt(fields.pub_key, `${path}.pub_key`);
  if (key.type !== 'tendermint/PubKeyEd25519') throw new GenesisFileError(`${path}.pub_key.type: expected ed25519`);
  const publicKey = findBase64(textAt(key.value, `${path}.pub_key.value`));
  if (publicKey?.length !== 32) throw new GenesisFileError(`${path}.pub_key.value: expected 32 bytes in base64`);
  const power = smallAt(fields.power, `${path}.power`);
  if (power === 0) throw new GenesisFileError(`${path}.power: must be positive`);
  return { publicKey, power };
}

/** The genesis of parsed JSON; throws GenesisFileError with the path of the offending field. */
export function parseGenesisDoc(value: unknown): GenesisDoc {
  const json = objectAt(value, 'genesis');
  const genesisTime = findTime(textAt(json.genesis_time, 'genesis_time'));
  if (genesisTime === undefined) throw new GenesisFileError('genesis_time: expected RFC 3339');
  const list = json.validators ?? [];
  if (!Array.isArray(list)) throw new GenesisFileError('validators: expected a list');
  const initialHeight = smallAt(json.initial_height, 'initial_height', 1n);
  if (initialHeight === 0) throw new GenesisFileError('initial_height: must be at least 1');
  return {
    chainId: textAt(json.chain_id, 'chain_id'),
    genesisTime,
    initialHeight,
    consensusParams: paramsOf(json.consensus_params),
    validators: list.map((item, i) => validatorOf(item, `validators[${i}]`)),
    appState: stateAt(json.app_state ?? {}, 'app_state'),
    json,
  };
}

/** Strings, booleans, lists and objects: what a genesis hash is defined over. */
function stateAt(value: unknown, path: string): unknown {
  try {
    canonicalJson(value, path);
  } catch (error) {
    if (error instanceof GenesisError) throw new GenesisFileError(error.message.replace(/^genesis: /, ''));
    throw error;
  }
  return value;
}

/** Genesis hash, 32 bytes: what tells one chain from another (spec: chain §7). */
export function hashGenesis(genesis: GenesisDoc): Uint8Array {
  const { appState, chainId, genesisTime: timeNs, initialHeight, validators } = genesis;
  return genesisHash({ sha256 }, { appState, chainId, timeNs, initialHeight, validators });
}
