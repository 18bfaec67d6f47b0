/** Something is wrong with what is on disk or with the disk: the text is one line for the operator and says what to do. */
export class StorageError extends Error {
  override name = 'StorageError';
  readonly retryable = false;
}

/** The words of an error and of what caused it, on one line. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `: ${reasonOf(error.cause)}`;
  return `${error.message.split('\n')[0]}${cause}`;
}
