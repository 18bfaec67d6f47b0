/**
 * The whole node in a process of its own, to be killed: `node e2e-node-process.ts HOME [FAULTS]`. Prints its addresses as one
 * JSON line; dies where FAULTS (JSON) says; SIGTERM and the end of stdin stop it.
 */
import { loadConfig } from '#src/node/config.ts';
import { NaveNode } from '#src/node/node.ts';
import { createLogger } from '#src/telemetry/log.ts';
import type { ProcessFaults } from './e2e-node.ts';

const [home = '', faultsJson = '{}'] = process.argv.slice(2);
const { storage, engine } = JSON.parse(faultsJson) as ProcessFaults;
let hits = 0;
const flags = {
  'rpc.port': '0',
  'api.port': '0',
  'metrics.port': '0',
  'block.time': '30ms',
  'block.empty-time': '3s',
};
const { promise: ended, resolve: end } = Promise.withResolvers<Error | undefined>();
process.once('SIGTERM', () => end(undefined));
process.stdin.once('end', () => end(undefined)).resume();
try {
  const node = await NaveNode.start(loadConfig(home, flags, {}), createLogger('warn', 'json'), end, {
    ...(storage !== undefined && { storage }),
    ...(engine !== undefined && {
      engine: (point) => {
        if (point === engine.point && ++hits === engine.hit) process.kill(process.pid, 'SIGKILL');
      },
    }),
  });
  process.stdout.write(`${JSON.stringify({ ...node.addresses, height: node.engine.height })}\n`);
  const failure = await ended;
  await node.stop();
  if (failure !== undefined) throw failure;
  process.exit(0);
} catch (error) {
  process.stderr.write(`failed: ${(error as Error).name}: ${(error as Error).message}\n`);
  process.exit(1);
}
