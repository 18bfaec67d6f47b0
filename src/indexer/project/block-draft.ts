import { toHex } from '#chain/lib/bytes.ts';
import type { PlacedEvent } from '#chain/state/event-log.ts';
import type { BatchRow, BridgeRows, DepositRow, WithdrawalRow } from '../bridge-rows.ts';
import type { IndexableBlock } from '../indexer-types.ts';
import type {
  AccountEventData,
  AccountEventRow,
  FillRow,
  FundingPaymentRow,
  FundingRateRow,
  LedgerRow,
  MinuteRow,
  OrderRow,
  Place,
  PositionFactsRow,
  TradeRow,
  TransferRow,
} from '../rows.ts';

/** The rows of one block while its events are read, in order of emission. */
export class BlockDraft {
  readonly height: number;
  readonly timeMs: number;
  readonly trades: TradeRow[] = [];
  readonly fills: FillRow[] = [];
  readonly fundingPayments: FundingPaymentRow[] = [];
  readonly fundingRates: FundingRateRow[] = [];
  readonly ledger: LedgerRow[] = [];
  readonly transfers: TransferRow[] = [];
  readonly accountEvents: AccountEventRow[] = [];
  /** Last state of each order in this block, in the order in which they were first touched. */
  readonly orders: { row: OrderRow; ord: number }[] = [];
  readonly minutes = new Map<string, MinuteRow>();
  readonly positionFacts = new Map<string, PositionFactsRow>();
  /** `spoke-number` → last state in this block. */
  readonly deposits = new Map<string, DepositRow>();
  readonly withdrawals = new Map<string, WithdrawalRow>();
  readonly batches = new Map<string, BatchRow>();
  readonly touchedMarkets = new Set<number>();
  private readonly hashes: readonly string[];
  /** Market → id → place in `orders`. */
  private readonly orderPlaces = new Map<number, Map<number, number>>();
  private ord = 0;

  constructor(block: IndexableBlock) {
    this.height = block.height;
    this.timeMs = block.timeMs;
    this.hashes = block.txs.map(({ decoded, hash }) => (decoded?.hashHex ?? toHex(hash)).toUpperCase());
  }

  /** '' outside the tx phase. */
  txHash(tx: number): string {
    return tx < 0 ? '' : this.hashes[tx]!;
  }

  /** The next place of this block. */
  place(placed: PlacedEvent): Place {
    return {
      height: this.height,
      ord: this.ord++,
      timeMs: this.timeMs,
      tx: placed.tx,
      txHash: this.txHash(placed.tx),
    };
  }

  bridgeRows(): BridgeRows | undefined {
    const { deposits, withdrawals, batches } = this;
    if (deposits.size + withdrawals.size + batches.size === 0) return undefined;
    const [one, two, three] = [[...deposits.values()], [...withdrawals.values()], [...batches.values()]] as const;
    return { deposits: one, withdrawals: two, batches: three };
  }

  noteOrder(row: OrderRow, ord: number): void {
    let places = this.orderPlaces.get(row.market);
    if (places === undefined) {
      places = new Map();
      this.orderPlaces.set(row.market, places);
      this.touchedMarkets.add(row.market);
    }
    const known = places.get(row.id);
    if (known === undefined) places.set(row.id, this.orders.push({ row, ord }) - 1);
    else this.orders[known] = { row, ord };
  }

  /** As it stands at the end of what was read; undefined for an order the block did not touch. */
  findOrder(market: number, id: number): OrderRow | undefined {
    const place = this.orderPlaces.get(market)?.get(id);
    return place === undefined ? undefined : this.orders[place]!.row;
  }

  noteEvent(
    placed: PlacedEvent,
    place: Place,
    who: { readonly account: string; readonly subaccount: number; readonly seq: number },
    data: AccountEventData,
  ): void {
    this.accountEvents.push({
      height: place.height,
      ord: place.ord,
      timeMs: place.timeMs,
      tx: place.tx,
      txHash: place.txHash,
      account: who.account,
      subaccount: who.subaccount,
      seq: who.seq,
      phase: placed.phase,
      item: placed.item,
      data,
    });
  }
}
