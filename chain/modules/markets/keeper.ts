import { equalBytes, toHex } from '../../lib/bytes.ts';
import { InvariantError, invariant } from '../../lib/errors.ts';
import { perLot } from '../../lib/per-lot.ts';
import type { Price } from '../../lib/units.ts';
import type { ChainContext } from '../../module.ts';
import { Collection } from '../../state/collection.ts';
import { u32Key, unitKey } from '../../state/key-codecs.ts';
import type { Params, ParamsStore } from '../../state/params-store.ts';
import { prefixes } from '../../state/prefixes.ts';
import { guardsCodec, marketCodec, marketStateCodec } from './codec.ts';
import {
  marketListed,
  marketPrices,
  marketQuarantined,
  marketStatusChanged,
  marketUpdated,
  restartPhaseChanged,
} from './events.ts';
import { requireListable } from './listing.ts';
import { MarketNumbers } from './market-numbers.ts';
import { NO_RESTART, onHeader, onStatusStep, phaseEnd, type RestartState, restartCodec } from './restart-guard.ts';
import { restrictions, statusDiffers, statusInForce } from './status.ts';
import type {
  Market,
  MarketGuards,
  MarketState,
  MarketStatus,
  Markets,
  OracleReport,
  RestartPhase,
  StatusInForce,
} from './types.ts';

const MAX_QUARANTINE_TEXT = 256;

const FRESH: MarketState = {
  status: 'active',
  reasons: [],
  onlyMarkMissing: false,
  sinceMs: 0,
  untilMs: 0,
  governance: 'active',
  quarantine: '',
  haltExitUntilMs: 0,
  haltExitReason: 'governance',
  insuranceLimitUntilMs: 0,
  oracleMode: 'normal',
  openBoundsPassed: false,
  feedFresh: false,
  liquidationsHeld: false,
  hasIndex: false,
  hasMark: false,
  indexPrice: 0n,
  indexAtMs: 0,
  confidence: 0n,
  markPrice: 0n,
};

/**
 * Markets: parameters, status, and the numbers of a block. Invariants: a status stays what the status step made it until the
 * next block, unless the market is quarantined; marks, indexes and confidences in the columns are those of the records.
 */
export class MarketsKeeper implements Markets {
  readonly source: Collection<number, Market>;
  readonly stateSource: Collection<number, MarketState>;
  readonly restartSource: Collection<0, RestartState>;
  readonly guards: Params<MarketGuards>;
  readonly numbers: MarketNumbers;
  private readonly context: ChainContext;
  private readonly paths = new Map<number, string>();
  private list: readonly number[] = [];
  /** Markets whose prices moved in this block and were not announced yet. */
  private readonly changed = new Set<number>();

  constructor(context: ChainContext, params: ParamsStore) {
    const { journal } = context;
    this.context = context;
    this.source = new Collection(journal, prefixes.markets, 'markets', u32Key, marketCodec);
    this.stateSource = new Collection(journal, prefixes.marketStatus, 'marketStatus', u32Key, marketStateCodec);
    this.restartSource = new Collection(journal, prefixes.restartGuard, 'restartGuard', unitKey, restartCodec);
    this.guards = params.section('markets', guardsCodec);
    this.numbers = new MarketNumbers(journal);
  }

  get ids(): readonly number[] {
    // A listing that was rolled back leaves its row, not its record.
    if (this.list.length !== this.source.size) this.list = this.source.entries().map(([id]) => id);
    return this.list;
  }
  get version(): number {
    return this.numbers.version;
  }

  get(market: number): Market {
    const found = this.source.get(market);
    if (found === undefined) throw new InvariantError(`market ${market} is not listed`);
    return found;
  }
  find(market: number): Market | undefined {
    return this.source.get(market);
  }
  findByTicker(ticker: string): Market | undefined {
    const id = this.ids.find((one) => this.source.get(one)?.ticker === ticker);
    return id === undefined ? undefined : this.find(id);
  }
  /** Markets of a feed, by id. */
  findByFeed(feed: Uint8Array): Market[] {
    return this.ids.map((id) => this.get(id)).filter((market) => equalBytes(market.feed, feed));
  }
  state(market: number): MarketState {
    const found = this.stateSource.get(market);
    // The words are made only when they are needed: this is asked several times an order.
    if (found === undefined) throw new InvariantError(`market ${market} has no state`);
    return found;
  }

