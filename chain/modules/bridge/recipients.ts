import { equalBytes } from '../../lib/bytes.ts';
import { AppError } from '../../lib/errors.ts';
import type { Address } from '../../lib/units.ts';
import type { BridgeStore } from './store.ts';

const isZero = (address: Address): boolean => address.every((byte) => byte === 0);

/** What the vault would skip: zero, itself, a token of the spoke. Throws 6007. */
export function requireRecipient(store: BridgeStore, spoke: number, to: Address): void {
  const isToken = store.routes.has([spoke, to]) || store.tokens.has([spoke, to]);
  if (isZero(to) || isToken || equalBytes(to, store.spoke(spoke).vault)) throw new AppError(6007);
}

/** The same for a user, and what would be lost: other vaults of the chain, and forwarders between them. Throws 6007. */
export function requireUserRecipient(store: BridgeStore, spoke: number, to: Address): void {
  requireRecipient(store, spoke, to);
  const { chainId } = store.spoke(spoke);
  const isOurs = store.ids().some((id) => {
    const { chainId: other, vault, forwarder } = store.spoke(id);
    return other === chainId && (equalBytes(to, vault) || (forwarder !== undefined && equalBytes(to, forwarder)));
  });
  if (isOurs) throw new AppError(6007);
}
