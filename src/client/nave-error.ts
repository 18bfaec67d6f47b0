import type { TxResult } from '#src/api/schemas/tx.ts';

/** The bare error object of REST and WebSocket (spec: api-types §1). */
export interface ErrorFacts {
  readonly code: number;
  readonly name: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
}

/** A refusal by the node: branch on `code`; `retryable` = the identical request may succeed later. */
export class NaveError extends Error {
  readonly code: number;
  readonly details: Readonly<Record<string, unknown>>;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;

  constructor(facts: ErrorFacts) {
    super(facts.message);
    this.name = facts.name;
    this.code = facts.code;
    this.details = facts.details;
    this.retryable = facts.retryable;
    this.retryAfterMs = facts.retryAfterMs;
  }
}

/** A transaction that is in a block and failed there. */
export class TxFailedError extends NaveError {
  readonly result: TxResult;

  constructor(result: TxResult) {
    super({
      code: result.code,
      name: result.name ?? 'UNKNOWN',
      message: result.message ?? `transaction ${result.txHash} failed with ${result.code}`,
      details: result.details,
      retryable: false,
      retryAfterMs: null,
    });
    this.result = result;
  }
}

/** The node did not answer. `cause` says how; a GET may be repeated. */
export class UnreachableError extends Error {
  override name = 'UnreachableError';
  readonly retryable = true;
}

/** Sent, and no node said what became of it: ask for the hash or send the same bytes again, never sign anew. */
export class OutcomeUnknownError extends Error {
  override name = 'OutcomeUnknownError';
  readonly txHash: string;
  readonly bytes: Uint8Array;

  constructor(txHash: string, bytes: Uint8Array, cause: unknown) {
    super(`transaction ${txHash} was sent; its outcome is unknown`, { cause });
    this.txHash = txHash;
    this.bytes = bytes;
  }
}

/** Reads an error body; undefined when the JSON is something else. */
export function findErrorFacts(body: unknown): ErrorFacts | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { code, name, message, details, retryable, retryAfterMs } = body as Readonly<Record<string, unknown>>;
  if (typeof code !== 'number' || typeof name !== 'string' || typeof message !== 'string') return undefined;
  return {
    code,
    name,
    message,
    details: (details ?? {}) as Readonly<Record<string, unknown>>,
    retryable: retryable === true,
    retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : null,
  };
}
