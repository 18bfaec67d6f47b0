import { readFileSync } from 'node:fs';
import { configTemplate } from './config.ts';
import { type HomePaths, newSeed, writeFileAtomic, writeNodeKey, writeValidatorKey } from './home.ts';
import { writeValidatorKeys } from './validator-keys.ts';

/** The default localnet's genesis, at the top of the repository. */
const TEMPLATE = new URL('../../genesis.json', import.meta.url);

import type { GenesisJson } from '#chain/genesis/localnet.ts';

type Json = Record<string, unknown>;

export interface InitOptions {
  readonly paths: HomePaths;
  readonly moniker: string;
  readonly chainId: string;
  readonly now: Date;
  /** Changes the genesis before it is written: balances of a localnet. */
  readonly adapt?: (genesis: GenesisJson) => GenesisJson;
}

/**
 * Writes config.toml, validator and node key and a genesis in which this home's key is the only consensus validator.
 * Files that exist are replaced: the caller checks.
 */
export function initHome(options: InitOptions): void {
  const { paths, moniker, chainId, now } = options;
  const key = writeValidatorKey(paths.validatorKey, newSeed());
  writeNodeKey(paths.nodeKey, newSeed());
  const addresses = writeValidatorKeys(paths.validatorKeys);
  const template = JSON.parse(readFileSync(TEMPLATE, 'utf8')) as GenesisJson;
  const publicKey = Buffer.from(key.publicKey).toString('base64');
  const appState = template.app_state as Json;
  const placeholder = (appState.validators as Json[])[0]!;
  const genesis: GenesisJson = {
    ...template,
    chain_id: chainId,
    genesis_time: now.toISOString(),
    validators: [
      {
        address: Buffer.from(key.address).toString('hex').toUpperCase(),
        pub_key: { type: 'tendermint/PubKeyEd25519', value: publicKey },
        power: placeholder.grantedPower,
        name: moniker,
      },
    ],
    app_state: {
      ...appState,
      validators: [
        { ...placeholder, name: moniker, consensusKey: publicKey, ...addresses },
        ...(appState.validators as Json[]).slice(1),
      ],
    },
  };
  writeFileAtomic(paths.config, configTemplate());
  writeFileAtomic(paths.genesis, `${JSON.stringify(options.adapt?.(genesis) ?? genesis, null, 2)}\n`);
}
