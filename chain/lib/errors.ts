import { type ErrorCode, errorCodes } from './error-codes.ts';

/** JSON-safe facts beside a code; amounts and prices are decimal strings, see docs of each code. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/**
 * A refusal that the rules foresee: the caller did something the exchange does not allow.
 * Thrown in handlers, caught once (transaction executor, query router, REST); never inside matching.
 */
export class AppError extends Error {
  readonly codespace: string;
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  /** Without stack trace: a refusal is an answer, and its trace would cost more than the transaction it answers. */
  constructor(code: ErrorCode, message?: string, details: ErrorDetails = {}) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(message ?? errorCodes[code].text);
    Error.stackTraceLimit = limit;
    this.name = errorCodes[code].name;
    this.codespace = errorCodes[code].codespace;
    this.code = code;
    this.details = details;
  }
}

/** Our own bug: a rule of the state machine that must hold does not. Quarantines the smallest scope, never ignored. */
export class InvariantError extends Error {
  override name = 'InvariantError';
}

/** Throws InvariantError with `message` unless `condition` holds. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}
