import type { ByteReader, ByteWriter } from '../../lib/bytes.ts';
import { InvariantError, invariant } from '../../lib/errors.ts';
import { IdRows } from '../../lib/id-rows.ts';
import { MAX_SAFE } from '../../lib/units.ts';
import { I32Column, ObjectColumn } from '../../state/columns.ts';
import type { Journal } from '../../state/journal.ts';
import { prefixes } from '../../state/prefixes.ts';
import { NumberRows } from '../../state/strided.ts';
import { RecordTable } from '../../state/table.ts';
import type { MarketFacts } from './account-facts.ts';
import type { MarginMarket, MarginMarkets, MarketPrices } from './expected.ts';
import { type CompiledTiers, compileTiers } from './fast-tiers.ts';
import {
  CONFIDENCE,
  FUNDING_HIGH,
  FUNDING_LOW,
  LONGS,
  MARK,
  OPEN_INTEREST,
  PRICE_VERSION,
  SHORTS,
  STRIDE,
} from './layout.ts';
import { highOfBig, lowOfBig, wideBig } from './wide.ts';

/** An owner may hold 5 % of a market's cap (spec: risk §9). */
export const OWNER_SHARE = 20n;

/**
 * Markets as columns: a dense slot a market (memory only), prices and parameters of the block, and the record OI, A, pool.
 *
 * Invariants: a version names one pair (M, C) for ever, also across dropped branches, so a cache keyed by it is never
 * stale; a slot has a record from its first position on.
 */
export class MarketRows {
  readonly numbers: NumberRows;
  readonly table: RecordTable;
  /** Per slot; replaced when a market's parameters change. */
  readonly tiers: CompiledTiers[] = [];
  readonly quantums: number[] = [];
  /** The bounds of open interest and the share of the upper one that an owner may hold, for comparison with safe integers. */
  readonly interestLower: number[] = [];
  readonly interestUpper: number[] = [];
  readonly interestOfOwner: number[] = [];
  private readonly params: (MarginMarket | undefined)[] = [];
  private readonly ids: number[] = [];
  private readonly slots = new IdRows();
  /** A = Σ F_pos × lots, 1e-9 Quote. */
  private readonly claims: ObjectColumn<bigint>;
  /** Funding pool, Quote; may be negative. */
  private readonly pools: ObjectColumn<bigint>;
  /** Record row + 1 of a slot. */
  private readonly recordRow: I32Column;
  private readonly slotOfRecord: I32Column;
  private readonly markets: MarginMarkets;
  private readonly prices: MarketPrices;
  private versions = 0;
  private changes = 0;

  constructor(journal: Journal, markets: MarginMarkets, prices: MarketPrices) {
    this.markets = markets;
    this.prices = prices;
    this.numbers = new NumberRows(journal, STRIDE);
    this.claims = new ObjectColumn(journal);
    this.pools = new ObjectColumn(journal);
    this.recordRow = new I32Column(journal);
    this.table = new RecordTable(journal, prefixes.marketMargin, 'marketMargin', {
      encodeKey: (row, out) => {
        out.u32(this.ids[this.slotOfRecord.data[row]!]!);
      },
      encodeValue: (row, out) => this.encode(this.slotOfRecord.data[row]!, out),
      decode: (row, key, value) => this.decode(row, key.u32(), value),
      findRow: (key) => {
        const slot = this.slots.get(key.u32());
        return slot < 0 ? -1 : this.recordRow.data[slot]! - 1;
      },
    });
    this.slotOfRecord = this.table.attach(new I32Column(journal));
  }

  private encode(slot: number, out: ByteWriter): void {
    out.u64(this.numbers.get(slot, OPEN_INTEREST)).bigI128(this.claimsOf(slot)).bigI128(this.poolOf(slot));
  }

  private decode(row: number, market: number, value: ByteReader): void {
    const slot = this.slotOf(market);
    this.slotOfRecord.set(row, slot);
    this.recordRow.set(slot, row + 1);
    this.numbers.set(slot, OPEN_INTEREST, value.u64());
    this.claims.set(slot, value.bigI128());
    this.pools.set(slot, value.bigI128());
    value.end();
  }

  /** Slots in use: 0..count−1. */
  get count(): number {
    return this.ids.length;
  }

  /** Slot of a market, given to it now when it has none. Memory only, nothing to undo. */
  slotOf(market: number): number {
    const known = this.slots.get(market);
    if (known >= 0) return known;
    return this.addSlot(market);
  }

  private addSlot(market: number): number {
    const slot = this.ids.length;
    this.ids.push(market);
    this.slots.add(market, slot);
    this.tiers.push(new Float64Array(0));
    this.quantums.push(0);
    for (const bounds of [this.interestLower, this.interestUpper, this.interestOfOwner]) bounds.push(0);
    this.params.push(undefined);
    for (const column of [this.numbers, this.claims, this.pools, this.recordRow]) column.ensure(slot + 1);
    this.readParams(slot);
    return slot;
  }

