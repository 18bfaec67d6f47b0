import { Query } from '#proto/generated/nave.assets.v1.ts';
import { hubQuery } from '#src/client/hub-query.ts';

/** The hub as a deployment needs it: its queries, and its assets. */
export interface DeploymentHub {
  /** CometBFT-compatible RPC of a node. */
  readonly rpc: string;
  findAssetDecimals(symbol: string): number | undefined;
  findAssetSymbol(id: number): string | undefined;
}

/** Asks a node for the hub's assets. Throws NaveError, UnreachableError. */
export async function connectDeploymentHub(rpc: string): Promise<DeploymentHub> {
  const { assets } = await hubQuery(rpc, Query.assets, {});
  return {
    rpc,
    findAssetDecimals: (symbol) => assets.find((one) => one.symbol === symbol)?.decimals,
    findAssetSymbol: (id) => assets.find((one) => one.id === id)?.symbol,
  };
}
