/**
 * A node in a process of its own, to be killed: `node solo-process.ts DIRECTORY GENESIS [POINT HEIGHT]`. Prints its RPC
 * address in one line; kills itself with SIGKILL at the fault point of the height; stops on SIGTERM and at the end of stdin.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BlockLog } from '#src/db/block-log.ts';
import { parseGenesisDoc } from '#src/engine/genesis-doc.ts';
import { WorkerIndex } from '#src/engine/store/worker-index.ts';
import { startRpcNode } from './rpc-node.ts';

const [directory = '', genesisFile = '', point = '', height = '0'] = process.argv.slice(2);
const log = await BlockLog.open({ dir: join(directory, 'blocks') });
const node = await startRpcNode({
  directory,
  genesis: parseGenesisDoc(JSON.parse(readFileSync(genesisFile, 'utf8'))),
  log,
  index: await WorkerIndex.open(join(directory, 'index')),
  deps: {
    fault: (reached, at) => {
      if (reached === point && at >= Number(height)) process.kill(process.pid, 'SIGKILL');
    },
  },
});

const stop = async (): Promise<void> => {
  await node.stop();
  await log.close();
  process.exit(0);
};
process.once('SIGTERM', stop);
process.stdin.once('end', stop).resume();
console.log(node.http);
