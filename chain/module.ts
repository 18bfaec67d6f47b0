import type { Address } from './lib/units.ts';
import type { EventLog } from './state/event-log.ts';
import type { Journal } from './state/journal.ts';
import type { RecordSource } from './state/record.ts';

/** What every module is built with: the branch, the events, the block that is running. */
export interface ChainContext {
  readonly journal: Journal;
  readonly events: EventLog;
  /** The running block in finalizeBlock; the last committed one between blocks. */
  readonly block: BlockFacts;
}

/** Header facts of a block. One object for the life of the application, its fields replaced at each block. */
export interface BlockFacts {
  readonly chainId: string;
  /** keccak(keccak(hub chain id) ‖ genesis hash), bridge-abi §3. */
  readonly hubSalt: Uint8Array;
  readonly height: number;
  /** ⌊header time / 1e6⌋ ms: the only clock there is. */
  readonly timeMs: number;
  /** Header time of the block before, 0 in the first. */
  readonly previousTimeMs: number;
}

/** The tx that is running. */
export interface TxFacts {
  /** Position in the block. */
  readonly index: number;
  /** SHA-256 of TxRaw. */
  readonly hash: Uint8Array;
  readonly sender: Address;
  /** The tx has several messages: all of them or none (trading §3.10). */
  readonly grouped?: boolean;
}

/** Runs one message; throws AppError to refuse it. Returns the response message's bytes (may be empty). */
export type MessageHandler = (message: never, tx: TxFacts) => Uint8Array;

/** A rule that must hold after every block; returns what is broken, undefined when all is well. */
export interface Invariant {
  readonly name: string;
  check(): string | undefined;
}

/** The shape wiring.ts and app.ts see. Keepers have typed methods beside it. */
export interface ChainModule {
  readonly name: string;
  /** Collections and tables of state this module owns. */
  readonly sources: readonly RecordSource[];
  /** Message type name (`nave.clob.v1.MsgPlaceOrder`) → handler of the decoded message. */
  readonly handlers: Readonly<Record<string, MessageHandler>>;
  /**
   * Message type name → cheap check of admission (checkTx) against committed state: form and market rules, never
   * execution. Throws AppError to refuse.
   */
  readonly admission?: Readonly<Record<string, (message: never) => void>>;
  /**
   * Message type name → what every validator verifies of a proposed block against the state of the height before (the
   * proofs of price updates); execution takes it as verified. Throws AppError to reject the proposal.
   */
  readonly proposal?: Readonly<Record<string, (message: never) => void>>;
  /** Full gRPC path (`/nave.clob.v1.Query/Book`) → answer; request and response are protobuf bytes. Throws AppError. */
  readonly queries?: Readonly<Record<string, (request: Uint8Array) => Uint8Array>>;
  /** Writes the state of `app_state.<name>`; throws GenesisError with the path of the offending field. */
  initGenesis(section: unknown): void;
  /** Rebuilds caches from loaded records (start and import). Runs in module order, after all records are loaded. */
  rebuild(): void;
  readonly invariants: readonly Invariant[];
}
