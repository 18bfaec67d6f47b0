import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { utf8 } from '#chain/lib/bytes.ts';
import { RpcError } from '#src/rpc/json-rpc.ts';
import { jsonArgs, type ParamSpec, uriArgs } from '#src/rpc/params.ts';

const specs: readonly ParamSpec[] = [
  { name: 'height', kind: 'int' },
  { name: 'prove', kind: 'bool' },
  { name: 'query', kind: 'text' },
  { name: 'tx', kind: 'bytes' },
  { name: 'data', kind: 'hex' },
];
const uri = (query: string) => uriArgs(specs, new URLSearchParams(query));

test('URI parameters follow CometBFT’s quoting', () => {
  assert.deepEqual(uri('height=5&prove=true&query="a=\'b\'"&tx="k=v"&data=0x0aFF'), {
    height: 5,
    prove: true,
    query: "a='b'",
    tx: utf8('k=v'),
    data: Uint8Array.of(10, 255),
  });
  assert.deepEqual(uri('height="7"&query=0x6869&tx=0x00'), { height: 7, query: 'hi', tx: Uint8Array.of(0) });
  assert.deepEqual(uri('height=&unknown=1'), {});
  assert.deepEqual(uri('height=-1'), { height: -1 });
});

test('URI parameters of the wrong form are refused as invalid params', () => {
  const bad = [
    'height=abc',
    'height=0x05',
    'prove=1',
    'query=bare',
    'tx=bare',
    'data=0xabc',
    'height=1e3',
    'height=1.5',
    'height=99999999999999999999',
  ];
  for (const query of bad) {
    assert.throws(
      () => uri(query),
      (error: RpcError) =>
        error.failure.code === -32602 && error.failure.data!.startsWith('error converting http params'),
      query,
    );
  }
});

test('JSON parameters come by name or by position', () => {
  const expected = { height: 5, prove: false, query: 'q', tx: utf8('k=v'), data: Uint8Array.of(171) };
  const named = { height: '5', prove: false, query: 'q', tx: 'az12', data: 'ab', other: 1 };
  assert.deepEqual(jsonArgs(specs, named), expected);
  assert.deepEqual(jsonArgs(specs, [5, false, 'q', 'az12', 'AB']), expected);
  assert.deepEqual(jsonArgs(specs, undefined), {});
  assert.deepEqual(jsonArgs(specs, { height: null }), {});
  assert.deepEqual(jsonArgs(specs, JSON.parse('{"__proto__": {"height": "5"}}')), {});
});

test('JSON parameters of the wrong form are refused as invalid params', () => {
  const bad = [
    { height: 'x' },
    { height: 1.5 },
    { prove: 'true' },
    { query: 5 },
    { tx: '###' },
    { data: '0xab' },
    { data: 5 },
    ['1'],
    'text',
    5,
  ];
  for (const params of bad) {
    assert.throws(
      () => jsonArgs(specs, params),
      (error: RpcError) => error.failure.code === -32602,
      JSON.stringify(params),
    );
  }
});

test('any parameters are read or refused', () => {
  const expectRefusal = (read: () => unknown): void => {
    try {
      read();
    } catch (error) {
      assert.ok(error instanceof RpcError, String(error));
    }
  };
  const named = fc.record(
    { height: fc.jsonValue(), prove: fc.jsonValue(), tx: fc.jsonValue(), data: fc.jsonValue() },
    { requiredKeys: [] },
  );
  fc.assert(fc.property(fc.oneof(fc.jsonValue(), named), (params) => expectRefusal(() => jsonArgs(specs, params))));
  const text = fc.dictionary(fc.constantFrom('height', 'prove', 'query', 'tx', 'data'), fc.string({ unit: 'binary' }));
  fc.assert(fc.property(text, (query) => expectRefusal(() => uriArgs(specs, new URLSearchParams(query)))));
});
