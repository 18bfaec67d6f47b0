import type { FinalityRule } from '../finality-rule.ts';
import type { SourceGroup } from '../rpc/agreement.ts';
import { agreed, askAll, TooFewSourcesError } from '../rpc/agreement.ts';
import { findHeader, getHeader } from '../rpc/chain-reader.ts';
import type { Header } from '../rpc/parse-answer.ts';
import type { RpcSource } from '../rpc/rpc-source.ts';

/** What was final is not any more. There is no way on without a person: voting stops and the alarm sounds. */
export class FinalityViolation extends Error {
  override name = 'FinalityViolation';
}

/**
 * The newest block that all endpoints hold final. Heights of endpoints differ (the lowest counts), hashes may not.
 * Under the tag rule an endpoint's height that goes back is fatal; under a depth it only moves with the head, so there a
 * changed hash alone is.
 */
export class FinalityTracker {
  private readonly group: SourceGroup;
  private readonly rule: FinalityRule;
  private readonly heights = new Map<RpcSource, bigint>();
  private last: Header | undefined;
  /** Hash of the block that each endpoint's finality hung on when `last` was settled. */
  private settledOn: ReadonlyMap<RpcSource, string> = new Map();

  constructor(group: SourceGroup, rule: FinalityRule) {
    this.group = group;
    this.rule = rule;
  }

  /** Last result of advance. */
  get head(): Header | undefined {
    return this.last;
  }

  /** Throws FinalityViolation, DisagreementError, TooFewSourcesError. */
  async advance(): Promise<Header> {
    const anchors = await askAll(this.group, 'finalised height', (source) => this.anchor(source));
    const settledOn = new Map(anchors.map(({ source, value }) => [source, value.hash]));
    // the same block has the same ancestors: one request an endpoint while nothing moves
    if (this.last !== undefined && [...settledOn].every(([source, hash]) => this.settledOn.get(source) === hash)) {
      return this.last;
    }
    const heights = anchors.map(({ source, value }) => ({ source, value: this.finalHeight(value) }));
    for (const { source, value } of heights) this.observe(source, value);
    const lowest = heights.map(({ value }) => value).reduce((a, b) => (b < a ? b : a));
    const { last } = this;
    const isNew = last === undefined || lowest > last.number;
    const head = isNew ? await agreed(this.group, `block ${lowest}`, (source) => getHeader(source, lowest)) : last;
    // last, so that no reorganisation between two questions goes unseen
    await this.recheck();
    this.last = head;
    this.settledOn = settledOn;
    return head;
  }

  /** The last head must still be there, on every endpoint that answers. */
  private async recheck(): Promise<void> {
    const { last } = this;
    if (last === undefined) return;
    const again = await askAll(this.group, `block ${last.number}`, (source) => findHeader(source, last.number));
    const known = again.filter(({ value }) => value !== undefined);
    for (const { source, value } of known) {
      if (value?.hash === last.hash) continue;
      throw new FinalityViolation(`${source.name}: final block ${last.number} was ${last.hash}, is ${value?.hash}`);
    }
    if (known.length < this.group.required) throw new TooFewSourcesError(`block ${last.number}`, []);
  }

  private observe(source: RpcSource, height: bigint): void {
    const before = this.heights.get(source) ?? 0n;
    if (height < before && this.rule.kind === 'finalized') {
      throw new FinalityViolation(`${source.name}: finalised height went back from ${before} to ${height}`);
    }
    if (height > before) this.heights.set(source, height);
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
