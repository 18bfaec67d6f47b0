import { Fields, requireThat, requireUnique } from '../../genesis/fields.ts';
import { readMarket } from './listing.ts';
import { STATUSES } from './status.ts';
import type { Market, MarketGuards, MarketStatus } from './types.ts';

export interface MarketsSection {
  readonly guards: MarketGuards;
  readonly markets: readonly { readonly market: Market; readonly status: MarketStatus; readonly path: string }[];
}

/** The times of risk §9 and trading §2; only localnets may shorten them. */
export const DEFAULT_GUARDS: MarketGuards = {
  restartGapMs: 60_000,
  restartCancelOnlyMs: 30_000,
  restartGraceMs: 60_000,
  haltExitMs: 30_000,
};
const HOUR_MS = 3_600_000;

/** `app_state.markets`: {guards, markets: [market + status?]}. Throws GenesisError. */
export function readMarkets(section: unknown, path: string, localnet: boolean, height: number): MarketsSection {
  const fields = new Fields({ value: section, path });
  const guards = readGuards(fields.child('guards'), localnet);
  const items = fields.list('markets', 4_096);
  fields.end();
  const seen = new Set<string>();
  const markets = items.map((item) => {
    const { status, rest } = takeStatus(item.value, item.path);
    const market = readMarket({ value: rest, path: item.path }, height);
    requireUnique(seen, `id ${market.id}`, `${item.path}.id`, 'this id');
    requireUnique(seen, market.ticker, `${item.path}.ticker`, 'this ticker');
    return { market, status, path: item.path };
  });
  return { guards, markets };
}

/** The governance status stands beside the parameters: absent = active. */
function takeStatus(value: unknown, path: string): { status: MarketStatus; rest: unknown } {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'status'))
    return { status: 'active', rest: value };
  const { status, ...rest } = value as Record<string, unknown>;
  const word = STATUSES.find((one) => one === status);
  requireThat(word !== undefined && word !== 'settling', `${path}.status`, 'no status a market can begin with');
  return { status: word, rest };
}

function readGuards(fields: Fields, localnet: boolean): MarketGuards {
  const time = (name: keyof MarketGuards): number => {
    const ms = fields.integer(name, 1, HOUR_MS);
    requireThat(
      localnet || ms >= DEFAULT_GUARDS[name],
      `${fields.path}.${name}`,
      'only a localnet may shorten a guard',
    );
    return ms;
  };
  const guards: MarketGuards = {
    restartGapMs: time('restartGapMs'),
    restartCancelOnlyMs: time('restartCancelOnlyMs'),
    restartGraceMs: time('restartGraceMs'),
    haltExitMs: time('haltExitMs'),
  };
  fields.end();
  return guards;
}
