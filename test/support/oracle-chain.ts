import { readFileSync } from 'node:fs';
import { fromHex } from '#chain/lib/bytes.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';
import type { ChainModule } from '#chain/module.ts';
import { createAssets } from '#chain/modules/assets/module.ts';
import { createBank } from '#chain/modules/bank/module.ts';
import { createMarkets } from '#chain/modules/markets/module.ts';
import { createOracle } from '#chain/modules/oracle/module.ts';
import { createPower } from '#chain/modules/power/module.ts';
import { type ChainEvent, EventLog } from '#chain/state/event-log.ts';
import { Journal } from '#chain/state/journal.ts';
import { ParamsStore } from '#chain/state/params-store.ts';
import type { RecordSource } from '#chain/state/record.ts';
import { encodeUpdate, type PublishedPrice, proSigner, type UpdateSigner } from '#src/localnet/hermes/encode-update.ts';
import { routerKey } from '#src/localnet/public-keys.ts';
import { collected } from '#test/support/collected.ts';

export const GENESIS_FILE = new URL('../../genesis.json', import.meta.url);

/** A JSON object that a test takes apart and changes. */
export type Json = Record<string, unknown>;

/** A fresh copy of the default localnet's genesis. */
export function readGenesis(): { chain_id: string; app_state: Record<string, Json> } {
  return JSON.parse(readFileSync(GENESIS_FILE, 'utf8')) as { chain_id: string; app_state: Record<string, Json> };
}

export const BTC_FEED = fromHex('e62df6c8b4a85fe1a67db44dc12de5db330f7ac66b72dc658afedf0f4a415b43');
export const ETH_FEED = fromHex('ff61491a931112ddf1bd8147cd1b641375f79f5825126d665480874634fd0ace');
export const USDT_FEED = fromHex('2b89b9dc8fdf9f34709a5b106b472f0f39bb6ca9ce04b0fd7f2e971688e2e53b');
export const BTC = 1;
export const ETH = 2;

const SIGNER = proSigner(
  0,
  [0, 1, 2].map((index) => ({ index, privateKey: routerKey(index).privateKey })),
);

/** assets, bank, power, markets and oracle on one journal, begun from genesis, block by block. */
export class OracleChain {
  readonly journal = new Journal();
  readonly events = new EventLog(this.journal);
  readonly block = { chainId: 'nave-local-test', hubSalt: new Uint8Array(32), height: 0, timeMs: 0, previousTimeMs: 0 };
  readonly params = new ParamsStore(this.journal);
  private readonly context = { journal: this.journal, events: this.events, block: this.block };
  readonly assets = createAssets(this.context);
  readonly bank = createBank(this.context, { assets: this.assets.keeper });
  readonly power = createPower(this.context, nobleCrypto);
  readonly markets = createMarkets(this.context, this.params);
  readonly oracle = createOracle(this.context, {
    crypto: nobleCrypto,
    params: this.params,
    power: this.power.keeper,
    markets: this.markets.keeper,
    assets: this.assets.keeper,
  });
  private slot = 1n;

  constructor(chainId = 'nave-local-test', startMs = 1_800_000_000_000) {
    this.block.chainId = chainId;
    this.block.timeMs = startMs;
  }

  get modules(): ChainModule[] {
    return [this.assets, this.bank, this.power, this.markets, this.oracle].map(({ module }) => module);
  }

  get sources(): RecordSource[] {
    return [this.params.source, ...this.modules.flatMap((module) => module.sources)];
  }

  /** InitChain with the localnet's genesis, changed by `adapt`. */
  begin(adapt: (state: Record<string, Json>) => void = () => {}): this {
    const { app_state: state } = readGenesis();
    adapt(state);
    for (const module of this.modules) {
      const section = state[module.name === 'power' ? 'validators' : module.name];
      module.initGenesis(section);
    }
    return this;
  }

  /** One block `stepMs` after the last: prices of lane 0, then the begin phase. Returns its events. */
  next(stepMs: number, prices: readonly Partial<PublishedPrice>[] = []): ChainEvent[] {
    this.block.previousTimeMs = this.block.timeMs;
    this.block.timeMs += stepMs;
    this.block.height++;
    this.markets.keeper.onHeader();
    if (prices.length > 0) this.oracle.keeper.submit([this.update(prices)]);
    this.oracle.keeper.updateIndexes();
    for (const id of this.markets.keeper.ids) {
      const { hasIndex, indexPrice } = this.markets.keeper.state(id);
      this.markets.keeper.setMark(id, hasIndex ? indexPrice : undefined);
    }
    this.markets.keeper.updateStatuses();
    return this.events.take().map((placed) => placed.event);
  }

  /** Block time in whole seconds. */
  get second(): number {
    return Math.floor(this.block.timeMs / 1000);
  }

  /** A signed update; what is left out is a fresh, confident BTC price of 85,000 USD. */
  update(prices: readonly Partial<PublishedPrice>[], signer: UpdateSigner = SIGNER, slot = this.slot++): Uint8Array {
    const full = prices.map((price): PublishedPrice => {
      const publishTime = price.publishTime ?? this.second;
      const value = price.price ?? 8_500_000_000_000n;
      return {
        feedId: BTC_FEED,
        price: value,
        conf: value / 2000n,
        expo: -8,
        publishTime,
        prevPublishTime: publishTime - 1,
        emaPrice: value,
        emaConf: 0n,
        ...price,
      };
    });
    return encodeUpdate(slot, full, signer);
  }

  /** What every invariant says, undefined ones left out. */
  broken(): string[] {
    const all = this.modules.flatMap((module) => module.invariants);
    return all.flatMap((one) => one.check() ?? []);
  }

  /** Writes every record into another, empty chain and rebuilds it: what a restart does. */
  restartInto(other: OracleChain): void {
    Object.assign(other.block, this.block);
    const records = this.sources.flatMap((source) =>
      collected(source).map((change) => ({ source: source.name, change })),
    );
    for (const { source, change } of records) {
      if (change.value === undefined) continue;
      const target = other.sources.find((one) => one.name === source);
      target?.load({ key: change.key, value: change.value, slot: 0 });
    }
    for (const module of other.modules) module.rebuild();
  }
}