  status(market: number): StatusInForce {
    return this.state(market);
  }
  mark(market: number): number {
    return this.state(market).hasMark ? this.marginMark(market) : 0;
  }
  index(market: number): number {
    return this.state(market).hasIndex ? this.numbers.indexes.data[this.numbers.row(market)]! : 0;
  }
  marginMark(market: number): number {
    return this.numbers.marks.data[this.numbers.row(market)]!;
  }
  confidence(market: number): number {
    return this.numbers.confidences.data[this.numbers.row(market)]!;
  }

  isOpenToClosing(market: number): boolean {
    const { hasIndex, oracleMode, liquidationsHeld, status } = this.state(market);
    const stands = status === 'halted' || status === 'settling' || status === 'settled';
    return hasIndex && oracleMode !== 'frozen' && !liquidationsHeld && !stands && this.liquidationsAllowed();
  }
  liquidationsAllowed(): boolean {
    return this.restartPhase === 'none';
  }
  get restartPhase(): RestartPhase {
    return this.restart().phase;
  }
  restart(): RestartState {
    return this.restartSource.get(0) ?? NO_RESTART;
  }

  /** Lists a market (readMarket checked it); it begins without prices. */
  add(market: Market, governance: MarketStatus, path?: string): void {
    if (path !== undefined) this.paths.set(market.id, path);
    invariant(!this.source.has(market.id), `market ${market.id} is listed twice`);
    this.source.set(market.id, market);
    this.stateSource.set(market.id, { ...FRESH, governance, sinceMs: this.context.block.timeMs });
    this.numbers.addRow(market.id);
    this.context.events.emit(marketListed(market.id, market.ticker));
  }

  /** The listing rules that need the feed's price. Throws GenesisError. */
  requireListable(market: number, price: Price): void {
    requireListable(this.get(market), price, this.pathOf(market));
  }

  /** Where genesis says this market, for messages about rules across sections. */
  pathOf(market: number): string {
    return this.paths.get(market) ?? `market ${market}`;
  }

  /** New parameters of a listed market; what never changes must be the same. */
  update(market: Market): void {
    const old = this.get(market.id);
    const same = old.ticker === market.ticker && old.tickPrice === market.tickPrice && old.lotE12 === market.lotE12;
    invariant(same && equalBytes(old.feed, market.feed), 'ticker, tick, lot and feed of a market never change');
    this.source.set(market.id, market);
    this.numbers.touch();
    this.context.events.emit(marketUpdated(market.id));
  }

  /** Governance's word; in force from the next status step on. Leaving halted goes through cancel_only (trading §2). */
  setGovernanceStatus(market: number, governance: MarketStatus): void {
    const state = this.state(market);
    const exit = state.governance === 'halted' && governance !== 'halted' ? this.haltExit('governance') : {};
    this.stateSource.set(market, { ...state, governance, ...exit });
  }

  quarantine(market: number, reason: string): void {
    const state = this.state(market);
    if (state.quarantine !== '') return;
    const text = reason === '' ? 'unknown' : reason.slice(0, MAX_QUARANTINE_TEXT);
    this.context.events.emit(marketQuarantined(market, text));
    this.stateSource.set(market, { ...state, quarantine: text });
    this.updateStatus(market);
  }

  /** Governance repaired it. */
  liftQuarantine(market: number): void {
    const state = this.state(market);
    if (state.quarantine !== '')
      this.stateSource.set(market, { ...state, quarantine: '', ...this.haltExit('quarantine') });
  }

  private haltExit(haltExitReason: MarketState['haltExitReason']): Partial<MarketState> {
    return { haltExitUntilMs: this.context.block.timeMs + this.guards.get().haltExitMs, haltExitReason };
  }

  setInsuranceLimit(market: number, untilMs: number): void {
    this.stateSource.set(market, { ...this.state(market), insuranceLimitUntilMs: untilMs });
  }

