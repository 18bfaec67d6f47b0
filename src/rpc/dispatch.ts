import {
  errorReply,
  failureOf,
  methodNotFound,
  RpcError,
  type RpcFailure,
  readRequest,
  successReply,
} from './json-rpc.ts';
import { blockMethods } from './methods/blocks.ts';
import { nodeMethods } from './methods/node.ts';
import { txMethods } from './methods/txs.ts';
import { jsonArgs } from './params.ts';
import type { MethodContext, MethodTable, RpcMethod } from './rpc-context.ts';

/** Every method but those of subscriptions, which only a WebSocket has. */
export const methods: MethodTable = { ...blockMethods, ...nodeMethods, ...txMethods };

export function findMethod(name: string): RpcMethod | undefined {
  return Object.hasOwn(methods, name) ? methods[name] : undefined;
}

/** Handles one parsed JSON-RPC request; the reply, or undefined for a notification. Never rejects. */
export async function dispatch(
  context: MethodContext,
  value: unknown,
  special?: (method: string, params: unknown, id: string | number) => object | undefined,
): Promise<object | undefined> {
  let request: ReturnType<typeof readRequest>;
  try {
    request = readRequest(value);
  } catch (error) {
    return errorReply(undefined, failureOf(error));
  }
  const { id, method: name, params } = request;
  if (id === undefined) return undefined;
  try {
    const answered = special?.(name, params, id);
    if (answered !== undefined) return successReply(id, answered);
    const method = findMethod(name);
    if (method === undefined) throw new RpcError(methodNotFound);
    return successReply(id, await method.run(context, jsonArgs(method.params, params)));
  } catch (error) {
    return errorReply(id, logged(context, name, failureOf(error), error));
  }
}

/** Errors that are not the caller's fault belong into the log. */
function logged(context: MethodContext, method: string, failure: RpcFailure, error: unknown): RpcFailure {
  const isBug = error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
  if (isBug) context.log?.error({ err: error, method }, 'rpc method failed');
  return failure;
}
