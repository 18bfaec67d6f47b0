import { Application } from '#chain/app.ts';
import type { BlockCommitted, FinalizeBlockResponse } from '#chain/app-types.ts';
import type { Crypto } from '#chain/lib/hash.ts';
import { BatchItem, MsgBatch, OrderType, Side, TimeInForce } from '#proto/generated/nave.clob.v1.ts';
import { message, type TestMessage } from '#test/support/signing.ts';
import { blockRequest, initChain } from '#test/support/test-chain.ts';
import { BTC_TICKS, ETH_TICKS, exchangeGenesis, MARKETS, POSITION_LOTS } from './exchange-genesis.ts';
import { priceMessage } from './exchange-prices.ts';
import { type Nonce, signTraderTx, type Trader, traderOf } from './traders.ts';

export const ACCOUNTS = 2_000;
const NS = 1_000_000_000n;
const GENESIS_SECOND = 1_795_305_600n;
const TIMEOUT_NS = 300n * NS;

let known: readonly Trader[] | undefined;

/** Account i of every bench; the price relay follows the last. */
export function traders(): readonly Trader[] {
  known ??= Array.from({ length: ACCOUNTS + 1 }, (_, i) => traderOf(i));
  return known;
}

export interface ExchangeOptions {
  readonly crypto: Crypto;
  /** Without positions accounts start flat. */
  readonly positions?: boolean;
  /** Accounts beside the traders: the same money, no key and no positions. */
  readonly others?: readonly Uint8Array[];
}

/**
 * The real application with 2,000 funded accounts, of which even ones are long and odd ones short in ten markets: the world
 * of every bench that runs whole blocks. Setup goes through finalizeBlock as txs do, without timing or checks of signatures.
 */
export class Exchange {
  readonly app: Application;
  readonly chainId: string;
  height = 0;
  timeNs = GENESIS_SECOND * NS;
  private nonces = 0n;

  constructor(options: ExchangeOptions) {
    const genesis = exchangeGenesis(
      [...traders().map(({ address }) => address), ...(options.others ?? [])],
      '2026-11-22T00:00:00Z',
    );
    this.chainId = genesis.chain_id;
    this.app = new Application({ crypto: options.crypto });
    initChain(this.app, genesis);
    for (let i = 0; i < 3; i++) this.run([this.priceTx()]);
    if (options.positions !== false) this.openPositions();
  }

  /** A nonce no other tx has. */
  freshNonce(): Nonce {
    this.nonces += 1000n;
    return { timeoutNs: this.timeNs + TIMEOUT_NS + this.nonces };
  }

  sign(account: number, messages: readonly TestMessage[], nonce: Nonce = this.freshNonce()): Uint8Array {
    const trader = traders()[account]!;
    return signTraderTx(trader, messages, nonce, this.chainId, this.app.accountNumber(trader.address));
  }

  /** The feeds' update as of `timeNs`; of the next block of setup when left out. */
  priceTx(timeNs = this.timeNs + NS): Uint8Array {
    return this.sign(ACCOUNTS, [priceMessage(traders()[ACCOUNTS]!.text, timeNs)]);
  }

  /** One block of setup, a second after the last. */
  run(txs: readonly Uint8Array[]): { results: FinalizeBlockResponse; committed: BlockCommitted } {
    this.height++;
    this.timeNs += NS;
    const results = this.app.finalizeBlock(blockRequest(this.height, this.timeNs, txs));
    for (const { code, log } of results.txResults) if (code !== 0) throw new Error(`setup failed: ${code} ${log}`);
    return { results, committed: this.app.commit() };
  }

  /** Odd accounts offer at the oracle price, even ones take: 1,000 pairs in each market. */
  private openPositions(): void {
    this.run([this.priceTx(), ...this.everyOther(1)]);
    const { committed } = this.run(this.everyOther(0));
    const fills = committed.events.filter(({ event }) => event.type === 'nave.clob.v1.OrderFilled').length;
    if (fills !== (ACCOUNTS / 2) * MARKETS) throw new Error(`setup made ${fills} fills`);
    this.run([this.priceTx()]);
  }

  private everyOther(parity: 0 | 1): Uint8Array[] {
    return positionMessages(parity).map(({ account, messages }) => this.sign(account, messages));
  }
}

/** What gives accounts of one parity their positions: odd ones offer in every market, even ones take. */
export function positionMessages(parity: 0 | 1): { readonly account: number; readonly messages: TestMessage[] }[] {
  const items = Array.from({ length: MARKETS }, (_, i) =>
    BatchItem.fromPartial({
      place: {
        market: i + 1,
        side: parity === 0 ? Side.BUY : Side.SELL,
        type: OrderType.LIMIT,
        lots: POSITION_LOTS,
        ticks: i === 0 ? BTC_TICKS : ETH_TICKS,
        tif: parity === 0 ? TimeInForce.IOC : TimeInForce.GTC,
      },
    }),
  );
  return Array.from({ length: ACCOUNTS / 2 }, (_, i) => {
    const account = i * 2 + parity;
    return { account, messages: [message(MsgBatch, { sender: traders()[account]!.text, atomic: true, items })] };
  });
}
