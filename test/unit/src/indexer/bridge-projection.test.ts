import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Application } from '#chain/app.ts';
import { formatEvmAddress } from '#chain/lib/address.ts';
import { concat, toHex, utf8 } from '#chain/lib/bytes.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';
import { encodeEvent } from '#chain/modules/bridge/abi/event-codec.ts';
import { MsgCancelWithdrawal, MsgRefundDeposit } from '#proto/generated/nave.bridge.v1.ts';
import { isDepositOpen, isWithdrawalOpen, NOBODY, type WithdrawalRow } from '#src/indexer/bridge-rows.ts';
import { createIndexer } from '#src/indexer/create-indexer.ts';
import type { IndexedBlock } from '#src/indexer/rows.ts';
import { SqliteHistory } from '#src/indexer/sqlite/sqlite-history.ts';
import {
  BridgeChain,
  type BridgeOptions,
  STRANGE_TOKEN,
  USD,
  USDC_TOKEN,
  WETH_TOKEN,
} from '#test/support/bridge-chain.ts';
import { message, TestKey } from '#test/support/signing.ts';
import { blockRequest, initChain } from '#test/support/test-chain.ts';

const alice = new TestKey('alice', 'ethsecp256k1');
const bob = new TestKey('bob', 'ethsecp256k1');
const identity = { chainId: 'nave-local-1', genesisHash: '07'.repeat(32) };
const whole = { limit: 1_000, order: 'asc' } as const;

const failing = (error: Error): never => {
  throw error;
};

