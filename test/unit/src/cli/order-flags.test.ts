import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { orderOf, type PlaceFlags } from '#src/cli/order-flags.ts';
import { CliError } from '#src/cli/output.ts';
import { parseInteger, parseTime } from '#src/cli/signing.ts';
import { parseDuration } from '#src/settings/duration.ts';

const NOW = 1_800_000_000_000;
const base: PlaceFlags = { market: 'BTC-USD', side: 'buy', size: '0.01', type: 'limit' };
const of = (flags: Partial<PlaceFlags>) => orderOf({ ...base, ...flags }, NOW);
const usage = (words: RegExp) => (error: unknown) =>
  error instanceof CliError && error.exitCode === 2 && words.test(error.message);

test('plain flags become a limit order with nothing else in it', () => {
  assert.deepEqual(of({ price: '64000.5', clientId: 'me' }), {
    ...{ market: 'BTC-USD', side: 'buy', type: 'limit', size: '0.01', price: '64000.5' },
    ...{ postOnly: false, reduceOnly: false, clientOrderId: 'me' },
  });
});

test('an expiry makes a limit order gtt unless a time in force is given', () => {
  assert.deepEqual([of({ expires: '30s' }).tif, of({ expires: '30s' }).expiresAt], ['gtt', NOW + 30_000]);
  assert.equal(of({ expires: '1800000099999' }).expiresAt, 1_800_000_099_999);
  assert.equal(of({ expires: '2h', tif: 'ioc' }).tif, 'ioc');
  assert.equal(of({ expires: '2h', type: 'market' }).tif, undefined);
});

test('triggers, trailing stops, children, TWAP and builder are read from their forms', () => {
  assert.deepEqual(of({ trigger: 'stop:mark:60000' }).trigger, { kind: 'stop', source: 'mark', price: '60000' });
  assert.deepEqual(of({ trigger: 'take_profit:last:70000.5' }).trigger, {
    ...{ kind: 'take_profit', source: 'last', price: '70000.5' },
  });
  assert.deepEqual(of({ trailing: '10000:5000' }).trigger, {
    ...{ kind: 'trailing', source: 'mark', callbackPpm: 10_000, slippagePpm: 5000 },
  });
  assert.deepEqual(of({ tp: '70000:69000', sl: '50000:49000' }).children, [
    { kind: 'take_profit', source: 'mark', triggerPrice: '70000', type: 'market', price: '69000' },
    { kind: 'stop', source: 'mark', triggerPrice: '50000', type: 'market', price: '49000' },
  ]);
  assert.deepEqual(of({ twap: '10m:30s:5000' }).twap, { durationMs: 600_000, intervalMs: 30_000, slippagePpm: 5000 });
  assert.deepEqual(of({ builder: 'nave1abc:50' }).builder, { account: 'nave1abc', feePpm: 50 });
  assert.equal(of({ stp: 'decrement' }).stp, 'decrement');
});

test('flags that mean nothing are usage errors that name the flag and its form', () => {
  const cases: readonly (readonly [flags: Partial<PlaceFlags>, words: RegExp])[] = [
    [{ side: 'long' }, /^--side is one of buy, sell, not long$/],
    [{ type: 'stop' }, /^--type is one of limit, market, not stop$/],
    [{ tif: 'day' }, /^--tif is one of gtc, gtt, ioc, fok, not day$/],
    [{ stp: 'none' }, /^--stp is one of cancel_maker, /],
    [{ expires: 'tomorrow' }, /^--expires must be a duration such as 30s, not tomorrow$/],
    [{ trigger: 'stop:60000' }, /^--trigger has the form KIND:SOURCE:PRICE$/],
    [{ trigger: 'stop::60000' }, /^--trigger has the form KIND:SOURCE:PRICE$/],
    [{ trigger: 'limit:mark:1' }, /^--trigger is one of stop, take_profit, not limit$/],
    [{ trigger: 'stop:price:1' }, /^--trigger is one of mark, index, last, not price$/],
    [{ trigger: 'stop:mark:1', trailing: '1:1' }, /^--trigger or --trailing, not both$/],
    [{ trailing: '1%:2' }, /^--trailing must be an integer$/],
    [{ trailing: '1000' }, /^--trailing has the form CALLBACKPPM:SLIPPAGEPPM$/],
    [{ tp: '70000' }, /^--tp has the form TRIGGER:PRICE$/],
    [{ sl: ':1' }, /^--sl has the form TRIGGER:PRICE$/],
    [{ twap: '10m:30:5' }, /^--twap must be a duration such as 30s, not 30$/],
    [{ twap: '10m:30s' }, /^--twap has the form DURATION:INTERVAL:SLIPPAGEPPM$/],
    [{ builder: 'nave1abc' }, /^--builder has the form ACCOUNT:PPM$/],
    [{ builder: 'nave1abc:-1' }, /^--builder must be an integer$/],
  ];
  for (const [flags, words] of cases) assert.throws(() => of(flags), usage(words), JSON.stringify(flags));
});

test('random flags are an order or a usage error, never another error', () => {
  const text = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.constantFrom('stop:mark:1', '1:2', '10m:30s:5', '::', '9'.repeat(30)),
  );
  const flags = fc.record(
    {
      tif: text,
      expires: text,
      trigger: text,
      trailing: text,
      tp: text,
      sl: text,
      twap: text,
      builder: text,
      stp: text,
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(flags, (some) => {
      try {
        of(some);
      } catch (error) {
        assert.ok(error instanceof CliError && error.exitCode === 2, String(error));
      }
    }),
    { numRuns: 500 },
  );
});

test('durations are whole numbers with a unit', () => {
  const good = { '250ms': 250, '0s': 0, '30s': 30_000, '5m': 300_000, '2h': 7_200_000, '365d': 31_536_000_000 };
  for (const [words, ms] of Object.entries(good)) assert.equal(parseDuration(words), ms, words);
  for (const words of ['', 's', '1', '1.5s', '-1s', ' 1s', '1s ', '1S', '1w', '1s1s', '1234567890s', '١s']) {
    assert.equal(parseDuration(words), undefined, words);
  }
});

test('times are milliseconds since 1970 or from now; integers have no sign, point or exponent', () => {
  assert.equal(parseTime('--at', '1800000000123', NOW), 1_800_000_000_123);
  assert.equal(parseTime('--at', '5s', NOW), NOW + 5000);
  assert.throws(() => parseTime('--at', '180000000012', NOW), usage(/^--at must be a duration/));
  assert.equal(parseInteger('--n', '007'), 7);
  for (const words of ['', '-1', '1.0', '1e3', '0x1', '9007199254740993']) {
    assert.throws(() => parseInteger('--n', words), usage(/^--n must be an integer$/), words);
  }
});
