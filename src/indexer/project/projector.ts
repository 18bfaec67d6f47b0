import { toHex } from '#chain/lib/bytes.ts';
import type { PlacedEvent } from '#chain/state/event-log.ts';
import type {
  BalanceChanged,
  BatchChanged,
  DepositChanged,
  FundingPaid,
  PositionChanged,
  SettingsChanged,
  TransferChanged,
  VaultEventApplied,
  VaultEventQuarantined,
  WithdrawalChanged,
} from '#chain/view/event-types.ts';
import type { ChainView } from '#chain/view.ts';
import type { BlockOrigin, DayTotals, IndexableBlock, TriedItems } from '../indexer-types.ts';
import type { IndexedBlock, OrderRow, PositionFactsRow, TxItemRow } from '../rows.ts';
import type { RestoredState } from '../store.ts';
import { AccountSnapshots } from './account-snapshots.ts';
import { AddressTexts } from './address-texts.ts';
import { AssetSymbols } from './asset-symbols.ts';
import { BlockDraft } from './block-draft.ts';
import { BridgeEvents } from './bridge-events.ts';
import { DayWindow } from './day-window.ts';
import { eventLine } from './event-line.ts';
import { FillEvents } from './fill-events.ts';
import { MarginEvents } from './margin-events.ts';
import { OpenBridge } from './open-bridge.ts';
import { OpenOrders } from './open-orders.ts';
import { OrderEvents, orderEvent } from './order-events.ts';
import { fundingHourClosed, otherAccountEvent } from './other-events.ts';
import { PositionFacts } from './position-facts.ts';
import { trialItems } from './trial-items.ts';
import { factsOf, type TxFacts, txFacts } from './tx-items.ts';
import { txRows } from './tx-rows.ts';

/**
 * Makes the rows of a block from its events. It remembers only what events do not repeat (open orders as a whole, what
 * positions gathered, a day of minutes), so any node that reads the same blocks makes the same rows.
 */
export class Projector {
  private readonly view: ChainView;
  private readonly sha256: (data: Uint8Array) => Uint8Array;
  private readonly open: OpenOrders;
  private readonly facts: PositionFacts;
  private readonly day: DayWindow;
  private readonly orderEvents: OrderEvents;
  private readonly fillEvents: FillEvents;
  private readonly marginEvents: MarginEvents;
  private readonly bridgeEvents: BridgeEvents;
  readonly openBridge: OpenBridge;

  constructor(view: ChainView, restored: RestoredState, sha256: (data: Uint8Array) => Uint8Array) {
    this.view = view;
    this.sha256 = sha256;
    this.open = new OpenOrders(restored.openOrders);
    this.facts = new PositionFacts(restored.positionFacts);
    this.day = new DayWindow(restored.minutes);
    this.orderEvents = new OrderEvents(this.open);
    this.fillEvents = new FillEvents(view, this.orderEvents, this.day);
    const symbols = new AssetSymbols(view);
    this.marginEvents = new MarginEvents(view, this.facts, symbols);
    this.openBridge = new OpenBridge(restored.bridge);
    this.bridgeEvents = new BridgeEvents(view, symbols, this.openBridge);
  }

  findOpenOrder(market: number, id: number): OrderRow | undefined {
    return this.open.find(market, id);
  }

  positionFacts(account: string, subaccount: number, market: number): PositionFactsRow | undefined {
    return this.facts.find(account, subaccount, market);
  }

  dayTotals(market: number, nowMs: number): DayTotals | undefined {
    return this.day.totals(market, nowMs);
  }

  tryItems(tried: TriedItems, facts: Uint8Array | TxFacts): readonly TxItemRow[] {
    const known = facts instanceof Uint8Array ? txFacts(facts, this.sha256) : facts;
    return trialItems(this.view, this.open, tried, known);
  }

