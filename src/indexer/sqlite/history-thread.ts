import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { IndexedBlock } from '../rows.ts';
import { BlockWriter } from './block-writer.ts';
import { HistoryQueries } from './history-queries.ts';
import { openForReading, openForWriting } from './open.ts';
import type { FromReader, FromWriter, ThreadData, ToReader, ToWriter } from './thread-messages.ts';

/** Blocks that share one transaction when they queue up. */
const MAX_BLOCKS = 64;

function runWriter(port: MessagePort, data: ThreadData): void {
  const db = openForWriting(data.path, data.chain);
  const writer = new BlockWriter(db);
  const send = (message: FromWriter): void => port.postMessage(message);
  let closing = false;
  const handle = (first: ToWriter): void => {
    if (closing) return;
    const blocks: IndexedBlock[] = [];
    for (let message: ToWriter | undefined = first; message !== undefined; ) {
      if (message.kind === 'close') closing = true;
      else blocks.push(message.block);
      message =
        closing || blocks.length >= MAX_BLOCKS
          ? undefined
          : (receiveMessageOnPort(port) as { message: ToWriter } | undefined)?.message;
    }
    try {
      writer.write(blocks);
      send({ kind: 'kept', height: writer.cursor, blocks: blocks.length });
    } catch (error) {
      send({ kind: 'failed', message: (error as Error).message });
      closing = true;
    }
    if (closing) {
      db.close();
      port.close();
    }
  };
  port.on('message', handle);
}

function runReader(port: MessagePort, data: ThreadData): void {
  const db = openForReading(data.path);
  const queries = new HistoryQueries(db) as unknown as Record<string, (...params: readonly unknown[]) => unknown>;
  port.on('message', (message: ToReader | 'close') => {
    if (message === 'close') {
      db.close();
      port.close();
      return;
    }
    let answer: FromReader;
    try {
      answer = { id: message.id, result: queries[message.method]!(...message.params) };
    } catch (error) {
      answer = { id: message.id, error: (error as Error).message };
    }
    port.postMessage(answer);
  });
}

const data = workerData as ThreadData;
if (data.role === 'writer') runWriter(parentPort!, data);
else runReader(parentPort!, data);
