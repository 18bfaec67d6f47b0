import { matcherOf } from '../query/match.ts';
import type { EventQuery } from '../query/parse.ts';
import { MAX_HEIGHT } from './index-keys.ts';

/** Heights from `min` to `max`, both included; empty when min > max. */
export interface HeightRange {
  readonly min: number;
  readonly max: number;
}

/** Takes the conditions on the height attribute out of a query. */
export function splitHeights(query: EventQuery, tag: string): { range: HeightRange; rest: EventQuery } {
  let { min, max } = { min: 1, max: MAX_HEIGHT };
  const rest = query.filter((condition) => {
    const { operator, argument } = condition;
    if (condition.tag !== tag || operator === 'CONTAINS') return true;
    if (argument === undefined) return false;
    const text = argument.text;
    if (!/^\d{1,15}(\.\d*)?$/.test(text)) return true;
    const value = Number(text);
    const whole = Math.floor(value);
    const isWhole = whole === value;
    if (operator === '=') {
      min = Math.max(min, isWhole ? value : Number.POSITIVE_INFINITY);
      max = Math.min(max, whole);
    } else if (operator === '>') min = Math.max(min, whole + 1);
    else if (operator === '>=') min = Math.max(min, isWhole ? whole : whole + 1);
    else if (operator === '<') max = Math.min(max, isWhole ? whole - 1 : whole);
    else max = Math.min(max, whole);
    return false;
  });
  return { range: { min, max }, rest };
}

/** Whether a height satisfies conditions on it that no range expresses (CONTAINS, odd numbers). */
export function heightMatcher(query: EventQuery, tag: string): (height: number) => boolean {
  const matchers = query.filter((condition) => condition.tag === tag).map(matcherOf);
  return (height) => matchers.every((matches) => matches(String(height)));
}
