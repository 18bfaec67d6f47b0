import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Keyring, type StoredKey } from '#src/cli/keyring.ts';
import { CliError } from '#src/cli/output.ts';

const folder = mkdtempSync(join(tmpdir(), 'nave-keyring-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const key = (name: string): StoredKey => ({ name, algo: 'ethsecp256k1', privateKey: '11'.repeat(32) });
let files = 0;
function filled(...names: string[]): { readonly file: string; readonly ring: Keyring } {
  const file = join(folder, `ring-${files++}.json`);
  const ring = new Keyring(file, 'secret');
  for (const name of names) ring.add(key(name));
  return { file, ring };
}
const says = (words: RegExp) => (error: unknown) => error instanceof CliError && words.test(error.message);

test('keys are kept under a password, in a file of their owner, without a readable secret', () => {
  const { file } = filled('a', 'b');
  assert.deepEqual(new Keyring(file, 'secret').list(), [key('a'), key('b')]);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.doesNotMatch(readFileSync(file, 'utf8'), /1111|ethsecp/);
});

test('a keyring that does not exist is empty; a key is added once and can be deleted', () => {
  assert.deepEqual(new Keyring(join(folder, 'none.json'), 'x').list(), []);
  const { ring } = filled('a', 'b');
  assert.throws(() => ring.add(key('a')), says(/^a key named a exists$/));
  ring.delete('a');
  assert.deepEqual(ring.list(), [key('b')]);
  assert.throws(() => ring.get('a'), says(/^no key named a; /));
  assert.throws(() => ring.delete('a'), says(/^no key named a; /));
});

test('a wrong password opens nothing and adds nothing', () => {
  const { file } = filled('a');
  const before = readFileSync(file);
  for (const password of ['', 'Secret', 'secret ']) {
    assert.throws(() => new Keyring(file, password).list(), says(/wrong password, or the file was altered$/));
    assert.throws(() => new Keyring(file, password).add(key('z')), says(/wrong password/));
  }
  assert.deepEqual(readFileSync(file), before);
});

test('any altered part of the file is noticed, a shortened tag too', () => {
  const { file } = filled('a');
  const box = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  const open = (change: Record<string, unknown>) => (): unknown => {
    writeFileSync(file, JSON.stringify({ ...box, ...change }));
    return new Keyring(file, 'secret').list();
  };
  const flip = (hex: string, at: number): string =>
    `${hex.slice(0, at)}${hex[at] === '0' ? '1' : '0'}${hex.slice(at + 1)}`;
  for (const part of ['salt', 'nonce', 'tag', 'data']) {
    assert.throws(open({ [part]: flip(box[part]!, 5) }), says(/the file was altered$/), part);
    assert.throws(open({ [part]: '' }), says(/the file was altered$/), part);
  }
  assert.throws(open({ tag: box.tag!.slice(0, 8) }), says(/the file was altered$/));
  assert.throws(open({ data: box.data!.slice(0, -2) }), says(/the file was altered$/));
  assert.deepEqual(open({})(), [key('a')]);
});

test('a file that is no keyring, or one of another version, is said to be so', () => {
  const { file } = filled('a');
  const box = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  const cases: readonly (readonly [text: string, words: RegExp])[] = [
    ['', /is not a keyring; restore it from a backup$/],
    ['{', /is not a keyring/],
    ['null', /is not a keyring/],
    ['[]', /is not a keyring/],
    ['"text"', /is not a keyring/],
    [JSON.stringify({ ...box, salt: 5 }), /is not a keyring/],
    [JSON.stringify({ ...box, data: undefined }), /is not a keyring/],
    [JSON.stringify({ ...box, version: 2 }), /unknown keyring version$/],
    [JSON.stringify({ ...box, kdf: 'argon2' }), /unknown keyring version$/],
  ];
  for (const [text, words] of cases) {
    writeFileSync(file, text);
    assert.throws(() => new Keyring(file, 'secret').list(), says(words), text);
  }
});
