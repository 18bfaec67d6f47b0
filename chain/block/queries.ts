import type { QueryRequest, QueryResponse } from '../app-types.ts';
import { EMPTY } from '../lib/bytes.ts';
import { AppError } from '../lib/errors.ts';
import { WireError } from '../lib/wire-error.ts';
import { encodeSlotPath, SLOT_PROOF_OP } from '../state/proof.ts';
import type { State } from '../state/state.ts';

/** Answers one gRPC-style path; request and response are protobuf bytes. */
export type QueryHandler = (request: Uint8Array) => Uint8Array;

export interface QueryDeps {
  readonly state: State;
  readonly handlers: ReadonlyMap<string, QueryHandler>;
  simulate(request: Uint8Array): Uint8Array;
}

/** Path of a raw record: data is its key, prefix byte included. With `prove` the answer carries a `nave:slot` proof. */
export const STORE_PATH = '/store';
const SIMULATE_PATH = '/cosmos.tx.v1beta1.Service/Simulate';

/**
 * `abci_query`. A failed query has a code and a log, never an exception: that would end CometBFT. Latest state unless a
 * height is given; a proof is by default of the height before the last, whose successor's header exists (chain §5).
 */
export function answerQuery(request: QueryRequest, deps: QueryDeps): QueryResponse {
  const committed = Math.max(0, deps.state.height);
  try {
    if (request.path === STORE_PATH) return answerRecord(request, deps.state);
    const handler = request.path === SIMULATE_PATH ? deps.simulate : deps.handlers.get(request.path);
    if (handler === undefined) throw new AppError(8002, `unknown query path ${request.path.slice(0, 100)}`);
    if (request.prove) throw new AppError(8001, `only ${STORE_PATH} answers with a proof: ask for the record's key`);
    if (request.height !== 0 && request.height !== committed) {
      throw new AppError(8004, `${request.path} answers for the latest height only, ${committed}`);
    }
    const value = handler(request.data);
    return { code: 0, codespace: '', log: '', key: EMPTY, value, height: committed };
  } catch (error) {
    return failure(error, committed);
  }
}

function answerRecord({ data, height, prove }: QueryRequest, state: State): QueryResponse {
  const at = height !== 0 ? height : prove ? Math.max(state.oldestHeight, state.height - 1) : state.height;
  if (!prove) {
    const record = state.recordAt(data, at);
    return { code: 0, codespace: '', log: '', key: data, value: record?.value ?? EMPTY, height: at };
  }
  const proof = state.proofAt(data, at);
  if (proof === undefined) throw new AppError(8002, 'no record has this key; absence is not proven');
  const proofOps = [{ type: SLOT_PROOF_OP, key: data, data: encodeSlotPath(proof) }];
  return { code: 0, codespace: '', log: '', key: data, value: proof.value, height: at, proofOps };
}

function failure(error: unknown, height: number): QueryResponse {
  const known =
    error instanceof AppError
      ? error
      : error instanceof WireError
        ? new AppError(8001, `the request is not the path's message: ${error.message}`)
        : new AppError(9001, `internal error (${error instanceof Error ? error.message.slice(0, 200) : 'unknown'})`);
  return { code: known.code, codespace: known.codespace, log: known.message, key: EMPTY, value: EMPTY, height };
}
