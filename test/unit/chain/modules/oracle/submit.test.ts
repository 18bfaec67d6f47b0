import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError } from '#chain/lib/errors.ts';
import { proSigner } from '#src/localnet/hermes/encode-update.ts';
import { keyFromSeed, routerKey } from '#src/localnet/public-keys.ts';
import { BTC_FEED, ETH_FEED, OracleChain } from '#test/support/oracle-chain.ts';

function refusal(body: () => void): [number, unknown] {
  try {
    body();
  } catch (error) {
    if (error instanceof AppError) return [error.code, error.details.reason];
    throw error;
  }
  return [0, undefined];
}

const chain = (): OracleChain => new OracleChain().begin();

test('a verified update is stored in 1e-12 USD and counted', () => {
  const one = chain();
  assert.equal(one.oracle.keeper.submit([one.update([{}, { feedId: ETH_FEED, price: 250_000_000_000n }])]), 2);
  const stored = one.oracle.keeper.prices.get(BTC_FEED);
  assert.equal(stored?.price, 85_000_000_000_000_000n);
  assert.equal(stored?.publishTime, one.second);
});

test('a replay is 5020 before any signature is looked at, in admission too', () => {
  const one = chain();
  const update = one.update([{}]);
  assert.deepEqual(
    refusal(() => one.oracle.keeper.checkFresh([update])),
    [0, undefined],
  );
  one.oracle.keeper.submit([update]);
  assert.deepEqual(
    refusal(() => one.oracle.keeper.checkFresh([update])),
    [5020, undefined],
  );
  const unsigned = update.slice();
  unsigned[20]! ^= 1;
  assert.deepEqual(
    refusal(() => one.oracle.keeper.submit([unsigned])),
    [5020, undefined],
  );
});

test('the same feed twice in one update is a no-op the second time', () => {
  const one = chain();
  assert.equal(one.oracle.keeper.submit([one.update([{}, {}])]), 1);
});

test('an older publish time never replaces a newer one, a newer slot of the same second does', () => {
  const one = chain();
  const second = one.second;
  one.oracle.keeper.submit([one.update([{}], undefined, 10n)]);
  const older = one.update(
    [{ publishTime: second - 1 }, { feedId: ETH_FEED, price: 250_000_000_000n }],
    undefined,
    99n,
  );
  assert.equal(one.oracle.keeper.submit([older]), 1);
  assert.equal(one.oracle.keeper.prices.get(BTC_FEED)?.slot, 10n);
  assert.equal(one.oracle.keeper.submit([one.update([{ price: 8_500_100_000_000n }], undefined, 11n)]), 1);
  assert.equal(one.oracle.keeper.prices.get(BTC_FEED)?.price, 85_001_000_000_000_000n);
});

test('the order of updates in a block does not change what is stored', () => {
  const ends = [false, true].map((swap) => {
    const one = chain();
    const second = one.second;
    const updates = [
      one.update([{ publishTime: second - 1, price: 8_400_000_000_000n }], undefined, 1n),
      one.update([{ publishTime: second }], undefined, 2n),
    ];
    one.oracle.keeper.submit(swap ? updates.reverse() : updates);
    one.next(0);
    return [one.oracle.keeper.prices.get(BTC_FEED), one.oracle.keeper.feedState(BTC_FEED)];
  });
  assert.deepEqual(ends[0], ends[1]);
});

test('one bad feed is passed over with its reason, the others are stored', () => {
  const one = chain();
  const second = one.second;
  const eth = { feedId: ETH_FEED, price: 250_000_000_000n };
  const cases: [Parameters<OracleChain['update']>[0][number], string][] = [
    [{ feedId: new Uint8Array(32).fill(7) }, 'feed_unknown'],
    [{ expo: -7 }, 'exponent'],
    [{ price: 0n, conf: 0n }, 'price'],
    [{ price: -1n, conf: 0n }, 'price'],
    [{ publishTime: second + 3 }, 'publish_time'],
    [{ prevPublishTime: second + 1 }, 'publish_time'],
    [{ price: 424_999_999_999n }, 'bounds'],
    [{ price: 170_000_000_000_001n }, 'bounds'],
  ];
  for (const [i, [price, reason]] of cases.entries()) {
    one.events.take();
    const update = one.update([price, { ...eth, price: eth.price + BigInt(i) }]);
    assert.equal(one.oracle.keeper.submit([update]), 1, reason);
    const skipped = one.events.take().map(({ event }) => event) as { type: string; reason?: string }[];
    assert.deepEqual(
      skipped.filter(({ type }) => type === 'nave.oracle.v1.PriceSkipped').map((event) => event.reason),
      [reason],
    );
    assert.equal(one.oracle.keeper.prices.get(BTC_FEED), undefined);
  }
  assert.equal(one.oracle.keeper.submit([one.update([{ publishTime: second + 2 }])]), 1, 'two seconds ahead pass');
});

test('a negative publish time is never stored', () => {
  const one = chain();
  const update = one.update([{ publishTime: -1, prevPublishTime: -2 }]);
  assert.equal(one.oracle.keeper.submit([update]), 0);
});

test('the proposal check verifies signatures, emitter, set and proofs; execution leaves only signatures and proofs out', () => {
  const one = chain();
  const good = one.update([{}]);
  assert.deepEqual(
    refusal(() => one.oracle.keeper.verify([good])),
    [0, undefined],
  );
  const stranger = [0, 1, 2].map((index) => ({ index, privateKey: keyFromSeed(`stranger ${index}`).privateKey }));
  const forged = one.update([{}], proSigner(0, stranger));
  assert.deepEqual(
    refusal(() => one.oracle.keeper.verify([forged])),
    [5021, 'signature'],
  );
  const flipped = good.slice();
  flipped[flipped.length - 2]! ^= 1; // the last byte of the message; the very last one counts siblings
  assert.deepEqual(
    refusal(() => one.oracle.keeper.verify([flipped])),
    [5021, 'proof'],
  );

  const two = [0, 1].map((index) => ({ index, privateKey: routerKey(index).privateKey }));
  const keys = [...two, { index: 2, privateKey: routerKey(2).privateKey }];
  const cases: [Uint8Array, string][] = [
    [one.update([{}], proSigner(0, two)), 'quorum'],
    [one.update([{}], proSigner(5, keys)), 'set_unknown'],
    [one.update([{}], { ...proSigner(0, keys), emitterChain: 1 }), 'emitter'],
    [Uint8Array.of(...good, 0), 'trailing_bytes'],
    [new Uint8Array(16_385), 'too_long'],
    [new Uint8Array(3), 'truncated'],
  ];
  for (const [update, reason] of cases) {
    assert.deepEqual(
      refusal(() => one.oracle.keeper.verify([update])),
      [5021, reason],
    );
    assert.deepEqual(
      refusal(() => one.oracle.keeper.submit([update])),
      [5021, reason],
    );
  }
  assert.deepEqual(
    refusal(() => one.oracle.keeper.submit([])),
    [5021, 'count'],
  );
  assert.deepEqual(
    refusal(() => one.oracle.keeper.submit(Array(9).fill(good))),
    [5021, 'count'],
  );
  assert.equal(one.oracle.keeper.prices.size, 0);
});