/** Collects what a chain's blocks become. */
async function indexed(context: TestContext, options: BridgeOptions, act: (bridge: BridgeChain) => void) {
  const folder = mkdtempSync(join(tmpdir(), 'nave-bridge-index-'));
  const history = new SqliteHistory(join(folder, 'straight.sqlite'), identity, failing);
  context.after(async () => {
    await history.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const blocks: IndexedBlock[] = [];
  const create = (): Application => {
    const app = new Application({ verify: false, invariantsEvery: 1 });
    const indexer = createIndexer(app.view, history);
    const commit = app.commit.bind(app);
    app.commit = () => {
      const committed = commit();
      blocks.push(indexer.accept(committed)!);
      return committed;
    };
    return app;
  };
  const bridge = new BridgeChain({ ...options, create });
  act(bridge);
  assert.ok(await history.whenKept(blocks.length, 10_000));
  const { rows: deposits } = await history.deposits(whole);
  const { rows: withdrawals } = await history.withdrawals(whole);
  return { bridge, folder, blocks, deposits, withdrawals, history };
}

/** Something of everything: credited, quarantined, paid, split, cancelled, refunded, lost to the spoke. */
function live(bridge: BridgeChain): void {
  const vault = bridge.vaults.get(1)!;
  bridge.deposit(1, alice, USDC_TOKEN, 10_000n * USD);
  bridge.deposit(2, bob, WETH_TOKEN, 10n ** 18n);
  bridge.deposit(2, bob, USDC_TOKEN, 100n * USD);
  vault.deposit(STRANGE_TOKEN, alice.address, 5n);
  vault.deposit(USDC_TOKEN, alice.address, 7n * USD, new Uint8Array(32).fill(1));
  for (let i = 0; i < 4; i++) bridge.attestAll({}, [i]);
  bridge.payOut(1, bridge.withdraw(alice));
  bridge.withdraw(alice, { spoke: 2, amount: String(150n * USD) });
  const own = bridge.withdraw(alice);
  bridge.must(alice, message(MsgCancelWithdrawal, { owner: alice.text, spoke: 1, id: own }));
  const late = bridge.withdraw(alice);
  bridge.must(bob, message(MsgRefundDeposit, { sender: bob.text, spoke: 1, nonce: 9 }));
  for (let i = 0; i < 4; i++) bridge.block();
  vault.emit({ type: 'WithdrawalCancelled', id: BigInt(late) });
  bridge.attestAll();
  bridge.block();
}

test('restarts and a replay of the blocks make the same rows of the bridge', async (context) => {
  const run = await indexed(context, { spokes: 2 }, live);
  const path = join(run.folder, 'replayed.sqlite');
  const app = new Application({ verify: false, invariantsEvery: 100 });
  initChain(app, run.bridge.chain.genesis);
  const open = (): SqliteHistory => new SqliteHistory(path, identity, failing);
  let history = open();
  let indexer = createIndexer(app.view, history);
  for (const [i, { txs, timeNs }] of run.bridge.chain.blocks.entries()) {
    app.finalizeBlock(blockRequest(i + 1, timeNs, txs));
    assert.deepEqual(indexer.accept(app.commit()), run.blocks[i], `block ${i + 1}`);
    if (i % 4 !== 0) continue;
    await history.close();
    history = open();
    indexer = createIndexer(app.view, history);
  }
  assert.ok(await history.whenKept(run.blocks.length, 10_000));
  assert.deepEqual((await history.deposits(whole)).rows, run.deposits);
  assert.deepEqual((await history.withdrawals(whole)).rows, run.withdrawals);
  assert.deepEqual((await history.batches(whole)).rows, (await run.history.batches(whole)).rows);
  await history.close();
});

test('the rows that are not final are those the state still has, and each history is the state’s', async (context) => {
  const run = await indexed(context, { spokes: 2 }, live);
  const { bridge } = run;
  const { store } = bridge.keepers().bridge.base;
  const open = run.withdrawals.filter(isWithdrawalOpen);
  assert.deepEqual(
    open.map(({ spoke, id }) => [spoke, id]).sort(),
    store.withdrawals
      .entries()
      .map(([key]) => [...key])
      .sort(),
  );
  for (const { spoke, id, history, state } of open) {
    const record = store.withdrawals.get([spoke, id])!;
    assert.equal(state, record.state);
    assert.deepEqual(
      history,
      record.history.map(({ state: step, atMs, height }) => ({ state: step, at: atMs, height })),
    );
  }
  const mine = open.filter((row) => row.account === toHex(alice.address) && row.asset === 'USDC');
  const [usdc] = bridge.app.view.findSubaccount(alice.address, 0)!.balances;
  assert.equal(
    usdc!.inFlight,
    mine.reduce((sum, { amount }) => sum + BigInt(amount), 0n),
  );
  assert.ok(usdc!.inFlight > 0n);
  const held = run.deposits.filter(isDepositOpen).map(({ spoke, nonce }) => [spoke, nonce]);
  assert.deepEqual(
    held,
    store.quarantine.entries().map(([key]) => [...key]),
  );
});

test('what one voter says of a nonce is gone when the quorum says something else', async (context) => {
  const run = await indexed(context, {}, (bridge) => {
    const vault = bridge.vaults.get(1)!;
    bridge.deposit(1, alice, USDC_TOKEN, 50n * USD);
    const honest = vault.seen.length;
    vault.deposit(USDC_TOKEN, bob.address, 9n * USD);
    const [lie] = vault.seen.slice(honest);
    bridge.block([bridge.attestation(0, 1, [lie!])]);
    vault.seen.length = honest;
    const truth = { ...lie!, blockHash: new Uint8Array(32).fill(3) };
    bridge.block([1, 2, 3].map((i) => bridge.attestation(i, 1, [truth])));
  });
  const row = run.deposits.find(({ nonce }) => nonce === 8)!;
  assert.deepEqual([row.state, row.blockHash, row.votesPpm], ['credited', '03'.repeat(32), 750_000]);
  assert.equal(run.deposits.length, 2);
});

test('escrow that moves to a successor is nobody’s withdrawal and no deposit at all', async (context) => {
  const forwarder = new Uint8Array(20).fill(0xf0);
  const hubAccount = concat(new Uint8Array(12), nobleCrypto.keccak256(utf8('NaveSpoke.Migration')).slice(12));
  const run = await indexed(context, { params: { longDelayPpm: '1000000' } }, (bridge) => {
    bridge.deposit(1, alice, USDC_TOKEN, 1_000n * USD);
    const claim = { chainId: '31337', instance: '1', predecessor: '1', forwarder: formatEvmAddress(forwarder) };
    const next = bridge.register(2, claim);
    bridge.vaults.get(1)!.emit({ type: 'SuccessorSet', successor: next.address });
    bridge.attestAll();
    for (let i = 0; i < 12 && bridge.findWithdrawal(1, 1)?.state !== 'signed'; i++) bridge.block();
    const item = bridge.item(1, 1);
    bridge.payOut(1, 1);
    next.credit(USDC_TOKEN, item.amount);
    const what = { token: USDC_TOKEN, sender: forwarder, refundTo: forwarder, amount: item.amount };
    next.emit({ type: 'Deposit', hubAccount, ...what });
    bridge.attestAll();
  });
  const moved = run.withdrawals[0] as WithdrawalRow;
  assert.deepEqual([moved.account, moved.state, moved.fee], [NOBODY, 'executed', '0']);
  assert.deepEqual(
    run.deposits.map(({ account }) => account),
    [toHex(alice.address)],
  );
  assert.ok(run.blocks.every(({ accountEvents }) => accountEvents.every(({ account }) => account !== NOBODY)));
});

test('what one voter calls a deposit is in no list once the quorum knows it as something else', async (context) => {
  const run = await indexed(context, {}, (bridge) => {
    const vault = bridge.vaults.get(1)!;
    bridge.deposit(1, alice, USDC_TOKEN, 50n * USD);
    vault.emit({ type: 'AggregateSet', cap: 5n * USD, rate: USD });
    const truth = vault.seen.at(-1)!;
    const what = { token: USDC_TOKEN, sender: bob.address, refundTo: bob.address, amount: 9n * USD };
    const hubAccount = concat(new Uint8Array(12), bob.address);
    const event = encodeEvent({ type: 'Deposit', nonce: 8n, hubAccount, ...what });
    bridge.block([bridge.attestation(0, 1, [{ ...truth, event }])]);
    bridge.block([1, 2, 3].map((i) => bridge.attestation(i, 1, [truth])));
  });
  const seen = run.blocks.flatMap(({ bridge }) => bridge?.deposits ?? []).filter(({ nonce }) => nonce === 8);
  assert.deepEqual(
    seen.map(({ state, dropped }) => [state, dropped]),
    [
      ['seen', false],
      ['seen', true],
    ],
  );
  assert.deepEqual(
    run.deposits.map(({ nonce }) => nonce),
    [7],
  );
});
