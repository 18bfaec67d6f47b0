import { TooFewSourcesError } from './agreement.ts';
import { AnswerError } from './parse-answer.ts';
import { RpcError } from './rpc-error.ts';
import type { RpcSource } from './rpc-source.ts';

/**
 * Asks one endpoint after the other until one answers: for what a lie can only delay, never for a vote. A revert is an
 * answer and is thrown as it is. Throws TooFewSourcesError when none answered.
 */
export async function firstAnswer<T>(
  sources: readonly RpcSource[],
  what: string,
  ask: (source: RpcSource) => Promise<T>,
): Promise<T> {
  const failures: RpcError[] = [];
  for (const source of sources) {
    try {
      return await ask(source);
    } catch (error) {
      if (error instanceof RpcError && error.failure === 'revert') throw error;
      if (error instanceof RpcError) failures.push(error);
      else if (error instanceof AnswerError) failures.push(source.malformed(error.message));
      else throw error;
    }
  }
  throw new TooFewSourcesError(what, failures);
}
