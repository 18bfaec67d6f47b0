/** A whole node whose genesis has four validators with known keys and an account that registers spokes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GenesisJson } from '#chain/genesis/localnet.ts';
import { NaveClient } from '#src/client/nave-client.ts';
import { privateKeySigner } from '#src/client/private-key-signer.ts';
import type { NaveNode } from '#src/node/node.ts';
import { makeBridgeHome, type NodeValidator } from './bridge-home.ts';
import { startNode } from './real-node.ts';
import type { TestKey } from './signing.ts';

export interface BridgeNode {
  readonly home: string;
  readonly node: NaveNode;
  readonly rest: string;
  readonly rpc: string;
  readonly authority: TestKey;
  readonly validators: readonly NodeValidator[];
  readonly genesis: GenesisJson;
  /** A client of a key; closed with the node. */
  client(key?: TestKey): Promise<NaveClient>;
  stop(): Promise<void>;
}

export const hexKey = (key: TestKey): `0x${string}` => `0x${Buffer.from(key.secret).toString('hex')}`;

/** USDC (whole units) by key; validators of equal power. */
export async function startBridgeNode(
  balances: readonly (readonly [TestKey, bigint])[] = [],
  params: Readonly<Record<string, string>> = { batchIntervalMs: '0' },
): Promise<BridgeNode> {
  const home = mkdtempSync(join(tmpdir(), 'nave-bridge-'));
  const { genesis, authority, validators } = makeBridgeHome(home, balances, params);
  const { node } = await startNode(home);
  const { rest, rpc } = node.addresses;
  const clients: NaveClient[] = [];
  return {
    home,
    node,
    rest,
    rpc,
    authority,
    validators,
    genesis,
    async client(key) {
      const signer = key && privateKeySigner(key.secret, { algo: key.algo });
      const client = await NaveClient.connect({ rest, ...(signer && { signer }) });
      clients.push(client);
      return client;
    },
    async stop() {
      for (const client of clients) client.close();
      await node.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
