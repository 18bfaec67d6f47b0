/** The engine cannot go on; the message says what is wrong and what to do. */
export class EngineError extends Error {
  override name = 'EngineError';
}
