import { deepEqual, equal, match } from 'node:assert/strict';
import { test } from 'node:test';
import { Registry } from 'prom-client';
import type { Hex } from 'viem';
import { recoverAddress } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { createRelayerMetrics } from '#src/relayer/metrics.ts';
import { Signer } from '#src/relayer/signer/signer.ts';
import { FakeHub, payout } from '#test/support/fake-hub.ts';

const VAULT = '0x00000000000000000000000000000000000000aa';
const TOKEN = '0x00000000000000000000000000000000000000bb';
const PAYEE = '0x00000000000000000000000000000000000000cc';
const key = (n: number) => privateKeyToAccount(`0x${n.toString(16).padStart(64, '0')}`);
const WINDOW = { notBefore: 100n, deadline: 200n };

function world() {
  const validators = [1, 2, 3, 4].map((n) => ({ power: 10n, hot: key(n) }));
  const hub = new FakeHub({ chainId: 31_337n, vault: VAULT, hubSalt: `0x${'11'.repeat(32)}` }, validators);
  const registry = new Registry();
  const signer = (n = 0): Signer =>
    new Signer({ spoke: 1, hub: hub.port(n), key: key(n + 1), metrics: createRelayerMetrics(new Registry()) });
  return { hub, signer, registry };
}
const item = (id: bigint) => payout(id, TOKEN, PAYEE, 5n);

test('a batch of the hub is signed once, low s, v 27 or 28, by the hot key', async () => {
  const { hub, signer } = world();
  const batch = hub.formBatch([item(1n), item(2n)], WINDOW);
  const mine = signer();
  deepEqual(await mine.step(), { signed: 1, missing: 1, refused: [] });
  deepEqual(await mine.step(), { signed: 0, missing: 0, refused: [] });
  const [signature] = [...batch.signatures.values()];
  equal(await recoverAddress({ hash: batch.digest, signature: signature! }), key(1).address);
  match(signature!, /^0x[0-9a-f]{64}[0-7][0-9a-f]{63}1[bc]$/);
});

test('a payload that does not follow from the hub’s own record is refused', async () => {
  const spoils: ((hub: FakeHub) => void)[] = [
    (hub) => {
      hub.signedBatches[0]!.digest = `0x${'22'.repeat(32)}`;
    },
    (hub) => {
      hub.withdrawals.get(1n)!.amount = 4n;
    },
    (hub) => {
      hub.withdrawals.get(1n)!.to = TOKEN;
    },
    (hub) => {
      hub.withdrawals.delete(1n);
    },
    (hub) => {
      hub.withdrawals.get(1n)!.state = 'refunded';
    },
    (hub) => {
      hub.withdrawals.get(1n)!.state = 'delayed';
    },
    (hub) => {
      hub.spoke.epoch = 2n;
    },
  ];
  for (const spoil of spoils) {
    const { hub, signer } = world();
    hub.formBatch([item(1n)], WINDOW);
    spoil(hub);
    const { signed, refused } = await signer().step();
    deepEqual([signed, refused.length], [0, 1], String(spoil));
    equal(hub.signedBatches[0]!.signers.length, 0);
  }
});

test('a withdrawal that is final does not hold up the others of its batch', async () => {
  const { hub, signer } = world();
  hub.formBatch([item(1n), item(2n)], WINDOW);
  hub.withdrawals.delete(1n);
  deepEqual(await signer().step(), { signed: 1, missing: 1, refused: [] });
});

test('limits of the vault are kept before anything is signed', async () => {
  const cases: [readonly bigint[], { notBefore: bigint; deadline: bigint }][] = [
    [[], WINDOW],
    [Array.from({ length: 101 }, (_, i) => BigInt(i + 1)), WINDOW],
    [[1n, 1n], WINDOW],
    [[0n], WINDOW],
    [[1n << 63n], WINDOW],
    [[1n], { notBefore: 200n, deadline: 200n }],
    [[1n], { notBefore: 0n, deadline: 604_801n }],
  ];
  for (const [ids, window] of cases) {
    const { hub, signer } = world();
    hub.formBatch(ids.map(item), window);
    equal((await signer().step()).refused.length, 1, `${ids.length} ids, ${window.deadline}`);
  }
});

test('another payload under a number that was signed is refused', async () => {
  const { hub, signer } = world();
  hub.formBatch([item(1n)], WINDOW);
  const mine = signer();
  await mine.step();
  hub.signedBatches.length = 0;
  hub.formBatch([item(2n)], WINDOW);
  const { refused } = await mine.step();
  match(refused[0]!.fault, /another payload/);
});

test('nothing is signed for a spoke that is closed to outflow or whose latency breaker is open', async () => {
  for (const state of ['no_outflow', 'paused', 'isolated', 'retired'] as const) {
    const { hub, signer } = world();
    hub.formBatch([item(1n)], WINDOW);
    hub.spoke.state = state;
    deepEqual(await signer().step(), { signed: 0, missing: 0, refused: [] });
  }
  const { hub, signer } = world();
  hub.formBatch([item(1n)], WINDOW);
  hub.spoke.breaker = 'open';
  deepEqual(await signer().step(), { signed: 0, missing: 0, refused: [] });
});

test('the next validator set is signed when it adds up and follows', async () => {
  const { hub, signer } = world();
  const set = { epoch: 2n, totalPower: 40n, hubHeight: 5n, createdAt: 6n, hot: hub.hotSet(), cold: hub.hotSet() };
  hub.proposeSet(set);
  equal((await signer().step()).signed, 1);
  for (const bad of [{ epoch: 3n }, { totalPower: 41n }, { hot: hub.hotSet().toReversed() }, { cold: [] as Hex[] }]) {
    const other = world();
    other.hub.proposeSet({ ...set, ...bad });
    equal((await other.signer().step()).refused.length, 1, JSON.stringify(Object.keys(bad)));
  }
});

test('a domain that is not this hub’s is refused', async () => {
  const { hub, signer } = world();
  hub.formBatch([item(1n)], WINDOW);
  hub.spoke.domainSeparator = `0x${'33'.repeat(32)}`;
  match((await signer().step()).refused[0]!.fault, /domain/);
});
