import type { PartialMessage } from '#chain/lib/protobuf.ts';
import { MsgSend } from '#proto/generated/cosmos.bank.v1beta1.ts';
import { MsgApproveAgent, MsgRevokeAgent, MsgSetReferrer } from '#proto/generated/nave.accounts.v1.ts';
import {
  MsgAmendOrder,
  MsgBatch,
  MsgCancelAllOrders,
  MsgCancelOrder,
  MsgPlaceOrder,
  MsgScheduleCancel,
} from '#proto/generated/nave.clob.v1.ts';
import { MsgFundIsolated, MsgSetLeverage, MsgTransfer } from '#proto/generated/nave.margin.v1.ts';
import { message, type TestKey, type TestMessage } from '#test/support/signing.ts';
import type { TestChain, TestTx } from '#test/support/test-chain.ts';
import type { SimRandom } from './random.ts';

/** Ticks and lots around which orders of a market are made: value of one tick in USD, lot in base. */
const MARKETS: readonly { readonly id: number; readonly base: string }[] = [
  { id: 1, base: 'BTC' },
  { id: 2, base: 'ETH' },
  { id: 3, base: 'SOL' },
  { id: 4, base: 'ARB' },
  { id: 5, base: 'DOGE' },
];

interface MarketScale {
  readonly id: number;
  readonly tickUsd: number;
  readonly lotBase: number;
}

type Place = PartialMessage<MsgPlaceOrder>;

/**
 * Traders that do everything the messages allow, sensible and not: every order kind, amends, batches, transfers, isolated
 * children, leverage, agents, referrers, and nonsense. They never look at results, so the same seed gives the same txs.
 */
export class SimTraders {
  private readonly random: SimRandom;
  private readonly keys: readonly TestKey[];
  private readonly chain: TestChain;
  private readonly scales: ReadonlyMap<number, MarketScale>;
  private clientIds = 0;

  constructor(random: SimRandom, keys: readonly TestKey[], chain: TestChain) {
    this.random = random;
    this.keys = keys;
    this.chain = chain;
    const { markets } = (chain.genesis.app_state as { markets: { markets: Record<string, string>[] } }).markets;
    this.scales = new Map(
      markets.map((market) => [
        Number(market.id),
        { id: Number(market.id), tickUsd: Number(market.tickPrice) / 1e12, lotBase: Number(market.lotE12) / 1e12 },
      ]),
    );
  }

  /** Txs of one block. */
  txs(count: number): TestTx[] {
    return Array.from({ length: count }, () => {
      const key = this.random.pick(this.keys);
      const messages = this.random.chance(0.1) ? [this.message(key), this.message(key)] : [this.message(key)];
      return { key, messages };
    });
  }

  private message(key: TestKey): TestMessage {
    const roll = this.random.int(0, 99);
    if (roll < 55) return message(MsgPlaceOrder, { sender: key.text, ...this.place() });
    if (roll < 62) return message(MsgAmendOrder, { sender: key.text, ...this.amend() });
    if (roll < 70) return message(MsgCancelOrder, { sender: key.text, ...this.cancel() });
    if (roll < 84) return this.batch(key);
    if (roll < 86) {
      return message(MsgCancelAllOrders, { sender: key.text, market: this.random.chance(0.7) ? this.market().id : 0 });
    }
    if (roll < 88)
      return message(MsgScheduleCancel, { sender: key.text, time: this.nowMs() + this.random.int(0, 20_000) });
    return this.account(key);
  }

  private batch(key: TestKey): TestMessage {
    const items = Array.from({ length: this.random.int(1, 6) }, () => {
      const roll = this.random.int(0, 9);
      if (roll < 6) return { place: this.place() };
      return roll < 8 ? { amend: this.amend() } : { cancel: this.cancel() };
    });
    return message(MsgBatch, { sender: key.text, atomic: this.random.chance(0.3), items });
  }

  private account(key: TestKey): TestMessage {
    const other = this.random.pick(this.keys);
    const amount = String(this.random.int(1, 20_000) * 1_000_000);
    switch (this.random.int(0, 7)) {
      case 0:
        return message(MsgSend, { fromAddress: key.text, toAddress: other.text, amount: [{ denom: 'uusdc', amount }] });
      case 1:
      case 2:
        return message(MsgTransfer, {
          sender: key.text,
          to: key.text,
          toSubaccount: this.random.int(0, 2),
          asset: 'USDC',
          amount,
        });
      case 3:
        return message(MsgSetLeverage, {
          sender: key.text,
          market: this.market().id,
          imPpm: this.random.int(0, 600_000),
        });
      case 4:
        return message(MsgFundIsolated, { sender: key.text, market: this.market().id, amount });
      case 5:
        return message(MsgApproveAgent, {
          owner: key.text,
          agent: other.text,
          name: 'bot',
          expiresAt: this.nowMs() + 3_600_000,
          markets: this.random.chance(0.5) ? [1, 2] : [],
          maxNotionalPerDay: this.random.chance(0.5) ? '50000000000' : '',
          canTransfer: this.random.chance(0.5),
        });
      case 6:
        return message(MsgRevokeAgent, { owner: key.text, agent: other.text });
      default:
        return message(MsgSetReferrer, { owner: key.text, referrer: other.text });
    }
  }

