import { fromHex, toHex } from '#chain/lib/bytes.ts';
import { MsgSubmitPythUpdate } from '#proto/generated/nave.oracle.v1.ts';
import { outgoing } from '#src/client/build-tx.ts';
import type { NaveClient } from '#src/client/nave-client.ts';
import type { LocalnetAccount } from './contract.ts';
import { runPriceFeeder } from './price-feeder.ts';
import type { PricePublisher } from './prices/publisher.ts';
import { runMarketMaker, runTaker, type TradersOptions } from './traders.ts';
import { waitFor } from './wait-for.ts';

const LIMIT_MS = 60_000;
const TAKERS = ['taker-1', 'taker-2'];

interface Shared {
  readonly publisher: PricePublisher;
  readonly signal: AbortSignal;
  /** Something went wrong that the next round may cure. */
  readonly note: (who: string, error: unknown) => void;
}

/** Brings all prices from Hermes to the hub until the signal. `client` pays. */
export function feedPrices(options: Shared & { readonly client: NaveClient; readonly hermes: string }): Promise<void> {
  const { client, hermes, publisher, signal, note } = options;
  return runPriceFeeder({
    hermes,
    feeds: publisher.feeds.map(({ id }) => toHex(id)),
    signal,
    onError: (error) => note('feeder', error),
    submit: async (updates) => {
      const message = outgoing(MsgSubmitPythUpdate, { sender: client.signerAccount, updates: [...updates] });
      await client.send([message], { mode: 'sync', attempts: 1 });
    },
  });
}

/** Every market has a price and trades. Throws after a minute. */
export const untilPriced = (client: NaveClient, signal: AbortSignal): Promise<void> =>
  waitFor(signal, LIMIT_MS, 'prices', async () => {
    const { data } = await client.rest.get<{ status: string }[]>('markets');
    return data.every(({ status }) => status === 'active');
  });

export interface TradingOptions extends Shared {
  readonly bot: (name: string) => LocalnetAccount;
  readonly feeds: readonly { readonly ticker: string; readonly feed: string }[];
  readonly rest: string;
  readonly seed: number;
}

/** A maker a market and two takers for all of them; each ends with the signal. */
export function startTraders(options: TradingOptions): Promise<void>[] {
  const { bot, feeds, publisher, rest, seed, signal, note } = options;
  const tickers = feeds.map(({ ticker }) => ticker);
  const price = (ticker: string): number => priceOf(publisher, feeds.find((market) => market.ticker === ticker)!.feed);
  const trading: TradersOptions = { rest, seed, signal, price, onError: note };
  return [
    ...tickers.map((ticker, i) => runMarketMaker(bot(`maker-${i + 1}`), ticker, trading)),
    ...TAKERS.map((name) => runTaker(bot(name), tickers, trading)),
  ];
}

/** Every market has a bid and an ask. Throws after a minute. */
export const untilQuoted = (client: NaveClient, signal: AbortSignal): Promise<void> =>
  waitFor(signal, LIMIT_MS, 'quotes in every market', async () => {
    const { data } = await client.rest.get<{ bid: string | null; ask: string | null }[]>('tickers');
    return data.every(({ bid, ask }) => bid !== null && ask !== null);
  });

/** USD price a feed shows now. */
function priceOf(publisher: PricePublisher, feed: string): number {
  const slot = publisher.slotAt(Math.floor(Date.now() / 1000));
  const id = toHex(fromHex(feed));
  const { price, expo } = slot.prices.find(({ feedId }) => toHex(feedId) === id)!;
  return Number(price) * 10 ** expo;
}
