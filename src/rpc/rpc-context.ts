import type { ApplicationInterface, QueryRequest, QueryResponse } from '#chain/app-types.ts';
import type { GenesisDoc } from '#src/engine/genesis-doc.ts';
import type { PublishedBlock } from '#src/engine/solo/solo-engine.ts';
import type { BlockStore } from '#src/engine/store/block-store.ts';
import type { Mempool } from '#src/mempool/mempool.ts';
import type { CommitWaiter } from './commit-waiter.ts';
import type { Args, ParamSpec } from './params.ts';

/** What the RPC asks of the engine. */
export interface RpcEngine {
  readonly height: number;
  readonly appHash: Uint8Array;
  settled(): Promise<void>;
  onBlock(listener: (block: PublishedBlock) => void): () => void;
}

export interface RpcDeps {
  readonly genesis: GenesisDoc;
  readonly store: BlockStore;
  readonly mempool: Mempool;
  readonly app: Pick<ApplicationInterface, 'query' | 'checkTx' | 'info'>;
  readonly engine: RpcEngine;
  /** Answers queries of old heights; undefined for those the application answers itself. */
  readonly pastQuery?: (request: QueryRequest) => Promise<QueryResponse | undefined>;
  /** The validator's public key and address. */
  readonly key: { readonly publicKey: Uint8Array; readonly address: Uint8Array };
  readonly log?: { warn(context: object, message: string): void; error(context: object, message: string): void };
}

/** How the node presents itself. */
export interface NodeIdentity {
  /** 20 bytes in lower-case hex: the node key's address. */
  readonly nodeId: string;
  readonly moniker: string;
  /** Version of this software, shown by abci_info. */
  readonly version: string;
  /** `tcp://host:port` of p2p; solo has none and shows the default. */
  readonly listenAddress: string;
}

export interface MethodContext extends RpcDeps {
  readonly identity: NodeIdentity;
  readonly commits: CommitWaiter;
  /** `tcp://host:port` the RPC listens on. */
  rpcAddress(): string;
}

export interface RpcMethod {
  readonly params: readonly ParamSpec[];
  /** May be cached by proxies: always, or when the parameter `height` is given. */
  readonly cacheable?: 'always' | 'by-height';
  run(context: MethodContext, args: Args): unknown;
}

export type MethodTable = Readonly<Record<string, RpcMethod>>;
