import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { toHex } from '#chain/lib/bytes.ts';
import { WireError } from '#chain/lib/wire-error.ts';
import { messages, txMessages } from '#proto/generated/messages.ts';
import { twinMessages, typeOf } from '#test/support/proto-messages.ts';
import { generateProto, loadProtos } from '#tools/generate-proto.ts';

const root = loadProtos();
const generated = fileURLToPath(new URL('../../../proto/generated/', import.meta.url));

test('the generated code is what the .proto files give (npm run proto)', () => {
  const expected = generateProto();
  assert.deepEqual(readdirSync(generated).sort(), [...expected.keys()].sort());
  for (const [name, text] of expected) assert.equal(readFileSync(`${generated}${name}`, 'utf8'), text, name);
});

test('every message encodes as protobufjs encodes it and decodes to what was encoded', () => {
  assert.ok(messages.size > 150);
  for (const [url, codec] of messages) {
    const type = typeOf(root, url);
    fc.assert(
      fc.property(twinMessages(type), ({ ours, theirs }) => {
        const bytes = codec.encode(codec.fromPartial(ours));
        assert.equal(toHex(bytes), toHex(type.encode(theirs).finish()), url);
        const decoded = codec.decode(bytes);
        assert.deepEqual(decoded, codec.fromPartial(ours));
        assert.deepEqual(codec.encode(decoded), bytes);
      }),
      { numRuns: 15 },
    );
  }
});

test('what decodes is canonical: any other bytes are refused with a WireError', () => {
  const urls = [...txMessages.keys(), '/cosmos.tx.v1beta1.TxBody', '/cosmos.tx.v1beta1.AuthInfo'];
  for (const url of urls) {
    const codec = messages.get(url)!;
    const change = fc.record({ at: fc.nat(), kind: fc.nat(3), byte: fc.nat(255) });
    fc.assert(
      fc.property(twinMessages(typeOf(root, url)), fc.array(change, { maxLength: 3 }), ({ ours }, changes) => {
        let bytes = [...codec.encode(codec.fromPartial(ours))];
        for (const { at, kind, byte } of changes) {
          const i = bytes.length === 0 ? 0 : at % bytes.length;
          if (kind === 0) bytes[i] = byte;
          else if (kind === 1) bytes.splice(i, 1);
          else if (kind === 2) bytes.splice(i, 0, byte);
          else bytes = [...bytes.slice(0, i), ...bytes.slice(Math.max(0, i - 6), i), ...bytes.slice(i)];
        }
        const input = Uint8Array.from(bytes);
        let decoded: unknown;
        try {
          decoded = codec.decode(input);
        } catch (error) {
          assert.ok(error instanceof WireError, String(error));
          return;
        }
        assert.equal(toHex(codec.encode(decoded)), toHex(input), url);
      }),
      { numRuns: 60 },
    );
  }
});
