import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { ProofFormatError, readProof, readValidators } from '#src/cli/proof/proof-document.ts';
import { verifyProof } from '#src/cli/proof/verify-proof.ts';
import type { Validator } from '#src/engine/block/validator-set.ts';
import { homePaths } from '#src/node/home.ts';
import { makeHome, startNode } from '#test/support/real-node.ts';
import { TestKey } from '#test/support/signing.ts';

/** A proof as a real node gives it: true as it is, never after a change. */
const home = mkdtempSync(join(tmpdir(), 'nave-proof-'));
const owner = new TestKey('proved');
let text = '';
let trusted: readonly Validator[] = [];

before(async () => {
  makeHome(home, 'nave-local-proof', { [owner.text]: 123n });
  const { node } = await startNode(home);
  const { rest } = node.addresses;
  // Block 2 carries the app hash of block 1.
  await fetch(`${rest}/v1/status?minHeight=3`);
  const answer = (await (await fetch(`${rest}/v1/proofs/account/${owner.text}?subaccount=0`)).json()) as {
    data: object;
  };
  text = JSON.stringify(answer.data);
  await node.stop();
  const { validators } = JSON.parse(readFileSync(homePaths(home).genesis, 'utf8')) as { validators: unknown };
  trusted = readValidators(validators, 'validators');
});

after(() => rmSync(home, { recursive: true, force: true }));

/** True, false, or why it is no proof at all. */
function judge(json: unknown): boolean | string {
  try {
    return verifyProof(readProof(json), trusted).valid;
  } catch (error) {
    if (error instanceof ProofFormatError) return error.message;
    throw error;
  }
}

type Path = readonly (string | number)[];

function leaves(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries = Array.isArray(value) ? value.map((item, i) => [i, item] as const) : Object.entries(value);
  return entries.flatMap(([name, item]) => leaves(item, [...path, name]));
}

function changed(path: Path, change: (old: unknown) => unknown): unknown {
  const json = JSON.parse(text) as unknown;
  const parent = path.slice(0, -1).reduce((at, name) => (at as Record<string | number, unknown>)[name], json);
  const target = parent as Record<string | number, unknown>;
  target[path.at(-1)!] = change(target[path.at(-1)!]);
  return json;
}

test('the proof of a node is true, with and without the genesis’ validators', () => {
  assert.equal(judge(JSON.parse(text)), true);
  assert.equal(verifyProof(readProof(JSON.parse(text)), undefined).valid, true);
  assert.equal(judge({ height: 1, data: JSON.parse(text) }), true);
});

test('any other character anywhere in value, path, header, signature or validators makes it false', () => {
  const paths = leaves(JSON.parse(text));
  assert.ok(paths.length > 35, `${paths.length} leaves`);
  for (const path of paths) {
    const alter = (old: unknown): unknown => {
      if (typeof old === 'number') return old + 1;
      const words = String(old);
      const at = Math.floor(words.length / 2);
      return `${words.slice(0, at)}${words[at] === '1' ? '2' : '1'}${words.slice(at + 1)}`;
    };
    assert.notEqual(judge(changed(path, alter)), true, path.join('.'));
    for (const value of [null, '', 0, -1, 1.5, [], {}, true, 'x'.repeat(1000)]) {
      let same = false;
      const json = changed(path, (old) => {
        same = old === value;
        return value;
      });
      assert.equal(judge(json) === true, same, `${path.join('.')} = ${JSON.stringify(value)}`);
    }
  }
});

test('a random byte that is altered anywhere in the file is noticed', () => {
  const bytes = Buffer.from(text);
  fc.assert(
    fc.property(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, mask) => {
      const altered = Buffer.from(bytes);
      altered[at]! ^= mask;
      let json: unknown;
      try {
        json = JSON.parse(altered.toString('utf8'));
      } catch {
        return;
      }
      assert.notEqual(judge(json), true, `byte ${at} ^ ${mask}`);
    }),
    { numRuns: 1500 },
  );
});

test('other spellings of the same values are no proof either', () => {
  const upper = (old: unknown) => String(old).toUpperCase();
  const lower = (old: unknown) => String(old).toLowerCase();
  assert.match(String(judge(changed(['stateRoot'], upper))), /^stateRoot: not as a node writes it$/);
  assert.match(String(judge(changed(['header', 'app_hash'], lower))), /^header: not as a node writes it$/);
  assert.match(String(judge(changed(['header', 'height'], (old) => Number(old)))), /^header: /);
  assert.match(String(judge({ ...JSON.parse(text), note: 'x' })), /^note: not as a node writes it$/);
});

test('random JSON is no proof, and said to be none', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      assert.equal(typeof judge(json), 'string');
    }),
    { numRuns: 300 },
  );
});

test('a set of validators that is not the trusted one is told apart', () => {
  const other = trusted.map((validator) => ({ ...validator, power: validator.power + 1 }));
  const { valid, reason } = verifyProof(readProof(JSON.parse(text)), other);
  assert.equal(valid, false);
  assert.match(reason!, /signed by other validators than the trusted ones/);
});
