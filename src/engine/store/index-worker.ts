import { parentPort, workerData } from 'node:worker_threads';
import { LevelIndex } from './level-index.ts';
import type { IndexCall, IndexReply } from './worker-index.ts';

/** Entry of the index's worker thread: additions in order, searches after the additions that came before them. */
const port = parentPort!;
const opening = LevelIndex.open((workerData as { directory: string }).directory);
let additions: Promise<unknown> = opening;

async function run({ method, args }: IndexCall): Promise<unknown> {
  const index = await opening;
  const call = (): Promise<unknown> => (index[method] as (...args: readonly unknown[]) => Promise<unknown>)(...args);
  if (method !== 'add' && method !== 'clear') {
    await additions;
    return call();
  }
  const before = additions;
  const added = (async () => {
    await before;
    return call();
  })();
  additions = added;
  return added;
}

port.on('message', async (message: IndexCall) => {
  let reply: IndexReply;
  try {
    reply = { id: message.id, value: await run(message) };
  } catch (error) {
    reply = { id: message.id, error: error instanceof Error ? error.message : String(error) };
  }
  port.postMessage(reply);
});
