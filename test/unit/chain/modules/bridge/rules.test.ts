import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nobleCrypto } from '#chain/lib/hash.ts';
import { findSetFault } from '#chain/modules/bridge/abi/checkpoint.ts';
import { encodeEvent, findEvent } from '#chain/modules/bridge/abi/event-codec.ts';
import { recoverVaultSigner } from '#chain/modules/bridge/abi/quorum.ts';
import { ABI_BYTES, type AbiType, VAULT_EVENTS, type VaultEvent } from '#chain/modules/bridge/abi/vault-events.ts';
import { voteHash } from '#chain/modules/bridge/abi/vote.ts';
import { hubUnit, toHub, toToken } from '#chain/modules/bridge/amounts.ts';
import { readLag } from '#chain/modules/bridge/breaker.ts';
import { passesCorridor } from '#chain/modules/bridge/corridor.ts';
import { gasInAsset, quoteFee } from '#chain/modules/bridge/fee.ts';
import { addFlow, EMPTY_FLOW, flowOfDay, flowOfHour } from '#chain/modules/bridge/flow-ring.ts';
import { weightedMedian } from '#chain/modules/bridge/median.ts';
import { hasPowerMoved, setMembers, totalPower } from '#chain/modules/bridge/set-members.ts';
import { setUpdate } from '#chain/modules/bridge/set-update.ts';
import { stateInForce } from '#chain/modules/bridge/spoke-state.ts';
import { tally } from '#chain/modules/bridge/tally.ts';

const arbitraryOf = (type: AbiType): fc.Arbitrary<unknown> => {
  if (type === 'bool') return fc.boolean();
  if (type === 'address' || type === 'bytes32') {
    return fc.uint8Array({ minLength: ABI_BYTES[type], maxLength: ABI_BYTES[type] });
  }
  return fc.bigInt({ min: 0n, max: (1n << BigInt(8 * ABI_BYTES[type])) - 1n });
};

const anyEvent: fc.Arbitrary<VaultEvent> = fc.oneof(
  ...VAULT_EVENTS.map(({ type, fields }) =>
    fc
      .record({
        nonce: arbitraryOf('uint64'),
        ...Object.fromEntries(fields.map(([name, abi]) => [name, arbitraryOf(abi)])),
      })
      .map((rest) => ({ type, ...rest }) as unknown as VaultEvent),
  ),
);

test('every event reads back from its bytes, and what reads is the only encoding of what it reads as', () => {
  fc.assert(fc.property(anyEvent, (event) => assert.deepEqual(findEvent(encodeEvent(event)), event)));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 260 }), fc.integer({ min: 0, max: 20 }), (bytes, tag) => {
      const tagged = Uint8Array.of(tag, ...bytes);
      const event = findEvent(tagged);
      if (event !== undefined) assert.deepEqual(encodeEvent(event), tagged);
    }),
  );
});

test('two votes share a vote hash only when every field is the same', () => {
  const body = fc.record({
    event: anyEvent.map(encodeEvent),
    rollingHash: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    blockNumber: fc.maxSafeNat(),
    blockHash: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  });
  const salt = new Uint8Array(32);
  fc.assert(
    fc.property(body, body, fc.nat(9), fc.nat(9), (a, b, spokeA, spokeB) => {
      const isSame =
        Buffer.compare(voteHash(nobleCrypto, salt, spokeA, a), voteHash(nobleCrypto, salt, spokeB, b)) === 0;
      const isEqual = spokeA === spokeB && JSON.stringify(a) === JSON.stringify(b);
      assert.equal(isSame, isEqual);
    }),
  );
});

test('a signature of any bytes is recovered or refused, never an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      const signer = recoverVaultSigner(nobleCrypto, new Uint8Array(32), bytes);
      assert.ok(signer === undefined || signer.length === 20);
    }),
  );
});

