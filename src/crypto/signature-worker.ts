import { parentPort } from 'node:worker_threads';
import { loadNativeCrypto } from './native-crypto.ts';
import { type BatchMessage, serveBatch } from './signature-batch.ts';

const { crypto } = await loadNativeCrypto();

parentPort!.on('message', (message: BatchMessage) => {
  serveBatch(message, crypto);
  parentPort!.postMessage(message.id);
});
