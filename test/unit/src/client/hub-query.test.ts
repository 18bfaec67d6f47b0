import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { toBase64 } from '#chain/lib/bytes.ts';
import { Query } from '#proto/generated/nave.bridge.v1.ts';
import { hubQuery } from '#src/client/hub-query.ts';
import { NaveError, UnreachableError } from '#src/client/nave-error.ts';

/** Answers every request with this text. */
const answering = (text: string) => ({ fetch: async () => new Response(text) });
const result = (response: unknown): string => JSON.stringify({ jsonrpc: '2.0', id: 1, result: { response } });
const ask = (text: string) => hubQuery('http://hub', Query.nextSet, { devnet: true }, answering(text));

test('an answer is decoded, and the request is what the RPC takes', async () => {
  const set = {
    ...{ hubHeight: 7, createdAt: 5, totalPower: '40', hot: [new Uint8Array(32)], cold: [] },
    hubSalt: new Uint8Array(32).fill(1),
  };
  let body = '';
  const fetch = async (_url: string, init?: RequestInit): Promise<Response> => {
    body = String(init?.body);
    return new Response(result({ code: 0, value: toBase64(Query.nextSet.response.encode(set)) }));
  };
  assert.deepEqual(await hubQuery('http://hub', Query.nextSet, { devnet: true }, { fetch }), set);
  const { method, params } = JSON.parse(body) as { method: string; params: object };
  assert.deepEqual(
    [method, params],
    ['abci_query', { path: '/nave.bridge.v1.Query/NextSet', data: '0801', height: '0', prove: false }],
  );
});

test('the hub’s refusals have its code and text; everything else is no answer', async () => {
  await assert.rejects(ask(result({ code: 6001, log: 'No spoke 3.' })), (error) => {
    assert.ok(error instanceof NaveError);
    return error.code === 6001 && error.name === 'SPOKE_UNKNOWN' && error.message === 'No spoke 3.';
  });
  await assert.rejects(ask(result({ code: 4005 })), { code: 4005, retryable: true });
  await assert.rejects(ask(result({ code: 77 })), { code: 77, name: 'UNKNOWN', message: 'refused with 77' });
  const silent = ['', 'null', '[]', '{}', '<html>', '{"result":null}', '{"error":{"message":"busy"}}'];
  for (const text of [...silent, result({ code: 0, value: '%' })]) {
    await assert.rejects(ask(text), UnreachableError, text);
  }
  const aborted = AbortSignal.abort(new Error('enough'));
  const fetch = async (): Promise<Response> => Promise.reject(new Error('aborted'));
  await assert.rejects(hubQuery('http://hub', Query.nextSet, { devnet: true }, { fetch, signal: aborted }), {
    message: 'enough',
  });
});

test('whatever a server answers is a value or a named error', async () => {
  const value = fc.oneof(fc.string(), fc.base64String(), fc.uint8Array().map(toBase64), fc.constant(null));
  const response = fc.record({ code: fc.oneof(fc.integer(), fc.jsonValue()), log: fc.jsonValue(), value });
  await fc.assert(
    fc.asyncProperty(fc.oneof(response.map(result), fc.json(), fc.string()), async (text) => {
      try {
        await ask(text);
      } catch (error) {
        const isNamed = [NaveError, UnreachableError].some((type) => error instanceof type);
        assert.ok(isNamed, `${text}: ${String((error as Error).stack)}`);
      }
    }),
    { numRuns: 300 },
  );
});
