import { MAX_AMOUNT } from './abi/batch.ts';

/** Decimals of a token on its chain and of its asset on the hub. */
export interface Decimals {
  readonly token: number;
  readonly hub: number;
}

/** Hub units of one token unit, or 1 when a hub unit is many token units. */
export const hubUnit = ({ token, hub }: Decimals): bigint => (token >= hub ? 1n : 10n ** BigInt(hub - token));

/** Hub units of a deposit; undefined when they are not whole or the vault could not have taken so much. */
export function toHub(tokenAmount: bigint, { token, hub }: Decimals): bigint | undefined {
  if (tokenAmount <= 0n || tokenAmount > MAX_AMOUNT) return undefined;
  if (token <= hub) return tokenAmount * 10n ** BigInt(hub - token);
  const unit = 10n ** BigInt(token - hub);
  return tokenAmount % unit === 0n ? tokenAmount / unit : undefined;
}

/** Token units of a payout; undefined when they are not whole or more than the vault can pay. */
export function toToken(amount: bigint, { token, hub }: Decimals): bigint | undefined {
  const unit = hubUnit({ token, hub });
  if (amount <= 0n || amount % unit !== 0n) return undefined;
  const tokenAmount = token >= hub ? amount * 10n ** BigInt(token - hub) : amount / unit;
  return tokenAmount > MAX_AMOUNT ? undefined : tokenAmount;
}