  /**
   * The view must stand at the block's height.
   * @param earlier events before the first block, kept with it
   */
  project(block: IndexableBlock, origin: BlockOrigin | undefined, earlier: readonly PlacedEvent[] = []): IndexedBlock {
    const draft = new BlockDraft(block);
    const snapshots = new AccountSnapshots(this.view);
    const facts = block.txs.map(({ decoded, bytes }) =>
      decoded === undefined ? txFacts(bytes, this.sha256) : factsOf(decoded),
    );
    const events = earlier.length === 0 ? block.events : [...earlier, ...block.events];
    for (let at = 0; at < events.length; at++) {
      const { tx } = events[at]!;
      this.one(draft, events, at, tx < 0 ? '' : facts[tx]!.signer, snapshots);
    }
    return {
      block: {
        height: block.height,
        timeMs: block.timeMs,
        hash: origin?.hash ?? '',
        appHash: toHex(block.appHash).toUpperCase(),
        txs: block.txs.length,
        events: block.events.length,
        proposer: origin?.proposer ?? '',
        lines: this.lines(block),
      },
      txs: txRows(draft, block, facts),
      trades: draft.trades,
      fills: draft.fills,
      orders: draft.orders,
      fundingPayments: draft.fundingPayments,
      fundingRates: draft.fundingRates,
      ledger: draft.ledger,
      transfers: draft.transfers,
      accountEvents: draft.accountEvents,
      minutes: [...draft.minutes.values()],
      positionFacts: [...draft.positionFacts.values()],
      bridge: draft.bridgeRows(),
      touchedMarkets: [...draft.touchedMarkets].sort((a, b) => a - b),
    };
  }

  /** Canonical lines of the order book's events. */
  private lines({ height, events }: IndexableBlock): string[] {
    const names = new AddressTexts();
    const lines: string[] = [];
    for (const placed of events) {
      const line = eventLine(height, placed, names);
      if (line !== undefined) lines.push(line);
    }
    return lines;
  }

  private one(
    draft: BlockDraft,
    events: readonly PlacedEvent[],
    at: number,
    signer: string,
    snapshots: AccountSnapshots,
  ): void {
    const placed = events[at]!;
    const { event } = placed;
    const { marginEvents, bridgeEvents } = this;
    if (orderEvent(this.orderEvents, draft, placed, signer)) return;
    switch (event.type) {
      case 'nave.clob.v1.OrderFilled':
        this.fillEvents.filled(draft, events, at);
        break;
      case 'nave.margin.v1.PositionChanged':
        marginEvents.positionChanged(draft, placed, event as PositionChanged, snapshots);
        break;
      case 'nave.margin.v1.BalanceChanged':
        marginEvents.balanceChanged(draft, placed, event as BalanceChanged, snapshots);
        break;
      case 'nave.margin.v1.FundingPaid':
        marginEvents.fundingPaid(draft, placed, event as FundingPaid);
        break;
      case 'nave.margin.v1.TransferChanged':
        marginEvents.transferChanged(draft, placed, event as TransferChanged);
        break;
      case 'nave.margin.v1.SettingsChanged':
        marginEvents.settingsChanged(draft, placed, event as SettingsChanged);
        break;
      case 'nave.bridge.v1.DepositChanged':
        bridgeEvents.depositChanged(draft, placed, event as DepositChanged);
        break;
      case 'nave.bridge.v1.WithdrawalChanged':
        bridgeEvents.withdrawalChanged(draft, placed, event as WithdrawalChanged);
        break;
      case 'nave.bridge.v1.BatchChanged':
        bridgeEvents.batchChanged(draft, placed, event as BatchChanged);
        break;
      case 'nave.bridge.v1.VaultEventApplied':
        bridgeEvents.vaultEventSettled(draft, event as VaultEventApplied);
        break;
      case 'nave.bridge.v1.VaultEventQuarantined':
        bridgeEvents.vaultEventSettled(draft, event as VaultEventQuarantined);
        break;
      case 'nave.funding.v1.FundingHourClosed':
        fundingHourClosed(draft, placed);
        break;
      default:
        otherAccountEvent(draft, placed);
        break;
    }
  }
}
