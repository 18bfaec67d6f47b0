import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { utf8 } from '#chain/lib/bytes.ts';
import { looksUrgent } from '#src/mempool/urgent-tx.ts';

/** A length-delimited first field. */
function field(content: Uint8Array): Uint8Array {
  const length = content.length < 128 ? [content.length] : [(content.length & 0x7f) | 0x80, content.length >> 7];
  return Uint8Array.from([0x0a, ...length, ...content]);
}

/** TxRaw whose first message has this type and `bytes` bytes of content. */
const rawTx = (typeUrl: string, bytes = 10): Uint8Array =>
  field(field(Uint8Array.from([...field(utf8(typeUrl)), 0x12, bytes & 0x7f, ...new Uint8Array(bytes)])));

test('prices, bridge votes and cancels are urgent by the type of their first message', () => {
  for (const name of ['oracle.v1.MsgSubmitPythUpdate', 'bridge.v1.MsgAttest', 'clob.v1.MsgCancelOrder']) {
    assert.equal(looksUrgent(rawTx(`/nave.${name}`)), true, name);
    assert.equal(looksUrgent(rawTx(`/nave.${name}`, 120)), true, `${name}, lengths of two bytes`);
  }
  for (const name of ['clob.v1.MsgPlaceOrder', 'clob.v1.MsgBatch', 'oracle.v1.MsgOracleAction', 'x']) {
    assert.equal(looksUrgent(rawTx(`/nave.${name}`)), false, name);
  }
});

test('bytes that are no tx are not urgent, whatever they are', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => looksUrgent(bytes) === false));
  const whole = rawTx('/nave.clob.v1.MsgCancelOrder');
  const named = whole.length - 12;
  for (let end = 0; end < named; end++) assert.equal(looksUrgent(whole.subarray(0, end)), false, `cut at ${end}`);
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 12 }), (head) => {
      const shifted = Uint8Array.from([...head, ...whole]);
      return looksUrgent(shifted) === false || shifted[0] === 0x0a;
    }),
  );
});
