import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { HermesClient } from '@pythnetwork/hermes-client';
import { fromHex, toHex } from '#chain/lib/bytes.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';
import { parseFraming } from '#chain/modules/oracle/pyth/framing.ts';
import { verifyUpdate } from '#chain/modules/oracle/pyth/verify.ts';
import { proSigner } from '#src/localnet/hermes/encode-update.ts';
import { FakeHermes } from '#src/localnet/hermes/fake-hermes.ts';
import type { PriceUpdateJson } from '#src/localnet/hermes/price-update-json.ts';
import { runPriceFeeder } from '#src/localnet/price-feeder.ts';
import { PricePublisher } from '#src/localnet/prices/publisher.ts';
import { routerKey } from '#src/localnet/public-keys.ts';
import { readVectorSigners } from '#test/vectors/pyth.ts';

const BTC = 'e62df6c8b4a85fe1a67db44dc12de5db330f7ac66b72dc658afedf0f4a415b43';
const ETH = 'ff61491a931112ddf1bd8147cd1b641375f79f5825126d665480874634fd0ace';
const DOGE = 'dcef50dd0a4cd2dcc17e45df1676dcb336a11a61c69df7a0299b0150c672d25c';
const START = 1_800_000_000;

const VECTORS = fileURLToPath(new URL('../../../vectors/data/pyth', import.meta.url));
const lookup = readVectorSigners(VECTORS).lookup({ namespace: 'localnet' });

function publisher(): PricePublisher {
  const feed = (id: string, symbol: string, start: number) => ({
    id: fromHex(id),
    symbol,
    start,
    stable: false,
    exponent: -8,
  });
  return new PricePublisher({
    feeds: [feed(BTC, 'BTC/USD', 85_000), feed(ETH, 'ETH/USD', 2_500), feed(DOGE, 'DOGE/USD', 0.15)],
    signer: proSigner(
      0,
      [0, 2, 4].map((index) => ({ index, privateKey: routerKey(index).privateKey })),
    ),
    scenario: 'calm',
    seed: 7,
    startSecond: START,
  });
}

async function withHermes(body: (hermes: FakeHermes, clock: { now: number }) => Promise<void>): Promise<void> {
  const clock = { now: START };
  const hermes = new FakeHermes({ publisher: publisher(), port: 0, now: () => clock.now, streamIntervalMs: 10 });
  await hermes.start();
  try {
    await body(hermes, clock);
  } finally {
    await hermes.stop();
  }
}

const verified = (update: Uint8Array) => verifyUpdate(nobleCrypto, parseFraming(update), lookup, 0);

test('the official client fetches an update from the fake Hermes that verifies and equals what it says in clear', async () => {
  await withHermes(async (hermes) => {
    const client = new HermesClient(hermes.url, { httpRetries: 0 });
    const { binary, parsed } = await client.getLatestPriceUpdates([`0x${ETH}`, BTC], { parsed: true });
    const { prices, slot } = verified(fromHex(binary.data[0]!));
    assert.deepEqual(
      prices.map((price) => [toHex(price.feedId), String(price.price), String(price.conf), Number(price.publishTime)]),
      parsed!.map((one) => [one.id, one.price.price, one.price.conf, one.price.publish_time]),
    );
    assert.deepEqual(new Set(parsed!.map((one) => one.id)), new Set([BTC, ETH]));
    assert.equal(Number(slot), parsed![0]!.metadata.slot);
    assert.equal(prices[0]!.publishTime, BigInt(START));
  });
});

test('the stream gives one signed update a second and stops cleanly', async () => {
  await withHermes(async (hermes, clock) => {
    const client = new HermesClient(hermes.url, { httpRetries: 0 });
    const stream = await client.getPriceUpdatesStream([BTC], { encoding: 'base64', parsed: true });
    const times: bigint[] = [];
    const seen = Promise.withResolvers<void>();
    stream.onmessage = (event: { data: string }) => {
      const { binary } = JSON.parse(event.data) as { binary: { data: string[] } };
      times.push(verified(new Uint8Array(Buffer.from(binary.data[0]!, 'base64'))).prices[0]!.publishTime);
      clock.now++;
      if (times.length === 3) seen.resolve();
    };
    await seen.promise;
    stream.close();
    assert.deepEqual(times, [BigInt(START), BigInt(START + 1), BigInt(START + 2)]);
  });
});

test('faults answer with the recorded bodies of the real service', async () => {
  await withHermes(async (hermes) => {
    const get = async (path: string): Promise<[number, string]> => {
      const response = await fetch(`${hermes.url}${path}`);
      return [response.status, await response.text()];
    };
    const latest = `/v2/updates/price/latest?ids[]=0x${BTC}`;
    hermes.fault = 'unauthorized';
    assert.deepEqual(await get(latest), [401, 'unauthorized']);
    hermes.fault = 'not_entitled';
    assert.equal((await get(latest))[0], 403);
    hermes.fault = 'rate_limited';
    assert.deepEqual(await get(latest), [429, 'Too Many Requests']);
    hermes.fault = 'unavailable';
    assert.equal((await get(latest))[0], 503);
    hermes.fault = 'none';
    const unknown = 'ab'.repeat(32);
    assert.deepEqual(await get(`/v2/updates/price/latest?ids[]=${unknown}`), [
      404,
      `Price ids not found: 0x${unknown}`,
    ]);
    assert.equal((await get('/v2/updates/price/latest'))[0], 400);
    assert.equal((await get('/v2/other'))[0], 404);
    assert.equal((await get(latest))[0], 200);
  });
});

test('the feeder submits what is new, once, and goes on after a failure', async () => {
  await withHermes(async (hermes, clock) => {
    const stop = new AbortController();
    const times: bigint[] = [];
    const errors: unknown[] = [];
    let calls = 0;
    await runPriceFeeder({
      hermes: hermes.url,
      feeds: [BTC, ETH, DOGE],
      signal: stop.signal,
      intervalMs: 1,
      onError: (error) => errors.push(error),
      submit: async (updates) => {
        calls++;
        if (calls === 1) throw new Error('hub is busy');
        times.push(verified(updates[0]!).prices[0]!.publishTime);
        clock.now++;
        if (times.length === 3) stop.abort();
      },
    });
    assert.equal(errors.length, 1);
    assert.deepEqual(times, [BigInt(START), BigInt(START + 1), BigInt(START + 2)]);
  });
});

test('recorded real bodies are served as they are', async () => {
  const file = `${VECTORS}/hermes-fixtures.json`;
  const { fullResponse } = JSON.parse(readFileSync(file, 'utf8')) as { fullResponse: { body: PriceUpdateJson } };
  const recorded = new Map([['btc-2024', fullResponse.body]]);
  const hermes = new FakeHermes({ publisher: publisher(), port: 0, recorded });
  await hermes.start();
  try {
    const response = await fetch(`${hermes.url}/recorded/btc-2024`);
    assert.deepEqual(await response.json(), fullResponse.body);
    assert.equal((await fetch(`${hermes.url}/recorded/other`)).status, 404);
  } finally {
    await hermes.stop();
  }
});
