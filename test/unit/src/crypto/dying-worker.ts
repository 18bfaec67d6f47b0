import { parentPort, threadId } from 'node:worker_threads';
import { nobleCrypto } from '#chain/lib/hash.ts';
import { type BatchMessage, SignatureBatch, serveBatch } from '#src/crypto/signature-batch.ts';

/** A signature worker that takes two chunks of its first batch and dies; its replacement works on. */
parentPort!.on('message', (message: BatchMessage) => {
  if (message.redo) {
    serveBatch(message, nobleCrypto);
    parentPort!.postMessage(message.id);
    return;
  }
  new SignatureBatch(message.buffer, message.count).work({ ...nobleCrypto, verifySecp256k1: () => process.exit(7) });
  throw new Error(`worker ${threadId} outlived its death`);
});
