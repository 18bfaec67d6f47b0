import { AppError } from './errors.ts';
import type { Codec } from './protobuf.ts';
import { WireError } from './wire-error.ts';

/** One method of a generated Query service. */
export interface QueryMethod<Q, A> {
  /** `/nave.clob.v1.Query/Book` */
  readonly path: string;
  readonly request: Codec<Q>;
  readonly response: Codec<A>;
}

export type QueryHandler = (request: Uint8Array) => Uint8Array;

/** Path and handler of a method over protobuf bytes. The handler throws 8001 for a request of another form. */
export function answerMethod<Q, A>(
  method: QueryMethod<Q, A>,
  answer: (request: Q) => A,
): [path: string, handler: QueryHandler] {
  return [method.path, (bytes) => method.response.encode(answer(readRequest(method.request, bytes)))];
}

function readRequest<Q>(codec: Codec<Q>, bytes: Uint8Array): Q {
  try {
    return codec.decode(bytes);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new AppError(8001, error.message, { field: 'request', reason: error.message });
  }
}
