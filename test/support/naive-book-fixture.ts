import { ClobKeeper } from '#chain/modules/clob/keeper.ts';
import { type ClobParams, defaultClobParams } from '#chain/modules/clob/params.ts';
import { EventLog } from '#chain/state/event-log.ts';
import { Journal } from '#chain/state/journal.ts';
import { TradingWorld } from '#test/vectors/trading-world.ts';
import type { VectorSetup } from './naive-book-json.ts';

const SETUP: VectorSetup = {
  markets: [1, 2].map((id) => ({
    id,
    quantumsPerTickLot: 100,
    maxOrderLots: 1_000,
    maxTicks: 100_000,
    maxPositionLots: 5_000,
    minNotional: 1,
    bandPpm: 100_000,
    imPpm: 50_000,
    maxLevels: 100,
    maxMakers: 100,
    maxFires: 100,
  })),
  accounts: ['a', 'b', 'c'].map((owner) => ({
    owner,
    subaccounts: { '0': 50_000_000, '1': 50_000_000 },
    makerPpm: 100,
    takerPpm: 400,
    maxOpenOrders: 100,
  })),
};

/** A keeper over two markets at 1,000 ticks and owners 0, 1, 2 (a, b, c), in its first block. */
export function clobFixture(params: ClobParams = defaultClobParams) {
  const journal = new Journal();
  const events = new EventLog(journal);
  const block = { chainId: 'test', hubSalt: new Uint8Array(32), height: 1, timeMs: 1_000_000, previousTimeMs: 0 };
  const world = new TradingWorld(journal, SETUP);
  const keeper = new ClobKeeper(
    { journal, events, block },
    { markets: world, accounts: world, margin: world, settlement: world, params },
  );
  const price = { mark: 100_000, index: 100_000, status: 'active' };
  world.begin({ timeMs: block.timeMs, markets: { '1': price, '2': price }, txs: [] });
  events.at('tx', 0, 0);
  return { journal, events, block, world, keeper };
}
