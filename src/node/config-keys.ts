/** One configuration key: in config.toml, as a flag and as an environment variable. */
export interface ConfigKey {
  /** Dotted name in config.toml; the flag is `--` with dots as dashes, the variable `NAVE_` in upper case. */
  readonly name: string;
  readonly kind: 'text' | 'integer' | 'boolean' | 'duration' | 'choice';
  readonly choices?: readonly string[];
  readonly fallback: string;
  readonly doc: string;
}

/** Every key there is, in the order `nave config docs` lists them. */
export const configKeys = [
  {
    name: 'engine',
    kind: 'choice',
    choices: ['solo'],
    fallback: 'solo',
    doc: 'What orders blocks: solo is the embedded single-validator engine.',
  },
  {
    name: 'block.time',
    kind: 'duration',
    fallback: '250ms',
    doc: 'Pause between blocks while there are transactions.',
  },
  { name: 'block.empty-time', kind: 'duration', fallback: '1s', doc: 'Pause between blocks while there are none.' },
  {
    name: 'block.step-time',
    kind: 'duration',
    fallback: '25ms',
    doc: 'Longest a step of a block should keep the node from answering: blocks are made as small as that needs, the next follows at once.',
  },
  { name: 'rpc.host', kind: 'text', fallback: '127.0.0.1', doc: 'Address the CometBFT-compatible RPC listens on.' },
  { name: 'rpc.port', kind: 'integer', fallback: '26657', doc: 'Port of the RPC; 0 takes a free one.' },
  {
    name: 'rpc.index',
    kind: 'boolean',
    fallback: 'true',
    doc: 'Find transactions and blocks by hash and by event over the RPC (CometBFT: tx_index.indexer).',
  },
  { name: 'api.host', kind: 'text', fallback: '127.0.0.1', doc: 'Address REST and WebSocket listen on.' },
  { name: 'api.port', kind: 'integer', fallback: '8080', doc: 'Port of REST and WebSocket; 0 takes a free one.' },
  { name: 'api.cors', kind: 'text', fallback: '*', doc: 'Origins browsers may call the API from; empty for none.' },
  { name: 'metrics.host', kind: 'text', fallback: '127.0.0.1', doc: 'Address /metrics and /health listen on.' },
  { name: 'metrics.port', kind: 'integer', fallback: '9464', doc: 'Port of /metrics and /health; 0 takes a free one.' },
  {
    name: 'state.archive',
    kind: 'boolean',
    fallback: 'false',
    doc: 'Keep the state of every height, not of the last 100.',
  },
  {
    name: 'history.enabled',
    kind: 'boolean',
    fallback: 'true',
    doc: 'Keep fills, orders, ledger and results of transactions for REST and WebSocket. Without it REST serves state only, and blocks cost half.',
  },
  {
    name: 'log.level',
    kind: 'choice',
    choices: ['trace', 'debug', 'info', 'warn', 'error', 'silent'],
    fallback: 'info',
    doc: 'Least important messages that are written.',
  },
  {
    name: 'log.format',
    kind: 'choice',
    choices: ['pretty', 'json'],
    fallback: 'pretty',
    doc: 'For people or for machines.',
  },
] as const satisfies readonly ConfigKey[];

export type ConfigName = (typeof configKeys)[number]['name'];

export const flagOf = (key: ConfigKey): string => `--${key.name.replaceAll('.', '-')}`;
export const variableOf = (key: ConfigKey): string => `NAVE_${key.name.replaceAll(/[.-]/g, '_').toUpperCase()}`;
