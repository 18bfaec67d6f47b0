import type { AbciEvent, FinalizeBlockResponse, TxResult, ValidatorUpdate } from '#chain/app-types.ts';
import { EMPTY } from '#chain/lib/bytes.ts';
import { rootOf } from './digest.ts';
import { ProtoReader } from './proto-reader.ts';
import { ProtoWriter } from './proto-writer.ts';
import { readValidator, writeValidator } from './validator-set.ts';

/** What an engine keeps of finalizeBlock: everything but `details`, which only the API of the committing node sees. */
export type BlockResults = FinalizeBlockResponse;

/** last_results_hash of the next header: code, data, gas_wanted, gas_used of each tx (spec: comet §8.7). */
export function hashResults(results: readonly TxResult[]): Uint8Array {
  return rootOf(
    results.map((result) =>
      new ProtoWriter(64 + result.data.length)
        .uint(1, result.code)
        .bytes(2, result.data)
        .int64(5, result.gasWanted)
        .int64(6, result.gasUsed)
        .finish(),
    ),
  );
}

function writeEvent(writer: ProtoWriter, event: AbciEvent): void {
  writer.text(1, event.type);
  for (const attribute of event.attributes) {
    writer.message(2, (inner) =>
      inner
        .text(1, attribute.key)
        .text(2, attribute.value)
        .uint(3, attribute.index ? 1 : 0),
    );
  }
}

function writeTxResult(writer: ProtoWriter, result: TxResult): void {
  writer
    .uint(1, result.code)
    .bytes(2, result.data)
    .text(3, result.log)
    .int64(5, result.gasWanted)
    .int64(6, result.gasUsed);
  for (const event of result.events) writer.message(7, (inner) => writeEvent(inner, event));
  writer.text(8, result.codespace);
}

/** tendermint.abci.ResponseFinalizeBlock{events=1, tx_results=2, validator_updates=3, app_hash=5}. */
export function encodeResults(results: BlockResults): Uint8Array {
  const writer = new ProtoWriter(1024 + results.txResults.length * 256);
  for (const event of results.events) writer.message(1, (inner) => writeEvent(inner, event));
  for (const result of results.txResults) writer.message(2, (inner) => writeTxResult(inner, result));
  for (const update of results.validatorUpdates) writer.message(3, (inner) => writeValidator(inner, update));
  return writer.bytes(5, results.appHash).finish();
}

function readAttribute(reader: ProtoReader): AbciEvent['attributes'][number] {
  const attribute = { key: '', value: '', index: false };
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) attribute.key = reader.text();
    else if (field === 2) attribute.value = reader.text();
    else if (field === 3) attribute.index = reader.uint() !== 0;
    else reader.skip();
  }
  return attribute;
}

function readEvent(reader: ProtoReader): AbciEvent {
  let type = '';
  const attributes: AbciEvent['attributes'][number][] = [];
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) type = reader.text();
    else if (field === 2) attributes.push(readAttribute(reader.message()));
    else reader.skip();
  }
  return { type, attributes };
}

function readTxResult(reader: ProtoReader): TxResult {
  let data: Uint8Array = EMPTY;
  const result = { code: 0, codespace: '', log: '', gasWanted: 0n, gasUsed: 0n };
  const events: AbciEvent[] = [];
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) result.code = reader.uint();
    else if (field === 2) data = reader.bytes();
    else if (field === 3) result.log = reader.text();
    else if (field === 5) result.gasWanted = reader.int64();
    else if (field === 6) result.gasUsed = reader.int64();
    else if (field === 7) events.push(readEvent(reader.message()));
    else if (field === 8) result.codespace = reader.text();
    else reader.skip();
  }
  return { ...result, data, events };
}

/** Throws ProtoError on bytes that are no results. */
export function decodeResults(bytes: Uint8Array): BlockResults {
  const reader = new ProtoReader(bytes);
  const events: AbciEvent[] = [];
  const txResults: TxResult[] = [];
  const validatorUpdates: ValidatorUpdate[] = [];
  let appHash: Uint8Array = EMPTY;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) events.push(readEvent(reader.message()));
    else if (field === 2) txResults.push(readTxResult(reader.message()));
    else if (field === 3) validatorUpdates.push(readValidator(reader.message()));
    else if (field === 5) appHash = reader.bytes();
    else reader.skip();
  }
  return { events, txResults, validatorUpdates, appHash };
}
