import { type GenesisJson, withBalance } from '#chain/genesis/localnet.ts';
import { findAddress } from '#chain/lib/address.ts';
import { loadConfig } from '#src/node/config.ts';
import { homePaths } from '#src/node/home.ts';
import { initHome } from '#src/node/init-home.ts';
import { NaveNode } from '#src/node/node.ts';
import { createLogger } from '#src/telemetry/log.ts';

/** Makes a home for a one-validator chain whose genesis gives USDC (whole units) to addresses. */
export function makeHome(home: string, chainId: string, balances: Readonly<Record<string, bigint>>): void {
  const fund = (genesis: GenesisJson): GenesisJson =>
    Object.entries(balances).reduce(
      (all, [address, usdc]) => withBalance(all, findAddress(address)!, 'USDC', usdc * 1_000_000n),
      genesis,
    );
  initHome({ paths: homePaths(home), moniker: 'test', chainId, now: new Date(), adapt: fund });
}

/** The whole node of a home on free ports, in this process; `failed` rejects when it dies. */
export async function startNode(
  home: string,
  settings: Parameters<typeof loadConfig>[1] = {},
): Promise<{ node: NaveNode; failed: Promise<never> }> {
  const flags = {
    'rpc.port': '0',
    'api.port': '0',
    'metrics.port': '0',
    'block.time': '50ms',
    'block.empty-time': '100ms',
    ...settings,
  };
  let fail: (error: Error) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failed.catch(() => undefined);
  const config = loadConfig(home, flags, {});
  const log = createLogger(settings['log.level'] ?? 'error', 'json');
  const node = await NaveNode.start(config, log, fail);
  return { node, failed };
}
