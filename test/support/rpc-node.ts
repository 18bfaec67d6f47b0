import { type RpcConfig, RpcServer } from '#src/rpc/rpc-server.ts';
import { composeSoloChain, type SoloChain, type SoloChainOptions, testKey } from './solo-chain.ts';

export interface RpcNode extends SoloChain {
  readonly rpc: RpcServer;
  readonly http: string;
  readonly ws: string;
}

/** A running solo chain with its RPC on a free port. */
export async function startRpcNode(options: SoloChainOptions, config: Partial<RpcConfig> = {}): Promise<RpcNode> {
  const chain = await composeSoloChain(options);
  const identity = {
    nodeId: 'ab'.repeat(20),
    moniker: 'test',
    version: '0.1.0',
    listenAddress: 'tcp://127.0.0.1:26656',
  };
  const rpc = new RpcServer(
    { identity, host: '127.0.0.1', port: 0, ...config },
    {
      genesis: options.genesis,
      store: chain.store,
      mempool: chain.mempool,
      app: chain.app,
      engine: chain.engine,
      key: testKey,
    },
  );
  await chain.engine.start();
  await rpc.start();
  const stop = async (): Promise<void> => {
    await rpc.stop();
    await chain.stop();
  };
  const address = `127.0.0.1:${rpc.port}`;
  return { ...chain, rpc, http: `http://${address}`, ws: `ws://${address}`, stop };
}