  private place(): Place {
    const { random } = this;
    const market = this.market();
    const side = random.int(1, 2);
    const ticks = this.ticksAround(market, random.chance(0.05) ? 0.2 : 0.01);
    const order: Place = {
      market: market.id,
      subaccount: this.subaccount(market.id),
      side,
      type: 1,
      lots: this.lots(market),
      ticks,
      postOnly: random.chance(0.2),
      reduceOnly: random.chance(0.15),
      stp: random.int(0, 4),
      clientOrderId: random.chance(0.4) ? `c${random.chance(0.8) ? this.clientIds++ : random.int(0, 50)}` : '',
    };
    const kind = random.int(0, 19);
    if (kind < 9) return order;
    if (kind < 12) return { ...order, type: 2, postOnly: false, ticks: this.ticksAround(market, 0.03) };
    if (kind === 12) return { ...order, tif: 4, postOnly: false };
    if (kind === 13) return { ...order, tif: 2, expiresAt: this.nowMs() + random.int(-1000, 30_000) };
    if (kind < 16) {
      const trigger = { kind: random.int(1, 2), source: random.int(1, 3), ticks: this.ticksAround(market, 0.01) };
      return { ...order, type: 2, postOnly: false, trigger };
    }
    if (kind === 16) {
      const trigger = { kind: 3, source: 1, callbackPpm: random.int(1_000, 20_000), slippagePpm: 50_000 };
      return { ...order, type: 2, ticks: 0, postOnly: false, trigger };
    }
    if (kind === 17) {
      const twap = { durationMs: 300_000, intervalMs: 30_000, slippagePpm: 20_000 };
      return { ...order, type: 2, ticks: 0, postOnly: false, twap, lots: this.lots(market) * 20 };
    }
    if (kind === 18) {
      const child = (childKind: number) => ({
        kind: childKind,
        source: random.int(1, 2),
        triggerTicks: this.ticksAround(market, 0.02),
        type: 2,
        ticks: this.ticksAround(market, 0.05),
      });
      return { ...order, reduceOnly: false, children: random.chance(0.5) ? [child(1), child(2)] : [child(1)] };
    }
    return { ...order, side: random.int(0, 3), type: random.int(0, 3), tif: random.int(0, 5) };
  }

  private amend(): PartialMessage<MsgAmendOrder> {
    const market = this.market();
    return {
      market: market.id,
      ...this.target(),
      ...(this.random.chance(0.6) && { ticks: this.ticksAround(market, 0.01) }),
      ...(this.random.chance(0.6) && { lots: this.lots(market) }),
      postOnly: this.random.chance(0.2),
    };
  }

  private cancel(): PartialMessage<MsgCancelOrder> {
    return { market: this.market().id, ...this.target() };
  }

  private target(): { orderId: number } | { clientOrderId: string } {
    if (this.random.chance(0.5)) return { clientOrderId: `c${this.random.int(0, this.clientIds + 1)}` };
    return { orderId: this.random.int(1, 400) };
  }

  private market(): MarketScale {
    return this.scales.get(this.random.pick(MARKETS).id)!;
  }

  private subaccount(market: number): number {
    if (this.random.chance(0.85)) return 0;
    return this.random.chance(0.5) ? this.random.int(0, 3) : 256 * market;
  }

  private lots(market: MarketScale): number {
    const base = MARKETS.find(({ id }) => id === market.id)!.base;
    const usd = 10 ** (1 + this.random.next() * 4);
    return Math.max(1, Math.round(usd / (this.chain.prices[base]! * market.lotBase)));
  }

  private ticksAround(market: MarketScale, spread: number): number {
    const base = MARKETS.find(({ id }) => id === market.id)!.base;
    const price = this.chain.prices[base]! * (1 + (this.random.next() - 0.5) * 2 * spread);
    return Math.max(1, Math.round(price / market.tickUsd));
  }

  private nowMs(): number {
    return Number(this.chain.timeNs / 1_000_000n);
  }

  /** Moves every price a little; now and then a market jumps. */
  movePrices(): void {
    for (const symbol of Object.keys(this.chain.prices)) {
      const step = this.random.chance(0.02) ? 0.02 : 0.001;
      if (symbol !== 'USDT') this.chain.prices[symbol]! *= 1 + (this.random.next() - 0.5) * step;
    }
  }
}
