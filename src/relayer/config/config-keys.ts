import { RELAYER_JOBS } from '../relayer-job.ts';
import {
  choiceOf,
  durationOf,
  endpointsOf,
  finalityOf,
  hubKeyOf,
  integerOf,
  jobsOf,
  keyOf,
  pathOf,
  spokesOf,
  type ValueReader,
  weiOf,
} from './config-values.ts';

/** One setting of a relayer: in the TOML file, as a `NAVE_RELAYER_…` variable and, for the common ones, as a flag. */
export interface RelayerKey {
  /** Dotted name in the file; `N` stands for the number of a spoke. */
  readonly name: string;
  readonly flag?: string;
  /** Named otherwise than `NAVE_RELAYER_` + name. */
  readonly variable?: string;
  readonly read: ValueReader<unknown>;
  readonly fallback?: string;
  readonly doc: string;
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

/** Every key there is, in the order of docs/relayers.md. */
export const relayerKeys = [
  {
    name: 'hub.rest',
    flag: '--node',
    variable: 'NAVE_NODE',
    read: endpointsOf(1),
    fallback: 'http://127.0.0.1:8080',
    doc: 'REST of a hub node you trust.',
  },
  {
    name: 'hub.rpc',
    flag: '--hub-rpc',
    read: endpointsOf(1),
    fallback: 'http://127.0.0.1:26657',
    doc: 'RPC of the same node.',
  },
  {
    name: 'keys.relayer',
    flag: '--key',
    read: hubKeyOf,
    doc: 'Hub account that votes and brings signatures: observer, signer.',
  },
  {
    name: 'keys.relayer-algo',
    read: choiceOf(['secp256k1', 'ethsecp256k1']),
    fallback: 'secp256k1',
    doc: 'Of relayer and operator keys that say nothing of their kind: keystore and env.',
  },
  {
    name: 'keys.operator',
    read: hubKeyOf,
    doc: 'Operator account: votes to isolate a spoke whose chain rewrote final blocks; without it a person must.',
  },
  { name: 'keys.signer', read: keyOf, doc: 'Hot key; signs EIP-712 only.' },
  { name: 'keys.submitter', read: keyOf, doc: 'Pays gas on the spokes.' },
  { name: 'keys.watchtower', read: keyOf, doc: 'Locker of the vaults; pays gas for locking.' },
  {
    name: 'jobs',
    flag: '--jobs',
    read: jobsOf(RELAYER_JOBS),
    fallback: RELAYER_JOBS.join(','),
    doc: 'What this process does.',
  },
  {
    name: 'spokes',
    flag: '--spokes',
    read: spokesOf,
    doc: 'Numbers of the spokes; default: all that the file describes.',
  },
  {
    name: 'spokes.N.rpc',
    flag: '--rpc',
    read: endpointsOf(16),
    doc: 'Endpoints of the EVM chain, of different operators.',
  },
  {
    name: 'spokes.N.finality',
    read: finalityOf,
    doc: 'finalized, or depth:N; default: as the hub registered the spoke.',
  },
  {
    name: 'spokes.N.deployed-at',
    read: integerOf(0, Number.MAX_SAFE_INTEGER),
    fallback: '0',
    doc: 'Block of the vault’s deployment: reading begins there.',
  },
  {
    name: 'spokes.N.lookback-blocks',
    read: integerOf(1, 10_000_000),
    doc: 'How far back queued payouts are looked for after a start.',
  },
  { name: 'spokes.N.max-fee-per-gas', read: weiOf, doc: 'wei; nothing is sent above it.' },
  {
    name: 'folder',
    flag: '--folder',
    read: pathOf,
    fallback: '.nave/relayer',
    doc: 'Nonce tables; one writer a key and chain.',
  },
  {
    name: 'validator-index',
    flag: '--validator-index',
    read: integerOf(0, 127),
    fallback: '0',
    doc: 'Place in the order of submitting: each waits 3 s longer.',
  },
  {
    name: 'required-sources',
    flag: '--required-sources',
    read: integerOf(1, 16),
    fallback: '2',
    doc: 'Endpoints that must agree; 1 on localnets only.',
  },
  { name: 'interval', flag: '--interval', read: durationOf(50, 60_000), fallback: '1s', doc: 'Between two looks.' },
  { name: 'rpc-timeout', read: durationOf(100, 120_000), fallback: '10s', doc: 'For one answer of an endpoint.' },
  {
    name: 'replace-after',
    read: durationOf(1_000, 3_600_000),
    fallback: '60s',
    doc: 'A transaction that waits longer is sent again with higher fees.',
  },
  { name: 'metrics.host', read: pathOf, fallback: '127.0.0.1', doc: 'Address of /metrics, /health, /ready, /status.' },
  { name: 'metrics.port', flag: '--metrics', read: integerOf(0, 65_535), fallback: '9465', doc: '0 takes a free one.' },
  {
    name: 'log.level',
    flag: '--log-level',
    read: choiceOf(LOG_LEVELS),
    fallback: 'info',
    doc: 'Least important messages that are written.',
  },
  {
    name: 'log.format',
    flag: '--log-format',
    read: choiceOf(['pretty', 'json']),
    fallback: 'pretty',
    doc: 'For people or for machines.',
  },
] as const satisfies readonly RelayerKey[];
