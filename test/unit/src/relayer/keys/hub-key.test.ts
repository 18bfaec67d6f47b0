import { deepEqual, equal, rejects } from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { type Hex, hexToBytes, keccak256 } from 'viem';
import { privateKeyToAccount, sign } from 'viem/accounts';
import { privateKeySigner } from '#src/client/private-key-signer.ts';
import { openHubKey } from '#src/relayer/keys/hub-key.ts';
import { parseKeySource } from '#src/relayer/keys/key-source.ts';
import { KeystoreError } from '#src/relayer/keys/keystore.ts';
import { RemoteSignerError } from '#src/relayer/keys/remote-signer.ts';

const KEY = `0x${'5a'.repeat(32)}` as const;
const account = privateKeyToAccount(KEY);
const doc = { bodyBytes: Uint8Array.of(1, 2), authInfoBytes: Uint8Array.of(3), chainId: 'nave-1', accountNumber: 4n };

/** Signs as Web3Signer's REST does: keccak256 of the data; `spoil` changes the signature. */
async function service(spoil: (signature: Hex) => string = (one) => one) {
  const server = http.createServer(async (request, response) => {
    if (request.url === '/api/v1/eth1/publicKeys') {
      const other = privateKeyToAccount(`0x${'5b'.repeat(32)}`).publicKey;
      response.end(JSON.stringify([`0x${other.slice(4)}`, `0x${account.publicKey.slice(4)}`]));
      return;
    }
    let body = '';
    for await (const part of request) body += String(part);
    const isOurs = request.url === `/api/v1/eth1/sign/0x${account.publicKey.slice(4)}`;
    if (!isOurs) response.writeHead(404);
    const { data } = JSON.parse(body) as { data: Hex };
    response.end(spoil(await sign({ hash: keccak256(data), privateKey: KEY, to: 'hex' })));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}

test('a remote key signs for the hub as the key itself does', async (t) => {
  const { url, stop } = await service();
  t.after(stop);
  const remote = await openHubKey(parseKeySource(`remote:${account.address}@${url}`), 'secp256k1');
  const local = privateKeySigner(hexToBytes(KEY), { algo: 'ethsecp256k1' });
  equal(remote.account, local.account);
  deepEqual(remote.publicKey, local.publicKey);
  deepEqual(await remote.sign(doc), await local.sign(doc));
});

test('keys from the environment are of the kind that is configured', async () => {
  for (const algo of ['secp256k1', 'ethsecp256k1'] as const) {
    const signer = await openHubKey(parseKeySource('env:K'), algo, { K: KEY });
    equal(signer.account, privateKeySigner(hexToBytes(KEY), { algo }).account);
  }
  await rejects(openHubKey(parseKeySource('env:K'), 'secp256k1', {}), KeystoreError);
});

test('what a remote signer spoils is never used', async (t) => {
  const spoils: ((one: Hex) => string)[] = [
    (one) => `${one.slice(0, 10)}00${one.slice(12)}`,
    (one) => one.slice(0, -2),
    () => 'null',
    () => '',
    (one) => `0x${one.slice(2, 66)}${'f'.repeat(64)}1b`,
  ];
  for (const spoil of spoils) {
    const { url, stop } = await service(spoil);
    t.after(stop);
    const remote = await openHubKey({ kind: 'remote', url, address: account.address }, 'secp256k1');
    await rejects(remote.sign(doc), RemoteSignerError);
  }
  const { url, stop } = await service();
  t.after(stop);
  const address = '0x00000000000000000000000000000000000000bb';
  await rejects(openHubKey({ kind: 'remote', url, address }, 'secp256k1'), /has no key of 0x0+bb/);
  await rejects(
    openHubKey({ kind: 'remote', url: 'http://127.0.0.1:1', address }, 'secp256k1'),
    /the remote signer does not answer/,
  );
});
