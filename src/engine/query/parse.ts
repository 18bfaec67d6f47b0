import { QuerySyntaxError, scanQuery, type Token, type TokenKind } from './scanner.ts';

export type Operator = '=' | '<' | '<=' | '>' | '>=' | 'CONTAINS' | 'EXISTS';

export interface QueryArgument {
  readonly kind: 'string' | 'number' | 'time' | 'date';
  readonly text: string;
}

/** One condition: an event attribute `type.key`, an operator, its argument (none for EXISTS). */
export interface Condition {
  readonly tag: string;
  readonly operator: Operator;
  readonly argument?: QueryArgument;
}

/** All conditions must hold. */
export type EventQuery = readonly Condition[];

/** CometBFT's own limit. */
export const MAX_QUERY_LENGTH = 512;

const ARGUMENTS: Readonly<Record<Operator, readonly TokenKind[]>> = {
  '=': ['number', 'time', 'date', 'string'],
  '<': ['number', 'time', 'date'],
  '<=': ['number', 'time', 'date'],
  '>': ['number', 'time', 'date'],
  '>=': ['number', 'time', 'date'],
  CONTAINS: ['string'],
  EXISTS: [],
};

/** The query of `text`; throws QuerySyntaxError. Text and query are equal only when written the same way. */
export function parseQuery(text: string): EventQuery {
  if (text.length > MAX_QUERY_LENGTH) throw new QuerySyntaxError('maximum query length exceeded');
  const tokens = scanQuery(text);
  let at = 0;
  const take = (wanted: readonly TokenKind[]): Token => {
    const token = tokens[at++];
    if (token === undefined) throw new QuerySyntaxError(`offset ${text.length}: EOF`);
    if (wanted.includes(token.kind)) return token;
    throw new QuerySyntaxError(`offset ${token.offset}: got ${token.kind}, wanted ${wanted.join(' or ')}`);
  };
  const conditions: Condition[] = [];
  do {
    const tag = take(['tag']).text;
    const operator = take(['op']).text as Operator;
    const wanted = ARGUMENTS[operator];
    if (wanted.length === 0) conditions.push({ tag, operator });
    else {
      const { kind, text: value } = take(wanted);
      conditions.push({ tag, operator, argument: { kind: kind as QueryArgument['kind'], text: value } });
    }
  } while (at < tokens.length && take(['and']).kind === 'and');
  return conditions;
}
