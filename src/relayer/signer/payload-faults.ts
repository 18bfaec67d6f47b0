import type { BatchItem, HubBatch, HubPort, HubSet, HubSpoke, HubWithdrawal } from '../hub-port.ts';

const MAX_ITEMS = 100;
const MAX_WINDOW_S = 604_800n;
const RESERVED_IDS = 1n << 63n;

/**
 * States in which the account has the money: a signature would pay it a second time. Later ones do no harm, the vault
 * passes over a used id, and one that moved on must not hold up the rest of its batch.
 */
const UNSIGNABLE: ReadonlySet<string> = new Set(['requested', 'delayed', 'refunded']);

/**
 * Why a batch must not be signed, undefined when nothing is wrong: limits of the vault, and the withdrawals it pays. The hub
 * forgets withdrawals that are final (one the cold keys cancelled, say): they do not hold up those that are open.
 */
export async function findBatchFault(batch: HubBatch, spoke: HubSpoke, hub: HubPort): Promise<string | undefined> {
  const { epoch, notBefore, deadline, items } = batch;
  if (epoch !== spoke.epoch) return `epoch ${epoch}, the spoke is in ${spoke.epoch}`;
  if (items.length === 0 || items.length > MAX_ITEMS) return `${items.length} items`;
  if (deadline <= notBefore || deadline - notBefore > MAX_WINDOW_S) return `window ${notBefore}..${deadline}`;
  if (new Set(items.map(({ id }) => id)).size !== items.length) return 'an id occurs twice';
  let open = 0;
  for (const item of items) {
    if (item.id === 0n || item.id >= RESERVED_IDS) return `id ${item.id}`;
    const withdrawal = await hub.withdrawal(spoke.spoke, item.id);
    if (withdrawal === undefined) continue;
    if (!isSameItem(item, withdrawal)) return `withdrawal ${item.id} says otherwise`;
    if (UNSIGNABLE.has(withdrawal.state)) return `withdrawal ${item.id} is ${withdrawal.state}`;
    open += 1;
  }
  return open === 0 ? 'none of its withdrawals is open' : undefined;
}

/** True when a hub record and an item, or an event of the spoke, speak of the same payment. */
export function isSameItem(item: BatchItem, withdrawal: HubWithdrawal): boolean {
  return (
    item.id === withdrawal.id &&
    item.token.toLowerCase() === withdrawal.token.toLowerCase() &&
    item.to.toLowerCase() === withdrawal.to.toLowerCase() &&
    item.amount === withdrawal.amount &&
    item.hubRef.toLowerCase() === withdrawal.hubRef.toLowerCase()
  );
}

/** Why a validator set must not be signed; the vault judges sizes and shares. */
export function findSetFault({ epoch, totalPower, hot, cold }: HubSet, spoke: HubSpoke): string | undefined {
  if (epoch !== spoke.epoch + 1n) return `epoch ${epoch} after ${spoke.epoch}`;
  for (const words of [hot, cold]) {
    const powers = words.map((word) => BigInt(`0x${word.slice(42)}`));
    if (words.length === 0 || powers.some((power) => power === 0n)) return 'a set without power';
    if (powers.reduce((a, b) => a + b, 0n) !== totalPower) return 'powers do not add up';
    if (words.some((word, i) => i > 0 && word.slice(0, 42).toLowerCase() <= words[i - 1]!.slice(0, 42).toLowerCase())) {
      return 'a set out of order';
    }
  }
  return undefined;
}
