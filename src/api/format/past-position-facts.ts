import type { Address } from '#chain/lib/units.ts';
import type { ChainView } from '#chain/view.ts';
import type { Indexer } from '#src/indexer/indexer-types.ts';
import type { AccountEventRow, PositionFactsRow } from '#src/indexer/rows.ts';
import type { AccountFacts } from './account.ts';
import { accountKey } from './account-text.ts';

const PAGE = 1_000;
const EVENTS = ['PositionChanged', 'FundingPaid'];

/**
 * What the positions of an account had gathered at the height of `view`: as they stand when nothing touched them since, else
 * read back from the account's events before that height. At once for the last height, so that no block comes between.
 */
export function positionFactsAt(
  indexer: Indexer,
  view: ChainView,
  owner: Address,
): AccountFacts | Promise<AccountFacts> {
  return view.chain().height >= indexer.live.height ? indexer.live : pastFacts(indexer, view, owner);
}

async function pastFacts({ live, history }: Indexer, view: ChainView, owner: Address): Promise<AccountFacts> {
  const { height } = view.chain();
  const account = accountKey(owner);
  const found = new Map<string, PositionFactsRow>();
  const wanted = new Map<string, bigint>();
  for (const { subaccount, market } of view.positions(owner)) {
    const now = live.positionFacts(account, subaccount, market);
    if (now !== undefined && now.updatedHeight <= height) found.set(keyOf(subaccount, market), now);
    else wanted.set(keyOf(subaccount, market), 0n);
  }
  let toSeq = view.accountSeq(owner);
  while (wanted.size > 0) {
    const query = { account, afterSeq: 0, toSeq, limit: PAGE, events: EVENTS, order: 'desc' } as const;
    const { rows, hasMore } = await history.accountEvents(query);
    for (const row of rows) readBack(row, wanted, found);
    if (!hasMore) break;
    toSeq = rows.at(-1)!.seq - 1;
  }
  return { positionFacts: (_account, subaccount, market) => found.get(keyOf(subaccount, market)) };
}

const keyOf = (subaccount: number, market: number): string => `${subaccount} ${market}`;

/** Takes one event, newest first: `wanted` sums the funding paid after the change that is looked for. */
function readBack(row: AccountEventRow, wanted: Map<string, bigint>, found: Map<string, PositionFactsRow>): void {
  const { data, account, subaccount } = row;
  if (data.event === 'FundingPaid') {
    const key = keyOf(subaccount, data.payment.market);
    const later = wanted.get(key);
    if (later !== undefined) wanted.set(key, later - BigInt(data.payment.payment));
  } else if (data.event === 'PositionChanged') {
    const { market, realizedPnl, fundingPaid, feesPaid, openedAtMs, updatedHeight, lots } = data.position;
    const key = keyOf(subaccount, market);
    const later = wanted.get(key);
    if (later === undefined) return;
    wanted.delete(key);
    const paid = String(BigInt(fundingPaid) + later);
    const sums = { realizedPnl, fundingPaid: paid, feesPaid, openedAtMs, updatedHeight, closed: lots === 0 };
    found.set(key, { account, subaccount, market, ...sums });
  }
}
