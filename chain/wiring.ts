import type { ValidatorUpdate } from './app-types.ts';
import type { TxExecutorDeps } from './block/tx-executor.ts';
import { typedDataRegistry } from './block/typed-registry.ts';
import { isLocalnet } from './genesis/chain-id.ts';
import type { Crypto } from './lib/hash.ts';
import type { ChainContext, ChainModule } from './module.ts';
import { createAccounts } from './modules/accounts/module.ts';
import { createAssets } from './modules/assets/module.ts';
import { readBalances } from './modules/bank/genesis.ts';
import { createBank } from './modules/bank/module.ts';
import { createBridge } from './modules/bridge/module.ts';
import { createClob } from './modules/clob/module.ts';
import { createFees } from './modules/fees/module.ts';
import { feeParamsCodec } from './modules/fees/params.ts';
import { FeeRates } from './modules/fees/rates.ts';
import { createFunding } from './modules/funding/module.ts';
import { createMargin } from './modules/margin/module.ts';
import { createMarkets } from './modules/markets/module.ts';
import { createOracle } from './modules/oracle/module.ts';
import { requireSameValidators } from './modules/power/genesis.ts';
import { createPower } from './modules/power/module.ts';
import { ParamsStore } from './state/params-store.ts';
import type { ChargedAccounts } from './tx/ante.ts';
import type { TypedDataRegistry } from './tx/typed-data-registry.ts';

/** The phases of a block that are not transactions (spec: chain §4). */
export interface BlockSteps {
  /** Header checks and restart guard, before lane 0. */
  start(): void;
  /** After lane 0: index and modes, funding, marks, statuses, settling, scheduled cancels, expiry, attested events. */
  afterPrices(): void;
  /** After lane 3: triggers, TWAP slices, sweeps, bridge, fee split. */
  end(): void;
}

/** The whole state machine, put together. */
export interface Wiring {
  /** In the order of dependence, which is also that of genesis and rebuild. */
  readonly modules: readonly ChainModule[];
  /** Sections app_state may have. */
  readonly sections: readonly string[];
  /** Section a module reads at genesis. */
  sectionOf(module: string): string;
  /** What is left of genesis when all modules have read theirs. Throws GenesisError. */
  finishGenesis(sections: Readonly<Record<string, unknown>>, validators: readonly ValidatorUpdate[]): void;
  readonly params: ParamsStore;
  readonly accounts: ChargedAccounts;
  readonly registry: TypedDataRegistry;
  readonly steps: BlockSteps;
  readonly itemCount: TxExecutorDeps['itemCount'];
  readonly reportUndone: TxExecutorDeps['reportUndone'];
  readonly admission: ReadonlyMap<string, (message: never) => void>;
  readonly proposal: ReadonlyMap<string, (message: never) => void>;
  readonly keepers: Keepers;
}

/** Every keeper, for the read model. */
export interface Keepers {
  readonly context: ChainContext;
  readonly accounts: ReturnType<typeof createAccounts>['keeper'];
  readonly assets: ReturnType<typeof createAssets>['keeper'];
  readonly bank: ReturnType<typeof createBank>['keeper'];
  readonly power: ReturnType<typeof createPower>['keeper'];
  readonly markets: ReturnType<typeof createMarkets>['keeper'];
  readonly oracle: ReturnType<typeof createOracle>['keeper'];
  readonly margin: ReturnType<typeof createMargin>['keeper'];
  readonly fees: ReturnType<typeof createFees>['keeper'];
  readonly clob: ReturnType<typeof createClob>['keeper'];
  readonly funding: ReturnType<typeof createFunding>['keeper'];
  readonly bridge: ReturnType<typeof createBridge>['keeper'];
}

/** Modules whose genesis section has another name. */
const SECTION: Readonly<Record<string, string>> = { power: 'validators' };

