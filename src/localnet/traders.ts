import { fromHex } from '#chain/lib/bytes.ts';
import { NaveClient } from '#src/client/nave-client.ts';
import { batch, cancelAllOrders, orderMessage } from '#src/client/order-messages.ts';
import { privateKeySigner } from '#src/client/private-key-signer.ts';
import type { LocalnetAccount } from './contract.ts';
import { pause } from './pause.ts';
import { Random, streamSeed } from './prices/random.ts';
import { ladder, priceText, sizeText } from './quotes.ts';

export interface TradersOptions {
  readonly rest: string;
  readonly seed: number;
  /** Price of a market in USD now. */
  readonly price: (ticker: string) => number;
  readonly signal: AbortSignal;
  /** Something went wrong that the next round may cure. */
  readonly onError: (who: string, error: unknown) => void;
}

/** Quotes are looked at once a second and renewed when the price moved by half a tick of the ladder, or after a while. */
const LOOK_MS = 1_000;
const RENEW_MS = 15_000;
const MOVED_BPS = 1.5;
const LEVEL_USD = 5_000;
const POSITION_LIMIT_USD = 500_000;
/** A taker trades every 0.4 to 2.5 s. */
const TAKE_MIN_MS = 400;
const TAKE_SPREAD_MS = 2_100;

export async function connectAs(account: LocalnetAccount, rest: string, signal: AbortSignal): Promise<NaveClient> {
  return NaveClient.connect({
    rest,
    signal,
    signer: privateKeySigner(fromHex(account.privateKey), { algo: account.algo }),
  });
}

/** Keeps a ladder of post-only quotes around the price of one market until the signal. */
export async function runMarketMaker(account: LocalnetAccount, ticker: string, options: TradersOptions): Promise<void> {
  const client = await connectAs(account, options.rest, options.signal);
  const market = client.directory.findMarketByTicker(ticker)!;
  const party = { sender: client.signerAccount, owner: client.signerAccount, subaccount: 0 };
  let position = 0;
  client.subscribe(
    { channel: 'positions', account: client.signerAccount },
    { onFrame: ({ data }) => (position = sizeOf(data, ticker, position)) },
  );
  let quoted = { price: 0, atMs: 0 };
  while (!options.signal.aborted) {
    await pause(quoted.price === 0 ? 0 : LOOK_MS, options.signal);
    const price = options.price(ticker);
    const moved = Math.abs(price / quoted.price - 1) * 10_000;
    if (moved < MOVED_BPS && Date.now() - quoted.atMs < RENEW_MS) continue;
    try {
      const quotes = ladder(market, price, LEVEL_USD, position * price, POSITION_LIMIT_USD);
      const places = quotes.map(({ side, price: at, size }) => ({
        place: { market: ticker, side, type: 'limit' as const, size, price: at, postOnly: true },
      }));
      await client.send(
        [
          orderMessage.cancelAll(cancelAllOrders(client.directory, party, { market: ticker })),
          orderMessage.batch(batch(client.directory, party, places, false)),
        ],
        { returnFailure: true, waitMs: 5_000 },
      );
      quoted = { price, atMs: Date.now() };
    } catch (error) {
      if (!options.signal.aborted) options.onError(account.name, error);
      await pause(LOOK_MS, options.signal);
    }
  }
  client.close();
}

/** Signed size of a market in frames of the channel `positions`. */
function sizeOf(data: unknown, ticker: string, before: number): number {
  const rows = Array.isArray(data)
    ? (data as { market?: string; size?: string; data?: { position?: { market: string; size: string } } }[])
    : [];
  let size = before;
  for (const row of rows) {
    const position = row.data?.position ?? row;
    if (position.market === ticker && position.size !== undefined) size = Number(position.size);
  }
  return size;
}

/** Takes a little from a random market now and then, more often against its own position. */
export async function runTaker(
  account: LocalnetAccount,
  tickers: readonly string[],
  options: TradersOptions,
): Promise<void> {
  const client = await connectAs(account, options.rest, options.signal);
  const random = new Random(streamSeed(options.seed, account.name));
  const held = new Map<string, number>();
  while (!options.signal.aborted) {
    await pause(TAKE_MIN_MS + random.next() * TAKE_SPREAD_MS, options.signal);
    if (options.signal.aborted) break;
    const ticker = tickers[Math.floor(random.next() * tickers.length)]!;
    try {
      await take(client, ticker, options.price(ticker), random, held);
    } catch (error) {
      if (!options.signal.aborted) options.onError(account.name, error);
    }
  }
  client.close();
}

async function take(
  client: NaveClient,
  ticker: string,
  price: number,
  random: Random,
  held: Map<string, number>,
): Promise<void> {
  const market = client.directory.findMarketByTicker(ticker)!;
  const before = held.get(ticker) ?? 0;
  const isBuy = random.next() < 0.5 - Math.max(-0.4, Math.min(0.4, before / 100_000));
  const usd = 50 * 10 ** (random.next() * 2);
  await client.send(
    [
      orderMessage.batch(
        batch(
          client.directory,
          { sender: client.signerAccount, owner: client.signerAccount, subaccount: 0 },
          [
            {
              place: {
                market: ticker,
                side: isBuy ? 'buy' : 'sell',
                type: 'market',
                size: sizeText(market, usd, price),
                price: priceText(market, price * (isBuy ? 1.01 : 0.99)),
              },
            },
          ],
          false,
        ),
      ),
    ],
    { returnFailure: true, waitMs: 5_000 },
  );
  held.set(ticker, before + (isBuy ? usd : -usd));
}
