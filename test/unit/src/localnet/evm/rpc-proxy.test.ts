import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { RpcProxy } from '#src/localnet/evm/rpc-proxy.ts';
import { RpcError } from '#src/relayer/rpc/rpc-error.ts';
import { RpcSource } from '#src/relayer/rpc/rpc-source.ts';

/** A chain that repeats what it is asked, and refuses `fail`. */
const chain = createServer((incoming, outgoing) => {
  let body = '';
  incoming.on('data', (part: Buffer) => {
    body += part.toString();
  });
  incoming.on('end', () => {
    const { id, method, params } = JSON.parse(body) as { id: number; method: string; params: unknown[] };
    const answer = method === 'fail' ? { error: { code: -32000, message: 'no' } } : { result: [method, ...params] };
    outgoing.end(JSON.stringify({ jsonrpc: '2.0', id, ...answer }));
  });
});
const proxy = new RpcProxy();
let target = '';

before(async () => {
  await new Promise<void>((resolve) => chain.listen(0, '127.0.0.1', resolve));
  target = `http://127.0.0.1:${(chain.address() as AddressInfo).port}`;
  await proxy.listen(0);
});

after(async () => {
  await proxy.stop();
  chain.closeAllConnections();
  chain.close();
});

const sourceOf = (url: string, timeoutMs = 5_000): RpcSource => new RpcSource({ name: 'proxied', url, timeoutMs });

test('an endpoint passes calls and refusals through, until a fault answers instead', async () => {
  const source = sourceOf(proxy.addEndpoint('one/0', target));
  assert.deepEqual(await source.request('ping', [1]), ['ping', 1]);
  await assert.rejects(source.request('fail', []), RpcError);
  proxy.setMode('one/0', {
    answer: async (method, params, ask) => [(await ask(method, params)) as unknown, 'forged'],
  });
  assert.deepEqual(await source.request('ping', [2]), [['ping', 2], 'forged']);
  await assert.rejects(source.request('fail', []), /no/);
  proxy.setMode('one/0', 'honest');
  assert.deepEqual(await source.request('ping', [3]), ['ping', 3]);
});

test('a hanging endpoint never answers, and only that one', async () => {
  const hanging = sourceOf(proxy.addEndpoint('two/0', target), 100);
  const other = sourceOf(proxy.addEndpoint('two/1', target));
  proxy.setMode('two/0', 'hang');
  await assert.rejects(hanging.request('ping', []), /no answer in 100 ms/);
  assert.deepEqual(await other.request('ping', []), ['ping']);
});

test('a broken request or chain drops the connection and the proxy lives on', async () => {
  const url = proxy.addEndpoint('three/0', 'http://127.0.0.1:1');
  await assert.rejects(sourceOf(url).request('ping', []), RpcError);
  proxy.setMode('three/0', { answer: async () => 'never' });
  await assert.rejects(fetch(url, { method: 'POST', body: '{' }));
  assert.equal((await fetch(`${url}/none`, { method: 'POST', body: '{}' })).status, 404);
  assert.throws(() => proxy.setMode('none', 'hang'), /no endpoint none/);
});
