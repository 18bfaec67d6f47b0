import { type GenesisJson, withBalance, withValidators } from '#chain/genesis/localnet.ts';
import { formatEvmAddress } from '#chain/lib/address.ts';
import { findBase64, fromHex } from '#chain/lib/bytes.ts';
import { homePaths } from '#src/node/home.ts';
import { initHome } from '#src/node/init-home.ts';
import { TestKey } from './signing.ts';

export interface NodeValidator {
  readonly operator: TestKey;
  readonly relayer: TestKey;
  readonly hot: TestKey;
  readonly cold: TestKey;
}

export interface BridgeHome {
  readonly genesis: GenesisJson;
  readonly authority: TestKey;
  readonly validators: readonly NodeValidator[];
}

/**
 * Makes a home whose genesis has four validators of equal power with known keys, of which the first makes the blocks, and an
 * account that registers spokes. USDC (whole units) by key.
 */
export function makeBridgeHome(
  home: string,
  balances: readonly (readonly [TestKey, bigint])[] = [],
  params: Readonly<Record<string, string>> = { batchIntervalMs: '0' },
): BridgeHome {
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
  return { genesis: genesis!, authority, validators };
}
