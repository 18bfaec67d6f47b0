import {
  type NaiveAction,
  naiveEquities,
  naiveExposure,
  naiveFloor,
  naiveImr,
  naiveLots,
  naiveMmr,
  naiveSettledQuote,
} from './naive-margin.ts';
import type { NaiveAccount, NaiveWorld } from './naive-margin-types.ts';

/** risk.md §3 decisions on whole before and after accounts. */
const abs = (a: bigint): bigint => (a < 0n ? -a : a);

function actionIfRaised(before: NaiveAccount, after: NaiveAccount, action: NaiveAction): NaiveAction | undefined {
  return naiveExposure(after, action.market) > naiveExposure(before, action.market) ? action : undefined;
}

export function naiveCanFill(
  before: NaiveAccount,
  after: NaiveAccount,
  world: NaiveWorld,
  action: NaiveAction,
  sender: boolean,
): 'open' | 'reduce' | 'refuse' {
  const scaled = sender ? actionIfRaised(before, after, action) : undefined;
  if (naiveEquities(after, world).Eim >= naiveImr(after, world, scaled)) return 'open';
  const a = naiveLots(before, action.market);
  const b = naiveLots(after, action.market);
  if (abs(b) > abs(a) || a * b < 0n) return 'refuse';
  const e0 = naiveEquities(before, world).Emm;
  const e1 = naiveEquities(after, world).Emm;
  const m0 = naiveMmr(before, world);
  const m1 = naiveMmr(after, world);
  const better = e0 >= 0n ? e1 * m0 >= e0 * m1 : e1 >= e0;
  return m1 <= m0 && better ? 'reduce' : 'refuse';
}

export function naiveCanRest(
  before: NaiveAccount,
  after: NaiveAccount,
  world: NaiveWorld,
  action: NaiveAction,
): boolean {
  const imr = naiveImr(after, world, actionIfRaised(before, after, action));
  return naiveEquities(after, world).Eim >= imr || imr <= naiveImr(before, world);
}

export function naiveCanWithdraw(
  account: NaiveAccount,
  world: NaiveWorld,
  asset: string,
  amount: bigint,
): 'borrow' | 'balance' | 'margin' | null {
  const after = { ...account, balances: { ...account.balances } };
  if (asset === 'USDC') {
    after.quote = account.quote - amount;
    if (naiveSettledQuote(after, world) < 0n) return 'borrow';
  } else {
    after.balances[asset] = (after.balances[asset] ?? 0n) - amount;
    if (after.balances[asset] < 0n) return 'balance';
  }
  return naiveEquities(after, world).Ew >= naiveFloor(after, world) ? null : 'margin';
}

export function naiveCanSweep(child: NaiveAccount): bigint | 'position' | 'orders' | 'debt' {
  if (child.positions.some((p) => p.lots !== 0n)) return 'position';
  if (child.orders.length > 0) return 'orders';
  return child.quote < 0n ? 'debt' : child.quote;
}

export function naiveCanOpenIsolated(
  parent: NaiveAccount,
  childAfter: NaiveAccount,
  margin: bigint,
  world: NaiveWorld,
  action: NaiveAction,
): string {
  const reason = naiveCanWithdraw(parent, world, 'USDC', margin);
  if (reason !== null) return `parent:${reason}`;
  const empty: NaiveAccount = { owner: '', quote: margin, balances: {}, positions: [], orders: [], userIm: {} };
  return naiveCanFill(empty, childAfter, world, action, true) === 'open' ? 'ok' : 'child:margin';
}
