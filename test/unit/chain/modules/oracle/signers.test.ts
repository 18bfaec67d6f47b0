import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fromHex, toHex } from '#chain/lib/bytes.ts';
import { AppError } from '#chain/lib/errors.ts';
import { PythError } from '#chain/modules/oracle/pyth/reasons.ts';
import { changesMostKeys } from '#chain/modules/oracle/signers.ts';
import { localnetKey } from '#src/localnet/public-keys.ts';
import { type Json, OracleChain } from '#test/support/oracle-chain.ts';

interface Upgrade {
  readonly name: string;
  readonly newAddresses: readonly string[];
  readonly vaaHex: string;
}
const read = <T>(file: string): T =>
  JSON.parse(readFileSync(new URL(`../../../../vectors/data/pyth/${file}`, import.meta.url), 'utf8')) as T;
const upgrades = read<Upgrade[]>('set-upgrades.json');
const vaa = (name: string): Uint8Array => fromHex(upgrades.find((one) => one.name === name)!.vaaHex);
const keysOf = (name: string): string[] =>
  upgrades.find((one) => one.name === name)!.newAddresses.map((a) => a.toLowerCase());
const { namespaces } = read<{
  namespaces: Record<string, { sets: { index: number; addresses: string[] }[]; priceEmitter: Emitter }>;
}>('guardian-sets.json');
interface Emitter {
  readonly chain: number;
  readonly address: string;
}

/** A chain that trusts one real namespace at one of its sets; four validators with power 10 each, or what is given. */
function chain(namespace: string, index: number, powers = [10, 10, 10, 10]): OracleChain {
  const { sets, priceEmitter } = namespaces[namespace]!;
  const keys = sets.find((set) => set.index === index)!.addresses.map((address) => address.toLowerCase());
  return new OracleChain('nave-local-test').begin((state) => {
    const governanceEmitter = { chain: '1', address: `0x${'4'.padStart(64, '0')}` };
    state.oracle!.namespaces = [
      {
        name: namespace,
        quorumRule: namespace === 'wormhole' ? 'two_third' : 'half',
        priceEmitter: { chain: String(priceEmitter.chain), address: `0x${priceEmitter.address}` },
        governanceEmitter,
        sets: [{ index: String(index), keys }],
      },
    ];
    (state as Json).validators = powers.map((power, i) => ({
      operator: address('operator', i),
      name: `v${i}`,
      grantedPower: String(power),
      relayer: address('relayer', i),
      feeder: address('feeder', i),
      hot: address('hot', i),
      cold: address('cold', i),
    }));
  });
}
const address = (role: Parameters<typeof localnetKey>[0], i: number): string =>
  `0x${toHex(localnetKey(role, i).address)}`;
const ANYBODY = new Uint8Array(20).fill(9);

function refusal(body: () => void): string | undefined {
  try {
    body();
  } catch (error) {
    if (error instanceof PythError) return error.reason;
    if (error instanceof AppError) return String(error.details.reason);
    throw error;
  }
  return undefined;
}
const findKeys = (one: OracleChain, namespace: string, index: number): string[] | undefined =>
  one.oracle.keeper.signers.findSet(namespace, index)?.keys.map((key) => `0x${toHex(key)}`);

test('a rotation of one key is taken at once, and the old set signs for another day', () => {
  const one = chain('pyth-pro', 0);
  one.oracle.keeper.signers.update('pyth-pro', vaa('pyth-pro-set1'), ANYBODY);
  assert.deepEqual(findKeys(one, 'pyth-pro', 1), keysOf('pyth-pro-set1'));
  assert.equal(one.oracle.keeper.signers.currentIndex('pyth-pro'), 1);
  const expires = one.oracle.keeper.signers.findSet('pyth-pro', 0)?.expiresAtMs;
  assert.equal(expires, one.block.timeMs + 86_400_000);
  assert.equal(
    refusal(() => one.oracle.keeper.signers.update('pyth-pro', vaa('pyth-pro-set1'), ANYBODY)),
    'upgrade_index',
  );
  assert.deepEqual(one.broken(), []);
});

