import type { FinalityRule } from '../finality-rule.ts';
import {
  type Answer,
  agreed,
  askAll,
  DisagreementError,
  type SourceGroup,
  TooFewSourcesError,
} from '../rpc/agreement.ts';
import { findHeader, getHeader } from '../rpc/chain-reader.ts';
import type { Header } from '../rpc/parse-answer.ts';
import type { RpcSource } from '../rpc/rpc-source.ts';

/** What was final is not any more. There is no way on without a person: voting stops and the alarm sounds. */
export class FinalityViolation extends Error {
  override name = 'FinalityViolation';
}

/** A look that found the same for the first time. Nothing is voted on; the next look tells. */
export class FinalityDoubt extends Error {
  override name = 'FinalityDoubt';
}

/**
 * The newest block that all endpoints hold final. Heights of endpoints differ (the lowest counts), hashes may not.
 *
 * The chain has rewritten final blocks when, at two looks in a row, the settled block is gone at every endpoint that
 * answers (as many as are required, or more): another hash at its height or, under the `finalized` tag, a final height
 * below it. One endpoint that says so alone lies, or is a node that lags behind a load balancer: a disagreement. One look
 * may fall into the moment in which a node puts its last blocks anew.
 */
export class FinalityTracker {
  private readonly group: SourceGroup;
  private readonly rule: FinalityRule;
  private last: Header | undefined;
  /** Hash of the block that each endpoint's finality hung on when `last` was settled. */
  private settledOn: ReadonlyMap<RpcSource, string> = new Map();
  /** Whether this look, and the one before, found `last` gone at every endpoint. */
  private isDoubted = false;
  private wasDoubted = false;

  constructor(group: SourceGroup, rule: FinalityRule) {
    this.group = group;
    this.rule = rule;
  }

  /** Last result of advance. */
  get head(): Header | undefined {
    return this.last;
  }

  /** Throws FinalityDoubt, FinalityViolation, DisagreementError, TooFewSourcesError. */
  async advance(): Promise<Header> {
    this.wasDoubted = this.isDoubted;
    this.isDoubted = false;
    const anchors = await askAll(this.group, 'finalised height', (source) => this.anchor(source));
    const settledOn = new Map(anchors.map(({ source, value }) => [source, value.hash]));
    // the same block has the same ancestors: one request an endpoint while nothing moves
    if (this.last !== undefined && [...settledOn].every(([source, hash]) => this.settledOn.get(source) === hash)) {
      return this.last;
    }
    const heights = anchors.map(({ source, value }) => ({ source, value: this.finalHeight(value) }));
    this.compareHeights(heights);
    const lowest = heights.map(({ value }) => value).reduce((a, b) => (b < a ? b : a));
    const { last } = this;
    const isNew = last === undefined || lowest > last.number;
    const head = isNew ? await agreed(this.group, `block ${lowest}`, (source) => getHeader(source, lowest)) : last;
    // last, so that no reorganisation between two questions goes unseen
    await this.compareHashes();
    this.last = head;
    this.settledOn = settledOn;
    return head;
  }

  /** Under a depth the final height moves with the head, so there a changed hash alone counts. */
  private compareHeights(heights: readonly Answer<bigint>[]): void {
    const { last } = this;
    if (last === undefined || this.rule.kind !== 'finalized') return;
    const behind = heights.filter(({ value }) => value < last.number);
    this.judge(behind, heights, `finalised height ${last.number}`, (height) => `went back to ${height}`);
  }

  /** The settled block must still be there. An endpoint that has no block at its height says nothing. */
  private async compareHashes(): Promise<void> {
    const { last } = this;
    if (last === undefined) return;
    const what = `final block ${last.number} ${last.hash}`;
    const again = await askAll(this.group, what, (source) => findHeader(source, last.number));
    const known = again.flatMap(({ source, value }) => (value === undefined ? [] : [{ source, value: value.hash }]));
    if (known.length < this.group.required) throw new TooFewSourcesError(what, []);
    const other = known.filter(({ value }) => value !== last.hash);
    this.judge(other, known, what, (hash) => `is ${hash}`);
  }

  /** Throws unless nobody says that the settled block is gone. */
  private judge<T>(
    gone: readonly Answer<T>[],
    asked: readonly Answer<T>[],
    what: string,
    text: (value: T) => string,
  ): void {
    if (gone.length === 0) return;
    if (gone.length < asked.length) {
      throw new DisagreementError(
        what,
        asked.map(({ source }) => source.name),
      );
    }
    const message = `${what} ${gone.map(({ source, value }) => `${text(value)} at ${source.name}`).join(', ')}`;
    if (this.wasDoubted) throw new FinalityViolation(message);
    this.isDoubted = true;
    throw new FinalityDoubt(message);
  }

  /** The block an endpoint's finality hangs on: the final one itself, or the head. */
  private anchor(source: RpcSource): Promise<Header> {
    return getHeader(source, this.rule.kind === 'finalized' ? 'finalized' : 'latest');
  }

  private finalHeight({ number }: Header): bigint {
    if (this.rule.kind === 'finalized') return number;
    return number > this.rule.blocks ? number - this.rule.blocks : 0n;
  }
}
