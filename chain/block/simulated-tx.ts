import { Tx } from '#proto/generated/cosmos.tx.v1beta1.ts';
import type { Crypto } from '../lib/hash.ts';
import { decodeTx } from '../tx/decode-tx.ts';
import type { DecodedTx } from '../tx/decoded-tx.ts';

/**
 * The tx of a SimulateRequest: TxRaw bytes, or the Tx message, whose wire form is the same. CosmJS sends an empty
 * signature, an unspecified sign mode and a Cosmos public key whatever the account's is; none of them is looked at.
 * Throws 1001.
 */
export function decodeSimulated(txBytes: Uint8Array, tx: Tx | undefined, crypto: Crypto): DecodedTx {
  return decodeTx(tx === undefined ? txBytes : Tx.encode(tx), crypto, 'simulate');
}
