/** `node test/bench/bridge.ts`: attestation with signatures, batch signatures, and the end-of-block steps under load. */
import { Application } from '#chain/app.ts';
import type { Keepers } from '#chain/wiring.ts';
import { loadNativeCrypto } from '#src/crypto/native-crypto.ts';
import { BridgeChain, USD, USDC_TOKEN } from '#test/support/bridge-chain.ts';
import { TestKey } from '#test/support/signing.ts';
import { blockRequest, type TestTx } from '#test/support/test-chain.ts';
import { type BenchRow, median } from './bench-row.ts';

const EVENTS = 2_000;
const VOTES_A_TX = 100;
const VALIDATORS = 20;
const IN_FLIGHT = 10_000;
const ROUNDS = 9;

type Loaded = Awaited<ReturnType<typeof loadNativeCrypto>>;

/** A chain whose accounts sign with native code; invariants are the tests' business. */
function bridgeOf(crypto: Loaded['crypto'], validators: number): BridgeChain {
  return new BridgeChain({
    powers: Array<number>(validators).fill(10),
    invariantsEvery: 0,
    params: { eventsPerBlock: '1000', solvencyEvery: '1' },
    create: () => new Application({ crypto }),
  });
}

/** Every validator votes on every event: check of signatures (processProposal) and execution, apply steps included. */
function attestationRow({ crypto }: Loaded): BenchRow {
  const bridge = bridgeOf(crypto, VALIDATORS);
  const vault = bridge.vaults.get(1)!;
  const key = new TestKey('bench depositor', 'ethsecp256k1');
  const first = vault.seen.length;
  for (let i = 0; i < EVENTS; i++) vault.deposit(USDC_TOKEN, key.address, USD);
  const app = bridge.app;
  let signing = 0;
  let executing = 0;
  for (let from = first; from < first + EVENTS; from += VOTES_A_TX) {
    const txs: TestTx[] = bridge.validators.map((_, i) =>
      bridge.attestation(i, 1, vault.seen.slice(from, from + VOTES_A_TX)),
    );
    bridge.chain.timeNs += 1_000_000_000n;
    const raw = txs.map((tx) => bridge.chain.sign(tx.key, tx.messages));
    const request = blockRequest(++bridge.chain.height, bridge.chain.timeNs, raw);
    const start = performance.now();
    if (!app.processProposal(request)) throw new Error('the proposal is refused');
    const checked = performance.now();
    const { txResults } = app.finalizeBlock(request);
    app.commit();
    executing += performance.now() - checked;
    signing += checked - start;
    if (txResults.some(({ code }) => code !== 0)) throw new Error('a vote is refused');
  }
  if (bridge.spoke(1).eventNonce !== first + EVENTS) throw new Error('not every event was applied');
  const votes = EVENTS * VALIDATORS;
  return {
    name: `attestation: ${VALIDATORS} validators, ${VOTES_A_TX} votes a tx, signatures checked, events applied`,
    value: (votes * 1000) / (signing + executing),
    unit: 'votes/s',
    detail: `${votes} votes over ${EVENTS} deposits; decode and signatures ${signing.toFixed(0)} ms, execution and commit ${executing.toFixed(0)} ms`,
  };
}

/** Signatures over batches, each recovered on the hub. */
function signatureRow({ crypto }: Loaded): BenchRow {
  const bridge = bridgeOf(crypto, 100);
  const key = new TestKey('bench depositor', 'ethsecp256k1');
  bridge.deposit(1, key, USDC_TOKEN, 1_000n * USD);
  bridge.withdraw(key, { amount: String(5n * USD) });
  for (let i = 0; i < 3; i++) bridge.block();
  const [batch] = bridge.batches(1);
  const txs = bridge.validators.map((_, i) => bridge.batchSignature(i, batch!));
  const raw = txs.map((tx) => bridge.chain.sign(tx.key, tx.messages));
  bridge.chain.timeNs += 1_000_000_000n;
  const request = blockRequest(++bridge.chain.height, bridge.chain.timeNs, raw);
  const start = performance.now();
  const { txResults } = bridge.app.finalizeBlock(request);
  bridge.app.commit();
  const ms = performance.now() - start;
  if (txResults.some(({ code }) => code !== 0)) throw new Error('a signature is refused');
  return {
    name: 'batch signatures: recovered, stored, counted',
    value: (raw.length * 1000) / ms,
    unit: 'op/s',
    detail: `one block of ${raw.length} MsgSignBatch over one batch; the txs' own signatures not included`,
  };
}

/** End-of-block steps with many withdrawals in flight, all of them waiting for escrow, of as many owners. */
function stepRows({ crypto }: Loaded): BenchRow[] {
  const bridge = bridgeOf(crypto, 4);
  const keepers: Keepers = bridge.keepers();
  const { accounts, bank, margin } = keepers;
  const { store } = keepers.bridge.base;
  const to = new Uint8Array(20).fill(0x55);
  for (let i = 0; i < IN_FLIGHT; i++) {
    const address = new TestKey(`bench owner ${i}`, 'ethsecp256k1').address;
    const owner = accounts.create(address);
    margin.credit(owner, 0, 1, 200n * USD, 'deposit');
    bank.addEscrow(0, 1, 200n * USD);
    keepers.bridge.withdrawals.request({
      owner,
      subaccount: 0,
      asset: 1,
      amount: 100n * USD,
      spoke: 1,
      to,
      maxFee: USD,
    });
  }
  for (let i = 0; i < 8; i++) bridge.block();
  if (store.waiting.size(1) !== IN_FLIGHT) throw new Error('they do not wait');
  const time = (step: () => void): number => {
    const times = Array.from({ length: ROUNDS }, () => {
      const start = performance.now();
      step();
      return performance.now() - start;
    });
    return median(times);
  };
  return [
    {
      name: `solvency identity, ${IN_FLIGHT / 1000} k withdrawals in flight, ${IN_FLIGHT / 1000} k subaccounts`,
      value: time(() => keepers.bridge.solvency.step()),
      unit: 'ms',
      detail: `median of ${ROUNDS}; all assets, by running sums: it grows with neither`,
    },
    {
      name: `gates of a block, ${IN_FLIGHT / 1000} k withdrawals waiting for escrow`,
      value: time(() => keepers.bridge.gates.step(1)),
      unit: 'ms',
      detail: `median of ${ROUNDS}; queue order kept, nothing becomes ready`,
    },
  ];
}

export async function run(): Promise<BenchRow[]> {
  const loaded = await loadNativeCrypto();
  return [attestationRow(loaded), signatureRow(loaded), ...stepRows(loaded)];
}

if (import.meta.main) console.table(await run(), ['name', 'value', 'unit', 'detail']);
