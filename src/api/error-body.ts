import { type ErrorCode, errorCodes, isErrorCode } from '#chain/lib/error-codes.ts';
import { AppError, type ErrorDetails } from '#chain/lib/errors.ts';

/** The bare error object of every interface (spec: api-types §1). */
export interface ErrorBody {
  readonly code: number;
  readonly name: string;
  readonly message: string;
  readonly details: ErrorDetails;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
}

/** A refusal that says when to come back. */
export class RetryLater extends AppError {
  readonly retryAfterMs: number;
  constructor(code: ErrorCode, retryAfterMs: number, details: ErrorDetails = {}) {
    super(code, undefined, details);
    this.retryAfterMs = retryAfterMs;
  }
}

export function errorBody(error: AppError): ErrorBody {
  return {
    code: error.code,
    name: error.name,
    message: error.message,
    details: error.details,
    retryable: errorCodes[error.code].retryable,
    retryAfterMs: error instanceof RetryLater ? error.retryAfterMs : null,
  };
}

/** Any thrown value as a refusal; what is not one of ours is 9001 without its text (it may name internals). */
export function asAppError(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError(9001);
}

export const httpStatus = (code: ErrorCode): number => errorCodes[code].http;

/** Name of a code, also of one this program does not know yet. */
export const codeName = (code: number): string => (isErrorCode(code) ? errorCodes[code].name : 'UNKNOWN');

/** The refusal of a tx by its ABCI code and log. */
export function refusal(code: number, log: string, details: ErrorDetails): AppError {
  return isErrorCode(code) ? new AppError(code, log === '' ? undefined : log, details) : new AppError(9001);
}

export const parameterError = (field: string, reason: string): AppError =>
  new AppError(8001, `${field}: ${reason}.`, { field, reason });
