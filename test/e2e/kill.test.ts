import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { toHex } from '#chain/lib/bytes.ts';
import { MsgSubmitPythUpdate } from '#proto/generated/nave.oracle.v1.ts';
import type { Fill } from '#src/api/schemas/order.ts';
import type { TxResult } from '#src/api/schemas/tx.ts';
import { outgoing } from '#src/client/build-tx.ts';
import { NaveClient } from '#src/client/nave-client.ts';
import { privateKeySigner } from '#src/client/private-key-signer.ts';
import { RestClient } from '#src/client/rest-client.ts';
import { BlockLog } from '#src/db/block-log.ts';
import { StoredBlock } from '#src/engine/store/block-record.ts';
import { publisherOf } from '#src/localnet/feeds.ts';
import { checkDatabase } from '#src/node/check-database.ts';
import { homePaths } from '#src/node/home.ts';
import { readGenesis } from '#src/node/read-genesis.ts';
import { applicationAtGenesis } from '#src/node/replay.ts';
import { temporaryHome } from '#test/support/e2e-cli.ts';
import { NodeProcess, type ProcessFaults } from '#test/support/e2e-node.ts';
import { makeHome } from '#test/support/real-node.ts';

/** A node under load, killed again and again: nothing that was answered `committed` is ever lost or changed. */
const folder = temporaryHome();
const paths = homePaths(folder.path);
const key = (n: number) => privateKeySigner(new Uint8Array(32).fill(n), { algo: 'secp256k1' });
const [relay, maker, taker] = [key(1), key(2), key(3)];
const seed = Number(process.env.NAVE_TEST_SEED ?? Date.now() % 100_000);
let publisher: ReturnType<typeof publisherOf>;
let node: NodeProcess | undefined;
/** Answers that said `committed`, by tx hash. */
const committed = new Map<string, TxResult>();
/** App hashes shown to the outside, by the height they are the state of. */
const shown = new Map<number, string>();

before(() => {
  makeHome(folder.path, 'nave-local-kill', {
    [relay.account]: 10n,
    [maker.account]: 1_000_000n,
    [taker.account]: 1_000_000n,
  });
  const genesis = readGenesis(paths.genesis);
  const second = Number(genesis.genesisTime / 1_000_000_000n);
  publisher = publisherOf(genesis.json as never, 'calm', 1, second);
});

afterEach(async () => {
  node?.child.kill('SIGKILL');
  await node?.exited;
});

after(() => {
  node?.child.kill('SIGKILL');
  folder.remove();
});

interface Traders {
  readonly relay: NaveClient;
  readonly maker: NaveClient;
  readonly taker: NaveClient;
}

async function traders(rest: string): Promise<Traders> {
  const [a, b, c] = await Promise.all([relay, maker, taker].map((signer) => NaveClient.connect({ rest, signer })));
  return { relay: a!, maker: b!, taker: c! };
}

/** Prices, a quote and an order that takes it; what was answered `committed` is written down. */
async function trade({ relay: prices, maker: sells, taker: buys }: Traders): Promise<void> {
  const now = Math.floor(Date.now() / 1000);
  const update = publisher.slotAt(now).slice(publisher.feeds.map(({ id }) => id));
  const message = outgoing(MsgSubmitPythUpdate, { sender: relay.account, updates: [update] });
  const once = { attempts: 1, returnFailure: true } as const;
  await prices.send([message], { ...once, mode: 'sync' }).catch(() => undefined);
  const order = { market: 'ETH-USD', size: '0.01', type: 'limit' } as const;
  const note = async (sent: Promise<{ result: TxResult }>): Promise<void> => {
    const { result } = await sent;
    if (result.status === 'committed') committed.set(result.txHash, result);
  };
  const eth = publisher.feeds.findIndex(({ symbol }) => symbol === 'ETH/USD');
  const price = String(Math.round(Number(publisher.slotAt(now).prices[eth]!.price) / 1e8));
  // The node dies under some of these: their outcome is unknown, so they count for nothing.
  await Promise.allSettled([
    note(sells.placeOrder({ ...order, side: 'sell', price }, once)),
    note(buys.placeOrder({ ...order, side: 'buy', price }, once)),
    note(
      sells
        .batch([{ place: { ...order, side: 'sell', price } }, { place: { ...order, side: 'buy', price: '1' } }], once)
        .then((result) => ({ result })),
    ),
  ]);
}

async function appHashAt(rpc: string, height: number): Promise<string> {
  const answer = (await (await fetch(`${rpc}/block?height=${height + 1}`)).json()) as {
    result: { block: { header: { app_hash: string } } };
  };
  return answer.result.block.header.app_hash;
}

