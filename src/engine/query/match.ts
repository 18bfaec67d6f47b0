import { findTime } from '../block/timestamp.ts';
import type { Condition, EventQuery, QueryArgument } from './parse.ts';
import { QuerySyntaxError } from './scanner.ts';

export type ValueMatcher = (value: string) => boolean;

/** Values by composite key `type.attribute`, in order of emission. */
export type EventValues = ReadonlyMap<string, readonly string[]>;

interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/** The number a value begins with, as CometBFT reads it: `12uusdc` is 12; undefined without one. */
function findDecimal(text: string): Decimal | undefined {
  const match = /^(\d+)(?:\.(\d+))?/.exec(text);
  if (match === null) return undefined;
  const fraction = match[2] ?? '';
  return { digits: BigInt(match[1]! + fraction), scale: fraction.length };
}

function compareDecimals(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale);
  const x = a.digits * 10n ** BigInt(scale - a.scale);
  const y = b.digits * 10n ** BigInt(scale - b.scale);
  return x < y ? -1 : x > y ? 1 : 0;
}

const findDate = (text: string): bigint | undefined =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) ? findTime(`${text}T00:00:00Z`) : undefined;

const HOLDS: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** Order of a value and the argument, undefined when the value is not of the argument's kind. */
function comparator(argument: QueryArgument): (value: string) => number | undefined {
  if (argument.kind === 'string') return (value) => (value === argument.text ? 0 : undefined);
  if (argument.kind === 'number') {
    const wanted = findDecimal(argument.text)!;
    return (value) => {
      const decimal = findDecimal(value);
      return decimal === undefined ? undefined : compareDecimals(decimal, wanted);
    };
  }
  const find = argument.kind === 'time' ? findTime : findDate;
  const wanted = find(argument.text);
  if (wanted === undefined)
    throw new QuerySyntaxError(`invalid ${argument.kind.toUpperCase()} value: ${argument.text}`);
  return (value) => {
    const time = find(value);
    return time === undefined ? undefined : time < wanted ? -1 : time > wanted ? 1 : 0;
  };
}

/** Whether one value of the condition's attribute satisfies it. Throws QuerySyntaxError on an impossible date. */
export function matcherOf(condition: Condition): ValueMatcher {
  const { operator, argument } = condition;
  if (argument === undefined) return () => true;
  if (operator === 'CONTAINS') return (value) => value.includes(argument.text);
  const compare = comparator(argument);
  const holds = HOLDS[operator]!;
  return (value) => {
    const order = compare(value);
    return order !== undefined && holds(order);
  };
}

/** Whether events satisfy every condition, each by any value of its attribute (`type EXISTS` by any event of the type). */
export function compileQuery(query: EventQuery): (values: EventValues) => boolean {
  const conditions = query.map((condition) => ({ tag: condition.tag, matches: matcherOf(condition) }));
  return (values) =>
    conditions.every(({ tag, matches }) => {
      const found = values.get(tag);
      if (found !== undefined) return found.some(matches);
      const prefix = `${tag}.`;
      return matches('') && [...values.keys()].some((key) => key.startsWith(prefix));
    });
}
