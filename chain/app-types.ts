import type { ChangedRecords } from './state/changed-records.ts';
import type { PlacedEvent } from './state/event-log.ts';
import type { BlockUndo, HeightFacts } from './state/history.ts';
import type { DecodedTx } from './tx/decoded-tx.ts';

/** One ABCI event (few and small: what CosmJS subscribes to and searches, comet §0.9). */
export interface AbciEvent {
  readonly type: string;
  readonly attributes: readonly { readonly key: string; readonly value: string; readonly index: boolean }[];
}

/** ExecTxResult of ABCI 2.0; code, data, gasWanted, gasUsed are hashed into last_results_hash (comet §8.7). */
export interface TxResult {
  readonly code: number;
  readonly codespace: string;
  readonly log: string;
  /** TxMsgData bytes. */
  readonly data: Uint8Array;
  readonly gasWanted: bigint;
  readonly gasUsed: bigint;
  readonly events: readonly AbciEvent[];
  /** Facts of the error for the API (api-types §1 details); not part of ABCI. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface CheckTxResult {
  readonly code: number;
  readonly codespace: string;
  readonly log: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly gasWanted: bigint;
  readonly gasUsed: bigint;
  /** What the mempool needs of an accepted tx; undefined when code ≠ 0. */
  readonly facts?: MempoolFacts;
}

/** What lanes, caps and replacement look at; a property of the bytes alone. */
export interface MempoolFacts {
  /** SHA-256 of TxRaw, lower-case hex. */
  readonly hash: string;
  /** 0 prices and bridge · 1 cancels · 2 post-only · 3 the rest (trading §4.2). */
  readonly lane: 0 | 1 | 2 | 3;
  readonly weight: number;
  readonly bytes: number;
  /** 0x-less lower-case hex of the 20 bytes. */
  readonly signer: string;
  /** Ordered sequence, or undefined for an unordered nonce. */
  readonly sequence?: number;
  /** Unordered: timeout_timestamp in ms; the pool drops it then. */
  readonly timeoutMs?: number;
  /** Unordered: timeout_timestamp in ns as a decimal text; with the signer it is the nonce. */
  readonly nonce?: string;
}

export interface ValidatorUpdate {
  /** ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly power: number;
}

export interface InitChainRequest {
  readonly chainId: string;
  readonly genesisTimeNs: bigint;
  readonly initialHeight: number;
  readonly validators: readonly ValidatorUpdate[];
  /** Parsed app_state. */
  readonly appState: unknown;
}

export interface InitChainResponse {
  readonly appHash: Uint8Array;
  readonly genesisHash: Uint8Array;
  readonly validators: readonly ValidatorUpdate[];
}

export interface BlockRequest {
  readonly height: number;
  readonly timeNs: bigint;
  readonly txs: readonly Uint8Array[];
  /** Votes of the last commit: validator address (20 bytes), power, whether it signed. */
  readonly lastCommit: readonly { readonly address: Uint8Array; readonly power: number; readonly signed: boolean }[];
  readonly proposer: Uint8Array;
  /** Equivocations the consensus engine proved. */
  readonly misbehavior: readonly { readonly address: Uint8Array; readonly height: number; readonly power: number }[];
}

export interface FinalizeBlockResponse {
  readonly txResults: readonly TxResult[];
  readonly validatorUpdates: readonly ValidatorUpdate[];
  readonly appHash: Uint8Array;
  /** Block-level ABCI events. */
  readonly events: readonly AbciEvent[];
}

/** A tx of a committed block. */
export interface CommittedTx {
  readonly bytes: Uint8Array;
  readonly hash: Uint8Array;
  readonly result: TxResult;
  /** As it was executed; undefined for bytes that are no tx, and where nothing executed them. */
  readonly decoded?: DecodedTx | undefined;
}

/** What commit hands to the world: storage takes `changes`, indexer and fan-out take the rest. */
export interface BlockCommitted {
  readonly height: number;
  readonly timeMs: number;
  readonly timeNs: bigint;
  readonly txs: readonly CommittedTx[];
  readonly events: readonly PlacedEvent[];
  readonly appHash: Uint8Array;
  readonly stateRoot: Uint8Array;
  readonly eventsRoot: Uint8Array;
  /** Changed records with their final slots; removed ones have no value. */
  readonly changes: ChangedRecords;
  /** What a restart needs beside the records. */
  readonly facts: HeightFacts;
  /** What the block replaced, for archives. */
  readonly undo?: BlockUndo;
}

export interface QueryRequest {
  readonly path: string;
  readonly data: Uint8Array;
  /** 0 = latest. */
  readonly height: number;
  readonly prove: boolean;
}

export interface QueryResponse {
  readonly code: number;
  readonly codespace: string;
  readonly log: string;
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly height: number;
  readonly proofOps?: readonly { readonly type: string; readonly key: Uint8Array; readonly data: Uint8Array }[];
}

/** The state machine as engines, mempool and RPC see it. All methods are synchronous. */
export interface ApplicationInterface {
  /** Last height whose state this object holds, and its app hash. */
  info(): { readonly height: number; readonly appHash: Uint8Array; readonly stateVersion: number };
  initChain(request: InitChainRequest): InitChainResponse;
  /** Form, signature, nonce, limits against committed state; `recheck` skips the signature. Never executes. */
  checkTx(tx: Uint8Array, recheck?: boolean): CheckTxResult;
  /** Orders `candidates` (by arrival) into a block: lanes, reservations, bytes, weight. */
  prepareProposal(candidates: readonly Uint8Array[], maxTxBytes: number, height: number, timeNs: bigint): Uint8Array[];
  /** False = reject: decoding, lane order, bytes, weight, duplicates, signatures, price proofs. */
  processProposal(request: BlockRequest): boolean;
  finalizeBlock(request: BlockRequest): FinalizeBlockResponse;
  /** Makes the finalized block the committed one. */
  commit(): BlockCommitted;
  query(request: QueryRequest): QueryResponse;
}
