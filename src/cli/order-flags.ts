import type { OrderInput } from '#src/api/schemas/order.ts';
import { CliError, EXIT } from './output.ts';
import { parseInteger, parseTime } from './signing.ts';

/** Flags of `tx place` as commander gives them. */
export interface PlaceFlags {
  readonly market: string;
  readonly side: string;
  readonly size: string;
  readonly type: string;
  readonly price?: string;
  readonly tif?: string;
  readonly postOnly?: boolean;
  readonly reduceOnly?: boolean;
  readonly clientId?: string;
  readonly stp?: string;
  readonly expires?: string;
  readonly trigger?: string;
  readonly trailing?: string;
  readonly tp?: string;
  readonly sl?: string;
  readonly twap?: string;
  readonly builder?: string;
}

const usage = (message: string): CliError => new CliError(message, EXIT.usage);

function word<T extends string>(flag: string, text: string, words: readonly T[]): T {
  const found = words.find((candidate) => candidate === text);
  if (found === undefined) throw usage(`${flag} is one of ${words.join(', ')}, not ${text}`);
  return found;
}

function parts(flag: string, text: string, form: string): string[] {
  const found = text.split(':');
  if (found.length !== form.split(':').length || found.includes('')) throw usage(`${flag} has the form ${form}`);
  return found;
}

const TIFS = ['gtc', 'gtt', 'ioc', 'fok'] as const;
const SOURCES = ['mark', 'index', 'last'] as const;
const STPS = ['cancel_maker', 'cancel_taker', 'cancel_both', 'decrement'] as const;

/** Flags → order in human units. Throws CliError with exit code 2 for what no node needs to be asked. */
export function orderOf(flags: PlaceFlags, nowMs: number): OrderInput {
  const expiresAt = flags.expires === undefined ? undefined : parseTime('--expires', flags.expires, nowMs);
  const tif = tifOf(flags, expiresAt);
  return {
    market: flags.market,
    side: word('--side', flags.side, ['buy', 'sell']),
    type: word('--type', flags.type, ['limit', 'market']),
    size: flags.size,
    ...(flags.price !== undefined && { price: flags.price }),
    ...(tif !== undefined && { tif }),
    postOnly: flags.postOnly === true,
    reduceOnly: flags.reduceOnly === true,
    ...(flags.clientId !== undefined && { clientOrderId: flags.clientId }),
    ...(flags.stp !== undefined && { stp: word('--stp', flags.stp, STPS) }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...triggerOf(flags),
    ...(flags.twap !== undefined && { twap: twapOf(flags.twap, nowMs) }),
    ...childrenOf(flags),
    ...(flags.builder !== undefined && { builder: builderOf(flags.builder) }),
  };
}

/** A limit order with an expiry is gtt unless the user says otherwise. */
function tifOf(flags: PlaceFlags, expiresAt: number | undefined): NonNullable<OrderInput['tif']> | undefined {
  if (flags.tif !== undefined) return word('--tif', flags.tif, TIFS);
  return expiresAt !== undefined && flags.type === 'limit' ? 'gtt' : undefined;
}

function triggerOf(flags: PlaceFlags): { readonly trigger?: NonNullable<OrderInput['trigger']> } {
  if (flags.trigger !== undefined && flags.trailing !== undefined) throw usage('--trigger or --trailing, not both');
  if (flags.trigger !== undefined) {
    const [kind, source, price] = parts('--trigger', flags.trigger, 'KIND:SOURCE:PRICE');
    return {
      trigger: {
        kind: word('--trigger', kind!, ['stop', 'take_profit']),
        source: word('--trigger', source!, SOURCES),
        price: price!,
      },
    };
  }
  if (flags.trailing === undefined) return {};
  const [callback, slippage] = parts('--trailing', flags.trailing, 'CALLBACKPPM:SLIPPAGEPPM');
  return {
    trigger: {
      kind: 'trailing',
      source: 'mark',
      callbackPpm: parseInteger('--trailing', callback!),
      slippagePpm: parseInteger('--trailing', slippage!),
    },
  };
}

function childrenOf(flags: PlaceFlags): { readonly children?: NonNullable<OrderInput['children']> } {
  const child = (kind: 'stop' | 'take_profit', flag: string, text: string | undefined) => {
    if (text === undefined) return [];
    const [triggerPrice, price] = parts(flag, text, 'TRIGGER:PRICE');
    return [{ kind, source: 'mark' as const, triggerPrice: triggerPrice!, type: 'market' as const, price: price! }];
  };
  const children = [...child('take_profit', '--tp', flags.tp), ...child('stop', '--sl', flags.sl)];
  return children.length === 0 ? {} : { children };
}

function twapOf(text: string, nowMs: number): NonNullable<OrderInput['twap']> {
  const [duration, interval, slippage] = parts('--twap', text, 'DURATION:INTERVAL:SLIPPAGEPPM');
  return {
    durationMs: parseTime('--twap', duration!, nowMs) - nowMs,
    intervalMs: parseTime('--twap', interval!, nowMs) - nowMs,
    slippagePpm: parseInteger('--twap', slippage!),
  };
}

function builderOf(text: string): NonNullable<OrderInput['builder']> {
  const [account, feePpm] = parts('--builder', text, 'ACCOUNT:PPM');
  return { account: account!, feePpm: parseInteger('--builder', feePpm!) };
}