/** Builds the modules in order; the only place that knows them all. Nothing is set into a module afterwards. */
export function wire(context: ChainContext, crypto: Crypto): Wiring {
  const { journal } = context;
  const params = new ParamsStore(journal);
  const accounts = createAccounts(context, params);
  const assets = createAssets(context);
  const bank = createBank(context, { assets: assets.keeper });
  const power = createPower(context, crypto);
  const markets = createMarkets(context, params);
  const oracle = createOracle(context, {
    crypto,
    params,
    power: power.keeper,
    markets: markets.keeper,
    assets: assets.keeper,
  });
  const feeParams = params.section('fees', feeParamsCodec);
  const rates = new FeeRates(feeParams, accounts.keeper, markets.keeper);
  const margin = createMargin(context, {
    accounts: accounts.keeper,
    markets: markets.keeper,
    prices: markets.keeper,
    assets: assets.keeper,
    fees: rates,
    owners: accounts.keeper,
    bank: bank.keeper,
    assetIds: () => assets.keeper.all().map((asset) => asset.id),
  });
  const fees = createFees(context, {
    margin: margin.keeper,
    rates,
    accounts: accounts.keeper,
    pot: bank.keeper,
    params: feeParams,
  });
  const bridge = createBridge(context, {
    crypto,
    params,
    power: power.keeper,
    accounts: accounts.keeper,
    assets: assets.keeper,
    bank: bank.keeper,
    margin: margin.keeper,
  });
  const clob = createClob(context, {
    markets: markets.keeper,
    accounts: accounts.keeper,
    margin: margin.keeper,
    settlement: fees.keeper.settlement,
    collateral: {
      get isAnyStuck() {
        return bridge.keeper.stuck.length > 0;
      },
      isStuck: (row) => bridge.keeper.stuck.some((asset) => margin.keeper.rows.balance(row, asset) > 0n),
    },
    tableKey: crypto.tableKey,
    params: {
      maxClosedIds: 4096,
      get builderMaxPpm() {
        return feeParams.get().builderMaxPpm;
      },
    },
  });
  const funding = createFunding(context, {
    markets: markets.keeper,
    book: clob.keeper,
    ledgers: margin.keeper,
    insurance: bank.keeper,
    fundingIndex: (market) => margin.keeper.fundingIndex(market),
  });
  const modules = [accounts, assets, bank, power, markets, oracle, margin, fees, clob, funding, bridge].map(
    (built) => built.module,
  );

  const quarantine = (market: number, error: unknown): void =>
    markets.keeper.quarantine(market, error instanceof Error ? `${error.name}: ${error.message}` : 'unknown');

  /** A failing step of one market stops that market, not the block (spec: chain §4). */
  const guarded = (market: number, step: () => void): void => {
    const mark = journal.mark();
    try {
      step();
    } catch (error) {
      journal.rollback(mark);
      quarantine(market, error);
      return;
    }
    journal.release(mark);
  };

  const steps: BlockSteps = {
    start() {
      accounts.keeper.beginBlock();
      markets.keeper.onHeader();
    },
    afterPrices() {
      oracle.keeper.updateIndexes();
      for (const market of funding.keeper.dueMarkets()) guarded(market, () => funding.keeper.beginMarket(market));
      for (const market of markets.keeper.ids) {
        const { hasIndex, indexPrice } = markets.keeper.state(market);
        markets.keeper.setMark(market, hasIndex ? indexPrice : undefined);
      }
      markets.keeper.updateStatuses();
      margin.keeper.refreshPrices();
      clob.keeper.beginBlock();
      bridge.keeper.applyEvents();
    },
    end() {
      clob.keeper.endBlock(quarantine);
      margin.keeper.sweepIsolated(clob.keeper);
      bridge.keeper.endBlock();
      fees.keeper.splitPot();
    },
  };

  return {
    modules,
    params,
    sections: ['accounts', 'assets', 'balances', 'bank', 'bridge', 'fees', 'markets', 'oracle', 'validators'],
    sectionOf: (module) => SECTION[module] ?? module,
    finishGenesis(sections, validators) {
      requireSameValidators(power.keeper.all(), validators, 'app_state.validators');
      for (const { operator, relayer, feeder } of power.keeper.all()) {
        for (const address of [operator, relayer, feeder]) accounts.keeper.create(address);
      }
      const isLocal = isLocalnet(context.block.chainId);
      for (const { account, asset, amount } of readBalances(
        sections.balances ?? [],
        'app_state.balances',
        assets.keeper,
        isLocal,
      )) {
        bank.keeper.addEscrow(0, asset, amount);
        margin.keeper.credit(accounts.keeper.create(account), 0, asset, amount, 'genesis');
      }
    },
    accounts: accounts.keeper,
    registry: {
      ...typedDataRegistry({ markets: markets.keeper, assets: assets.keeper }),
      findSpokeChainId: (spoke) => bridge.keeper.findSpokeChainId(spoke),
    },
    steps,
    itemCount: clob.itemCount,
    reportUndone: clob.reportUndone,
    admission: new Map(modules.flatMap((module) => Object.entries(module.admission ?? {}))),
    proposal: new Map(modules.flatMap((module) => Object.entries(module.proposal ?? {}))),
    keepers: {
      context,
      accounts: accounts.keeper,
      assets: assets.keeper,
      bank: bank.keeper,
      power: power.keeper,
      markets: markets.keeper,
      oracle: oracle.keeper,
      margin: margin.keeper,
      fees: fees.keeper,
      clob: clob.keeper,
      funding: funding.keeper,
      bridge: bridge.keeper,
    },
  };
}
