/**
 * A hub for relayers in a process of its own, to be killed: `node bridge-hub-process.ts HOME OPTIONS` with OPTIONS = {rpc, rest,
 * blockTime, emptyBlockTime, dieAt?} in JSON. Prints its addresses as one JSON line; with `dieAt` it dies at that point of the first block that holds
 * transactions after SIGUSR2; SIGTERM and the end of stdin stop it.
 */
import type { FaultPoint } from '#src/engine/solo/fault-point.ts';
import { loadConfig } from '#src/node/config.ts';
import { NaveNode } from '#src/node/node.ts';
import { createLogger } from '#src/telemetry/log.ts';

interface Options {
  readonly rpc: string;
  readonly rest: string;
  readonly blockTime: string;
  readonly emptyBlockTime: string;
  readonly dieAt?: FaultPoint;
}

const [home = '', json = '{}'] = process.argv.slice(2);
const { rpc, rest, dieAt, blockTime, emptyBlockTime } = JSON.parse(json) as Options;
const flags = {
  'rpc.port': rpc,
  'api.port': rest,
  'metrics.port': '0',
  'block.time': blockTime,
  'block.empty-time': emptyBlockTime,
};
const { promise: ended, resolve: end } = Promise.withResolvers<Error | undefined>();
let isArmed = false;
let holdsTxs = false;
process.once('SIGTERM', () => end(undefined));
process.once('SIGUSR2', () => {
  isArmed = true;
});
process.stdin.once('end', () => end(undefined)).resume();
const node: NaveNode = await NaveNode.start(loadConfig(home, flags, {}), createLogger('warn', 'json'), end, {
  engine: (point) => {
    if (!isArmed || dieAt === undefined) return;
    if (point === 'prepared') holdsTxs = node.mempool.size > 0;
    if (point === dieAt && holdsTxs) process.kill(process.pid, 'SIGKILL');
  },
});
process.stdout.write(`${JSON.stringify(node.addresses)}\n`);
const failure = await ended;
await node.stop();
process.exit(failure === undefined ? 0 : 1);