  /** First step of a block (spec: chain §4): the gap to the block before. */
  onHeader(): void {
    this.changed.clear();
    this.setRestart(onHeader(this.restart(), this.guards.get(), this.context.block));
  }

  /** Oracle step: the index of this block, or that there is none; the last prices stay for margin. */
  setOracle(market: number, report: OracleReport): void {
    const state = this.state(market);
    const { mode: oracleMode, openBoundsPassed, feedFresh, liquidationsHeld, index } = report;
    const flags = { oracleMode, openBoundsPassed, feedFresh, liquidationsHeld, hasIndex: index !== undefined };
    const prices =
      index === undefined ? {} : { indexPrice: index, confidence: report.confidence, indexAtMs: report.indexAtMs };
    const next: MarketState = { ...state, ...flags, ...prices };
    this.stateSource.set(market, next);
    const moved = next.indexPrice !== state.indexPrice || next.confidence !== state.confidence;
    if (moved || next.hasIndex !== state.hasIndex) this.changed.add(market);
    this.numbers.setIndex(market, next, this.get(market).lotE12);
  }

  /**
   * Mark step: M of this block. Undefined, and a block without index, keep the last mark for margin and leave the block
   * without a valid one; M = 0 and M > maxTicks × q count as none (spec: risk §1, §6).
   */
  setMark(market: number, price: Price | undefined): void {
    const state = this.state(market);
    const { lotE12, maxTicks, quantumsPerTickLot } = this.get(market);
    const perLotMark = price === undefined ? 0n : perLot(price, lotE12);
    const inRange = perLotMark > 0n && perLotMark <= BigInt(maxTicks) * BigInt(quantumsPerTickLot);
    const hasMark = state.hasIndex && inRange;
    const next = { ...state, hasMark, markPrice: hasMark && price !== undefined ? price : state.markPrice };
    this.stateSource.set(market, next);
    if (next.markPrice !== state.markPrice || hasMark !== state.hasMark) this.changed.add(market);
    this.numbers.setMark(market, next, lotE12);
    this.announcePrices(market, next);
  }

  private announcePrices(market: number, state: MarketState): void {
    if (this.changed.delete(market)) this.context.events.emit(marketPrices(market, state));
  }

  /** Status step: counts the feeds, moves the restart guard, gives every market its status for this block. */
  updateStatuses(): void {
    this.setRestart(onStatusStep(this.restart(), this.guards.get(), this.context.block.timeMs, this.feedsReady()));
    for (const id of this.ids) this.updateStatus(id);
  }

  /** ≥ 2/3 of the feeds of listed, not settled markets are inside the margin age. */
  private feedsReady(): boolean {
    const fresh = new Map<string, boolean>();
    for (const id of this.ids) {
      const { governance, feedFresh } = this.state(id);
      if (governance !== 'settled') fresh.set(toHex(this.get(id).feed), feedFresh);
    }
    const ready = [...fresh.values()].filter(Boolean).length;
    return 3 * ready >= 2 * fresh.size;
  }

  private updateStatus(id: number): void {
    const state = this.state(id);
    const now = this.context.block.timeMs;
    const restart = { phase: this.restartPhase, untilMs: phaseEnd(this.restart(), this.guards.get()) };
    const next = statusInForce(state, restrictions(state, restart, now), state.hasMark, now);
    const differs = statusDiffers(state, next);
    if (!differs && state.onlyMarkMissing === next.onlyMarkMissing) return;
    this.stateSource.set(id, { ...state, ...next });
    if (differs) this.context.events.emit(marketStatusChanged(id, this.state(id)));
  }

  private setRestart(next: RestartState): void {
    const old = this.restart();
    if (next.phase === old.phase && next.sinceMs === old.sinceMs) return;
    if (next.phase === 'none') this.restartSource.delete(0);
    else this.restartSource.set(0, next);
    this.context.events.emit(restartPhaseChanged(next.phase, phaseEnd(next, this.guards.get())));
  }

  rebuild(): void {
    for (const [id, { lotE12 }] of this.source.entries()) {
      this.numbers.addRow(id);
      this.numbers.setIndex(id, this.state(id), lotE12);
      this.numbers.setMark(id, this.state(id), lotE12);
    }
  }
}
