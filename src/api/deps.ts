import type { ChainView } from '#chain/view.ts';
import type { Indexer, TriedItems } from '#src/indexer/indexer-types.ts';
import type { ApiConfig } from './config.ts';
import type { TxVerification } from './schemas/tx.ts';

/** The node's clock and timers, so that tests own time. */
export interface Clock {
  now(): number;
  /** Calls back every `ms`; returns the end of it. */
  every(ms: number, callback: () => void): () => void;
  after(ms: number, callback: () => void): () => void;
}

/** What the mempool says to raw bytes: ABCI code (0 = in the pool) with the facts of a refusal. */
export interface SubmitResult {
  readonly code: number;
  readonly log: string;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  /** Only when known: lane, nonce and expiry of an accepted tx. */
  readonly facts?: TxFacts | undefined;
}

export interface TxFacts {
  /** 1 = only cancels (spec: trading §4.2). */
  readonly lane: number;
  /** undefined = unordered. */
  readonly sequence?: number | undefined;
  readonly timeoutMs?: number | undefined;
}

/** The way of transactions into the pool. */
export interface TxGateway {
  /** checkTx, then the pool. Never rejects for a refused tx. */
  submit(bytes: Uint8Array): Promise<SubmitResult>;
  /** True while a tx (64 upper-case hex digits) waits in the pool. */
  isPending(hash: string): boolean;
  /** checkTx alone, nothing enters the pool. */
  check(bytes: Uint8Array): Promise<SubmitResult>;
}

/** Facts of the running node. */
export interface NodeFacts {
  readonly version: string;
  readonly engine: string;
  isSyncing(): boolean;
  isHalted(): boolean;
  /** Header, commit and validators that prove the app hash of `height`; undefined while its successor is missing. */
  findCommit(height: number):
    | {
        readonly header: Readonly<Record<string, unknown>>;
        readonly commit: Readonly<Record<string, unknown>>;
        readonly validators: readonly Readonly<Record<string, unknown>>[];
      }
    | undefined;
}

/** Typed data of a wallet, as `eth_signTypedData_v4` signed it. */
export interface SignedTypedData {
  readonly domain: Readonly<Record<string, unknown>>;
  readonly primaryType: string;
  readonly message: Readonly<Record<string, unknown>>;
  /** 0x-hex, 65 bytes. */
  readonly signature: string;
}

/** What the transaction codec offers the API. */
export interface TxTools {
  /** The one TxRaw of signed typed data. @throws AppError 1001, 1003 */
  fromTypedData(signed: SignedTypedData): Uint8Array;
  /** POST tx/verify but for what the items would do. */
  verify(bytes: Uint8Array): Omit<TxVerification, 'items'>;
  /** Runs a tx on the last committed state and drops it, signatures unseen; undefined for bytes that are no tx. */
  tryTx(bytes: Uint8Array): TriedItems | undefined;
}

export interface ApiLog {
  info(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** Committed state of heights before the last one (spec: api-types §1 `height=H`). */
export interface PastHeights {
  /** Undefined for a height that this node does not hold. @throws AppError 8004 when it cannot be read whole */
  viewAt(height: number): Promise<ChainView | undefined>;
  /** The first height `viewAt` can answer for. */
  oldest(): number;
}

export interface ApiDeps {
  readonly view: ChainView;
  readonly past: PastHeights;
  readonly indexer: Indexer;
  readonly gateway: TxGateway;
  readonly tx: TxTools;
  readonly node: NodeFacts;
  readonly config: ApiConfig;
  readonly clock: Clock;
  readonly log: ApiLog;
}
