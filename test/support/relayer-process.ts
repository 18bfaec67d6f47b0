/**
 * A relayer to be killed: `node relayer-process.ts CONFIG POINT HIT` dies by SIGKILL at the how-many-eth time it reaches the
 * point. Otherwise it is `nave relayer start --config CONFIG`.
 */
import { loadRelayerConfig } from '#src/relayer/config/relayer-config.ts';
import { openHubKey } from '#src/relayer/keys/hub-key.ts';
import { runRelayerProcess } from '#src/relayer/relayer-process.ts';
import { createLogger } from '#src/telemetry/log.ts';

const [file = '', point = '', hit = '1'] = process.argv.slice(2);
const settings = loadRelayerConfig({ file });
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
process.stdin.once('end', () => stop.abort()).resume();
let hits = 0;
const { relayer, relayerAlgo } = settings.keys;
if (relayer === undefined || relayer.kind === 'keyring') throw new Error('tests name keys by environment');
await runRelayerProcess(settings, {
  log: createLogger(settings.log.level, settings.log.format),
  signal: stop.signal,
  hubKey: await openHubKey(relayer, relayerAlgo),
  onStarted: ({ metrics }) => console.log(`Nave relayer · metrics ${metrics}/metrics`),
  fault: (reached) => {
    if (reached === point && ++hits === Number(hit)) process.kill(process.pid, 'SIGKILL');
  },
});
