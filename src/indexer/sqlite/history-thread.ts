import { setPriority } from 'node:os';
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { HistoryQueries } from './history-queries.ts';
import { HistoryWriter } from './history-writer.ts';
import { openForReading, openForWriting } from './open.ts';
import type { PackedBlock } from './packed-block.ts';
import type { FromReader, FromWriter, ThreadData, ToReader, ToWriter } from './thread-messages.ts';

/** How much of a busy core this thread may claim: about a quarter. Execution and signatures come first. */
const NICE = 5;

/** Keeps blocks as soon as they come, and enters them into the tables in the time between. */
function runWriter(port: MessagePort, data: ThreadData): void {
  // Elsewhere this would be the priority of the whole process.
  if (process.platform === 'linux') setPriority(0, NICE);
  const db = openForWriting(data.path, data.chain);
  const writer = new HistoryWriter(db);
  const send = (message: FromWriter): void => port.postMessage(message);
  let isClosing = false;
  let isScheduled = false;

  const attempt = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      send({ kind: 'failed', message: (error as Error).message });
      isClosing = true;
    }
  };
  const end = (): void => {
    db.close();
    port.close();
  };
  const expandLater = (): void => {
    if (isScheduled || isClosing) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      if (isClosing) return;
      attempt(() => {
        if (!writer.expand()) return;
        send({ kind: 'shown', height: writer.cursor });
        expandLater();
      });
      if (isClosing) end();
    });
  };
  const take = (first: ToWriter): PackedBlock[] => {
    const blocks: PackedBlock[] = [];
    for (let message: ToWriter | undefined = first; message !== undefined; ) {
      if (message.kind === 'close') isClosing = true;
      else blocks.push(message.block);
      message = (receiveMessageOnPort(port) as { message: ToWriter } | undefined)?.message;
    }
    return blocks;
  };
  port.on('message', (first: ToWriter) => {
    if (isClosing) return;
    const blocks = take(first);
    attempt(() => {
      writer.keep(blocks);
      send({ kind: 'kept', height: writer.keptHeight });
    });
    if (isClosing) end();
    else expandLater();
  });
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