test('a tally is a quorum only above two thirds, and a split only when no quorum can come without liars', () => {
  assert.deepEqual(tally([66], 100), { kind: 'open' });
  assert.deepEqual(tally([67], 100), { kind: 'quorum', index: 0 });
  assert.deepEqual(tally([34, 66], 100), { kind: 'split' });
  assert.deepEqual(tally([33, 66], 100), { kind: 'open' }, 'one unit is still out');
  assert.deepEqual(tally([33, 33, 34], 100), { kind: 'split' });
  assert.deepEqual(tally([], 100), { kind: 'open' });
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { maxLength: 5 }), fc.nat(3000), (powers, out) => {
      const total = powers.reduce((sum, power) => sum + power, out);
      const result = tally(powers, total);
      const index = powers.findIndex((power) => 3 * power > 2 * total);
      assert.equal(result.kind === 'quorum', index >= 0);
      if (result.kind === 'split') assert.ok(powers.filter((power) => power > 0).length > 1);
    }),
  );
});

test('the weighted median never leaves the range of the honest majority', () => {
  assert.equal(weightedMedian([]), undefined);
  assert.equal(weightedMedian([{ value: 5n, power: 0 }]), undefined);
  fc.assert(
    fc.property(
      fc.array(fc.bigInt({ min: 10n, max: 20n }), { minLength: 3, maxLength: 9 }),
      fc.bigInt(),
      (honest, lie) => {
        const liars = Math.floor((honest.length - 1) / 2);
        const reports = [
          ...honest.map((value) => ({ value, power: 2 })),
          ...Array(liars).fill({ value: lie, power: 2 }),
        ];
        const median = weightedMedian(reports)!;
        assert.ok(median >= 10n && median <= 20n);
      },
    ),
  );
});

test('amounts convert exactly in both directions or not at all', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 1n << 62n }), fc.nat(30), fc.nat(9), (amount, token, hub) => {
      const decimals = { token, hub };
      const tokens = toToken(amount, decimals);
      if (tokens === undefined) {
        assert.ok(amount % hubUnit(decimals) !== 0n || amount * 10n ** BigInt(Math.max(0, token - hub)) >= 1n << 96n);
      } else {
        assert.equal(toHub(tokens, decimals), amount);
      }
    }),
  );
});

test('flows count at least the last hour and day, and forget what is older than a bucket more', () => {
  const flows = fc.array(fc.tuple(fc.nat(200_000_000), fc.nat(1_000_000)), { maxLength: 60 });
  fc.assert(
    fc.property(flows, (raw) => {
      const steps = raw.toSorted((a, b) => a[0] - b[0]);
      let flow = EMPTY_FLOW;
      for (const [time, amount] of steps) flow = addFlow(flow, BigInt(amount), 1_800_000_000_000 + time);
      const now = 1_800_000_000_000 + (steps.at(-1)?.[0] ?? 0);
      const since = (ms: number): bigint =>
        steps.reduce((sum, [time, amount]) => (now - 1_800_000_000_000 - time <= ms ? sum + BigInt(amount) : sum), 0n);
      assert.ok(flowOfHour(flow, now) >= since(3_600_000) && flowOfHour(flow, now) <= since(3_900_000));
      assert.ok(flowOfDay(flow, now) >= since(86_400_000) && flowOfDay(flow, now) <= since(90_000_000));
    }),
  );
});

test('the corridor counts what came in on one spoke and leaves another, never what stays on its own', () => {
  const flow = (spoke: number, net: bigint) => ({ spoke, net, corridor: 100n });
  assert.equal(passesCorridor([flow(1, 500n), flow(2, 0n)], 2, 100n), false);
  assert.equal(passesCorridor([flow(1, 500n), flow(2, 0n)], 2, 101n), true);
  assert.equal(passesCorridor([flow(1, 500n), flow(2, -60n)], 2, 41n), true);
  assert.equal(passesCorridor([flow(1, 500n), flow(2, 60n)], 2, 160n), false, 'deposits on B come first');
  assert.equal(passesCorridor([flow(1, 90n), flow(2, 0n)], 2, 10_000n), false, 'no more than came in');
  assert.equal(passesCorridor([flow(1, 500n)], 1, 10_000n), false);
});

