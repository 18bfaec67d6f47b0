/** Tokens of CometBFT's event query language: `tm.event = 'Tx' AND tx.height > 5 AND transfer.sender EXISTS`. */
export type TokenKind = 'tag' | 'string' | 'number' | 'time' | 'date' | 'and' | 'op';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly offset: number;
}

/** Text that is no query; the message says where. */
export class QuerySyntaxError extends Error {
  override name = 'QuerySyntaxError';
}

const SPACE = /\s+/uy;
const PATTERNS: readonly (readonly [TokenKind, RegExp])[] = [
  ['time', /TIME ([-T:+Z\d]+)/uy],
  ['date', /DATE ([-\d]+)/uy],
  ['number', /\d+(?:\.\d*)?/uy],
  ['tag', /[_\p{L}\p{Nd}][._\-\p{L}\p{Nd}]*/uy],
  ['string', /'([^']*)'/uy],
  ['op', /<=|>=|<|>|=/uy],
];
const WORDS: Readonly<Record<string, TokenKind>> = { AND: 'and', CONTAINS: 'op', EXISTS: 'op' };

function tokenAt(text: string, offset: number): { token: Token; end: number } {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = offset;
    const match = pattern.exec(text);
    if (match === null) continue;
    const value = match[1] ?? match[0];
    const word = kind === 'tag' ? WORDS[value] : undefined;
    return { token: { kind: word ?? kind, text: value, offset }, end: pattern.lastIndex };
  }
  throw new QuerySyntaxError(`invalid input ${text.slice(offset, offset + 1)} at offset ${offset + 1}`);
}

/** All tokens of `text`; throws QuerySyntaxError. */
export function scanQuery(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; ; ) {
    SPACE.lastIndex = at;
    if (SPACE.test(text)) at = SPACE.lastIndex;
    if (at >= text.length) return tokens;
    const { token, end } = tokenAt(text, at);
    tokens.push(token);
    at = end;
  }
}
