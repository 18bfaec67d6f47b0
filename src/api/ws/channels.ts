import { AppError } from '#chain/lib/errors.ts';
import type { ApiDeps } from '../deps.ts';
import { parseAccount } from '../format/account-text.ts';
import type { AssetNames } from '../format/asset-names.ts';
import { formatBbo, formatTicker } from '../format/market.ts';
import type { MarketNames, MarketUnits } from '../format/market-names.ts';
import { fundingIndex, rate, usd } from '../format/money.ts';
import { type Check, checker } from '../rest/validation.ts';
import { channelSchemas } from '../schemas/ws.ts';
import type { SubscribeItem } from './requests.ts';
import type { Stream } from './stream.ts';
import { type AccountChannel, AccountStream } from './streams/account-stream.ts';
import { BlockStream } from './streams/block-stream.ts';
import { BookStream } from './streams/book-stream.ts';
import { MarginStream } from './streams/margin-stream.ts';
import { TradeStream } from './streams/trade-stream.ts';
import { ValueStream } from './streams/value-stream.ts';

/** A subscription's stream-to-be: its key decides whether one exists already. */
export interface Wanted {
  readonly key: string;
  /** Channel, market or account, subaccount, options: all, with defaults. */
  readonly params: Readonly<Record<string, unknown>>;
  create(): Stream;
}

const INTERVALS = { block: 0, '100ms': 100, '500ms': 500 } as const;
const MARGIN_INTERVALS = { block: 0, '1s': 1000 } as const;

const VALUE_CHANNELS = ['bbo', 'ticker', 'mark', 'marketStatus', 'funding'] as const;
const ACCOUNT_CHANNELS: readonly string[] = [
  'account',
  'orders',
  'fills',
  'positions',
  'balances',
  'funding',
  'transfers',
  'bridge',
];

/** Names of the channels this node serves. */
export const CHANNELS: readonly string[] = Object.keys(channelSchemas);

const refused = (field: string, reason: string): AppError =>
  new AppError(8006, `${field}: ${reason}.`, { field, reason });

/** Turns subscription requests into streams. */
export class Channels {
  private readonly deps: ApiDeps;
  private readonly names: MarketNames;
  private readonly assets: AssetNames;
  private readonly checks: ReadonlyMap<string, Check>;

  constructor(deps: ApiDeps, names: MarketNames, assets: AssetNames) {
    this.deps = deps;
    this.names = names;
    this.assets = assets;
    this.checks = new Map(Object.entries(channelSchemas).map(([channel, { options }]) => [channel, checker(options)]));
  }

  /** @throws AppError 8006 for an unknown channel or what it does not take, 8001 for an option, 4001 for a market */
  want(item: SubscribeItem): Wanted {
    const { channel } = item;
    const check = this.checks.get(channel);
    if (check === undefined) throw refused('channel', `no channel ${channel}`);
    const options = (item.options ?? {}) as Readonly<Record<string, unknown>>;
    check(options);
    const hasAccount = (item.account ?? null) !== null;
    const hasMarket = (item.market ?? null) !== null;
    if (channel === 'blocks') {
      if (hasAccount || hasMarket) throw refused(hasAccount ? 'account' : 'market', 'not taken by this channel');
      return this.blocks(options);
    }
    const isAccount =
      channel === 'margin' || (ACCOUNT_CHANNELS.includes(channel) && !(channel === 'funding' && hasMarket));
    if (isAccount) {
      if (hasMarket) throw refused('market', 'not taken by this channel');
      if (!hasAccount) throw refused('account', 'missing');
      return channel === 'margin' ? this.margin(item, options) : this.account(item);
    }
    if (hasAccount) throw refused('account', 'not taken by this channel');
    if ((item.subaccount ?? null) !== null) throw refused('subaccount', 'not taken by this channel');
    if (!hasMarket) throw refused('market', 'missing');
    return this.market(channel, this.names.getByTicker(item.market!), options);
  }

  private blocks(options: Readonly<Record<string, unknown>>): Wanted {
    const events = options.events === true;
    const key = `blocks ${events}`;
    const { view, clock, config } = this.deps;
    const head = '"channel":"blocks"';
    return {
      key,
      params: { channel: 'blocks', options: { events } },
      create: () => new BlockStream(key, head, view, clock, events, config.ws.resumeHeights),
    };
  }