  /** Slot of a listed market, −1 when there is no such market. */
  findSlot(market: number): number {
    const known = this.slots.get(market);
    return known >= 0 || this.markets.find(market) === undefined ? known : this.addSlot(market);
  }

  market(slot: number): number {
    return this.ids[slot]!;
  }

  paramsOf(slot: number): MarginMarket {
    const params = this.params[slot];
    // The words are made only when they are needed: this is asked several times an order.
    if (params === undefined) throw new InvariantError(`margin: market ${this.ids[slot]} has no parameters`);
    return params;
  }

  /**
   * Names one state of all prices, funding indices and parameters: it rises with every change, and stays when a branch is
   * dropped, so nothing kept with it by a dropped branch may stay (journal it).
   */
  get epoch(): number {
    return this.changes;
  }

  private readParams(slot: number): void {
    const params = this.markets.find(this.ids[slot]!);
    if (params === undefined || params === this.params[slot]) return;
    this.params[slot] = params;
    this.changes++;
    this.tiers[slot] = compileTiers(params.tiers);
    this.quantums[slot] = params.quantumsPerTickLot;
    this.interestLower[slot] = comparable(params.openInterestLower);
    this.interestUpper[slot] = comparable(params.openInterestUpper);
    this.interestOfOwner[slot] = comparable(params.openInterestUpper / OWNER_SHARE);
  }

  /** Takes over the block's parameters, M and C of every market; a changed pair gets a new version. */
  refresh(): void {
    for (const market of this.markets.ids) {
      const slot = this.slotOf(market);
      this.readParams(slot);
      this.setPrices(slot, this.prices.marginMark(market), this.prices.confidence(market));
    }
  }

  private setPrices(slot: number, mark: number, confidence: number): void {
    invariant(Number.isSafeInteger(mark) && Number.isSafeInteger(confidence), 'margin: price beyond 2^53');
    if (mark === this.numbers.get(slot, MARK) && confidence === this.numbers.get(slot, CONFIDENCE)) return;
    this.numbers.set(slot, MARK, mark);
    this.numbers.set(slot, CONFIDENCE, confidence);
    this.numbers.set(slot, PRICE_VERSION, ++this.versions);
    this.changes++;
  }

  /** Lots of all longs. */
  openInterest(slot: number): number {
    return this.numbers.get(slot, OPEN_INTEREST);
  }

  funding(slot: number): bigint {
    return wideBig(this.numbers.get(slot, FUNDING_HIGH), this.numbers.get(slot, FUNDING_LOW));
  }

  setFunding(slot: number, index: bigint): void {
    this.numbers.set(slot, FUNDING_HIGH, highOfBig(index));
    this.numbers.set(slot, FUNDING_LOW, lowOfBig(index));
    this.changes++;
  }

  claimsOf(slot: number): bigint {
    return this.claims.data[slot] ?? 0n;
  }

  poolOf(slot: number): bigint {
    return this.pools.data[slot] ?? 0n;
  }

  addClaims(slot: number, change: bigint): void {
    if (change === 0n) return;
    this.touch(slot);
    this.claims.set(slot, this.claimsOf(slot) + change);
  }

  addPool(slot: number, change: bigint): void {
    if (change === 0n) return;
    this.touch(slot);
    this.pools.set(slot, this.poolOf(slot) + change);
  }

  /** Open interest and the holders of each side after a position moved (signed lots). */
  positionMoved(slot: number, before: number, after: number): void {
    this.touch(slot);
    const change = Math.max(0, after) - Math.max(0, before);
    if (change !== 0) {
      const next = this.numbers.get(slot, OPEN_INTEREST) + change;
      invariant(next >= 0 && next <= MAX_SAFE, 'margin: open interest out of range');
      this.numbers.set(slot, OPEN_INTEREST, next);
    }
    if (Math.sign(before) === Math.sign(after)) return;
    this.countHolder(slot, before, -1);
    this.countHolder(slot, after, 1);
  }

  /** Adds one holder of the side of `lots`; also used when positions are loaded. */
  countHolder(slot: number, lots: number, change: 1 | -1): void {
    if (lots === 0) return;
    const field = lots > 0 ? LONGS : SHORTS;
    this.numbers.set(slot, field, this.numbers.get(slot, field) + change);
  }

  facts(slot: number): MarketFacts {
    return {
      id: this.ids[slot]!,
      mark: BigInt(this.numbers.get(slot, MARK)),
      confidence: BigInt(this.numbers.get(slot, CONFIDENCE)),
      funding: this.funding(slot),
      tiers: this.paramsOf(slot).tiers,
    };
  }

  private touch(slot: number): void {
    const row = this.recordRow.data[slot]! - 1;
    if (row >= 0) {
      this.table.touch(row);
      return;
    }
    const fresh = this.table.allocate();
    this.slotOfRecord.set(fresh, slot);
    this.recordRow.set(slot, fresh + 1);
  }
}

/** A bound on a safe integer: one beyond 2^53 binds none of them. */
function comparable(bound: bigint): number {
  return bound > BigInt(MAX_SAFE) ? Number.POSITIVE_INFINITY : Number(bound);
}
