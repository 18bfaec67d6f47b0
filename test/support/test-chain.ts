import { readFileSync } from 'node:fs';
import { Application, type ApplicationOptions } from '#chain/app.ts';
import type { BlockCommitted, TxResult } from '#chain/app-types.ts';
import { type GenesisJson, withBalance } from '#chain/genesis/localnet.ts';
import { findBase64, fromHex, toHex } from '#chain/lib/bytes.ts';
import { MsgSubmitPythUpdate } from '#proto/generated/nave.oracle.v1.ts';
import { encodeUpdate, proSigner } from '#src/localnet/hermes/encode-update.ts';
import { routerKey } from '#src/localnet/public-keys.ts';
import { message, signTx, TestKey, type TestMessage } from './signing.ts';

/** The default localnet's genesis, parsed anew for each caller. */
export const readGenesis = (): GenesisJson =>
  JSON.parse(readFileSync(new URL('../../genesis.json', import.meta.url), 'utf8')) as GenesisJson;

/** 2026-11-22T00:00:00Z, the genesis time of genesis.json. */
const GENESIS_SECOND = 1_795_305_600n;
const NS = 1_000_000_000n;

/** USD of the localnet's feeds, by symbol of market base or asset. */
export const PRICES: Readonly<Record<string, number>> = {
  BTC: 100_000,
  ETH: 4_000,
  SOL: 200,
  ARB: 0.5,
  DOGE: 0.2,
  USDT: 1,
  wBTC: 100_000,
  wstETH: 4_800,
};

export interface TestBalance {
  readonly key: TestKey;
  readonly asset: string;
  /** Hub units. */
  readonly amount: bigint;
}

export interface TestChainOptions extends ApplicationOptions {
  readonly balances?: readonly TestBalance[];
  /** Changes the genesis before anything is built from it. */
  readonly adapt?: (genesis: GenesisJson) => GenesisJson;
  /** Builds the application another way: loaded from records, another engine. */
  readonly create?: (options: ApplicationOptions) => Application;
}

/** A message list signed by a key in one tx. */
export interface TestTx {
  readonly key: TestKey;
  readonly messages: readonly TestMessage[];
}

const signer = proSigner(
  0,
  [0, 1, 2].map((index) => ({ index, privateKey: routerKey(index).privateKey })),
);

/**
 * The real application without engine or disk: blocks go in, results come out, every invariant runs after every block.
 * Prices enter as signed updates by a relay account, like on any chain.
 */
export class TestChain {
  app: Application;
  readonly chainId: string;
  readonly genesis: GenesisJson;
  readonly prices: Record<string, number> = { ...PRICES };
  /** Blocks so far, for shadow runs. */
  readonly blocks: { readonly txs: readonly Uint8Array[]; readonly timeNs: bigint; readonly appHash: Uint8Array }[] =
    [];
  timeNs = GENESIS_SECOND * NS;
  height = 0;
  private nonce = 0n;
  private readonly relay = new TestKey('price relay');
  private readonly feeds: readonly { readonly symbol: string; readonly id: Uint8Array; readonly exponent: number }[];

  constructor(options: TestChainOptions = {}) {
    const { balances = [], adapt = (genesis) => genesis, create, ...rest } = options;
    this.genesis = [{ key: this.relay, asset: 'USDC', amount: 1_000_000n }, ...balances].reduce(
      (genesis, { key, asset, amount }) => withBalance(genesis, key.address, asset, amount),
      adapt(readGenesis()),
    );
    this.chainId = this.genesis.chain_id;
    this.feeds = feedsOf(this.genesis);
    const appOptions = { verify: true, invariantsEvery: 1, ...rest };
    this.app = create?.(appOptions) ?? new Application(appOptions);
    initChain(this.app, this.genesis);
  }

