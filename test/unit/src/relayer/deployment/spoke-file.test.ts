import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { keccak256, toHex } from 'viem';
import { readSpoke } from '#chain/modules/bridge/registration.ts';
import { vaultAddress, vaultInitCode } from '#src/relayer/deploy.ts';
import { forwarderAddress, successorInstance } from '#src/relayer/deployment/forwarder.ts';
import { releasedCode } from '#src/relayer/deployment/released-code.ts';
import { readSpokeFile, type SpokeFile, spokeFileOf } from '#src/relayer/deployment/spoke-file.ts';
import { PlanError, readSpokePlan, VAULT_DEFAULTS } from '#src/relayer/deployment/spoke-plan.ts';
import { vaultConfigOf } from '#src/relayer/deployment/vault-config.ts';

const evm = (digit: string): `0x${string}` => `0x${digit.repeat(40)}`;
const word = (digit: string): Uint8Array => new Uint8Array(32).fill(Number(digit));
const HUB_SALT = keccak256(toHex('a hub'));
const set = {
  ...{ hubHeight: 9, createdAt: 1_795_000_000, totalPower: '40', hot: [word('1'), word('2')], cold: [word('3')] },
  hubSalt: Uint8Array.from(Buffer.from(HUB_SALT.slice(2), 'hex')),
};
const PLAN = {
  ...{ id: '4', name: 'chain-d', normalLagMs: '60000', devnet: true, lockThreshold: '1', corridor: '2.5' },
  ...{ aggregateCap: '1000', aggregateRate: '0.5', shortDelayMs: '1000' },
  lockers: [evm('a')],
  tokens: [
    {
      ...{ token: evm('b'), asset: 'ETH', usdPrice: '1500', minDeposit: '0.001', depositCap: '100', cap: '10' },
      ...{ rate: '0.0001', feeFloor: '0.002', permit: true, minWithdrawal: '0.01' },
    },
  ],
};
const code = releasedCode('spoke-vault');

function fileOf(plan: unknown): SpokeFile {
  const read = readSpokePlan(plan);
  const decimals = read.tokens.map(() => ({ token: 18, hub: 9 }));
  const config = vaultConfigOf(read, set, decimals);
  const vault = vaultAddress(vaultInitCode(code.creationCode, config), config.hubSalt, 31_337n, BigInt(read.instance));
  const at = { chainId: 31_337, vault, creationCode: code.creationCode };
  return spokeFileOf(read, config, decimals, { ...at, forwarder: forwarderAddress(vault) });
}

test('a plan becomes the constructor’s argument in exact token units, defaults filled in', () => {
  const plan = readSpokePlan(PLAN);
  assert.deepEqual([plan.finality, plan.maxSetAge, plan.instance], ['finalized', VAULT_DEFAULTS.maxSetAge, 0]);
  const config = vaultConfigOf(plan, set, [{ token: 18, hub: 9 }]);
  assert.deepEqual(config.tokens[0], {
    ...{ token: plan.tokens[0]!.token, flags: 3, decimals: 18, hubDecimals: 9, weight: 1_500_000_000n },
    ...{ minDeposit: 10n ** 15n, depositCap: 10n ** 20n, cap: 10n ** 19n, rate: 10n ** 14n, instantMax: 0n },
    ...{ dispute: 300, maxDelay: 172_800 },
  });
  assert.deepEqual([config.aggregateCap, config.aggregateRate, config.hubSalt], [1_000_000_000n, 500_000n, HUB_SALT]);
  assert.deepEqual([config.initialSet.createdAt, config.initialSet.totalPower], [1_795_000_000n, 40n]);
});

test('the hub reads the written claim as what was planned, and the file gives the vault’s argument back', () => {
  const file = fileOf(PLAN);
  const claim = readSpokeFile(JSON.parse(JSON.stringify(file)));
  const config = vaultConfigOf(readSpokePlan(PLAN), set, [{ token: 18, hub: 9 }]);
  assert.deepEqual(claim.config, config);
  assert.deepEqual([claim.id, claim.vault, claim.creationCode], [4, file.vault, code.creationCode]);
  const hub = readSpoke({ value: JSON.parse(claim.spoke), path: 'spoke' }, set.hubSalt);
  assert.deepEqual([hub.id, hub.chainId, hub.corridor, hub.shortDelayMs], [4, 31_337, 2_500_000n, 1000]);
  assert.equal(hub.config.tokens[0]!.cap, 10n ** 19n);
  assert.deepEqual(JSON.parse(claim.routes[0]!.route), {
    ...{ spoke: '4', token: claim.config.tokens[0]!.token, tokenDecimals: '18', asset: 'ETH' },
    ...{ feeFloor: '2000000', minWithdrawal: '10000000' },
  });
});

test('a successor is claimed with its predecessor and the forwarder between them, both or none', () => {
  assert.equal(readSpokeFile(fileOf(PLAN)).migration, undefined);
  const file = fileOf({ ...PLAN, predecessor: '3' });
  const { migration, spoke, vault } = readSpokeFile(file);
  assert.deepEqual(migration, { predecessor: 3, forwarder: forwarderAddress(vault) });
  const hub = readSpoke({ value: JSON.parse(spoke), path: 'spoke' }, set.hubSalt);
  assert.equal(hub.predecessor, 3);
  assert.equal(toHex(hub.forwarder!), migration?.forwarder.toLowerCase());
  const altered = (change: (text: string) => string) => () =>
    readSpokeFile({ ...file, messages: [{ ...file.messages[0], spoke: change(spoke) }] });
  const without = (name: string) => altered((text) => JSON.stringify({ ...JSON.parse(text), [name]: undefined }));
  assert.throws(without('predecessor'), /^PlanError: file\.messages\[0\]\.spoke\.predecessor: missing/);
  assert.throws(without('forwarder'), /^PlanError: file\.messages\[0\]\.spoke\.forwarder: missing/);
});

