import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8 from putting new objects among the old ones because earlier objects of the same place in the code lived long.
 * What a burst of transactions taught it would be wrong in the next block: a decoded transaction lives for one block, but
 * among the old ones it stays until a full collection and keeps everything it refers to, which every scavenge then copies
 * (measured: 15 of 52 MB survived a scavenge, 0.5 of 66 MB without). Call it before other code runs; holds for workers too.
 */
export function placeObjectsYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}
