import Type from 'typebox';
import { findBase64 } from '#chain/lib/bytes.ts';
import { AppError } from '#chain/lib/errors.ts';
import { PROTOCOL_LIMITS } from '../../config.ts';
import type { TxTools } from '../../deps.ts';
import { parameterError } from '../../error-body.ts';
import { readQuery } from '../../schemas/envelope.ts';
import { type TxBody, TxBodySchema, TxResultSchema, TxVerificationSchema } from '../../schemas/tx.ts';
import { parseTxHash } from '../../tx-results.ts';
import { type Route, route, stateAnswer } from '../route.ts';
import type { RouteContext } from './context.ts';

const DEFAULT_WAIT_MS = 10_000;

/** TxRaw of a body: raw bytes, base64, or signed typed data. @throws AppError 8001, 5006, 1001 */
export function txBytesOf(tools: TxTools, body: Uint8Array | TxBody): Uint8Array {
  if (body instanceof Uint8Array) return checkedSize(new Uint8Array(body));
  if ((body.txBytes ?? null) !== null) {
    if ((body.typedData ?? null) !== null || (body.signature ?? null) !== null) {
      throw parameterError('txBytes', 'not beside typedData or signature');
    }
    const bytes = findBase64(body.txBytes!);
    if (bytes === undefined) throw parameterError('txBytes', 'not base64');
    return checkedSize(bytes);
  }
  if ((body.typedData ?? null) === null) throw parameterError('txBytes', 'missing');
  if ((body.signature ?? null) === null) throw parameterError('signature', 'missing');
  const { domain, primaryType, message } = body.typedData!;
  return tools.fromTypedData({ domain, primaryType, message, signature: body.signature! });
}

function checkedSize(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) throw parameterError('body', 'empty');
  const limit = PROTOCOL_LIMITS.txMaxBytes;
  if (bytes.length > limit) throw new AppError(5006, undefined, { what: 'bytes', used: bytes.length, limit });
  return bytes;
}

export function txRoutes({ deps, results, format }: RouteContext): Route[] {
  return [
    route({
      path: '/tx/:hash',
      operationId: 'getTx',
      summary: 'What became of a transaction',
      tag: 'transactions',
      weight: 1,
      shape: 'record',
      params: { hash: Type.String({ maxLength: 66 }) },
      query: { minHeight: readQuery.minHeight },
      data: TxResultSchema,
      handle: async ({ view, params }) => {
        const hash = parseTxHash(params.hash);
        const found = await results.find(hash);
        if (found === undefined) throw new AppError(8002, `No transaction ${hash}.`);
        return stateAnswer(view, found);
      },
    }),
    route({
      method: 'POST',
      path: '/tx',
      operationId: 'submitTx',
      summary: 'Send a signed transaction; accepted never means filled',
      tag: 'transactions',
      weight: 1,
      isTx: true,
      shape: 'record',
      timeoutMs: PROTOCOL_LIMITS.commitWaitMaxMs + 5_000,
      query: {
        mode: Type.Optional(Type.Unsafe<'sync' | 'commit'>({ type: 'string', enum: ['sync', 'commit'] })),
        waitMs: Type.Optional(Type.Integer({ minimum: 0, maximum: PROTOCOL_LIMITS.commitWaitMaxMs })),
      },
      body: TxBodySchema,
      rawBody: true,
      data: TxResultSchema,
      handle: async ({ view, query, body }) => {
        if (deps.node.isSyncing()) throw new AppError(9002);
        const bytes = txBytesOf(deps.tx, body as Uint8Array | TxBody);
        const outcome = await results.submit(bytes, query.mode ?? 'sync', query.waitMs ?? DEFAULT_WAIT_MS);
        return { ...stateAnswer(view, outcome.result), status: outcome.status };
      },
    }),
    route({
      method: 'POST',
      path: '/tx/verify',
      operationId: 'verifyTx',
      summary: 'Dry run: signer, digest, nonce, every check, and what the transaction would do',
      tag: 'transactions',
      weight: 5,
      shape: 'record',
      query: { execute: Type.Optional(Type.Boolean()) },
      body: TxBodySchema,
      rawBody: true,
      data: TxVerificationSchema,
      handle: ({ view, query, body }) => {
        const bytes = txBytesOf(deps.tx, body as Uint8Array | TxBody);
        const tried = query.execute === false ? undefined : deps.tx.tryTx(bytes);
        const items = tried === undefined ? null : deps.indexer.tryItems(tried, bytes).map((item) => format.item(item));
        return stateAnswer(view, { ...deps.tx.verify(bytes), items });
      },
    }),
  ];
}
