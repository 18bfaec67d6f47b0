import type { ChainRecord } from '../block/chain-record.ts';
import type { Address } from '../lib/units.ts';
import type { RecordProof } from '../state/proof.ts';
import type { ChainView } from '../view.ts';
import type { Keepers } from '../wiring.ts';
import { AccountReads } from './account-reads.ts';
import { BridgeViews } from './bridge-reads.ts';
import type { ViewChain, ViewProof } from './chain-types.ts';
import { MarketReads } from './market-reads.ts';
import { paramsOf } from './params-reads.ts';
import { solvencyOf } from './solvency-reads.ts';
import { Trials } from './trials.ts';

/** What the read model needs of the application beside its keepers. */
export interface ViewSource {
  readonly keepers: Keepers;
  /** undefined before genesis. */
  genesis(): ChainRecord | undefined;
  appHash(): Uint8Array;
  /** Proofs of committed records. @throws AppError 8004 */
  proofAt(key: Uint8Array, height: number): RecordProof | undefined;
  oldestHeight(): number;
  /** Runs `body` on a branch of committed state and drops what it did. */
  trial<T>(body: () => T): T;
  readonly subaccountPrefix: number;
}

/**
 * The read model over the keepers. It shows the state of the last block that was executed; callers read between blocks. The
 * view of an old height is that of an application loaded with its records.
 */
export function createView(source: ViewSource): ChainView {
  const { keepers } = source;
  const { block } = keepers.context;
  const bridge = new BridgeViews(keepers);
  const markets = new MarketReads(keepers, bridge);
  const accounts = new AccountReads(keepers, bridge);
  const trials = new Trials(keepers, accounts, (body) => source.trial(body));
  let solvency: { readonly height: number; readonly report: ReturnType<typeof solvencyOf> } | undefined;

  const chain = (): ViewChain => ({
    chainId: block.chainId,
    genesisHash: source.genesis()?.genesisHash ?? new Uint8Array(32),
    hubSalt: block.hubSalt,
    height: block.height,
    timeMs: block.timeMs,
    appHash: source.appHash(),
    restartPhase: keepers.markets.restartPhase,
  });

  const proof = (owner: Address, subaccount: number, height: number): ViewProof | undefined => {
    const key = new Uint8Array(25);
    key[0] = source.subaccountPrefix;
    key.set(owner, 1);
    new DataView(key.buffer).setUint32(21, subaccount);
    const found = source.proofAt(key, height);
    if (found === undefined) return undefined;
    const { value, slot, siblings, stateRoot, eventsRoot, version } = found;
    return { key, value, slot, path: siblings, stateRoot, eventsRoot, stateVersion: version, height };
  };

  const view: ChainView = {
    chain,

    markets: () => markets.all(),
    findMarket: (id) => markets.find(id),
    findMarketByTicker: (ticker) => markets.findByTicker(ticker),
    marketStatus: (id) => markets.status(id),
    prices: (id) => markets.prices(id),
    openInterest: (id) => keepers.margin.openInterest(id),
    holders: (id) => keepers.margin.holders(id),
    funding: (id) => markets.funding(id),
    oracle: (id) => markets.oracle(id),
    openInterestScalePpm: (id) => keepers.margin.openInterestScalePpm(id),
    book: (id, levels) => ({
      bids: keepers.clob.queries.levels(id, 'buy', levels),
      asks: keepers.clob.queries.levels(id, 'sell', levels),
    }),
    bookOrders: (id, levels) => ({
      bids: keepers.clob.queries.levelOrders(id, 'buy', levels),
      asks: keepers.clob.queries.levelOrders(id, 'sell', levels),
    }),

    assets: () => markets.assets(),

    orders: (owner, filter) => accounts.orders(owner, filter),
    findOrder: (market, orderId) => keepers.clob.queries.findOrder(market, orderId),

    accountSeq: (owner) => accounts.seq(owner),
    findAccount: (owner) => accounts.find(owner),
    findSubaccount: (owner, number) => accounts.findSubaccount(owner, number),
    subaccountReader: (owner, number) => accounts.reader(owner, number),
    subaccounts: (owner) => accounts.subaccounts(owner),
    positions: (owner, subaccount) => accounts.positions(owner, subaccount),
    agents: (owner) => accounts.agents(owner),
    fees: (owner) => accounts.fees(owner),
    limits: (owner) => accounts.limits(owner),

    feeParams: () => accounts.feeParams(),
    params: () => paramsOf(keepers),
    solvency: () => {
      if (solvency?.height !== block.height) solvency = { height: block.height, report: solvencyOf(keepers) };
      return solvency.report;
    },
    bridge,
    proof,
    proofHeights: () => ({ first: source.oldestHeight(), last: block.height }),
    simulate: (request) => trials.run(request),
  };
  return view;
}
