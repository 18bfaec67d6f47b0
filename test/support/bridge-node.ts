/** A whole node whose genesis has four validators with known keys and an account that registers spokes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GenesisJson, withBalance, withValidators } from '#chain/genesis/localnet.ts';
import { formatEvmAddress } from '#chain/lib/address.ts';
import { findBase64, fromHex } from '#chain/lib/bytes.ts';
import { NaveClient } from '#src/client/nave-client.ts';
import { privateKeySigner } from '#src/client/private-key-signer.ts';
import { homePaths } from '#src/node/home.ts';
import { initHome } from '#src/node/init-home.ts';
import type { NaveNode } from '#src/node/node.ts';
import { startNode } from './real-node.ts';
import { TestKey } from './signing.ts';

export interface NodeValidator {
  readonly operator: TestKey;
  readonly relayer: TestKey;
  readonly hot: TestKey;
  readonly cold: TestKey;
}

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
  const authority = new TestKey('bridge authority');
  const validators = [0, 1, 2, 3].map((i) => ({
    operator: new TestKey(`operator ${i}`),
    relayer: new TestKey(`relayer ${i}`),
    hot: new TestKey(`hot ${i}`, 'ethsecp256k1'),
    cold: new TestKey(`cold ${i}`, 'ethsecp256k1'),
  }));
  let genesis: GenesisJson | undefined;
  const adapt = (base: GenesisJson): GenesisJson => {
    const [first] = base.validators as { pub_key: { value: string }; address: string }[];
    const consensus = { publicKey: findBase64(first!.pub_key.value)!, address: fromHex(first!.address.toLowerCase()) };
    const all = validators.map((one, i) => ({
      name: `validator ${i}`,
      operator: one.operator.address,
      consensus: i === 0 ? consensus : undefined,
      power: 10,
      relayer: one.relayer.address,
      feeder: one.operator.address,
      hot: one.hot.address,
      cold: one.cold.address,
    }));
    const funded = balances.reduce(
      (all, [key, usdc]) => withBalance(all, key.address, 'USDC', usdc * 1_000_000n),
      base,
    );
    const known = withValidators(funded, all);
    const bridge = { authority: formatEvmAddress(authority.address), params };
    genesis = { ...known, app_state: { ...known.app_state, bridge } };
    return genesis;
  };
  initHome({ paths: homePaths(home), moniker: 'test', chainId: 'nave-local-bridge', now: new Date(), adapt });
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
    genesis: genesis!,
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
