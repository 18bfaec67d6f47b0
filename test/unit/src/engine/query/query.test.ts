import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compileQuery } from '#src/engine/query/match.ts';
import { MAX_QUERY_LENGTH, parseQuery } from '#src/engine/query/parse.ts';
import { QuerySyntaxError } from '#src/engine/query/scanner.ts';

const values = (entries: Record<string, string[]>): Map<string, string[]> => new Map(Object.entries(entries));
const event = values({
  'tm.event': ['Tx'],
  'tx.height': ['5'],
  'message.sender': ['alice', 'bob'],
  'transfer.amount': ['12uusdc'],
  'fake.at': ['2026-01-31T10:00:00Z'],
  'fake.day': ['2026-01-31'],
  'fake.price': ['10.50'],
});
const holds = (text: string): boolean => compileQuery(parseQuery(text))(event);

test('conditions compare texts, numbers, dates and times as CometBFT does', () => {
  const yes = [
    "tm.event='Tx'",
    "tm.event = 'Tx' AND tx.height = 5",
    "message.sender='bob'",
    "message.sender='alice' AND message.sender='bob'",
    'tx.height>4 AND tx.height<6 AND tx.height<=5 AND tx.height>=5',
    'transfer.amount > 11.5',
    'transfer.amount = 12',
    'fake.price = 10.5',
    "message.sender CONTAINS 'lic'",
    'message.sender EXISTS',
    'message EXISTS',
    'fake.at = TIME 2026-01-31T10:00:00Z',
    'fake.at > TIME 2026-01-31T10:30:00+01:00',
    'fake.day >= DATE 2026-01-31',
    "  tm.event='Tx'  AND\ttx.height EXISTS ",
  ];
  const no = [
    "tm.event='NewBlock'",
    "message.sender='carol'",
    'tx.height > 5',
    'message.sender = 5',
    "message.nothing='x'",
    'nothing EXISTS',
    'fake.day > DATE 2026-01-31',
    'fake.at = DATE 2026-01-31',
    "message.sender CONTAINS 'ob ' AND tx.height = 5",
    'messag EXISTS',
  ];
  for (const text of yes) assert.ok(holds(text), text);
  for (const text of no) assert.ok(!holds(text), text);
});

test('numbers are exact beyond doubles', () => {
  const big = values({ 'a.b': ['9007199254740993'] });
  assert.ok(compileQuery(parseQuery('a.b = 9007199254740993'))(big));
  assert.ok(!compileQuery(parseQuery('a.b = 9007199254740992'))(big));
  assert.ok(compileQuery(parseQuery('a.b > 9007199254740992.5'))(big));
});

test('texts that are no queries are refused with the offset', () => {
  const bad: readonly (readonly [string, RegExp])[] = [
    ['', /offset 0: EOF/],
    ['foo', /offset 3: EOF/],
    ["foo 'x'", /offset 4: got string, wanted op/],
    ["foo='x", /invalid input ' at offset 5/],
    ["foo='x' OR bar='y'", /offset 8: got tag, wanted and/],
    ["foo='x' AND", /EOF/],
    ["foo > 'x'", /got string, wanted number or time or date/],
    ['foo CONTAINS 5', /wanted string/],
    ['AND = 5', /wanted tag/],
    ['foo = 5 5', /wanted and/],
    [`foo='${'x'.repeat(MAX_QUERY_LENGTH)}'`, /maximum query length exceeded/],
  ];
  for (const [text, message] of bad) {
    assert.throws(
      () => parseQuery(text),
      (error: Error) => error instanceof QuerySyntaxError && message.test(error.message),
      text,
    );
  }
  assert.throws(() => compileQuery(parseQuery('a = DATE 2026-02-31')), /invalid DATE value/);
  assert.throws(() => compileQuery(parseQuery('a = TIME 2026-01-31T25:00:00Z')), /invalid TIME value/);
});

const tag = fc.stringMatching(/^[a-z_][a-z0-9._-]{0,12}$/);
const condition = fc.oneof(
  fc.tuple(tag, fc.stringMatching(/^[^']{0,12}$/)).map(([t, v]) => `${t}='${v}'`),
  fc.tuple(tag, fc.constantFrom('<', '<=', '>', '>=', '='), fc.nat()).map(([t, o, n]) => `${t} ${o} ${n}`),
  tag.map((t) => `${t} EXISTS`),
);

test('generated queries parse to as many conditions as were written', () => {
  fc.assert(
    fc.property(fc.array(condition, { minLength: 1, maxLength: 6 }), (conditions) => {
      const text = conditions.join(' AND ');
      if (text.length <= MAX_QUERY_LENGTH) assert.equal(parseQuery(text).length, conditions.length);
    }),
  );
});

test('any text either parses or is refused as a syntax error', () => {
  const pieces = fc.constantFrom(
    "'",
    '=',
    '<',
    'AND',
    ' ',
    'TIME ',
    'DATE ',
    '2026-01-01',
    'a.b',
    '5',
    '.',
    'EXISTS',
    '💥',
    '\0',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 20 }).map((list) => list.join('')),
  );
  fc.assert(
    fc.property(text, (query) => {
      try {
        compileQuery(parseQuery(query))(event);
      } catch (error) {
        assert.ok(error instanceof QuerySyntaxError, String(error));
      }
    }),
    { numRuns: 2000 },
  );
});
