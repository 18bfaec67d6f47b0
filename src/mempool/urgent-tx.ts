/** Messages of lanes 0 and 1 (spec: trading §4.2) that are known by their type alone. */
const URGENT: ReadonlySet<string> = new Set([
  '/nave.oracle.v1.MsgSubmitPythUpdate',
  '/nave.oracle.v1.MsgUpdateSignerSet',
  '/nave.oracle.v1.MsgOracleVote',
  '/nave.bridge.v1.MsgAttest',
  '/nave.bridge.v1.MsgSignBatch',
  '/nave.bridge.v1.MsgSignSet',
  '/nave.clob.v1.MsgCancelOrder',
  '/nave.clob.v1.MsgCancelAllOrders',
  '/nave.clob.v1.MsgScheduleCancel',
]);

const FIRST_FIELD = 0x0a;

/**
 * Whether the first message of a TxRaw is a price, a bridge vote or a cancel: read from its first bytes, undecoded and
 * unverified, so it may only decide who is looked at first. The lane itself comes from checkTx.
 */
export function looksUrgent(tx: Uint8Array): boolean {
  // TxRaw.body_bytes ‖ TxBody.messages[0] ‖ Any.type_url: each is the first field of the one before.
  let at = 0;
  let length = 0;
  for (let depth = 0; depth < 3; depth++) {
    if (tx[at] !== FIRST_FIELD) return false;
    length = 0;
    let shift = 0;
    let byte: number | undefined;
    do {
      byte = tx[++at];
      if (byte === undefined || shift > 21) return false;
      length += (byte & 0x7f) << shift;
      shift += 7;
    } while (byte >= 0x80);
    at++;
  }
  if (length > 64 || at + length > tx.length) return false;
  return URGENT.has(String.fromCharCode(...tx.subarray(at, at + length)));
}