  /** One block; time goes on by `ms`. `prices` false leaves the update out. */
  block(txs: readonly TestTx[] = [], ms = 1000, prices = true): TxResult[] {
    this.timeNs += BigInt(ms) * 1_000_000n;
    const raw = txs.map((tx) => this.sign(tx.key, tx.messages));
    const all = prices ? [this.priceTx(), ...raw] : raw;
    const order = this.app.prepareProposal(all, 2_000_000);
    const { txResults } = this.run(order);
    return raw.map((bytes) => txResults[order.indexOf(bytes)]!);
  }

  /** Executes and commits raw txs in the given order. */
  run(txs: readonly Uint8Array[]): { readonly txResults: readonly TxResult[]; readonly committed: BlockCommitted } {
    this.height++;
    const { txResults } = this.app.finalizeBlock(blockRequest(this.height, this.timeNs, txs));
    const committed = this.app.commit();
    this.last = committed;
    this.blocks.push({ txs, timeNs: this.timeNs, appHash: committed.appHash });
    return { txResults, committed };
  }

  /** The last committed block. */
  last: BlockCommitted | undefined;

  /** Events of the last block without their places. */
  get events(): readonly { readonly type: string; readonly [field: string]: unknown }[] {
    return this.last!.events.map(({ event }) => event as never);
  }

  /** An unordered tx that is unique and in time. */
  sign(key: TestKey, messages: readonly TestMessage[], sequence?: number): Uint8Array {
    const accountNumber = this.app.accountNumber(key.address);
    const timeoutNs = this.timeNs + 60n * NS + 1000n * ++this.nonce;
    return signTx(key, messages, {
      chainId: this.chainId,
      accountNumber,
      ...(sequence === undefined ? { timeoutNs } : { sequence }),
    });
  }

  /** The update of all feeds at the block's second. */
  priceTx(): Uint8Array {
    const second = Number(this.timeNs / NS);
    const prices = this.feeds.map(({ symbol, id, exponent }) => {
      const price = BigInt(Math.round(this.prices[symbol]! * 10 ** -exponent));
      return {
        feedId: id,
        price,
        conf: price / 10_000n,
        expo: exponent,
        publishTime: second,
        prevPublishTime: second - 1,
        emaPrice: price,
        emaConf: 1n,
      };
    });
    const update = encodeUpdate(this.timeNs / 50_000_000n, prices, signer);
    return this.sign(this.relay, [message(MsgSubmitPythUpdate, { sender: this.relay.text, updates: [update] })]);
  }
}

/** InitChain of a genesis on a fresh application. */
export function initChain(app: Application, genesis: GenesisJson): void {
  const validators = genesis.validators as { pub_key: { value: string }; power: string }[];
  app.initChain({
    chainId: genesis.chain_id,
    genesisTimeNs: GENESIS_SECOND * NS,
    initialHeight: Number(genesis.initial_height),
    validators: validators.map(({ pub_key, power }) => ({
      publicKey: findBase64(pub_key.value)!,
      power: Number(power),
    })),
    appState: genesis.app_state,
  });
}

export function blockRequest(height: number, timeNs: bigint, txs: readonly Uint8Array[]) {
  return { height, timeNs, txs, lastCommit: [], proposer: new Uint8Array(20), misbehavior: [] };
}

function feedsOf(genesis: GenesisJson) {
  const state = genesis.app_state as {
    oracle: { feeds: { id: string; symbol: string; exponent: string }[] };
    markets: { markets: { base: string; feed: string }[] };
    assets: { assets: { symbol: string; feed?: string }[] };
  };
  const named = new Map<string, string>();
  for (const { symbol, feed } of state.assets.assets) if (feed !== undefined) named.set(feed, symbol);
  for (const { base, feed } of state.markets.markets) named.set(feed, base);
  return state.oracle.feeds.map(({ id, exponent }) => ({
    symbol: named.get(id)!,
    id: fromHex(id),
    exponent: Number(exponent),
  }));
}

export { toHex };
