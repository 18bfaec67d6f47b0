import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findHex, toHex } from '#chain/lib/bytes.ts';
import type { PricePublisher } from '../prices/publisher.ts';
import type { SignedSlot } from './encode-update.ts';
import { faultAnswer, type HermesFault } from './faults.ts';
import { type Encoding, type PriceUpdateJson, priceUpdateJson } from './price-update-json.ts';

export interface FakeHermesOptions {
  readonly publisher: PricePublisher;
  /** 0 = any free port. */
  readonly port: number;
  /** Unix seconds; the system clock when left out. */
  readonly now?: () => number;
  /** Between two stream events. */
  readonly streamIntervalMs?: number;
  /** Bodies to serve as they were recorded, by the update's own name: `GET /recorded/<name>`. */
  readonly recorded?: ReadonlyMap<string, PriceUpdateJson>;
}

interface Stream {
  readonly response: ServerResponse;
  readonly feeds: readonly Uint8Array[];
  readonly encoding: Encoding;
  readonly parsed: boolean;
  lastSlot: bigint;
}

const PLAIN = 'text/plain; charset=utf-8';
const KEEP_ALIVE_MS = 15_000;

/**
 * Hermes v2 for a localnet: the routes that @pythnetwork/hermes-client uses, with prices of the publisher, signed by the
 * public test keys. Routes: `/v2/updates/price/latest`, `/v2/updates/price/stream`, `/v2/price_feeds`, `/recorded/<name>`.
 */
export class FakeHermes {
  /** What it does wrong from now on. */
  fault: HermesFault = 'none';
  private readonly options: FakeHermesOptions;
  private readonly server: Server;
  private readonly streams = new Set<Stream>();
  private ticker: NodeJS.Timeout | undefined;
  private keepAlive: NodeJS.Timeout | undefined;

  constructor(options: FakeHermesOptions) {
    this.options = options;
    this.server = createServer((request, response) => this.answer(request, response));
  }

  /** Base URL, once listening. */
  async start(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.options.port, '127.0.0.1', resolve);
    });
    this.ticker = setInterval(() => this.publish(), this.options.streamIntervalMs ?? 500);
    this.keepAlive = setInterval(() => this.comment(), KEEP_ALIVE_MS);
    return this.url;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Ends streams, then the server. */
  async stop(): Promise<void> {
    clearInterval(this.ticker);
    clearInterval(this.keepAlive);
    for (const stream of this.streams) stream.response.end();
    this.streams.clear();
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private slot(): SignedSlot {
    const now = this.options.now ?? (() => Math.floor(Date.now() / 1000));
    return this.options.publisher.slotAt(now());
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const { pathname } = url;
    if (request.method !== 'GET') text(response, 405, 'Method Not Allowed');
    else if (pathname === '/live') text(response, 200, 'OK');
    else if (pathname === '/v2/price_feeds') json(response, this.feedList());
    else if (pathname.startsWith('/recorded/')) this.recorded(response, pathname.slice('/recorded/'.length));
    else if (pathname === '/v2/updates/price/latest') this.prices(response, readQuery(url.searchParams), false);
    else if (pathname === '/v2/updates/price/stream') this.prices(response, readQuery(url.searchParams), true);
    else text(response, 404, 'Not Found');
  }

  private prices(response: ServerResponse, query: Query, streams: boolean): void {
    const failure = faultAnswer(this.fault, query.ids[0] ?? '');
    if (failure !== undefined) {
      text(response, failure.status, failure.body);
      return;
    }
    if (this.fault === 'hang') return;
    const feeds = this.findFeeds(response, query);
    if (feeds === undefined) return;
    if (streams) this.open(response, feeds, query);
    else json(response, this.body(this.slot(), feeds, query.encoding, query.parsed));
  }

  /** The asked feeds; undefined when the answer was given: 400 for no id, 404 for unknown ones. */
  private findFeeds(response: ServerResponse, { ids, ignoreInvalid }: Query): Uint8Array[] | undefined {
    const known = new Map(this.options.publisher.feeds.map((feed) => [toHex(feed.id), feed.id]));
    const unknown = ids.filter((id) => !known.has(id));
    if (ids.length === 0 || ids.some((id) => findHex(id)?.length !== 32)) {
      text(response, 400, 'Failed to deserialize query string');
    } else if (unknown.length > 0 && !ignoreInvalid) {
      text(response, 404, `Price ids not found: ${unknown.map((id) => `0x${id}`).join(', ')}`);
    } else {
      return ids.flatMap((id) => known.get(id) ?? []);
    }
    return undefined;
  }

  private body(slot: SignedSlot, feeds: readonly Uint8Array[], encoding: Encoding, parsed: boolean): PriceUpdateJson {
    const asked = new Set(feeds.map(toHex));
    const prices = slot.prices.filter((price) => asked.has(toHex(price.feedId)));
    return priceUpdateJson(slot.slice(prices.map((price) => price.feedId)), slot.slot, prices, encoding, parsed);
  }

  private recorded(response: ServerResponse, name: string): void {
    const body = this.options.recorded?.get(name);
    if (body === undefined) text(response, 404, 'Update data not found');
    else json(response, body);
  }

  private open(response: ServerResponse, feeds: readonly Uint8Array[], query: Query): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    response.flushHeaders();
    const stream: Stream = { response, feeds, encoding: query.encoding, parsed: query.parsed, lastSlot: -1n };
    this.streams.add(stream);
    response.once('close', () => this.streams.delete(stream));
    this.send(stream, this.slot());
  }

  private publish(): void {
    if (this.streams.size === 0) return;
    const slot = this.slot();
    for (const stream of this.streams) this.send(stream, slot);
  }

  private send(stream: Stream, slot: SignedSlot): void {
    if (this.fault !== 'none' || slot.slot === stream.lastSlot) return;
    stream.lastSlot = slot.slot;
    const body = this.body(slot, stream.feeds, stream.encoding, stream.parsed);
    stream.response.write(`data:${JSON.stringify(body)}\n\n`);
  }

  private comment(): void {
    for (const stream of this.streams) stream.response.write(':\n\n');
  }

  private feedList(): object[] {
    return this.options.publisher.feeds.map(({ id, symbol }) => ({
      id: toHex(id),
      attributes: {
        asset_type: 'Crypto',
        base: symbol.split('/')[0],
        quote_currency: 'USD',
        symbol: `Crypto.${symbol}`,
      },
    }));
  }
}

interface Query {
  /** Lower-case hex without 0x. */
  readonly ids: readonly string[];
  readonly encoding: Encoding;
  readonly parsed: boolean;
  readonly ignoreInvalid: boolean;
}

function readQuery(params: URLSearchParams): Query {
  return {
    ids: params.getAll('ids[]').map((id) => id.toLowerCase().replace(/^0x/, '')),
    encoding: params.get('encoding') === 'base64' ? 'base64' : 'hex',
    parsed: params.get('parsed') !== 'false',
    ignoreInvalid: params.get('ignore_invalid_price_ids') === 'true',
  };
}

function text(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': PLAIN });
  response.end(body);
}

function json(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