/** Everything that was promised before is true on this node. */
async function verify(running: NodeProcess): Promise<void> {
  const rest = new RestClient({ url: running.rest });
  const fills = (result: TxResult) =>
    result.items.map((item) => item.fills.map(({ id, size, price }) => [id, size, price]));
  await Promise.all(
    [...committed].map(async ([hash, before]) => {
      const { data } = await rest.get<TxResult>(`tx/${hash}`);
      assert.equal(data.status, 'committed');
      assert.deepEqual([data.height, data.code], [before.height, before.code]);
      assert.deepEqual(fills(data), fills(before));
    }),
  );
  await Promise.all(
    [...shown].map(async ([height, hash]) =>
      assert.equal(await appHashAt(running.rpc, height), hash, `height ${height}`),
    ),
  );
}

test('kill -9 in the first block begins the chain again', { timeout: 60_000 }, async () => {
  const end = await NodeProcess.tryStart(folder.path, { engine: { point: 'published', hit: 1 } });
  assert.ok(!(end instanceof NodeProcess), 'the node lived on');
  assert.equal(end.signal, 'SIGKILL', end.output);
});

const lives: readonly { readonly name: string; readonly faults: ProcessFaults; readonly afterMs?: number }[] = [
  {
    name: 'in the middle of a write to the log',
    faults: { storage: { point: 'log:write', hit: 25, action: 'kill', bytes: 41 } },
  },
  { name: 'when the block is durable', faults: { engine: { point: 'durable', hit: 25 } } },
  { name: 'when the application committed it', faults: { engine: { point: 'committed', hit: 25 } } },
  {
    name: 'before the batch of the state worker',
    faults: { storage: { point: 'worker:before-batch', hit: 25, action: 'kill' } },
  },
  {
    name: 'after the batch of the state worker',
    faults: { storage: { point: 'worker:after-batch', hit: 25, action: 'kill' } },
  },
  { name: 'at a random moment', faults: {}, afterMs: 300 + ((seed * 7919) % 1500) },
];

for (const { name, faults, afterMs } of lives) {
  test(`kill -9 ${name} loses nothing that was answered as committed (seed ${seed})`, { timeout: 60_000 }, async () => {
    const running = await NodeProcess.start(folder.path, faults);
    node = running;
    await verify(running);
    const before = committed.size;
    if (afterMs !== undefined) setTimeout(() => running.child.kill('SIGKILL'), afterMs);
    const all = await traders(running.rest).catch(() => undefined);
    while (!running.isGone && all !== undefined) {
      await trade(all);
      const height = Math.max(0, ...[...committed.values()].map((result) => result.height ?? 0)) - 1;
      if (height > 0)
        await appHashAt(running.rpc, height).then(
          (hash) => shown.set(height, hash),
          () => undefined,
        );
    }
    const { signal, output } = await running.exited;
    assert.equal(signal, 'SIGKILL', output);
    assert.ok(afterMs !== undefined || committed.size > before, 'nothing was committed in this life');
  });
}

test('after all of it history is complete, replay equal and the database sound', async () => {
  const running = await NodeProcess.start(folder.path);
  node = running;
  await verify(running);
  const rest = new RestClient({ url: running.rest });
  const rows: Fill[] = [];
  for (const { account } of [maker, taker]) {
    for await (const fill of rest.pages<Fill>(`accounts/${account}/fills`, { limit: 1000 })) rows.push(fill);
  }
  // What genesis credited belongs to the first block, whenever the node died.
  const { data: ledger } = await rest.get<{ reason: string }[]>(`accounts/${maker.account}/ledger?order=asc&limit=1`);
  assert.equal(ledger[0]?.reason, 'genesis');
  const { code, output } = await running.stop();
  assert.equal(code, 0, output);

  const genesis = readGenesis(paths.genesis);
  const app = await applicationAtGenesis(genesis);
  const log = await BlockLog.open({ dir: paths.blocks, readOnly: true });
  let fills = 0;
  for await (const { height, payload } of log.blocks(1)) {
    const { header, block, results } = StoredBlock.decode(payload);
    app.finalizeBlock({
      height,
      timeNs: header.time,
      txs: block.txs,
      lastCommit: [],
      proposer: header.proposerAddress,
      misbehavior: [],
    });
    const { events, appHash } = app.commit();
    assert.equal(toHex(appHash), toHex(results.appHash), `height ${height}`);
    fills += events.filter(({ event }) => event.type === 'nave.clob.v1.OrderFilled').length;
  }
  await log.close();
  // One event a trade, one row for each of its two sides.
  assert.equal(rows.length, 2 * fills);
  assert.equal(new Set(rows.map(({ id, role }) => `${id} ${role}`)).size, rows.length);
  assert.ok(fills > 10, `${fills} fills`);
  assert.deepEqual((await checkDatabase(paths, genesis)).faults, []);
  console.log(`# ${committed.size} committed txs, ${fills} fills, ${shown.size} app hashes shown, seed ${seed}`);
});
