import { toHex } from '#chain/lib/bytes.ts';
import type { PlacedEvent } from '#chain/state/event-log.ts';
import type {
  BalanceChanged,
  FundingPaid,
  PositionChanged,
  SettingsChanged,
  TransferChanged,
} from '#chain/view/event-types.ts';
import type { ChainView } from '#chain/view.ts';
import { balanceRow, closedPositionRow, positionRow } from '../figure-rows.ts';
import type { BalanceRow, LedgerRow, PositionRow } from '../rows.ts';
import type { AccountSnapshots } from './account-snapshots.ts';
import type { AssetSymbols } from './asset-symbols.ts';
import type { BlockDraft } from './block-draft.ts';
import { whoOf } from './order-events.ts';
import type { PositionFacts } from './position-facts.ts';

/** Events of margin: positions, balances with their ledger, funding, transfers, settings. */
export class MarginEvents {
  private readonly view: ChainView;
  private readonly facts: PositionFacts;
  private readonly symbols: AssetSymbols;

  constructor(view: ChainView, facts: PositionFacts, symbols: AssetSymbols) {
    this.view = view;
    this.facts = facts;
    this.symbols = symbols;
  }

  /** The figures are those at the end of the block, when the event is published. */
  positionChanged(draft: BlockDraft, placed: PlacedEvent, event: PositionChanged, snapshots: AccountSnapshots): void {
    const facts = this.facts.changed(draft, event);
    const position = snapshots.findPosition(event.owner, event.subaccount, event.market);
    const row: PositionRow =
      position === undefined
        ? closedPositionRow(event.market, event.subaccount, facts, this.view.prices(event.market).mark ?? 0n)
        : positionRow(position, facts);
    draft.noteEvent(placed, draft.place(placed), whoOf(event), { event: 'PositionChanged', position: row });
  }

  balanceChanged(draft: BlockDraft, placed: PlacedEvent, event: BalanceChanged, snapshots: AccountSnapshots): void {
    const asset = this.symbols.get(event.asset);
    const entries = event.entries.map(
      (entry): LedgerRow => ({
        ...draft.place(placed),
        account: toHex(event.owner),
        subaccount: event.subaccount,
        asset,
        change: entry.change,
        balance: entry.balance,
        reason: entry.reason,
        refId: entry.refId,
        seq: event.accountSeq,
      }),
    );
    draft.ledger.push(...entries);
    const found = snapshots.findBalance(event.owner, event.subaccount, asset);
    const balance: BalanceRow =
      found === undefined ? emptyBalance(asset, event.subaccount) : balanceRow(found, event.subaccount);
    draft.noteEvent(placed, draft.place(placed), whoOf(event), { event: 'BalanceChanged', balance, entries });
  }

  fundingPaid(draft: BlockDraft, placed: PlacedEvent, event: FundingPaid): void {
    const place = draft.place(placed);
    const who = whoOf(event);
    const payment = {
      ...place,
      ...who,
      market: event.market,
      payment: event.payment,
      positionLots: event.lots,
      indexFrom: event.indexFrom,
      indexTo: event.indexTo,
    };
    this.facts.fundingPaid(draft, event);
    draft.fundingPayments.push(payment);
    draft.noteEvent(placed, place, who, { event: 'FundingPaid', payment });
  }

  /** Each owner has an event of its own; the second of a pair shares the first one's id. */
  transferChanged(draft: BlockDraft, placed: PlacedEvent, event: TransferChanged): void {
    const place = draft.place(placed);
    const who = whoOf(event);
    const from = toHex(event.from);
    const to = toHex(event.to);
    const first = draft.transfers.at(-1);
    const isSecond = who.account === to && from !== to && first?.account === from && first.toAccount === to;
    const transfer = {
      ...place,
      account: who.account,
      id: isSecond ? first.id : `${place.height}-${place.ord}`,
      kind: event.kind,
      asset: this.symbols.get(event.asset),
      amount: event.amount,
      fromAccount: from,
      fromSubaccount: event.fromSubaccount,
      toAccount: to,
      toSubaccount: event.toSubaccount,
      seq: who.seq,
    };
    draft.transfers.push(transfer);
    draft.noteEvent(placed, place, who, { event: 'TransferChanged', transfer });
  }

  settingsChanged(draft: BlockDraft, placed: PlacedEvent, event: SettingsChanged): void {
    const object = { market: this.view.findMarket(event.market)?.ticker ?? '', imPpm: event.imPpm };
    draft.noteEvent(placed, draft.place(placed), whoOf(event), { event: 'SettingsChanged', object });
  }
}

const emptyBalance = (asset: string, subaccount: number): BalanceRow => ({
  asset,
  subaccount,
  amount: '0',
  value: '0',
  weightedInitial: '0',
  weightedMaintenance: '0',
  withdrawable: '0',
  inFlight: '0',
});
