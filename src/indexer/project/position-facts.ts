import { toHex } from '#chain/lib/bytes.ts';
import type { FundingPaid, PositionChanged } from '#chain/view/event-types.ts';
import type { PositionFactsRow } from '../rows.ts';
import type { BlockDraft } from './block-draft.ts';

const keyOf = (account: string, subaccount: number, market: number): string => `${account} ${subaccount} ${market}`;

/** What each open position gathered since it was opened: a position that closes or changes sides starts anew. */
export class PositionFacts {
  private readonly rows = new Map<string, PositionFactsRow>();

  constructor(rows: readonly PositionFactsRow[]) {
    for (const row of rows) this.rows.set(keyOf(row.account, row.subaccount, row.market), row);
  }

  find(account: string, subaccount: number, market: number): PositionFactsRow | undefined {
    return this.rows.get(keyOf(account, subaccount, market));
  }

  /** The position after a change; `closed` when nothing of it is left. */
  changed(draft: BlockDraft, event: PositionChanged): PositionFactsRow {
    const account = toHex(event.owner);
    const before = event.lots - event.change;
    const isNew = before === 0 || (event.lots !== 0 && before < 0 !== event.lots < 0);
    const known = isNew ? undefined : this.find(account, event.subaccount, event.market);
    const add = (sum: string | undefined, amount: number): string => String(BigInt(sum ?? '0') + BigInt(amount));
    return this.keep(draft, {
      account,
      subaccount: event.subaccount,
      market: event.market,
      // What a flip realises belongs to the position that ended.
      realizedPnl: isNew ? '0' : add(known?.realizedPnl, event.realised),
      fundingPaid: known?.fundingPaid ?? '0',
      feesPaid: add(known?.feesPaid, event.fee),
      openedAtMs: known?.openedAtMs ?? draft.timeMs,
      updatedHeight: draft.height,
      closed: event.lots === 0,
    });
  }

  fundingPaid(draft: BlockDraft, event: FundingPaid): void {
    const account = toHex(event.owner);
    const known = this.find(account, event.subaccount, event.market);
    if (known === undefined) return;
    const fundingPaid = String(BigInt(known.fundingPaid) - BigInt(event.payment));
    this.keep(draft, { ...known, fundingPaid, updatedHeight: draft.height });
  }

  private keep(draft: BlockDraft, row: PositionFactsRow): PositionFactsRow {
    const key = keyOf(row.account, row.subaccount, row.market);
    if (row.closed) this.rows.delete(key);
    else this.rows.set(key, row);
    draft.positionFacts.set(key, row);
    return row;
  }
}
