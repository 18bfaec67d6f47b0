import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GenesisError } from '#chain/lib/genesis-error.ts';
import { marketCodec, marketStateCodec } from '#chain/modules/markets/codec.ts';
import { type Json, OracleChain, readGenesis } from '#test/support/oracle-chain.ts';

/** The error of a genesis whose first market is changed. */
function refusal(change: (market: Json, state: Record<string, Json>) => void, chainId = 'nave-local-test'): string {
  try {
    new OracleChain(chainId).begin((state) => change((state.markets as { markets: Json[] }).markets[0]!, state));
  } catch (error) {
    if (error instanceof GenesisError) return error.message;
    throw error;
  }
  return 'accepted';
}

test('each listing rule that is broken names its field', () => {
  const at = 'genesis: app_state.markets.markets[0]';
  const cases: [(market: Json, state: Record<string, Json>) => void, string][] = [
    [(m) => (m.tickPrice = '500000000001'), `${at}.lotE12: tickPrice × lotE12 / 1e18 is not an integer ≥ 1`],
    [
      (m) => (m.maxPositionLots = '53000000'),
      `${at}.maxPositionLots: maxPositionLots × maxTicks × q is above 2^53 − 1`,
    ],
    [(m) => (m.maxOrderLots = '20000001'), `${at}.maxOrderLots: above maxPositionLots`],
    [(m) => (m.maxTicks = '2147483648'), `${at}.maxTicks: 2147483648 is not in 1..2147483647`],
    [(m) => (m.maxTicks = 3400000), `${at}.maxTicks: not an integer as decimal string`],
    [(m) => (m.maxTicks = '0x10'), `${at}.maxTicks: not an integer as decimal string`],
    [(m) => (m.maxTicks = '1000'), `${at}.maxTicks: the listing price is above maxTicks`],
    [(m) => (m.ticker = 'ETH-USD'), `${at}.ticker: is not BTC-USD`],
    [(m) => (m.id = '2'), 'genesis: app_state.markets.markets[1].id: this id is used twice'],
    [(m) => (m.kind = 'option'), `${at}.kind: not one of perpetual`],
    [(m) => (m.bandPPM = '1'), `${at}.bandPPM: unknown field`],
    [(m) => delete m.minNotional, `${at}.minNotional: missing`],
    [(m) => (m.tiers = []), `${at}.tiers: at least one tier`],
    [(m) => ((m.tiers as Json[])[0]!.mmPpm = '25001'), `${at}.tiers[0].mmPpm: above imPpm`],
    [(m) => ((m.tiers as Json[])[1]!.imPpm = '24999'), `${at}.tiers[1].mmPpm: above imPpm`],
    [(m) => ((m.tiers as Json[])[2]!.mmPpm = '24999'), `${at}.tiers[2]: its rates are below the tier before`],
    [(m) => ((m.tiers as Json[])[1]!.upTo = '1'), `${at}.tiers[1].upTo: not above the tier before`],
    [(m) => ((m.tiers as Json[])[2]!.upTo = '900000000000000'), `${at}.tiers[2].upTo: the last tier has none`],
    [(m) => (m.openInterestLower = m.openInterestUpper), `${at}.openInterestLower: not below openInterestUpper`],
    [
      (m) => (m.feeOverride = { takerPpm: '200', makerPpm: '-173' }),
      `${at}.feeOverride.makerPpm: the rebate is above 0.864 × takerPpm`,
    ],
    [(m) => (m.group = 'B'), `${at}.group: the feed is in group A`],
    [(m) => (m.feed = `0x${'ab'.repeat(32)}`), `${at}.feed: not in app_state.oracle.feeds`],
    [(m) => (m.feed = 'ab'.repeat(32)), `${at}.feed: not 0x and 32 bytes of lower-case hex`],
    [
      (m, state) => {
        m.lotE12 = '10000000';
        m.tickPrice = '100000000000';
        (state.oracle as { feeds: Json[] }).feeds[0]!.listingPrice = '999000000000000';
      },
      `${at}.lotE12: a lot is worth 9990 Quote at listing, less than 10,000`,
    ],
    [(m) => (m.status = 'settling'), `${at}.status: no status a market can begin with`],
  ];
  for (const [change, message] of cases) assert.equal(refusal(change), message);
  assert.equal(
    refusal((m) => (m.feeOverride = { takerPpm: '200', makerPpm: '-172' })),
    'accepted',
  );
});

test('only a localnet may shorten guards', () => {
  const shorten = (_: Json, state: Record<string, Json>): void => {
    // A chain that is no localnet has none of the other allowances either.
    state.oracle!.allowSoloPrimary = false;
  };
  assert.equal(
    refusal(shorten, 'nave-1'),
    'genesis: app_state.markets.guards.restartCancelOnlyMs: only a localnet may shorten a guard',
  );
  assert.equal(refusal(shorten), 'accepted');
});

test('records decode to what was encoded', () => {
  const chain = new OracleChain().begin((state) => {
    const [btc] = (state.markets as { markets: Json[] }).markets;
    btc!.feeOverride = { takerPpm: '250', makerPpm: '-20' };
    btc!.status = 'post_only';
  });
  chain.next(1000, [{}]);
  chain.markets.keeper.quarantine(2, 'why not');
  for (const id of chain.markets.keeper.ids) {
    const market = chain.markets.keeper.get(id);
    assert.deepEqual(marketCodec.decode(marketCodec.encode(market)), market);
    const state = chain.markets.keeper.state(id);
    assert.deepEqual(marketStateCodec.decode(marketStateCodec.encode(state)), state);
  }
});

test('every market of the default localnet has room for 20 or 50 times its listing price', () => {
  const { app_state: state } = readGenesis();
  const feeds = new Map((state.oracle as unknown as { feeds: Json[] }).feeds.map((feed) => [feed.id, feed]));
  for (const market of (state.markets as unknown as { markets: Record<string, string>[] }).markets) {
    const feed = feeds.get(market.feed) as Record<string, string>;
    const factor = feed.group === 'C' ? 50n : 20n;
    const top = BigInt(market.maxTicks!) * BigInt(market.tickPrice!);
    assert.ok(top >= BigInt(feed.listingPrice!) * factor, market.ticker);
  }
});
