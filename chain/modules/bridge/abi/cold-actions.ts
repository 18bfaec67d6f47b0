import { concat } from '../../../lib/bytes.ts';
import type { Address } from '../../../lib/units.ts';
import { checkpoint, type SetUpdate } from './checkpoint.ts';
import type { Keccak } from './rolling-hash.ts';
import { structHash, typeHash } from './typed-data.ts';
import { tokenWords, type VaultToken } from './vault-config.ts';
import { uintWord, word } from './words.ts';

/** What the cold set signs (spec: bridge-abi §2, 3). The hub never issues these: a ceremony does. */
export type ColdAction =
  | { readonly type: 'EmergencyUnlock'; readonly update: SetUpdate }
  | { readonly type: 'CancelWithdrawals'; readonly ids: readonly bigint[] }
  | { readonly type: 'SetToken'; readonly token: VaultToken }
  | { readonly type: 'SetAggregate'; readonly cap: bigint; readonly rate: bigint }
  | { readonly type: 'SetLocker'; readonly locker: Address; readonly active: boolean; readonly threshold: bigint }
  | { readonly type: 'SetSuccessor'; readonly successor: Address };

/** idsHash = H(ids as words). */
export const idsHash = (crypto: Keccak, ids: readonly bigint[]): Uint8Array =>
  crypto.keccak256(concat(...ids.map((id) => uintWord(id))));

/** Members of the signed struct behind nonce and deadline; for the kinds of submitAction also its `data`. */
export function actionWords(crypto: Keccak, action: ColdAction): Uint8Array[] {
  switch (action.type) {
    case 'EmergencyUnlock': {
      const { epoch, totalPower, hubHeight, createdAt, hot, cold } = action.update;
      const hashes = [checkpoint(crypto, 'hot', epoch, hot), checkpoint(crypto, 'cold', epoch, cold)];
      return [uintWord(epoch), ...hashes, uintWord(totalPower), uintWord(hubHeight), uintWord(createdAt)];
    }
    case 'CancelWithdrawals':
      return [idsHash(crypto, action.ids)];
    case 'SetToken':
      return tokenWords(action.token);
    case 'SetAggregate':
      return [uintWord(action.cap), uintWord(action.rate)];
    case 'SetLocker':
      return [word(action.locker), uintWord(action.active ? 1 : 0), uintWord(action.threshold)];
    case 'SetSuccessor':
      return [word(action.successor)];
  }
}

/** hashStruct of a cold action. */
export function actionStructHash(crypto: Keccak, action: ColdAction, nonce: bigint, deadline: bigint): Uint8Array {
  return structHash(crypto, action.type, [uintWord(nonce), uintWord(deadline), ...actionWords(crypto, action)]);
}

/** H(typeHash ‖ data): how a staged action is known. */
export const actionHash = (crypto: Keccak, action: ColdAction): Uint8Array =>
  crypto.keccak256(concat(typeHash(crypto, action.type), ...actionWords(crypto, action)));
