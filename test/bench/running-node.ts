import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '#src/node/config.ts';
import { homePaths } from '#src/node/home.ts';
import { initHome } from '#src/node/init-home.ts';
import { NaveNode } from '#src/node/node.ts';
import { createLogger } from '#src/telemetry/log.ts';
import type { TestMessage } from '#test/support/signing.ts';
import { ACCOUNTS, positionMessages, traders } from './exchange.ts';
import { withExchange } from './exchange-genesis.ts';
import { priceMessage } from './exchange-prices.ts';
import { signTraderTx } from './traders.ts';

const CHAIN_ID = 'nave-local-bench';
const PRICE_MS = 1_000;
/** Txs of setup at a time: prices must not grow old behind them. */
const HANDFUL = 250;
const NS = 1_000_000_000n;

/**
 * A whole node on this machine as `nave start` runs it (pool, signature worker, solo engine, block log, state store, history,
 * REST, WebSocket, RPC) on the bench's exchange, its prices renewed every second.
 */
export class RunningNode {
  readonly node: NaveNode;
  private readonly home: string;
  private readonly numbers: readonly number[];
  private nonces = 0n;
  private blockTimeMs = 0;
  private timer: NodeJS.Timeout | undefined;

  private constructor(node: NaveNode, home: string) {
    this.node = node;
    this.home = home;
    node.engine.onBlock(({ committed }) => {
      this.blockTimeMs = committed.timeMs;
    });
    this.numbers = traders().map(({ address }) => node.app.accountNumber(address));
  }

  /** @param settings beside the defaults; ports are free ones */
  static async start(settings: Parameters<typeof loadConfig>[1] = {}): Promise<RunningNode> {
    const home = mkdtempSync(join(tmpdir(), 'nave-bench-'));
    const accounts = traders().map(({ address }) => address);
    initHome({
      paths: homePaths(home),
      moniker: 'bench',
      chainId: CHAIN_ID,
      now: new Date(Date.now() - 5_000),
      adapt: (genesis) => withExchange(genesis, accounts),
    });
    const flags = { 'rpc.port': '0', 'api.port': '0', 'metrics.port': '0', ...settings };
    const node = await NaveNode.start(loadConfig(home, flags, {}), createLogger('error', 'json'), (error) => {
      throw error;
    });
    const running = new RunningNode(node, home);
    await running.reach(2);
    await running.submitPrices();
    running.timer = setInterval(() => void running.submitPrices(), PRICE_MS);
    await running.reach(node.engine.height + 2);
    await running.openPositions();
    return running;
  }

  /** Unordered, valid for five minutes. */
  sign(account: number, messages: readonly TestMessage[]): Uint8Array {
    const timeoutNs = BigInt(Date.now()) * 1_000_000n + 300n * NS + ++this.nonces * 1000n;
    return signTraderTx(traders()[account]!, messages, { timeoutNs }, CHAIN_ID, this.numbers[account]!);
  }

  /** Resolves when the chain is at a height. */
  async reach(height: number): Promise<void> {
    if (this.node.engine.height >= height) return;
    await new Promise<void>((resolve) => {
      const stop = this.node.engine.onBlock(({ committed }) => {
        if (committed.height < height) return;
        stop();
        resolve();
      });
    });
  }

  /** Sends txs a handful at a time and waits until all were executed; throws when one is refused, on the way in or later. */
  async settle(txs: readonly Uint8Array[]): Promise<void> {
    let refused: string | undefined;
    const stop = this.node.engine.onBlock(({ committed }) => {
      refused ??= committed.txs.find(({ result }) => result.code !== 0)?.result.log;
    });
    for (let from = 0; from < txs.length; from += HANDFUL) {
      await this.marketsActive();
      const results = await Promise.all(txs.slice(from, from + HANDFUL).map((tx) => this.node.mempool.submit(tx)));
      refused ??= results.find(({ code }) => code !== 0)?.log;
      while (this.node.mempool.size > 0) await this.reach(this.node.engine.height + 1);
      if (refused !== undefined) throw new Error(`setup failed: ${refused}`);
    }
    stop();
  }

  /** Setup executes long blocks; prices that aged meanwhile keep markets from new positions for a while. */
  async marketsActive(): Promise<void> {
    const { view } = this.node.app;
    while (view.markets().some(({ id }) => view.marketStatus(id).status !== 'active'))
      await this.reach(this.node.engine.height + 1);
  }

  private async openPositions(): Promise<void> {
    for (const parity of [1, 0] as const) {
      await this.settle(positionMessages(parity).map(({ account, messages }) => this.sign(account, messages)));
    }
  }

  private async submitPrices(): Promise<void> {
    const publishedMs = Math.max(this.blockTimeMs, Date.now() - PRICE_MS);
    const tx = this.sign(ACCOUNTS, [priceMessage(traders()[ACCOUNTS]!.text, BigInt(publishedMs) * 1_000_000n)]);
    await this.node.mempool.submit(tx);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.node.stop();
    rmSync(this.home, { recursive: true, force: true });
  }
}
