import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { Level } from 'level';
import { readArchived, readPastState, readRange } from './archive-reader.ts';
import { ARCHIVE, type ArchiveRange, encodeRange, RANGE_KEY } from './archive-rows.ts';
import { faultsOf } from './fault-points.ts';
import { packRecords, type SlotRecord, storeChanges, unpackRecords } from './record-codec.ts';
import type { StateReply, StateRequest, StateWorkerData } from './state-messages.ts';
import { reasonOf } from './storage-error.ts';

/**
 * The thread that owns LevelDB. Requests are done one after the other in the order they came; after the first failure none is.
 */
const { dir, isArchive, fault } = workerData as StateWorkerData;
const faults = faultsOf(fault);
const port = parentPort!;
const META_KEY = Uint8Array.of(0);
const FIRST_RECORD = Uint8Array.of(1);
const CHUNK_BYTES = 1 << 20;
/** Says that a first height was stored: without it LevelDB's silence about a damaged table would pass for an empty store. */
const MARKER = join(dir, 'HAS-STATE');
let isMarked = existsSync(MARKER);
/** Heights the archive holds without a gap; a chain that ran without it for a while begins anew. */
let range: ArchiveRange | undefined;

const db = new Level<Uint8Array, Uint8Array>(dir, {
  keyEncoding: 'view',
  valueEncoding: 'view',
  writeBufferSize: 32 << 20,
  cacheSize: 16 << 20,
});

const reply = (message: StateReply, moved: ArrayBuffer[] = []): void => port.postMessage(message, moved);

/** One atomic, synced batch: the records of a height and which height it is. */
async function persist(request: Extract<StateRequest, { kind: 'persist' }>): Promise<void> {
  const { height, meta, archive } = request;
  faults.reached('worker:before-batch');
  const batch = db.batch();
  storeChanges(request.records, batch);
  batch.put(META_KEY, meta);
  if (archive !== undefined) {
    for (const { key, value } of unpackRecords(archive)) batch.put(key, value!);
    range = { from: range?.to === height - 1 ? range.from : height, to: height };
    batch.put(RANGE_KEY, encodeRange(range));
  }
  await batch.write({ sync: true });
  if (!isMarked) await writeFile(MARKER, '', { flush: true });
  isMarked = true;
  faults.reached('worker:after-batch');
  reply({ kind: 'persisted', height });
}

async function* chunks(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let held: SlotRecord[] = [];
  let bytes = 0;
  const iterator = db.iterator({ gte: FIRST_RECORD, lt: Uint8Array.of(ARCHIVE), highWaterMarkBytes: CHUNK_BYTES });
  for (let rows = await iterator.nextv(4096); rows.length > 0; rows = await iterator.nextv(4096)) {
    for (const [key, value] of rows) {
      const slot = new DataView(value.buffer, value.byteOffset, 4).getUint32(0);
      held.push({ key, slot, value: value.subarray(4) });
      bytes += value.length;
    }
    if (bytes >= CHUNK_BYTES) {
      yield packRecords(held);
      held = [];
      bytes = 0;
    }
  }
  await iterator.close();
  if (held.length > 0) yield packRecords(held);
}

let reading: AsyncGenerator<Uint8Array<ArrayBuffer>> | undefined;

async function serve(request: StateRequest): Promise<void> {
  switch (request.kind) {
    case 'persist':
      return persist(request);
    case 'archived': {
      const found = await readArchived(db, request.key, request.height);
      reply({ kind: 'archived', id: request.id, found });
      return;
    }
    case 'past': {
      const found = await readPastState(db, request.height);
      const records = packRecords(found?.records ?? []);
      const packed = found === undefined ? undefined : { facts: found.facts, records };
      reply({ kind: 'past', id: request.id, found: packed }, [records.buffer]);
      return;
    }
    case 'read':
      reading = chunks();
      return;
    case 'more': {
      const next = await reading!.next();
      if (next.done === true) reply({ kind: 'chunk', records: undefined });
      else reply({ kind: 'chunk', records: next.value }, [next.value.buffer]);
      return;
    }
    case 'close':
      await db.close();
      reply({ kind: 'closed' });
      port.close();
  }
}

const damaged = (reason: string): string =>
  `The state in ${dir} is damaged (${reason}). Move this directory away and start again: the node rebuilds its state from its blocks or a snapshot.`;

/** Says what is wrong in words for the operator; the code of LevelDB's own error is in the cause. */
function openingFailure(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = (cause as { code?: unknown } | undefined)?.code;
  if (code === 'LEVEL_LOCKED') return `The state in ${dir} is in use by another nave process. Stop that one first.`;
  if (code === 'LEVEL_CORRUPTION') return damaged(reasonOf(cause));
  return `The state in ${dir} cannot be opened: ${reasonOf(cause)}.`;
}

function failure(request: StateRequest, error: unknown): string {
  const doing =
    request.kind === 'persist' ? `State of height ${request.height} could not be written to` : 'Failed to read';
  return `${doing} ${dir}: ${reasonOf(error)}. Nothing published is lost: free space or repair the disk, then start again.`;
}

let queue = Promise.resolve();
let hasFailed = false;

port.on('message', (request: StateRequest) => {
  queue = queue.then(async () => {
    if (hasFailed && request.kind !== 'close') return;
    try {
      await serve(request);
    } catch (error) {
      hasFailed = true;
      reply({ kind: 'failed', message: failure(request, error) });
    }
  });
});

try {
  await db.open();
  const meta = await db.get(META_KEY);
  if (isArchive) range = await readRange(db);
  if (isMarked && meta === undefined) {
    hasFailed = true;
    await db.close();
    reply({ kind: 'failed', message: damaged('the facts of its height are gone') });
    port.close();
  } else {
    reply({ kind: 'opened', meta });
  }
} catch (error) {
  hasFailed = true;
  reply({ kind: 'failed', message: openingFailure(error) });
  port.close();
}