test('the real chain of Wormhole sets is followed one by one', () => {
  const one = chain('wormhole', 1);
  for (let index = 2; index <= 7; index++) {
    one.oracle.keeper.signers.update('wormhole', vaa(`wormhole-gs${index}`), ANYBODY);
    assert.deepEqual(findKeys(one, 'wormhole', index), keysOf(`wormhole-gs${index}`));
  }
});

test('a change of most keys waits for more than two thirds of the power', () => {
  const one = chain('wormhole', 0, [10, 10, 10, 1]);
  const { signers } = one.oracle.keeper;
  const send = (sender: Uint8Array): string | undefined =>
    refusal(() => signers.update('wormhole', vaa('wormhole-gs1'), sender));
  assert.equal(send(ANYBODY), undefined);
  assert.equal(findKeys(one, 'wormhole', 1), undefined, 'pending sets sign nothing');
  assert.equal(send(ANYBODY), 'waits_for_validators');
  assert.equal(send(localnetKey('feeder', 0).address), undefined);
  assert.equal(send(localnetKey('operator', 0).address), 'already_approved');
  assert.equal(send(localnetKey('relayer', 1).address), undefined);
  assert.equal(signers.currentIndex('wormhole'), 0, '20 of 31 are not more than two thirds');
  assert.equal(send(localnetKey('operator', 3).address), undefined);
  assert.deepEqual(findKeys(one, 'wormhole', 1), keysOf('wormhole-gs1'), '21 of 31 are');
  assert.deepEqual(one.broken(), []);
});

test('derived upgrades are refused with their reasons', () => {
  const cases: [string, number, string, string][] = [
    ['wormhole', 7, 'replay-old-upgrade', 'upgrade_index'],
    ['wormhole', 5, 'skip-ahead-upgrade', 'upgrade_index'],
    ['wormhole', 6, 'tampered-new-guardian', 'signature'],
    ['wormhole', 6, 'tampered-action', 'signature'],
    ['wormhole', 0, 'pro-upgrade-against-wormhole-set0', 'signature_count'],
    ['pyth-pro', 0, 'pro-upgrade-two-signatures', 'quorum'],
  ];
  for (const [namespace, index, name, reason] of cases) {
    const one = chain(namespace, index);
    assert.equal(
      refusal(() => one.oracle.keeper.signers.update(namespace, vaa(name), ANYBODY)),
      reason,
      name,
    );
  }
  const one = chain('wormhole', 0);
  assert.equal(
    refusal(() => one.oracle.keeper.signers.update('unknown', vaa('wormhole-gs1'), ANYBODY)),
    'namespace_unknown',
  );
});

test('an expired set verifies nothing', () => {
  const one = chain('pyth-pro', 0);
  one.oracle.keeper.signers.update('pyth-pro', vaa('pyth-pro-set1'), ANYBODY);
  const [update] = read<{ name: string; updateHex: string }[]>('positive-pyth-pro.json')
    .filter(({ name }) => name === 'pro-set0-btc-eth')
    .map(({ updateHex }) => fromHex(updateHex));
  assert.equal(
    refusal(() => one.oracle.keeper.verify([update!])),
    undefined,
  );
  one.block.timeMs += 86_400_000;
  assert.equal(
    refusal(() => one.oracle.keeper.verify([update!])),
    undefined,
  );
  one.block.timeMs += 1;
  assert.equal(
    refusal(() => one.oracle.keeper.verify([update!])),
    'set_expired',
  );
});

test('most keys: those that come and those that go weigh the same', () => {
  const set = (...names: string[]): Uint8Array[] => names.map((name) => new Uint8Array(20).fill(name.charCodeAt(0)));
  assert.equal(changesMostKeys(set('a', 'b', 'c', 'd'), set('a', 'b', 'x', 'y')), false);
  assert.equal(changesMostKeys(set('a', 'b', 'c', 'd'), set('a', 'x', 'y', 'z')), true);
  assert.equal(changesMostKeys(set('a', 'b', 'c', 'd', 'e'), set('a', 'b')), true);
  assert.equal(changesMostKeys(set('a'), set('a')), false);
});
