import { deepEqual, doesNotMatch, equal, rejects, throws } from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import type { Hex, TransactionSerializable, TypedDataDefinition } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { openKey, parseKeySource } from '#src/relayer/keys/key-source.ts';
import { KeystoreError, openKeystore, sealKeystore } from '#src/relayer/keys/keystore.ts';
import { RemoteSignerError, remoteSigner } from '#src/relayer/keys/remote-signer.ts';
import { batchTypedData } from '#src/relayer/vault/typed-data.ts';

const KEY: Hex = '0x7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d';
const LIGHT = { n: 1_024 };

test('a keystore that geth wrote opens', () => {
  // go-ethereum, accounts/keystore/testdata/very-light-scrypt.json; its password is empty
  const file = {
    address: '45dea0fb0bba44f4fcf290bba71fd57d7117cbb8',
    crypto: {
      cipher: 'aes-128-ctr',
      ciphertext: 'b87781948a1befd247bff51ef4063f716cf6c2d3481163e9a8f42e1f9bb74145',
      cipherparams: { iv: 'dc4926b48a105133d2f16b96833abf1e' },
      kdf: 'scrypt',
      kdfparams: {
        dklen: 32,
        n: 2,
        p: 1,
        r: 8,
        salt: '004244bbdc51cadda545b1cfa43cff9ed2ae88e08c61f1479dbb45410722f8f0',
      },
      mac: '39990c1684557447940d4c69e06b1b82b2aceacb43f284df65c956daf3046b85',
    },
    id: 'ce541d8d-c79b-40f8-9f8c-20f59616faba',
    version: 3,
  };
  const { address } = privateKeyToAccount(openKeystore(JSON.stringify(file), ''));
  equal(address.toLowerCase(), `0x${file.address}`);
});

test('a sealed key opens with its password only', () => {
  const file = sealKeystore(KEY, 'correct', LIGHT);
  equal(openKeystore(file, 'correct'), KEY);
  throws(() => openKeystore(file, 'wrong'), KeystoreError);
  doesNotMatch(file, new RegExp(KEY.slice(2)));
});

test('an altered keystore never gives a key', () => {
  const file = sealKeystore(KEY, 'p', LIGHT);
  fc.assert(
    fc.property(fc.nat(file.length - 2), fc.constantFrom('0', 'f', '9', '"', '{', 'x'), (at, char) => {
      const altered = file.slice(0, at) + char + file.slice(at + 1);
      try {
        equal(openKeystore(altered, 'p'), KEY);
      } catch (error) {
        equal(error instanceof KeystoreError, true, String(error));
      }
    }),
    { seed: 91, numRuns: 150 },
  );
});

test('keys come from a keystore file or the environment, and nothing shows them', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'nave-keys-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'key.json'), sealKeystore(KEY, 'secret', LIGHT));
  writeFileSync(join(folder, 'password'), 'secret\n');
  const { address } = privateKeyToAccount(KEY);
  const fromFile = openKey(parseKeySource(`keystore:${folder}/key.json:${folder}/password`));
  equal(fromFile.address, address);
  const fromEnv = openKey(parseKeySource('env:RELAYER_KEY'), { RELAYER_KEY: KEY });
  equal(fromEnv.address, address);
  doesNotMatch(inspect(fromEnv, { depth: 9, showHidden: true }) + JSON.stringify(fromEnv), /7a28b5ba57c5/);
  throws(() => openKey(parseKeySource('env:RELAYER_KEY'), {}), /not set/);
  for (const bad of [KEY, `env:`, 'keystore:only', 'remote:0x12@http://x', 'file']) {
    throws(
      () => parseKeySource(bad),
      (error: Error) => error instanceof KeystoreError && !error.message.includes(KEY),
    );
  }
  throws(
    () => openKey({ kind: 'environment', variable: 'K' }, { K: `${KEY}00` }),
    (error: Error) => !error.message.includes('7a28'),
  );
});

/** A signing service; `spoil` changes what it returns. */
async function signingService(spoil: (signature: Hex) => unknown = (one) => one) {
  const account = privateKeyToAccount(KEY);
  const server = http.createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += String(part);
    const { id, method, params } = JSON.parse(body) as { id: number; method: string; params: unknown[] };
    const signed =
      method === 'eth_signTypedData'
        ? await account.signTypedData(params[1] as TypedDataDefinition)
        : await account.signTransaction(transactionOf(params[0] as Record<string, string | number>));
    response.end(JSON.stringify({ jsonrpc: '2.0', id, result: spoil(signed) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url, stop };
}

function transactionOf({ from: _, ...fields }: Record<string, string | number>): TransactionSerializable {
  const big = ['gas', 'maxFeePerGas', 'maxPriorityFeePerGas'].map((name) => [name, BigInt(fields[name]!)]);
  return { ...fields, ...Object.fromEntries(big), type: 'eip1559' } as TransactionSerializable;
}

const typed = batchTypedData(
  { chainId: 31_337n, vault: '0x00000000000000000000000000000000000000aa', hubSalt: `0x${'11'.repeat(32)}` },
  { epoch: 1n, batchNonce: 1n, notBefore: 1n, deadline: 2n, items: [] },
);
const transaction = {
  type: 'eip1559',
  chainId: 31_337,
  nonce: 3,
  to: '0x00000000000000000000000000000000000000aa',
  data: '0x1234',
  gas: 21_000n,
  maxFeePerGas: 100n,
  maxPriorityFeePerGas: 1n,
} as const;

test('a remote signer gives the same signatures as the key itself', async (t) => {
  const service = await signingService();
  t.after(service.stop);
  const account = privateKeyToAccount(KEY);
  const remote = openKey(parseKeySource(`remote:${account.address}@${service.url}`));
  equal(await remote.signTypedData(typed as never), await account.signTypedData(typed as never));
  equal(await remote.signTransaction(transaction), await account.signTransaction(transaction));
  await rejects(remote.signMessage({ message: 'hello' }), RemoteSignerError);
});

test('what a remote signer spoils is never used', async (t) => {
  const flipV = (one: Hex): Hex => `${one.slice(0, -2)}${one.endsWith('1b') ? '1c' : '1b'}` as Hex;
  const spoils: ((one: Hex) => unknown)[] = [
    flipV,
    (one) => one.slice(0, -2),
    (one) => `${one.slice(0, -2)}00`,
    () => '0x',
    () => 7,
  ];
  for (const spoil of spoils) {
    const service = await signingService(spoil);
    t.after(service.stop);
    const remote = remoteSigner({ url: service.url, address: privateKeyToAccount(KEY).address });
    await rejects(remote.signTypedData(typed as never), RemoteSignerError);
  }
  const other = await signingService();
  t.after(other.stop);
  const wrongOwner = remoteSigner({ url: other.url, address: '0x00000000000000000000000000000000000000bb' });
  await rejects(wrongOwner.signTypedData(typed as never), RemoteSignerError);
  await rejects(wrongOwner.signTransaction(transaction), RemoteSignerError);
  deepEqual(transaction.nonce, 3);
});
