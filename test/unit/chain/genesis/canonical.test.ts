import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalJson } from '#chain/genesis/canonical-json.ts';
import { isChainId, isLocalnet, requireChainId } from '#chain/genesis/chain-id.ts';
import { genesisHash } from '#chain/genesis/genesis-hash.ts';
import { rfc3339 } from '#chain/genesis/rfc3339.ts';
import { toHex } from '#chain/lib/bytes.ts';
import { GenesisError } from '#chain/lib/genesis-error.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';

const refusal = (body: () => unknown): string => {
  try {
    body();
  } catch (error) {
    if (error instanceof GenesisError) return error.message;
    throw error;
  }
  return 'accepted';
};

test('fields are sorted by UTF-16 code units and texts escaped as RFC 8785 says', () => {
  // The sorting example of RFC 8785 §3.2.3, with texts for values.
  const value = {
    '\u20ac': 'Euro Sign',
    '\r': 'Carriage Return',
    '\ufb33': 'Hebrew Letter Dalet With Dagesh',
    '1': 'One',
    '\ud83d\ude00': 'Emoji: Grinning Face',
    '\u0080': 'Control',
    '\u00f6': 'Latin Small Letter O With Diaeresis',
  };
  const names = [...canonicalJson(value).matchAll(/:"([^"]+)"/g)].map((match) => match[1]);
  assert.deepEqual(names, [
    'Carriage Return',
    'One',
    'Control',
    'Latin Small Letter O With Diaeresis',
    'Euro Sign',
    'Emoji: Grinning Face',
    'Hebrew Letter Dalet With Dagesh',
  ]);
  assert.equal(canonicalJson('\u20ac$\u000f\nA\'B"\\\\"/'), '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"');
  assert.equal(canonicalJson({ b: [true, 'x'], a: {} }), '{"a":{},"b":[true,"x"]}');
});

test('numbers, null and broken texts are refused with their path', () => {
  assert.equal(
    refusal(() => canonicalJson({ a: [{ b: 1 }] })),
    'genesis: genesis.a[0].b: numbers are written as decimal strings',
  );
  assert.equal(
    refusal(() => canonicalJson({ a: null })),
    'genesis: genesis.a: object has no place here',
  );
  assert.equal(
    refusal(() => canonicalJson({ a: '\ud800' })),
    'genesis: genesis.a: holds half a surrogate pair',
  );
});

test('the canonical text does not depend on the order or spacing of the file', () => {
  const json = fc.letrec((tie) => ({
    value: fc.oneof(fc.string(), fc.boolean(), fc.array(tie('value'), { maxLength: 4 }), tie('object')),
    object: fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
  }));
  fc.assert(
    fc.property(json.object, (value) => {
      const text = canonicalJson(value);
      assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
      const shuffled = Object.fromEntries(Object.entries(value as object).reverse());
      assert.equal(canonicalJson(shuffled), text);
      assert.equal(canonicalJson(JSON.parse(JSON.stringify(value, null, 3))), text);
    }),
    { numRuns: 200 },
  );
});

test('the genesis hash is SHA-256 of the canonical text of what InitChain tells', () => {
  const keys = [7, 3].map((byte) => new Uint8Array(32).fill(byte));
  const hash = genesisHash(nobleCrypto, {
    appState: { b: 'x', a: ['1'] },
    chainId: 'nave-local-1',
    timeNs: 1_795_305_600_123_456_000n,
    initialHeight: 1,
    validators: keys.map((publicKey, i) => ({ publicKey, power: 10 + i })),
  });
  const base64 = (key: Uint8Array): string => Buffer.from(key).toString('base64');
  const text =
    '{"app_state":{"a":["1"],"b":"x"},"chain_id":"nave-local-1","genesis_time":"2026-11-22T00:00:00.123456Z",' +
    `"initial_height":"1","validators":[{"power":"11","pub_key":"${base64(keys[1]!)}"},{"power":"10","pub_key":"${base64(keys[0]!)}"}]}`;
  assert.equal(toHex(hash), createHash('sha256').update(text).digest('hex'));
});

test('times are written as the platform writes them, with up to nine digits', () => {
  assert.equal(rfc3339(0n), '1970-01-01T00:00:00Z');
  assert.equal(rfc3339(1n), '1970-01-01T00:00:00.000000001Z');
  assert.equal(rfc3339(1_500_000_000n), '1970-01-01T00:00:01.5Z');
  assert.equal(rfc3339(-62_135_596_800_000_000_000n), '0001-01-01T00:00:00Z');
  fc.assert(
    fc.property(fc.integer({ min: -62_135_596_800, max: 253_402_300_799 }), (second) => {
      assert.equal(
        rfc3339(BigInt(second) * 1_000_000_000n),
        new Date(second * 1000).toISOString().replace('.000Z', 'Z'),
      );
    }),
    { numRuns: 1000 },
  );
});

test('chain ids are lower case and bounded; localnets begin with nave-local', () => {
  const good = ['abc', 'nave-1', 'a-0', `a${'b'.repeat(48)}`];
  const bad = ['', 'a', 'ab', '1ab', 'Nave-1', 'nave_1', 'nave 1', `a${'b'.repeat(49)}`, 'nave-1\n'];
  assert.deepEqual([good.every(isChainId), bad.some(isChainId)], [true, false]);
  assert.match(
    refusal(() => requireChainId(7)),
    /^genesis: chain_id: /,
  );
  assert.deepEqual(['nave-local-1', 'nave-localnet', 'nave-1', 'my-nave-local'].map(isLocalnet), [
    true,
    true,
    false,
    false,
  ]);
});