test('fees are rounded up to whole token units and never below the floor', () => {
  const cost = { gas: 184_000, nativePrice: 4_000n * 10n ** 12n, assetPrice: 10n ** 12n, assetDecimals: 6 };
  assert.equal(gasInAsset({ ...cost, gasPrice: undefined }), 0n);
  assert.equal(gasInAsset({ ...cost, gasPrice: 10n ** 10n }), 7_360_000n);
  assert.equal(gasInAsset({ ...cost, gasPrice: 1n }), 1n);
  assert.equal(quoteFee(7_360_000n, 1_200_000, 100n, 1n), 8_832_000n);
  assert.equal(quoteFee(0n, 1_200_000, 101n, 100n), 200n);
});

test('the breaker needs three normal readings to half-open and three more to close', () => {
  let one = readLag({ breaker: 'normal', goodReadings: 0 }, 6_001, 1000);
  assert.equal(one.breaker, 'open');
  const seen = [0, 0, 0, 0, 0, 0].map(() => {
    one = readLag(one, 3000, 1000);
    return one.breaker;
  });
  assert.deepEqual(seen, ['open', 'open', 'half_open', 'half_open', 'half_open', 'normal']);
  assert.equal(readLag({ breaker: 'half_open', goodReadings: 2 }, 3001, 1000).goodReadings, 0);
  assert.equal(readLag({ breaker: 'normal', goodReadings: 0 }, 3001, 1000).breaker, 'warn');
});

test('a stop by one tenth only adds to the state that is set, and ends by itself', () => {
  const at = (state: 'active' | 'no_inflow' | 'isolated', untilMs: number, softUntilMs: number, now: number) =>
    stateInForce({ state, untilMs, softUntilMs }, now).state;
  assert.equal(at('active', 0, 10, 9), 'no_outflow');
  assert.equal(at('active', 0, 10, 10), 'active');
  assert.equal(at('no_inflow', 0, 10, 9), 'paused');
  assert.equal(at('isolated', 0, 10, 9), 'isolated');
  assert.equal(at('isolated', 5, 0, 5), 'active');
});

test('whatever the powers are, a set made here is one the vault takes, and no member is above a third', () => {
  const powers = fc.array(fc.oneof(fc.nat(10), fc.integer({ min: 1, max: 1_000_000_000 })), { maxLength: 140 });
  fc.assert(
    fc.property(powers, fc.boolean(), (list, devnet) => {
      const address = (role: number, i: number) => Uint8Array.of(...new Uint8Array(17), role, i >> 8, i & 255);
      const members = setMembers(
        list.map((power, i) => ({ operator: address(1, i), hot: address(2, i), cold: address(3, i), power })),
        devnet,
      );
      const positive = list.filter((power) => power > 0).length;
      if (members === undefined) {
        assert.ok(positive < (devnet ? 1 : 4));
        return;
      }
      const update = setUpdate(members, { epoch: 1, hubHeight: 1, createdAt: 1 });
      assert.equal(findSetFault(update, devnet), undefined);
      assert.equal(members.length, Math.min(128, positive));
    }),
  );
});

test('power has moved when half the changes of share reach the parameter', () => {
  const set = (...powers: number[]) =>
    powers.map((power, i) => {
      const key = new Uint8Array(20).fill(i + 1);
      return { operator: key, hot: key, cold: key, power };
    });
  assert.equal(hasPowerMoved(set(50, 50), set(55, 45), 50_000), true);
  assert.equal(hasPowerMoved(set(500, 500), set(549, 451), 50_000), false);
  assert.equal(hasPowerMoved(set(50, 50), set(500, 500), 1), false, 'shares count, not units');
  assert.equal(totalPower(set(1, 2, 3)), 6);
});