  private market(channel: string, units: MarketUnits, options: Readonly<Record<string, unknown>>): Wanted {
    const { view, indexer, config } = this.deps;
    const head = `"channel":${JSON.stringify(channel)},"market":${JSON.stringify(units.ticker)}`;
    const params = { channel, market: units.ticker };
    if (channel === 'trades') {
      const key = `trades ${units.id}`;
      const parts = { view, names: this.names, history: indexer.history };
      return {
        key,
        params: { ...params, options: {} },
        create: () => new TradeStream(key, head, parts, units, config.ws),
      };
    }
    const name = (options.interval as keyof typeof INTERVALS | undefined) ?? 'block';
    const intervalMs = INTERVALS[name];
    if (channel === 'book') {
      const levels = (options.levels as number | undefined) ?? 100;
      const l3 = options.l3 === true;
      const key = `book ${units.id} ${levels} ${name} ${l3}`;
      const book = { levels, intervalMs, l3 };
      return {
        key,
        params: { ...params, options: { levels, interval: name, l3 } },
        create: () => new BookStream(key, head, view, units, book, config.ws.resumeHeights),
      };
    }
    const key = `${channel} ${units.id} ${name}`;
    const value = this.valueOf(channel as (typeof VALUE_CHANNELS)[number], units);
    const { resumeHeights } = config.ws;
    return {
      key,
      params: { ...params, options: { interval: name } },
      create: () => new ValueStream({ key, head, view, intervalMs, resumeHeights, value }),
    };
  }

  private valueOf(channel: (typeof VALUE_CHANNELS)[number], units: MarketUnits): () => unknown {
    const { view, indexer } = this.deps;
    const orNull = (price: bigint | undefined): string | null => (price === undefined ? null : usd(price));
    switch (channel) {
      case 'bbo':
        return () => formatBbo(view, units);
      case 'ticker':
        return () => formatTicker(view, units, indexer.live.day(units.id, view.chain().timeMs));
      case 'mark':
        return () => {
          const { mark, index, confidence } = view.prices(units.id);
          const { oracleMode } = view.marketStatus(units.id);
          return { mark: orNull(mark), index: orNull(index), confidence: orNull(confidence), oracleMode };
        };
      case 'marketStatus':
        return () => {
          const { status, reasons, sinceMs, untilMs, oracleMode } = view.marketStatus(units.id);
          return { status, statusReasons: reasons, statusSince: sinceMs, statusUntil: untilMs ?? null, oracleMode };
        };
      case 'funding':
        return () => {
          const funding = view.funding(units.id);
          const { predictedRatePpb } = funding;
          return {
            predictedRate: predictedRatePpb === undefined ? null : rate(predictedRatePpb),
            lastRate: rate(funding.lastRatePpb),
            nextFundingAt: funding.nextFundingAtMs,
            fundingIndex: fundingIndex(funding.fundingIndex),
          };
        };
    }
  }

  private account(item: SubscribeItem): Wanted {
    const owner = parseAccount(item.account!);
    const subaccount = item.subaccount ?? undefined;
    const { view, indexer, config } = this.deps;
    const key = `${item.channel} ${item.account!.toLowerCase()} ${subaccount ?? '*'}`;
    const parts = {
      view,
      live: indexer.live,
      history: indexer.history,
      names: this.names,
      assets: this.assets,
      window: config.ws,
    };
    const head = `"channel":${JSON.stringify(item.channel)},"account":${JSON.stringify(item.account)}`;
    return {
      key: `${key} ${item.account}`,
      params: { channel: item.channel, account: item.account, subaccount: subaccount ?? null, options: {} },
      create: () => new AccountStream(key, head, parts, item.channel as AccountChannel, owner, subaccount),
    };
  }

  private margin(item: SubscribeItem, options: Readonly<Record<string, unknown>>): Wanted {
    const owner = parseAccount(item.account!);
    const subaccount = item.subaccount ?? 0;
    const name = (options.interval as keyof typeof MARGIN_INTERVALS | undefined) ?? '1s';
    const key = `margin ${item.account} ${subaccount} ${name}`;
    const head = `"channel":"margin","account":${JSON.stringify(item.account)}`;
    const parts = { view: this.deps.view, names: this.names };
    return {
      key,
      params: { channel: 'margin', account: item.account, subaccount, options: { interval: name } },
      create: () => new MarginStream(key, head, parts, { owner, subaccount }, MARGIN_INTERVALS[name]),
    };
  }
}