test('a vault takes over only from one of its chain that nobody succeeds yet', () => {
  const spoke = (more: object) => ({ chainId: 1, predecessor: 0, successor: new Uint8Array(0), ...more });
  const spokes = [spoke({ spoke: 1 }), spoke({ spoke: 2, chainId: 2 }), spoke({ spoke: 3, predecessor: 1 })] as never[];
  const of = (plan: object) => successorInstance({ spokes }, { id: 9, instance: 0, predecessor: 3, ...plan }, 1);
  assert.equal(of({}), 2, 'chain 1 has two vaults');
  assert.equal(of({ instance: 7 }), 7);
  assert.throws(() => of({ predecessor: 8 }), /plan\.predecessor: the hub has no other spoke 8/);
  assert.throws(() => of({ id: 3 }), /no other spoke 3/);
  assert.throws(() => of({ predecessor: 2 }), /spoke 2 is on chain 2, the RPC on 1/);
  assert.throws(() => of({ predecessor: 1 }), /spoke 3 succeeds 1 already/);
  spokes.push(spoke({ spoke: 4, successor: new Uint8Array(20) }) as never);
  assert.throws(() => of({ predecessor: 4 }), /the vault of spoke 4 names its successor already/);
});

test('every field of a plan is checked, and unknown ones are refused, by path', () => {
  const refused = (more: object, message: RegExp) =>
    assert.throws(() => readSpokePlan({ ...PLAN, ...more }), { name: 'PlanError', message });
  const token = (more: object) => ({ tokens: [{ ...PLAN.tokens[0], ...more }] });
  refused({ id: 4 }, /^plan\.id: not an integer as decimal string$/);
  refused({ id: '0' }, /^plan\.id: 0 is not in 1\.\.65535$/);
  refused({ name: 'Chain' }, /^plan\.name: /);
  refused({ finality: 'latest' }, /^plan\.finality: /);
  refused({ predecessor: '0' }, /^plan\.predecessor: 0 is not in 1\.\.65535$/);
  refused({ devnet: 'yes' }, /^plan\.devnet: not true or false$/);
  refused({ lockers: ['x'] }, /^plan\.lockers\[0\]: not an address/);
  refused({ aggregateCap: '-1' }, /^plan\.aggregateCap: /);
  refused({ devnett: true }, /^plan\.devnett: unknown field$/);
  refused(token({ cap: '1e3' }), /^plan\.tokens\[0\]\.cap: /);
  refused(token({ token: undefined }), /^plan\.tokens\[0\]\.token: not an address/);
  refused(token({ price: '1' }), /^plan\.tokens\[0\]\.price: unknown field$/);
  assert.throws(() => readSpokePlan([]), { message: 'plan: not an object' });
  assert.throws(
    () => fileOf({ ...PLAN, ...token({ feeFloor: '0.0000000001' }) }),
    /^PlanError: plan\.tokens\[0\]\.feeFloor/,
  );
});

test('a spoke file that was altered is refused by name', () => {
  const file = fileOf(PLAN);
  const refused = (json: unknown, message: RegExp) =>
    assert.throws(() => readSpokeFile(json), { name: 'PlanError', message });
  const [spoke, route] = file.messages as unknown as [{ spoke: string }, { route: string }];
  refused({ ...file, version: 2 }, /^file\.version: not 1/);
  refused({ ...file, chainId: 1 }, /another vault or chain than the file names/);
  refused({ ...file, vault: evm('c') }, /another vault or chain than the file names/);
  refused({ ...file, messages: [] }, /^file\.messages: empty/);
  refused({ ...file, messages: [route, spoke] }, /^file\.messages\[0\]\.@type: not /);
  refused({ ...file, messages: [{ ...spoke, spoke: '{' }] }, /^file\.messages\[0\]\.spoke: not JSON/);
  refused({ ...file, messages: [{ ...spoke, memo: '' }] }, /^file\.messages\[0\]\.memo: unknown field/);
  refused({ ...file, messages: [spoke, { ...route, route: 'null' }] }, /^file\.messages\[1\]\.route: not an object/);
  refused(
    { ...file, messages: [{ ...spoke, spoke: spoke.spoke.replace('"hot":["0x01', '"hot":["0x1') }] },
    /initialSet\.hot\[0\]/,
  );
});

test('whatever JSON comes, plans and files are read or refused by name', () => {
  const onlyPlanErrors = (read: () => unknown): void => {
    try {
      read();
    } catch (error) {
      assert.ok(error instanceof PlanError, String(error));
    }
  };
  const file = fileOf(PLAN);
  const fields = fc.constantFrom(...Object.keys(PLAN), ...Object.keys(PLAN.tokens[0]!), ...Object.keys(file));
  fc.assert(
    fc.property(fc.jsonValue(), fields, fc.boolean(), (value, field, inToken) => {
      onlyPlanErrors(() => readSpokePlan(value));
      onlyPlanErrors(() => readSpokeFile(value));
      const token = { ...PLAN.tokens[0], ...(inToken && { [field]: value }) };
      onlyPlanErrors(() => readSpokePlan({ ...PLAN, tokens: [token], ...(!inToken && { [field]: value }) }));
      onlyPlanErrors(() => readSpokeFile({ ...file, [field]: value }));
      const claim = JSON.parse((file.messages[0] as { spoke: string }).spoke) as { config: object };
      const altered = JSON.stringify({ ...claim, config: { ...claim.config, [field]: value } });
      onlyPlanErrors(() => readSpokeFile({ ...file, messages: [{ ...file.messages[0], spoke: altered }] }));
    }),
    { numRuns: 300 },
  );
});
