import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromBech32, toBech32 } from '@cosmjs/encoding';
import fc from 'fast-check';
import { checksumAddress } from 'viem';
import { findAddress, findEvmAddress, findInputAddress, formatAddress, formatEvmAddress } from '#chain/lib/address.ts';
import { toHex } from '#chain/lib/bytes.ts';

const address20 = fc.uint8Array({ minLength: 20, maxLength: 20 });

test('both texts of an address come back as its bytes and agree with CosmJS and viem', () => {
  fc.assert(
    fc.property(address20, (bytes) => {
      const text = formatAddress(bytes);
      assert.equal(text, toBech32('nave', bytes));
      assert.deepEqual(fromBech32(text, 90).data, bytes);
      assert.deepEqual(findAddress(text), bytes);
      const evm = formatEvmAddress(bytes);
      assert.equal(evm, checksumAddress(`0x${toHex(bytes)}`));
      assert.deepEqual(findInputAddress(evm), bytes);
      assert.deepEqual(findInputAddress(text), bytes);
    }),
  );
});

test('an 0x text is taken in one case or with a right checksum only', () => {
  const text = '0x487b38fFd7B522c0b8610146B63DBb492B281c8A';
  assert.ok(findEvmAddress(text));
  assert.ok(findEvmAddress(text.toLowerCase()));
  assert.ok(findEvmAddress(`0x${text.slice(2).toUpperCase()}`));
  assert.equal(findEvmAddress(text.replace('fF', 'Ff')), undefined);
  assert.equal(findEvmAddress(text.slice(0, -1)), undefined);
  assert.equal(findEvmAddress(text.slice(2)), undefined);
});

test('a nave1 text of another case, prefix, length or checksum is no address', () => {
  const bytes = new Uint8Array(20).fill(7);
  const text = formatAddress(bytes);
  assert.equal(findAddress(text.toUpperCase()), undefined);
  assert.equal(findAddress(toBech32('cosmos', bytes)), undefined);
  assert.equal(findAddress(toBech32('nave', new Uint8Array(32))), undefined);
  assert.equal(findAddress(`${text.slice(0, -1)}${text.endsWith('q') ? 'p' : 'q'}`), undefined);
  fc.assert(
    fc.property(fc.string(), (any) => {
      const found = findInputAddress(any);
      assert.ok(found === undefined || found.length === 20);
    }),
  );
});

test('a nave1 text with any of its characters changed is what the library’s decoder says it is', () => {
  const printable = fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code));
  const edits = fc.array(fc.tuple(fc.nat(42), printable), { minLength: 0, maxLength: 3 });
  fc.assert(
    fc.property(address20, edits, (bytes, changes) => {
      const characters = [...formatAddress(bytes)];
      for (const [at, character] of changes) characters[at] = character;
      const text = characters.join('');
      assert.deepEqual(findAddress(text), decodedByLibrary(text));
    }),
    { numRuns: 2_000 },
  );
});

function decodedByLibrary(text: string): Uint8Array | undefined {
  try {
    const { prefix, data } = fromBech32(text, 90);
    return prefix === 'nave' && text === text.toLowerCase() && data.length === 20 ? data : undefined;
  } catch {
    return undefined;
  }
}
