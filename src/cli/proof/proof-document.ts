import { isDeepStrictEqual } from 'node:util';
import { findBase64, findHex, toHex } from '#chain/lib/bytes.ts';
import type { RecordProof } from '#chain/state/proof.ts';
import type { BlockId } from '#src/engine/block/block-id.ts';
import type { Commit } from '#src/engine/block/commit.ts';
import type { Header } from '#src/engine/block/header.ts';
import { commitJson, base64 as formatBase64, headerJson, validatorJson } from '#src/engine/block/json.ts';
import { findTime } from '#src/engine/block/timestamp.ts';
import type { Validator } from '#src/engine/block/validator-set.ts';
import { validatorSetOf } from '#src/engine/block/validator-set.ts';

/** A proof file that is not one; the message names the field. */
export class ProofFormatError extends Error {
  override name = 'ProofFormatError';
}

/** Everything a proof file says, decoded; nothing of it is verified yet. */
export interface ProofDocument {
  readonly proof: RecordProof;
  readonly header: Header;
  readonly commit: Commit;
  readonly validators: readonly Validator[];
}

type Json = Readonly<Record<string, unknown>>;

const fail = (path: string, what: string): never => {
  throw new ProofFormatError(`${path}: ${what}`);
};

function object(value: unknown, path: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail(path, 'not an object');
  return value as Json;
}

function list(value: unknown, path: string): readonly unknown[] {
  return Array.isArray(value) ? value : fail(path, 'not a list');
}

function text(value: unknown, path: string): string {
  return typeof value === 'string' ? value : fail(path, 'not a text');
}

function integer(value: unknown, path: string): number {
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) && (number as number) >= 0 ? (number as number) : fail(path, 'not an integer');
}

const hex = (value: unknown, path: string): Uint8Array => findHex(text(value, path)) ?? fail(path, 'not hex');
const base64 = (value: unknown, path: string): Uint8Array => findBase64(text(value, path)) ?? fail(path, 'not base64');
const time = (value: unknown, path: string) => findTime(text(value, path)) ?? fail(path, 'not a time');

function blockId(value: unknown, path: string): BlockId {
  const id = object(value, path);
  const parts = object(id.parts, `${path}.parts`);
  return {
    hash: hex(id.hash, `${path}.hash`),
    partsTotal: integer(parts.total, `${path}.parts.total`),
    partsHash: hex(parts.hash, `${path}.parts.hash`),
  };
}

function header(value: unknown): Header {
  const path = 'header';
  const fields = object(value, path);
  const version = object(fields.version, 'header.version');
  const hash = (name: string): Uint8Array => hex(fields[name], `${path}.${name}`);
  return {
    blockVersion: integer(version.block, 'header.version.block'),
    appVersion: integer(version.app ?? '0', 'header.version.app'),
    chainId: text(fields.chain_id, 'header.chain_id'),
    height: integer(fields.height, 'header.height'),
    time: time(fields.time, 'header.time'),
    lastBlockId: blockId(fields.last_block_id, 'header.last_block_id'),
    lastCommitHash: hash('last_commit_hash'),
    dataHash: hash('data_hash'),
    validatorsHash: hash('validators_hash'),
    nextValidatorsHash: hash('next_validators_hash'),
    consensusHash: hash('consensus_hash'),
    appHash: hash('app_hash'),
    lastResultsHash: hash('last_results_hash'),
    evidenceHash: hash('evidence_hash'),
    proposerAddress: hash('proposer_address'),
  };
}

function commit(value: unknown): Commit {
  const fields = object(value, 'commit');
  return {
    height: integer(fields.height, 'commit.height'),
    round: integer(fields.round, 'commit.round'),
    blockId: blockId(fields.block_id, 'commit.block_id'),
    signatures: list(fields.signatures, 'commit.signatures').map((item, i) => {
      const path = `commit.signatures[${i}]`;
      const one = object(item, path);
      return {
        flag: integer(one.block_id_flag, `${path}.block_id_flag`),
        validatorAddress: hex(one.validator_address, `${path}.validator_address`),
        timestamp: time(one.timestamp, `${path}.timestamp`),
        signature: one.signature === null ? new Uint8Array(0) : base64(one.signature, `${path}.signature`),
      };
    }),
  };
}

/** Validators of a proof (`validators`) or of a genesis file; order and addresses are recomputed. */
export function readValidators(value: unknown, path: string): readonly Validator[] {
  return validatorSetOf(
    list(value, path).map((item, i) => {
      const one = object(item, `${path}[${i}]`);
      const key = object(one.pub_key, `${path}[${i}].pub_key`);
      return {
        publicKey: base64(key.value, `${path}[${i}].pub_key.value`),
        power: integer(one.voting_power ?? one.power, `${path}[${i}].power`),
      };
    }),
  );
}

/** Reads what `nave proof account` or REST `proofs/account` gave. Throws ProofFormatError. */
export function readProof(value: unknown): ProofDocument {
  const outer = object(value, 'proof');
  const data = outer.data === undefined ? outer : object(outer.data, 'data');
  if (data.header === null || data.header === undefined) fail('header', 'missing: the next block was not made yet');
  const siblings = list(data.path, 'path').map((item, i) => hex(item, `path[${i}]`));
  const head = header(data.header);
  const document: ProofDocument = {
    proof: {
      key: base64(data.key, 'key'),
      value: base64(data.value, 'value'),
      slot: integer(data.slot, 'slot'),
      depth: siblings.length,
      siblings,
      version: integer(data.version, 'version'),
      // The app hash of a height stands in the header of the next one.
      height: head.height - 1,
      stateRoot: hex(data.stateRoot, 'stateRoot'),
      eventsRoot: hex(data.eventsRoot, 'eventsRoot'),
    },
    header: head,
    commit: commit(data.commit),
    validators: readValidators(data.validators, 'validators'),
  };
  const canonical = proofJson(document);
  for (const name of new Set([...Object.keys(data), ...Object.keys(canonical)])) {
    if (!isDeepStrictEqual(data[name], canonical[name])) fail(name, 'not as a node writes it');
  }
  return document;
}

/** The only JSON of a proof: a byte that changes no value (case of hex, a zero in front, an unknown field) is refused too. */
function proofJson({ proof, ...signed }: ProofDocument): Json {
  return {
    key: formatBase64(proof.key),
    value: formatBase64(proof.value),
    slot: proof.slot,
    path: proof.siblings.map(toHex),
    stateRoot: toHex(proof.stateRoot),
    eventsRoot: toHex(proof.eventsRoot),
    version: proof.version,
    header: headerJson(signed.header),
    commit: commitJson(signed.commit),
    validators: signed.validators.map((validator) => {
      const { proposer_priority: _unproven, ...fields } = validatorJson(validator);
      return fields;
    }),
  };
}
