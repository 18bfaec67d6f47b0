import { Application } from '#chain/app.ts';
import type { TxResult } from '#chain/app-types.ts';
import { toHex } from '#chain/lib/bytes.ts';
import { TestKey } from '#test/support/signing.ts';
import { blockRequest, initChain, TestChain } from '#test/support/test-chain.ts';
import { recordDifference } from './difference.ts';
import { SimRandom } from './random.ts';
import { readEverything } from './readers.ts';
import { SimTraders } from './traders.ts';

export interface SimulationReport {
  readonly seed: number;
  readonly blocks: number;
  readonly appHash: string;
  readonly codes: ReadonlyMap<number, number>;
  readonly fills: number;
  /** First height at which a shadow said another app hash, with what it was. */
  readonly differs: string | undefined;
}

/** An application that runs the same blocks under other circumstances. */
interface Shadow {
  readonly name: string;
  readonly app: () => Application;
  run(height: number, timeNs: bigint, txs: readonly Uint8Array[]): Uint8Array;
}

/** Blocks only: no pool, no proposals, signatures taken as verified. */
function blocksOnly(genesis: TestChain['genesis']): Shadow {
  const app = new Application();
  initChain(app, genesis);
  return { name: 'blocks only', app: () => app, run: (height, timeNs, txs) => finalize(app, height, timeNs, txs) };
}

/** Restarted before each block: everything but the records is thrown away and built again from them. */
function restarted(genesis: TestChain['genesis']): Shadow {
  let app = new Application();
  initChain(app, genesis);
  return {
    name: 'restarted before each block',
    app: () => app,
    run(height, timeNs, txs) {
      const facts = app.records.committed!;
      const records = [...app.records.records()].reverse();
      app = new Application();
      for (const record of records) app.loadRecord(record);
      app.finishLoad(facts);
      return finalize(app, height, timeNs, txs);
    },
  };
}

function finalize(app: Application, height: number, timeNs: bigint, txs: readonly Uint8Array[]): Uint8Array {
  const copies = txs.map((tx) => tx.slice());
  const { appHash } = app.finalizeBlock(blockRequest(height, timeNs, copies));
  app.commit();
  return appHash;
}

/** A seeded run of random traders over moving prices, all invariants and both shadows after every block. */
export function simulate(seed: number, blocks: number, txsPerBlock = 12): SimulationReport {
  const random = new SimRandom(seed);
  const keys = Array.from(
    { length: 10 },
    (_, i) => new TestKey(`trader ${i}`, i % 2 === 0 ? 'secp256k1' : 'ethsecp256k1'),
  );
  const chain = new TestChain({
    verify: false,
    balances: keys.flatMap((key, i) => [
      { key, asset: 'USDC', amount: BigInt(10_000 + 30_000 * i) * 1_000_000n },
      ...(i % 3 === 0 ? [{ key, asset: 'ETH', amount: 5_000_000_000n }] : []),
    ]),
  });
  const traders = new SimTraders(random, keys, chain);
  const shadows = [blocksOnly(chain.genesis), restarted(chain.genesis)];
  const codes = new Map<number, number>();
  let fills = 0;
  let differs: string | undefined;
  for (let i = 0; i < blocks && differs === undefined; i++) {
    traders.movePrices();
    const txs = i < 3 ? [] : traders.txs(random.int(0, 2 * txsPerBlock));
    readEverything(chain, keys, txs);
    const gap = random.chance(0.01) ? random.int(20_000, 90_000) : random.int(100, 3_000);
    const results: TxResult[] = chain.block(txs, gap, !random.chance(0.03));
    for (const { code } of results) codes.set(code, (codes.get(code) ?? 0) + 1);
    fills += chain.events.filter(({ type }) => type === 'nave.clob.v1.OrderFilled').length;
    const block = chain.blocks.at(-1)!;
    for (const shadow of shadows) {
      const hash = shadow.run(chain.height, block.timeNs, block.txs);
      if (toHex(hash) !== toHex(block.appHash)) {
        const where = recordDifference(chain.app, shadow.app()).join('\n  ');
        differs = `${shadow.name} at height ${chain.height}\n  ${where}`;
      }
    }
  }
  return { seed, blocks: chain.height, appHash: toHex(chain.app.appHash()), codes, fills, differs };
}
