import { invariant } from '../../lib/errors.ts';
import type { ChainContext } from '../../module.ts';
import { Collection } from '../../state/collection.ts';
import { u32Key } from '../../state/key-codecs.ts';
import { prefixes } from '../../state/prefixes.ts';
import { USDC } from '../margin/types.ts';
import type { FundingHourClosed } from './events.ts';
import type { FundingBook, FundingLedgers, FundingMarket, FundingMarkets, InsurancePool } from './expected.ts';
import { impactPrices } from './impact-price.ts';
import { HOUR_MS, hourlyRate } from './rate.ts';
import { type FundingRecord, fundingRecordCodec, NO_FUNDING } from './record.ts';
import { type FundingHour, fundingStep, isNewHour, isNewSlot } from './step.ts';
import type { MarketFunding } from './types.ts';

/** Only orders that rested this long count in an impact price. */
export const MIN_ORDER_AGE_MS = 1_000;
/** |F| below it keeps A = Σ F_pos × lots inside i128 (Σ |lots| < 2^51); an hour that would pass it is an absurd listing. */
const INDEX_LIMIT = 1n << 74n;

export interface FundingDeps {
  readonly markets: FundingMarkets;
  readonly book: FundingBook;
  readonly ledgers: FundingLedgers;
  readonly insurance: InsurancePool;
}

/**
 * Funding clock of every market (spec: risk §5): samples in the first block of a 5 s slot, the rate in the first block of
 * an hour. Invariant: margin's index of a market equals the record's; it moves by this rule alone.
 */
export class FundingKeeper {
  readonly records: Collection<number, FundingRecord>;
  private readonly context: ChainContext;
  private readonly deps: FundingDeps;

  constructor(context: ChainContext, deps: FundingDeps) {
    this.context = context;
    this.deps = deps;
    this.records = new Collection(context.journal, prefixes.funding, 'funding', u32Key, fundingRecordCodec);
  }

  /** Ids of the markets that this block's begin phase has work in: none between slots. */
  dueMarkets(): readonly number[] {
    const { block } = this.context;
    return isNewSlot(block) || isNewHour(block) ? this.deps.markets.ids : [];
  }

  /** Begin phase of one market, after the oracle step: the hour first, then the block's own sample. */
  beginMarket(market: number): void {
    const facts = this.deps.markets.find(market);
    invariant(facts !== undefined, `funding: no market ${market}`);
    const { block } = this.context;
    const { oracleMode, hasIndex, indexPrice } = this.deps.markets.state(market);
    const before = this.records.get(market) ?? NO_FUNDING;
    const price = hasIndex && indexPrice > 0n ? indexPrice : undefined;
    const step = fundingStep(
      before,
      this.deps.ledgers.fundingLedger(market),
      {
        timeMs: block.timeMs,
        previousTimeMs: block.previousTimeMs,
        indexPrice: price,
        mode: oracleMode,
        group: facts.group,
        lotE12: facts.lotE12,
      },
      () => this.impact(facts),
    );
    if (step.hour === undefined && step.sample === undefined) return;
    invariant(step.state.index < INDEX_LIMIT && step.state.index > -INDEX_LIMIT, 'funding: index out of range');
    this.records.set(market, { ...step.state, lastRate: step.hour?.rate ?? before.lastRate });
    if (step.hour !== undefined) this.closeHour(market, step.hour, step.state.index, price);
  }

  private closeHour(market: number, hour: FundingHour, index: bigint, price: bigint | undefined): void {
    this.deps.ledgers.setFundingIndex(market, index);
    if (hour.dust !== 0n) {
      invariant(hour.dust > 0n, 'funding: negative dust');
      this.deps.insurance.credit('insurance', USDC, hour.dust);
      this.deps.ledgers.takeFromFundingPool(market, hour.dust);
    }
    const event: FundingHourClosed = {
      type: 'nave.funding.v1.FundingHourClosed',
      market,
      rate: Number(hour.rate),
      premium: hour.average === undefined ? undefined : Number(hour.average),
      validSamples: hour.validSamples,
      indexPrice: price?.toString() ?? '',
      fundingIndex: index.toString(),
      dust: hour.dust.toString(),
    };
    this.context.events.emit(event);
  }

  private impact(facts: FundingMarket) {
    const { timeMs } = this.context.block;
    const { book } = this.deps;
    return impactPrices(
      book.impactLevels(facts.id, 'buy', timeMs, MIN_ORDER_AGE_MS),
      book.impactLevels(facts.id, 'sell', timeMs, MIN_ORDER_AGE_MS),
      {
        quantumsPerTickLot: BigInt(facts.quantumsPerTickLot),
        lotE12: facts.lotE12,
        impactNotional: facts.impactNotional,
      },
    );
  }

  /** Begin phase of all markets that are due. The application may call beginMarket itself to quarantine one market. */
  begin(): void {
    for (const market of this.dueMarkets()) this.beginMarket(market);
  }

  find(market: number): MarketFunding {
    const record = this.records.get(market) ?? NO_FUNDING;
    const predicted = hourlyRate(record.total, record.valid, false);
    const hour = Math.floor(this.context.block.timeMs / HOUR_MS);
    return {
      index: record.index,
      lastRate: record.lastRate,
      predictedRate: predicted.average === undefined ? undefined : predicted.rate,
      validSamples: record.valid,
      nextFundingAtMs: (hour + 1) * HOUR_MS,
    };
  }

  /** Gives margin the indices again after a start. */
  rebuild(): void {
    for (const [market, record] of this.records.entries()) this.deps.ledgers.setFundingIndex(market, record.index);
  }
}
